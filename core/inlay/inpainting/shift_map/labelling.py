"""Labels for the pixels of a hole, by expansion moves: each lets one label spread to wherever that costs less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from inlay.arrays.progress import Progress
from inlay.graph_cut.flow_network import source_side
from inlay.inpainting.shift_map import energy
from inlay.inpainting.shift_map.expectation import Expectation
from inlay.inpainting.shift_map.levels import Level

#: Places that are compared to know what is typical.
SAMPLE = 2000
#: Pixels of a seam that are looked at to rate it.
LOOKED_AT = 2000


@dataclass(eq=False)
class Labelling:
    """Which label each pixel has on a level.

    Attributes
    ----------
    level : Level
        What the labels mean colours of.
    shifts : ndarray of int32, (labels, 3)
        For each label which plane of the level's `usable` it refers to, and rows and columns to go there. The first
        is the known picture as it is.
    labels : ndarray of int32, (height, width)
        0 where the picture is known, -1 where there is no label.
    expectation : Expectation
        What the hole should look like.
    contrast, scale : float
        How far colours of random places lie from each other, and what makes costs of differences.
    number : ndarray of int32, (height, width)
        Room for the numbers of the pixels that a move may change, -1 between moves.
    """

    level: Level
    shifts: np.ndarray
    labels: np.ndarray
    expectation: Expectation
    contrast: float
    scale: float
    number: np.ndarray

    @classmethod
    def empty(cls, level: Level, shifts: np.ndarray) -> Labelling:
        labels = np.where(level.known, 0, np.where(level.fixed > 0, level.fixed, -1)).astype(np.int32)
        contrast, typical = _typical(level)
        number = np.full(labels.shape, -1, np.int32)
        return cls(level, shifts, labels, Expectation.none(), contrast, energy.TYPICAL / typical, number)

    def colours(self, labels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """What labels give to pixels, NaN where they give none: (pixels, channels)."""
        view, down, right = self.shifts[labels].T
        y, x = rows + down, columns + right
        height, width = self.labels.shape
        inside = (labels >= 0) & (y >= 0) & (x >= 0) & (y < height) & (x < width)
        y, x = np.where(inside, y, 0), np.where(inside, x, 0)
        inside &= self.level.usable[view, y, x]
        return np.where(inside[:, None], self.level.pictures[np.maximum(view - 1, 0), y, x], np.float32(np.nan))

    def usable(self, label: int, window: tuple[slice, slice]) -> np.ndarray:
        """Where in a window of the level a label gives a colour."""
        view, *shift = self.shifts[label]
        plane = self.level.usable[view]
        out = np.zeros(tuple(each.stop - each.start for each in window), bool)
        here, there = [], []
        for each, by, size in zip(window, shift, plane.shape, strict=True):
            first = min(max(0, each.start + by), size)
            last = max(first, min(size, each.stop + by))
            there.append(slice(first, last))
            here.append(slice(first - each.start - by, last - each.start - by))
        out[here[0], here[1]] = plane[there[0], there[1]]
        return out

    def boxes(self, ring: int = 0) -> dict[int, tuple[slice, slice]]:
        """The window of each label in the hole, some pixels wider than where it is."""
        from scipy import ndimage

        windows = {}
        for label, box in enumerate(ndimage.find_objects(np.maximum(self.labels, 0)), 1):
            if box is not None:
                rows, columns = (
                    slice(max(0, each.start - ring), min(size, each.stop + ring))
                    for each, size in zip(box, self.labels.shape, strict=True)
                )
                windows[label] = rows, columns
        return windows

    def seams(self, label: int, window: tuple[slice, slice], shifts: np.ndarray) -> np.ndarray:
        """What the seams around a label in a window would cost with each of some shifts: (shifts, edges).

        A long seam is looked at here and there.
        """
        from scipy import ndimage

        mine = self.labels[window] == label
        rows, columns = np.nonzero(mine & ~ndimage.binary_erosion(mine))
        some = np.s_[:: max(1, len(rows) // LOOKED_AT)]
        rows, columns = rows[some] + window[0].start, columns[some] + window[1].start
        # The shifts that are tried are labels behind all others.
        tried = np.vstack([self.shifts, shifts])
        costs = np.empty((len(shifts), len(rows), len(energy.STEPS)), np.int32)
        for number in range(len(shifts)):
            energy.seam_costs(
                self.level.pictures, self.level.usable, tried, self.labels, rows, columns,
                len(self.shifts) + number, self.scale, costs[number],
            )  # fmt: skip
        return costs[:, costs[0] >= 0]

    def expand(self, label: int, rows: np.ndarray, columns: np.ndarray, progress: Progress) -> bool:
        """Let a label spread over some pixels, one row after the other; whether it did."""
        nodes = (self.labels[rows, columns] != label) & self._reaches(label, rows, columns)
        if not nodes.any():
            return False
        rows, columns = rows[nodes], columns[nodes]
        number = self.number
        number[rows, columns] = np.arange(len(rows), dtype=np.int32)
        keep, change, right, down = np.zeros((4, len(rows)), np.int32)
        # The kernel's arguments in its own order.
        energy.move_costs(
            self.level.pictures, self.level.usable, self.shifts, self.labels,
            number, rows, columns, label, self.scale, *self.expectation, keep, change, right, down,
        )  # fmt: skip
        progress(0.0)
        least = np.minimum(keep, change)
        edges = []
        for costs, (row, column) in zip((right, down), energy.STEPS[:2], strict=True):
            here = np.flatnonzero(costs)
            edges.append((here.astype(np.int32), number[rows[here] + row, columns[here] + column], costs[here]))
        number[rows, columns] = -1
        changed = source_side(edges, keep - least, change - least, progress)
        self.labels[rows[changed], columns[changed]] = label
        return bool(changed.any())

    def present(self) -> np.ndarray:
        """The labels that pixels of the hole have."""
        return np.unique(self.labels[self.labels > 0])

    def sweep(self, candidates: Iterable[int], free: np.ndarray, progress: Progress) -> bool:
        """One expansion move for each label; whether any pixel changed."""
        rows, columns = np.nonzero(free)
        spread = [self.expand(int(label), rows, columns, progress) for label in candidates]
        return any(spread)

    def _reaches(self, label: int, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Whether a label gives pixels a colour."""
        view, down, right = self.shifts[label]
        y, x = rows + down, columns + right
        height, width = self.labels.shape
        inside: np.ndarray = (y >= 0) & (x >= 0) & (y < height) & (x < width)
        inside[inside] = self.level.usable[view, y[inside], x[inside]]
        return inside


def _typical(level: Level) -> tuple[float, float]:
    """What random places differ in: a pixel, and two neighbours as the energy counts them."""
    random = np.random.default_rng(0)
    height, width = level.known.shape
    rows, columns = random.integers(0, max(1, height - 1), 8 * SAMPLE), random.integers(0, width, 8 * SAMPLE)
    both = level.known[rows, columns] & level.known[np.minimum(rows + 1, height - 1), columns]
    places = np.column_stack([rows, columns])[both]
    count = min(SAMPLE, len(places) // 2)
    if not count:
        return 1.0, 1.0
    first, second = places[:count], places[count : 2 * count]
    picture = level.pictures[0]
    below = np.minimum(first[:, 0] + 1, height - 1), np.minimum(second[:, 0] + 1, height - 1)
    d = picture[first[:, 0], first[:, 1]] - picture[second[:, 0], second[:, 1]]
    e = picture[below[0], first[:, 1]] - picture[below[1], second[:, 1]]
    squares = [(each**2).sum(axis=1).mean() for each in (d, e, d - e)]
    contrast = np.sqrt((d**2).sum(axis=1)).mean()
    return float(contrast), float(squares[0] + squares[1] + energy.GRADIENT * squares[2]) or 1.0
