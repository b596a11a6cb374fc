"""Compile every kernel ahead of the first view."""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress, in_turn


def warm(progress: Progress | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by looking at small pictures.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    in_turn((_look, _paint, _convert), progress)


def _look() -> None:
    from inlay.live.drawing import correct
    from inlay.live.lens import Lens
    from inlay.live.modes import Sight, frame
    from inlay.live.reduction import reduced_picture
    from inlay.picture import Picture, Space

    lens = Lens(0, 0, 4, 4, 4, 4)
    for transfer in ("perceptual", "linear"):
        for dtype in (np.uint8, np.uint16, np.float32):
            picture = Picture(np.zeros((4, 4, 4), dtype), space=Space("RGBA", np.dtype(dtype), transfer))
            pixels = lens.colours(reduced_picture(picture, 2), 2)
    mask = Picture(np.zeros((4, 4), np.uint8), space=Space("MASK", np.dtype(np.uint8), "linear"))
    reduced_picture(mask, 2)
    correct(frame(Sight(lens, pixels, pixels)), np.zeros((1, 2, 2, 2, 3), np.float32), 0, 4)


def _paint() -> None:
    from inlay.contract.boxes import Box
    from inlay.contract.views import StrokePart
    from inlay.live.reduction import reduced_marks
    from inlay.live.strokes import StrokeMap

    strokes = StrokeMap(Box(0, 0, 8, 8))
    strokes.take([StrokePart(1, (2, 2, 1, 5, 5, 1), label=0, radius=2)])
    if strokes.marks is not None:
        reduced_marks(strokes.marks, 2)


def _convert() -> None:
    from inlay import colour
    from inlay.picture import Space

    space = Space("RGB", np.dtype(np.float32))
    colour.from_space(colour.to_space(np.zeros((40, 40, 3), np.float32), "lab", space), "lab", space)
