"""The equations of each level: which of its points are unknown, how far the rim is from them, and their diagonals.

They are those of the dense multigrid (see `inlay.poisson.solvers.coarsening`, whose kernels make them), in windows
around the tiles beside which there is a rim: all other tiles are full and alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.tiles import FRAME, FULL, HALF, MIXED, SIZE
from inlay.poisson.composite import tile_geometry
from inlay.poisson.composite.outline import Outline
from inlay.poisson.composite.tile_geometry import Points
from inlay.poisson.composite.tiles import Extent, LevelTiles
from inlay.poisson.solvers.coarsening import NATURAL
from inlay.poisson.solvers.hierarchy import Walls


@dataclass(frozen=True, eq=False)
class Geometry:
    """The points of one level.

    Attributes
    ----------
    tiles : LevelTiles
        The level's tiles.
    numbers : ndarray of int32, (rows, columns) of tiles
        Which of the arrays below a tile has; -1 for those that are empty or full.
    active : ndarray of uint8, (count, 16, 16)
        The unknown points.
    arms : ndarray of uint8, (count, 16, 16, 4)
        Codes of the distance to what holds each point on each side.
    penalty : ndarray of float32, (count, 16, 16)
        What held pixels add that no line of the grid meets.
    """

    tiles: LevelTiles
    numbers: np.ndarray
    active: np.ndarray
    arms: np.ndarray
    penalty: np.ndarray

    @classmethod
    def finest(cls, outline: Outline, tiles: LevelTiles) -> Geometry:
        numbers = np.where(outline.states == MIXED, outline.parts, -1).astype(np.int32)
        shape = outline.masks.shape
        arms = np.zeros((*shape, 4), np.uint8)
        _end(arms, numbers, tiles.extent)
        return cls(tiles, numbers, outline.masks, arms, np.zeros(shape, np.float32))

    def coarser(self, tiles: LevelTiles) -> Geometry:
        """The points of the next coarser level; `tiles` are its own."""
        numbers = np.full(tiles.states.shape, -1, np.int32)
        count = int(np.count_nonzero(tiles.seeds))
        numbers[tiles.seeds] = np.arange(count)
        coarse = self._room(tiles, count)
        _end(coarse[1], numbers, tiles.extent)
        tile_geometry.coarsen_tiles(self._points, self._seeds, numbers, coarse)
        return Geometry(tiles, numbers, *coarse)

    def dense(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Active points, arms and penalties of the next coarser level as planes."""
        height, width, natural = self.tiles.extent.coarser
        is_full = np.repeat(np.repeat(self.tiles.states == FULL, HALF, axis=0), HALF, axis=1)
        active = np.ascontiguousarray(is_full[:height, :width]).view(np.uint8)
        arms = np.zeros((height, width, 4), np.uint8)
        penalty = np.zeros((height, width), np.float32)
        for end, is_natural in zip(
            (arms[0, :, 2], arms[-1, :, 3], arms[:, 0, 0], arms[:, -1, 1]), natural, strict=True
        ):
            end[:] = NATURAL if is_natural else 0
        tile_geometry.coarsen_into_planes(self._points, self._seeds, active, arms, penalty)
        return active, arms, penalty

    def weights(self, cells: tuple[np.ndarray, np.ndarray], mass: float) -> tuple[np.ndarray, np.ndarray]:
        """One over the diagonal of the refined tiles' points.

        Parameters
        ----------
        cells : tuple of ndarray
            Widths of the cells of the level's rows and columns.
        mass : float
            Screening of a point.

        Returns
        -------
        numbers : ndarray of int32
            For each refined tile which of the frames it has; 0 is that of tiles in the midst of the region.
        frames : ndarray of float32, (count, 18, 18)
            0 outside the region and on the halo.
        """
        tiles = self.tiles
        is_special = tiles.seeds.copy()
        is_special[[0, -1]] = is_special[:, [0, -1]] = True
        special = np.argwhere(is_special & tiles.refined).astype(np.int32)
        frames = np.zeros((1 + len(special), FRAME, FRAME), np.float32)
        frames[0, 1:-1, 1:-1] = 1 / (4 + mass)
        tile_geometry.weigh_tiles(self._points, special, cells, np.float32(mass), frames[1:])
        numbers = np.zeros(tiles.states.shape, np.int32)
        numbers[special[:, 0], special[:, 1]] = np.arange(1, len(frames))
        return numbers[tiles.refined], frames

    @property
    def _points(self) -> Points:
        height, width, natural = self.tiles.extent
        # In the order of arms.
        sides = np.array([natural.left, natural.right, natural.top, natural.bottom], np.uint8)
        return Points(self.tiles.states, self.numbers, self.active, self.arms, self.penalty, (height, width), sides)

    @property
    def _seeds(self) -> np.ndarray:
        return np.argwhere(self.tiles.seeds).astype(np.int32)

    def _room(self, coarse: LevelTiles, count: int) -> tuple[np.ndarray, ...]:
        """Points of the coarse seeds, without what their rims change."""
        active = np.zeros((count, 2, HALF, 2, HALF), np.uint8)
        fine = np.pad(self.tiles.states == FULL, ((0, 1), (0, 1)))
        rows, columns = np.nonzero(coarse.seeds)
        for y in range(2):
            for x in range(2):
                active[:, y, :, x] = fine[2 * rows + y, 2 * columns + x][:, None, None]
        shape = count, SIZE, SIZE
        return active.reshape(shape), np.zeros((*shape, 4), np.uint8), np.zeros(shape, np.float32)


def _end(arms: np.ndarray, numbers: np.ndarray, extent: Extent) -> None:
    """Nothing holds the points at natural ends."""
    bottom, right = (extent.height - 1) % SIZE, (extent.width - 1) % SIZE
    top_row, bottom_row, left_column, right_column = (
        along[along >= 0] if is_natural else along[:0]
        for along, is_natural in zip(
            (numbers[0], numbers[-1], numbers[:, 0], numbers[:, -1]), extent.natural, strict=True
        )
    )
    arms[top_row, 0, :, 2] = NATURAL
    arms[bottom_row, bottom, :, 3] = NATURAL
    arms[left_column, :, 0, 0] = NATURAL
    arms[right_column, :, right, 1] = NATURAL


def cells(walls: Walls, extent: Extent) -> tuple[np.ndarray, np.ndarray]:
    """Widths of the cells of a level's rows and columns."""
    height, width, natural = extent
    return (
        Walls.cells(height, walls.top, walls.bottom, natural.top, natural.bottom),
        Walls.cells(width, walls.left, walls.right, natural.left, natural.right),
    )
