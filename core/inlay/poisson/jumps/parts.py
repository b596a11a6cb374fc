"""Parts of a mosaic that hang together: numbered without an array as large as the canvas."""

from __future__ import annotations

import numpy as np

from inlay.arrays.tiles import EMPTY, FULL, MIXED, SIZE
from inlay.poisson.jumps.seams import Seams


class Parts:
    """The parts of a mosaic, numbered from 1 on.

    Attributes
    ----------
    count : int
    """

    def __init__(self, seams: Seams) -> None:
        self._shape, self._number = seams.shape, seams.number
        self._whole = (seams.state > EMPTY).astype(np.int32)
        self._masks = np.zeros((0, SIZE, SIZE), np.int32)
        self.count = int(self._whole.any())
        if (seams.state != FULL).any():
            self._join(seams)

    def _join(self, seams: Seams) -> None:
        from scipy import ndimage, sparse
        from scipy.sparse.csgraph import connected_components

        inside = np.zeros((3, 3, 3), bool)
        inside[1] = ndimage.generate_binary_structure(2, 1)
        self._masks, pieces = ndimage.label(seams.masks, inside, output=np.int32)
        full = seams.state == FULL
        numbers = np.zeros(full.shape, np.int32)
        numbers[full] = pieces + 1 + np.arange(full.sum(), dtype=np.int32)
        self._whole = numbers
        pairs = [self._touching(seams.state, axis) for axis in (0, 1)]
        first, second = (np.concatenate(each) for each in zip(*pairs, strict=True))
        size = pieces + int(full.sum()) + 1
        graph = sparse.coo_matrix((np.ones(len(first), bool), (first, second)), (size, size))
        _, part = connected_components(graph, directed=False)
        # What has no pixel is a part of its own: the first one.
        numbered = part + (part < part[0])
        self._whole[full] = numbered[self._whole[full]]
        self._masks = np.where(self._masks > 0, numbered[self._masks], 0)
        self.count = int(part.max())

    def _touching(self, state: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of pieces with neighbouring pixels across the sides of tiles."""
        near, far = (np.s_[:-1], np.s_[1:]) if axis == 0 else (np.s_[:, :-1], np.s_[:, 1:])
        both = (state[near] > EMPTY) & (state[far] > EMPTY)
        plain = both & (state[near] == FULL) & (state[far] == FULL)
        odd = both & ~plain
        sides = [
            self._side(state[ends][odd], self._whole[ends][odd], self._number[ends][odd], axis, place)
            for ends, place in ((near, -1), (far, 0))
        ]
        joined = (sides[0] > 0) & (sides[1] > 0)
        return (
            np.concatenate([self._whole[near][plain], sides[0][joined]]),
            np.concatenate([self._whole[far][plain], sides[1][joined]]),
        )

    def _side(self, state: np.ndarray, whole: np.ndarray, number: np.ndarray, axis: int, place: int) -> np.ndarray:
        """The pieces along a side of tiles, (tiles, 16)."""
        found = np.repeat(whole[:, None], SIZE, axis=1)
        masks = self._masks[:, place] if axis == 0 else self._masks[:, :, place]
        found[state == MIXED] = masks[number[state == MIXED]]
        return found

    def rows(self, top: int, bottom: int) -> np.ndarray:
        """The number of the part that each pixel of some rows is in, 0 where there is nothing."""
        first, last = top // SIZE, -(-bottom // SIZE)
        blocks = np.repeat(self._whole[first:last, None], SIZE, axis=1).repeat(SIZE, axis=2)
        number = self._number[first:last]
        y, x = np.nonzero(number >= 0) if len(self._masks) else (np.zeros(0, int),) * 2
        tiles = blocks.reshape(last - first, SIZE, -1, SIZE).swapaxes(1, 2)
        tiles[y, x] = self._masks[number[y, x]]
        return blocks.reshape((last - first) * SIZE, -1)[top - first * SIZE : bottom - first * SIZE, : self._shape[1]]
