"""Faces: how strongly neighbouring cells hold each other, from 0 where nothing is to 1.

A cell and the next one are joined by the pixels along their common side: by as many, in parts of the side's length, as
are present together with their neighbour across it. So ends are natural, at the canvas and at any rim.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.tiles import EMPTY, HALF, MIXED, SIZE
from inlay.poisson.jumps.tiles import Tiles


@dataclass(frozen=True, eq=False)
class Faces:
    """The faces of those tiles of a level that have others than 1.

    Attributes
    ----------
    place : ndarray of int32, (tiles,)
        The place of each tile in the arrays below, -1 for tiles whose faces are all 1.
    right : ndarray of float32, (n, 16, 17)
        Left of each cell, and right of the last one.
    down : ndarray of float32, (n, 17, 16)
        Above each cell, and below the last one.
    """

    place: np.ndarray
    right: np.ndarray
    down: np.ndarray

    @property
    def joined(self) -> np.ndarray:
        """Which cells have a neighbour."""
        right, down = self.right > 0, self.down > 0
        return right[:, :, 1:] | right[:, :, :-1] | down[:, 1:] | down[:, :-1]


def of_pixels(
    tiles: Tiles, place: np.ndarray, shape: tuple[int, int], state: np.ndarray, masks: np.ndarray, number: np.ndarray
) -> Faces:
    """The faces of tiles of pixels.

    Parameters
    ----------
    place : ndarray of int32
        As in `Faces`.
    shape : tuple of int
        Of the canvas.
    state : ndarray of uint8, (rows, columns)
        What is present of each tile of the canvas.
    masks : ndarray of bool, (partial tiles, 16, 16)
        Which pixels are present in tiles that hold a part.
    number : ndarray of int32, (rows, columns)
        The place of each tile in `masks`.
    """
    some = tiles.positions[place >= 0]
    present = np.zeros((len(some), SIZE + 2, SIZE + 2), bool)
    own, near, far = slice(1, -1), slice(0, 1), slice(-1, None)
    last, first = slice(-1, None), slice(0, 1)
    every = slice(None)
    for step, target, source in (
        ((0, 0), (own, own), (every, every)),
        ((-1, 0), (near, own), (last, every)),
        ((1, 0), (far, own), (first, every)),
        ((0, -1), (own, near), (every, last)),
        ((0, 1), (own, far), (every, first)),
    ):
        rows, columns = (some + np.array(step, np.int32)).T
        inside = (rows >= 0) & (rows < state.shape[0]) & (columns >= 0) & (columns < state.shape[1])
        found = np.zeros(len(some), np.uint8)
        found[inside] = state[rows[inside], columns[inside]]
        part = present[(slice(None), *target)]
        part[found > MIXED] = True
        partial = found == MIXED
        part[partial] = masks[number[rows[partial], columns[partial]]][(slice(None), *source)]
    _cut(present, some, shape)
    right = (present[:, 1:-1, 1:] & present[:, 1:-1, :-1]).astype(np.float32)
    down = (present[:, 1:, 1:-1] & present[:, :-1, 1:-1]).astype(np.float32)
    return Faces(place, right, down)


def _cut(present: np.ndarray, positions: np.ndarray, shape: tuple[int, int]) -> None:
    """Nothing is present beyond the canvas."""
    steps = np.arange(-1, SIZE + 1)
    for axis in (0, 1):
        pixels = positions[:, axis, None] * SIZE + steps
        outside = (pixels < 0) | (pixels >= shape[axis])
        present &= ~(outside[:, :, None] if axis == 0 else outside[:, None, :])


def coarser(
    tiles: Tiles, place: np.ndarray, level: int, shape: tuple[int, int], state: np.ndarray, finer: Tiles, faces: Faces
) -> Faces:
    """The faces of a level above 0.

    Parameters
    ----------
    tiles, place
        Of the level.
    state : ndarray of uint8
        What is present of each tile of the finer level.
    finer, faces
        Of the level below.
    """
    some = tiles.positions[place >= 0]
    right, down = _on_canvas(some, level, shape)
    for y in (0, 1):
        for x in (0, 1):
            rows, columns = 2 * some[:, 0] + y, 2 * some[:, 1] + x
            inside = (rows < state.shape[0]) & (columns < state.shape[1])
            child = np.where(inside, state[rows * inside, columns * inside], EMPTY)
            top, left = np.s_[y * HALF : y * HALF + HALF], np.s_[x * HALF : x * HALF + HALF]
            tall, wide = np.s_[y * HALF : y * HALF + HALF + 1], np.s_[x * HALF : x * HALF + HALF + 1]
            # An empty tile leaves its outer sides to its neighbours, which know that it is empty.
            right[child == EMPTY, top, wide] = 0
            down[child == EMPTY, tall, left] = 0
    for y in (0, 1):
        for x in (0, 1):
            rows, columns = 2 * some[:, 0] + y, 2 * some[:, 1] + x
            inside = (rows < state.shape[0]) & (columns < state.shape[1])
            number = np.where(inside, finer.index[rows * inside, columns * inside], -1)
            known = np.flatnonzero(number >= 0)
            known = known[faces.place[number[known]] >= 0]
            fine = faces.place[number[known]]
            top, left = np.s_[y * HALF : y * HALF + HALF], np.s_[x * HALF : x * HALF + HALF]
            tall, wide = np.s_[y * HALF : y * HALF + HALF + 1], np.s_[x * HALF : x * HALF + HALF + 1]
            right[known, top, wide] = (faces.right[fine, ::2, ::2] + faces.right[fine, 1::2, ::2]) / 2
            down[known, tall, left] = (faces.down[fine, ::2, ::2] + faces.down[fine, ::2, 1::2]) / 2
    return Faces(place, right, down)


def _on_canvas(positions: np.ndarray, level: int, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """The faces of tiles all of whose pixels on the canvas are present."""
    size = 1 << level
    shares, sides = [], []
    for axis in (0, 1):
        first = (positions[:, axis, None] * SIZE + np.arange(SIZE + 1)) * size
        shares.append((np.clip(shape[axis] - first[:, :-1], 0, size) / size).astype(np.float32))
        sides.append(((first > 0) & (first < shape[axis])).astype(np.float32))
    return shares[0][:, :, None] * sides[1][:, None, :], sides[0][:, :, None] * shares[1][:, None, :]
