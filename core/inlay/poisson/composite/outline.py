"""What is known of a region before it is solved: its tiles, and its data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inlay.arrays.tiles import EMPTY, FRAME, FULL, MIXED, SIZE
from inlay.poisson.composite import states
from inlay.poisson.composite.tiles import Extent, LevelTiles


@dataclass(frozen=True, eq=False)
class Data:
    """The right-hand side, where it is not 0.

    Attributes
    ----------
    numbers : ndarray of int32, (rows, columns) of tiles
        Which of the frames a tile has; 0 for none.
    frames : ndarray of float32, (count, channels, 18, 18)
        The values of tiles with a ring of zeros around them; the first one is 0.
    """

    numbers: np.ndarray
    frames: np.ndarray


class Outline:
    """The tiles of a region and the right-hand side of its equations, read in strips from the top.

    The equations are ``sum over neighbours q of p of (c_p - c_q) + screening c_p = b_p`` with c = 0 outside the region.

    Parameters
    ----------
    extent : Extent
        The pixels of the box that holds the region.
    channels : int
        Of the right-hand side.

    Attributes
    ----------
    states : ndarray of uint8, (rows, columns) of tiles
        `EMPTY`, `MIXED` or `FULL`.
    parts : ndarray of int32, same shape
        Which of the `masks` a mixed tile has.
    masks : ndarray of uint8, (count, 16, 16)
        The unknown pixels of mixed tiles.
    """

    def __init__(self, extent: Extent, channels: int) -> None:
        shape = -(-extent.height // SIZE), -(-extent.width // SIZE)
        self.extent, self.channels = extent, channels
        self.states = np.full(shape, EMPTY, np.uint8)
        self.parts = np.zeros(shape, np.int32)
        self._numbers = np.zeros(shape, np.int32)
        self._masks: list[np.ndarray] = [np.zeros((0, SIZE, SIZE), np.uint8)]
        self._frames: list[np.ndarray] = [np.zeros((1, channels, FRAME, FRAME), np.float32)]
        self._rows = 0

    def add(self, unknown: np.ndarray, b: np.ndarray | None = None) -> None:
        """Read the next rows.

        Parameters
        ----------
        unknown : ndarray of bool, (rows, width)
            The region; a multiple of 16 rows, but for the last ones.
        b : ndarray of float32, (rows, width, channels), optional
            The right-hand side in them, 0 in most tiles; None for 0.
        """
        mask = np.ascontiguousarray(unknown).view(np.uint8)
        first, last = self._rows // SIZE, -(-(self._rows + len(mask)) // SIZE)
        self._rows += len(mask)
        found = self.states[first:last]
        states.read_states(mask, found)
        self._masks.append(self._numbered(self.parts[first:last], found == MIXED, self._masks, (SIZE, SIZE), np.uint8))
        states.read_masks(mask, np.argwhere(found == MIXED), self._masks[-1])
        if b is not None:
            has_some = np.zeros(found.shape, np.uint8)
            states.find_values(b, has_some)
            shape = self.channels, FRAME, FRAME
            self._frames.append(
                self._numbered(self._numbers[first:last], has_some != 0, self._frames, shape, np.float32)
            )
            states.read_values(b, np.argwhere(has_some), self._frames[-1])

    @property
    def masks(self) -> np.ndarray:
        self._masks = [np.concatenate(self._masks)] if len(self._masks) > 1 else self._masks
        return self._masks[0]

    @property
    def data(self) -> Data:
        """The right-hand side that was read with the rows."""
        self._frames = [np.concatenate(self._frames)] if len(self._frames) > 1 else self._frames
        return Data(self._numbers, self._frames[0])

    def refined(self, ring: int) -> LevelTiles:
        """The tiles of the finest level, so many of them around those that touch the rim or a seam."""
        return LevelTiles.make(self.extent, ring, self.states, self._numbers > 0)

    def refined_share(self, ring: int) -> float:
        """What part of the box has to be refined."""
        return self.refined(ring).count / self.states.size

    @cached_property
    def rim(self) -> Rim:
        """The known pixels that hold the region."""
        height, width, natural = self.extent
        beside = np.pad(self.states, 1, constant_values=FULL)
        beside[0], beside[-1] = (FULL if side else EMPTY for side in natural[:2])
        beside[1:-1, 0], beside[1:-1, -1] = (FULL if side else EMPTY for side in natural[2:])
        around = beside[:-2, 1:-1], beside[2:, 1:-1], beside[1:-1, :-2], beside[1:-1, 2:]
        is_held = (self.states == MIXED) | ((self.states == FULL) & (np.min(around, axis=0) < FULL))
        places = np.argwhere(is_held)
        given = self.masks, self.states, self.parts, height, width, tuple(natural), places
        ends = np.empty((len(places) * 2 * SIZE, 4), np.int32)
        count = states.find_rim(*given, ends)
        if count > len(ends):
            ends = np.empty((count, 4), np.int32)
            states.find_rim(*given, ends)
        numbers = np.zeros(self.states.shape, np.int32)
        numbers[is_held] = np.arange(1, len(places) + 1)
        return Rim(ends[:count], numbers, len(places) + 1)

    @staticmethod
    def _numbered(
        numbers: np.ndarray, chosen: np.ndarray, known: list[np.ndarray], shape: tuple[int, ...], dtype: type
    ) -> np.ndarray:
        """Room for the chosen tiles, which get the next numbers."""
        first, count = sum(map(len, known)), int(np.count_nonzero(chosen))
        numbers[chosen] = np.arange(first, first + count)
        return np.zeros((count, *shape), dtype)


@dataclass(frozen=True, eq=False)
class Rim:
    """The pairs of an unknown pixel and a known neighbour, which holds it.

    Attributes
    ----------
    ends : ndarray of int32, (n, 4)
        Row and column of the unknown pixel, then of the known one; it may lie just outside of the box.
    numbers : ndarray of int32, (rows, columns) of tiles
        Which frame of the data a tile has; 0 for none.
    count : int
        How many frames there are.
    """

    ends: np.ndarray
    numbers: np.ndarray
    count: int

    def data(self, values: np.ndarray) -> Data:
        """The right-hand side for what c is at the known pixels, (n, channels)."""
        frames = np.zeros((self.count, values.shape[1], FRAME, FRAME), np.float32)
        states.add_to_frames(self.numbers, self.ends, np.ascontiguousarray(values, np.float32), frames)
        return Data(self.numbers, frames)
