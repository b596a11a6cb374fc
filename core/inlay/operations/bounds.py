"""The border of every job: what a float picture may hold that no operation has to think of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.arrays.rows import BAND, strips
from inlay.arrays.warning import warn
from inlay.contract.language import _, known
from inlay.errors import InlayWarning, InputError
from inlay.picture import Picture

#: A billion times white: squares and powers of it are still numbers in single precision.
LARGEST = 1e9


def bounded(image: Any, role: str, progress: Progress = silent) -> Any:
    """A picture of a job, or each of a list, as the operations see it.

    Coverage and opacity lie from 0 to 1, and colours within a billion times white on either side: what lies beyond is
    brought back. Colours that are no finite numbers stay, and are refused where an operation uses them.

    Parameters
    ----------
    image : Picture, sequence of Picture or None
    role : str
        What messages call it.
    progress : callable
        Is given 0 between pieces; may raise to stop.

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
        return [bounded(each, role, progress) for each in image]
    if image is None or image.pixels.dtype.kind != "f":
        return image
    if image.space.model == "MASK":
        coverage = _coverage(
            image.pixels, _("Pixels of the {role} are not finite numbers.", role=known(role)), progress
        )
        return image if coverage is image.pixels else replace(image, pixels=coverage)
    return _bounded_colours(_bounded_opacity(image, role, progress), role, progress)


def demand_finite(colours: np.ndarray, used: np.ndarray | None, name: str) -> None:
    """Refuse NaN and infinite samples where they are used; None for everywhere.

    Raises
    ------
    InputError
        If there is one.
    """
    if colours.dtype.kind != "f":
        return
    for top, bottom in strips(colours.shape[0], colours.shape[1], BAND):
        unusable = ~np.isfinite(colours[top:bottom]).all(axis=2)
        if (unusable if used is None else unusable & used[top:bottom]).any():
            raise InputError(
                _("The {name} has a pixel that is not a finite number.", name=name),
                _("Replace NaN and infinite values first."),
            )


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
        raise InputError(
            _("A pixel of the {role} is not a number (NaN).", role=known(role)), _("Paint over it, or erase it.")
        )


def _bounded_opacity(picture: Picture, role: str, progress: Progress) -> Picture:
    alpha = picture.alpha
    if alpha is None:
        return picture
    not_finite = _("Pixels of the {role}'s opacity are not finite numbers.", role=known(role))
    opacity = _coverage(alpha, not_finite, progress)
    if opacity is alpha:
        return picture
    pixels = picture.pixels.copy()
    pixels[..., -1] = opacity
    return replace(picture, pixels=pixels)


def _coverage(plane: np.ndarray, not_finite: str, progress: Progress) -> np.ndarray:
    """A plane from 0 to 1: the same one where it is so already; `not_finite` says that it cannot be one."""
    lowest, highest = _extremes(plane, progress)
    if not np.isfinite((lowest, highest)).all():
        raise InputError(not_finite, _("Replace NaN and infinite values first."))
    return plane if lowest >= 0 and highest <= 1 else plane.clip(0, 1)


def _bounded_colours(picture: Picture, role: str, progress: Progress) -> Picture:
    if picture.pixels.dtype == np.float16:
        return picture
    lowest, highest = _extremes(picture.colour, progress)
    if lowest >= -LARGEST and highest <= LARGEST:
        return picture
    pixels, seen = picture.pixels.copy(), False
    colours, alpha = pixels[..., : picture.colour.shape[2]], picture.alpha
    for top, bottom in strips(picture.height, picture.width, BAND):
        progress(0.0)
        rows = np.s_[top:bottom]
        beyond = (np.abs(colours[rows]) > LARGEST) & np.isfinite(colours[rows])
        colours[rows][beyond] = np.copysign(LARGEST, colours[rows][beyond])
        visible = beyond.any(axis=2)
        seen |= bool((visible if alpha is None else visible & (alpha[rows] > 0)).any())
    if seen:
        message = _(
            "Colours of the {role} lie beyond a billion times white; they are taken for that.", role=known(role)
        )
        warn(InlayWarning("bounds", message, _("Look how the picture was made.")))
    return replace(picture, pixels=pixels)


def _extremes(samples: np.ndarray, progress: Progress) -> tuple[float, float]:
    """The lowest and the highest sample; NaN if there is one."""
    found = []
    for top, bottom in strips(samples.shape[0], samples.shape[1], BAND):
        progress(0.0)
        found.append((samples[top:bottom].min(initial=0), samples[top:bottom].max(initial=0)))
    lowest, highest = np.array(found or [(0, 0)], np.float64).T
    return float(lowest.min()), float(highest.max())
