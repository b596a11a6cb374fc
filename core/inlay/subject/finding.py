"""The subject of a picture: the front door of this room."""

from __future__ import annotations

import numpy as np

from inlay.arrays import checks
from inlay.arrays.progress import Progress
from inlay.arrays.sample_types import convert_samples
from inlay.errors import InlayError
from inlay.subject import registry

#: What stands for transparent pixels, which have no colour.
_NEUTRAL = 0.5


def find_subject(
    image: np.ndarray,
    method: str = registry.DEFAULT,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Find what a picture shows, as a soft mask.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 to 4)
        Gray or colour in sRGB, with or without straight alpha; ``uint8``, ``uint16``, or ``float16``, ``float32`` or
        ``float64`` with white as 1; what is brighter is taken for white. Where it is fully transparent there is no
        subject, and its colours are not used.
    method : str
        The id of a finder: the name of an installed network, ``automatic`` for the best one that is, or another
        package's.
    threads : int, optional
        None for all processors at hand, at most four.
    progress : callable, optional
        Takes the fraction done, from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray, (height, width), float32
        From 0 to 1. Where it lies is right where the network knows such things; its edges are as coarse as the
        network is small: `inlay.matting` refines them.

    Raises
    ------
    InputError
        If the array is not what it should be.
    ParameterError
        If there is no such method.
    ModelError
        If no network is installed, or it cannot be used.
    ResourceError
        If there is too little memory.
    """
    pixels = checks.picture(image, most_channels=4)
    checks.threads(threads)
    finder = registry.find(method)
    colours, absent = _colours(pixels)
    mask = finder.find(colours, threads=threads, progress=progress)
    if mask.shape != pixels.shape[:2]:
        raise InlayError(f"The finder {finder.id} returned a mask of another size.", "Report it to its author.")
    mask = np.require(mask, np.float32, "W")
    np.clip(mask, 0, 1, out=mask)
    if absent is not None:
        mask[absent] = 0
    return mask


def _colours(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Colours (height, width, 3), float32 from 0 to 1, and where there are none; None if that is nowhere."""
    samples = convert_samples(pixels, np.dtype(np.float32))
    opacity = samples[..., -1] if samples.shape[2] in (2, 4) else None
    colours = samples[..., :1] if samples.shape[2] < 3 else samples[..., :3]
    absent = np.isnan(colours).any(axis=2)
    colours = np.clip(np.broadcast_to(colours, (*colours.shape[:2], 3)), 0, 1)
    colours[absent] = _NEUTRAL
    if opacity is None:
        return colours, None
    transparent = ~(opacity > 0)
    colours[transparent] = _NEUTRAL
    return colours, transparent
