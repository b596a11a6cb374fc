"""The subject of a picture: the front door of this room."""

from __future__ import annotations

import numpy as np

from inlay.arrays import checks
from inlay.arrays.progress import Progress
from inlay.arrays.sample_types import convert_samples
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayError, InlayWarning
from inlay.networks.answer import EVEN
from inlay.subject import registry

#: What stands for pixels that have no colour: those that are transparent, or no number.
_NEUTRAL = 128


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

    Warns
    -----
    InlayWarning
        ``no-subject``: nowhere is a subject more likely than none.
    """
    pixels = checks.picture(image, most_channels=4)
    checks.threads(threads)
    finder = registry.find(method)
    colours, transparent = _colours(pixels)
    mask = finder.find(colours, threads=threads, progress=progress)
    if mask.shape != pixels.shape[:2]:
        raise InlayError(
            _("The finder {finder} returned a mask of another size.", finder=finder.id), _("Report it to its author.")
        )
    mask = np.require(mask, np.float32, "W")
    np.clip(mask, 0, 1, out=mask)
    if transparent is not None:
        mask[transparent] = 0
    if mask.max() < EVEN:
        hint = _("Choose another network, or select the subject by hand.")
        warn(InlayWarning("no-subject", _("{finder} is sure of no subject in this picture.", finder=finder.id), hint))
    return mask


def _colours(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Colours (height, width, 3), uint8, and where the picture is transparent; None if it cannot be."""
    count = 1 if pixels.shape[2] < 3 else 3
    colours = np.empty((*pixels.shape[:2], 3), np.uint8)
    colours[:] = convert_samples(pixels[..., :count], np.uint8)
    if pixels.dtype.kind == "f":
        colours[np.isnan(pixels[..., :count]).any(axis=2)] = _NEUTRAL
    if pixels.shape[2] == count:
        return colours, None
    transparent = ~(pixels[..., -1] > 0)
    colours[transparent] = _NEUTRAL
    return colours, transparent
