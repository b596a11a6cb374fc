"""What lies around the unknown band: labels, cells, and how far away foreground and background are."""

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
class Surroundings:
    """The known surroundings of the unknown pixels, as rays need them.

    Attributes
    ----------
    labels : ndarray, (height, width), uint8
        The trimap, with `rays.ABSENT` where there is no colour.
    cells : ndarray, (rows, columns), uint8
        What each cell of `rays.CELL` x `rays.CELL` pixels holds, as bits.
    to_foreground, to_background : ndarray, (rows, columns), uint8
        Chessboard distance, in cells, to the nearest cell that holds foreground or background.
    """

    labels: np.ndarray
    cells: np.ndarray
    to_foreground: np.ndarray
    to_background: np.ndarray

    @classmethod
    def survey(cls, labels: np.ndarray, pool: Pool) -> Surroundings:
        height, width = (-(-size // rays.CELL) for size in labels.shape)
        cells = np.zeros((height, width), np.uint8)
        pool.run(partial(rays.mark_cells, labels, cells), height, width * rays.CELL**2)
        distances = np.empty((2, height, width), np.uint8)
        pieces = strips(height, width, _PIECE)
        for held, distance in zip((rays.HOLDS_FOREGROUND, rays.HOLDS_BACKGROUND), distances, strict=True):
            for top, bottom in pieces:
                rays.sweep_down(cells, held, distance, top, bottom)
                pool.advance((bottom - top) * width)
            for top, bottom in reversed(pieces):
                rays.sweep_up(distance, top, bottom)
                pool.advance((bottom - top) * width)
        return cls(labels, cells, distances[0], distances[1])


def labels_of(scene: Scene) -> np.ndarray:
    """A copy of the trimap, with `rays.ABSENT` where there is no colour.

    A copy always: for numba a read-only array is another type, which would be compiled anew.
    """
    if scene.present is None:
        return np.array(scene.trimap, order="C")
    return np.where(scene.present, scene.trimap, np.uint8(rays.ABSENT))


def directions(turns: int, count: int = 1) -> np.ndarray:
    """Unit vectors (turns, turns, count, 2), y and x: all around, and far apart in neighbouring places."""
    places = turns * turns
    order = np.arange(places) * (turns + 2) % places
    angles = 2 * np.pi / count * (np.arange(count) + order[:, None] / places)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(turns, turns, count, 2)


def pieces(count: int, size: int) -> list[tuple[int, int]]:
    """Cut `count` things into pieces (first, behind the last) of at most `size`."""
    return [(first, min(count, first + size)) for first in range(0, count, size)]
