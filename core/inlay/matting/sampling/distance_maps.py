"""How far foreground and background are from every cell of a picture, so that rays can jump over what is empty."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import strips
from inlay.matting.sampling import rays
from inlay.matting.scene import Scene

#: Cells of one piece of work.
_PIECE = 1 << 20


@dataclass(frozen=True, eq=False)
class DistanceMaps:
    """Distances to what is known, in cells of pixels.

    Attributes
    ----------
    cells : ndarray, (rows, columns), uint8
        What each cell of `rays.CELL` x `rays.CELL` pixels holds, as bits.
    to_foreground, to_background : ndarray, (rows, columns), uint8
        Chessboard distance, in cells, to the nearest cell that holds foreground or background.
    """

    cells: np.ndarray
    to_foreground: np.ndarray
    to_background: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray, pool: Pool) -> DistanceMaps:
        height, width = (-(-size // rays.CELL) for size in labels.shape)
        cells = np.zeros((height, width), np.uint8)
        pool.run(partial(rays.mark_cells, labels, cells), height, width * rays.CELL**2)
        distances = np.empty((2, height, width), np.uint8)
        pieces = strips(height, width, _PIECE)
        for bit, distance in zip((rays.HOLDS_FOREGROUND, rays.HOLDS_BACKGROUND), distances, strict=True):
            for top, bottom in pieces:
                rays.sweep_down(cells, bit, distance, top, bottom)
                pool.advance((bottom - top) * width)
            for top, bottom in reversed(pieces):
                rays.sweep_up(distance, top, bottom)
                pool.advance((bottom - top) * width)
        return cls(cells, distances[0], distances[1])


def labels_of(scene: Scene) -> np.ndarray:
    """A copy of the trimap, with `rays.ABSENT` where there is no colour.

    A copy always: for numba a read-only array is another type, which would be compiled anew.
    """
    if scene.present is None:
        return np.array(scene.trimap, order="C")
    return np.where(scene.present, scene.trimap, np.uint8(rays.ABSENT))
