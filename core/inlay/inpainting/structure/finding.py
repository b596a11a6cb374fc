"""Lines through a hole, found on its border."""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.inpainting.offsets import PyramidLevel
from inlay.inpainting.structure.curves import Curve
from inlay.inpainting.structure.pairing import paired
from inlay.inpainting.structure.tracing import traced

#: How far across a hole is, at most, on the level where lines are looked for, in pixels.
ACROSS = 128


def curves_through(
    picture: np.ndarray, usable: np.ndarray, hole: np.ndarray, progress: Progress | None = None
) -> list[Curve]:
    """The lines that lead through a hole, the surest first.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type.
    usable, hole : ndarray of bool, (height, width)
        Where it has a colour that counts, and what is to be filled.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    list of Curve
        In pixels of the picture.
    """
    progress = progress or silent
    level, factor = PyramidLevel(picture, usable & ~hole, hole), reduction(hole)
    for _ in range(factor.bit_length() - 1):
        level = level.halved(progress)
    progress(0.5)
    edges = traced(level.picture.astype(np.float32), level.usable, level.hole)
    progress(0.8)
    return [Curve.between(edges[a], edges[b]).scaled(factor) for a, b in paired(edges, level.hole)]


def reduction(hole: np.ndarray) -> int:
    """By what power of two a picture is made smaller to find the lines through a hole."""
    from scipy import ndimage

    across = 2 * float(ndimage.distance_transform_edt(np.pad(hole, 1)).max())
    return 1 << max(0, int(np.ceil(np.log2(max(1.0, across / ACROSS)))))
