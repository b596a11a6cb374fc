"""The border of every job: what a float picture may hold that no operation has to think of."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np

from inlay.errors import InlayWarning, InputError
from inlay.picture import Picture
from inlay.strips import BAND, strips

#: A billion times white: squares and powers of it are still numbers in single precision.
LARGEST = 1e9


def bounded(image: Any, role: str) -> Any:
    """A picture of a job, or each of a list, as the operations see it.

    Coverage and opacity lie from 0 to 1, and colours within a billion times white on either side: what lies beyond is
    brought back. Colours that are no finite numbers stay, and are refused where an operation uses them.

    Raises
    ------
    InputError
        If coverage or opacity is not a finite number somewhere.

    Warns
    -----
    InlayWarning
        ``bounds``: colours that are not transparent were brought back.
    """
    if isinstance(image, list | tuple):
        return [bounded(each, role) for each in image]
    if image is None or image.pixels.dtype.kind != "f":
        return image
    if image.space.model == "MASK":
        coverage = _coverage(image.pixels, f"The {role}")
        return image if coverage is image.pixels else replace(image, pixels=coverage)
    return _bounded_colours(_bounded_opacity(image, role), role)


def demand_numbers(colours: np.ndarray, used: np.ndarray | None, role: str) -> None:
    """Refuse colours that are not numbers, ``(height, width, channels)``, where they are used; None for everywhere.

    Raises
    ------
    InputError
        If there is one. Infinite ones pass.
    """
    if colours.dtype.kind != "f":
        return
    missing = np.isnan(colours).any(axis=2)
    if (missing if used is None else missing & used).any():
        raise InputError(f"The {role} have a pixel that is not a number (NaN).", "Paint over it, or erase it.")


def _bounded_opacity(picture: Picture, role: str) -> Picture:
    alpha = picture.alpha
    opacity = None if alpha is None else _coverage(alpha, f"The {role}'s opacity")
    if opacity is alpha:
        return picture
    pixels = picture.pixels.copy()
    pixels[..., -1] = opacity
    return replace(picture, pixels=pixels)


def _coverage(plane: np.ndarray, name: str) -> np.ndarray:
    """A plane from 0 to 1: the same one where it is so already."""
    lowest, highest = float(plane.min(initial=0)), float(plane.max(initial=0))
    if not np.isfinite((lowest, highest)).all():
        raise InputError(f"{name} has pixels that are not finite numbers.", "Replace NaN and infinite values first.")
    return plane if lowest >= 0 and highest <= 1 else plane.clip(0, 1)


def _bounded_colours(picture: Picture, role: str) -> Picture:
    if picture.pixels.dtype == np.float16:
        return picture
    colours, alpha, pixels, seen = picture.colour, picture.alpha, None, False
    for top, bottom in strips(picture.height, picture.width, BAND):
        rows = np.s_[top:bottom]
        if colours[rows].min() >= -LARGEST and colours[rows].max() <= LARGEST:
            continue
        beyond = (np.abs(colours[rows]) > LARGEST) & np.isfinite(colours[rows])
        if not beyond.any():
            continue
        pixels = picture.pixels.copy() if pixels is None else pixels
        strip = pixels[rows][..., : colours.shape[2]]
        strip[beyond] = np.copysign(LARGEST, strip[beyond])
        seen |= bool(beyond.any() if alpha is None else (beyond.any(axis=2) & (alpha[rows] > 0)).any())
    if seen:
        message = f"The {role} has colours of more than a billion times white; they are taken for that."
        warnings.warn(InlayWarning("bounds", message, "Look how the picture was made."), stacklevel=4)
    return picture if pixels is None else replace(picture, pixels=pixels)
