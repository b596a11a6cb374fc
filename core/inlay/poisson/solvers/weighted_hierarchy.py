"""The levels of the multigrid for weighted and screened equations: weighted graphs, each made of the finer one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import BAND, strips
from inlay.poisson.region import Sides
from inlay.poisson.solvers import weighted_coarsening
from inlay.poisson.solvers.coarsening import find_extent_rows
from inlay.poisson.solvers.hierarchy import COARSEST, Level
from inlay.poisson.solvers.relaxation import NOTHING
from inlay.poisson.solvers.weighted_relaxation import WeightedStencil, weighted_pass
from inlay.poisson.system import System


@dataclass(frozen=True, eq=False)
class Links:
    """The links between pixels in natural order, with a row and a column more of zeros beyond what there is.

    Attributes
    ----------
    active : ndarray of uint8, (height, width)
        Where the value is unknown.
    right : ndarray of float32, (height, width + 2)
        Weight of the link between the pixel on the left and this one, 0 unless both are unknown.
    down : ndarray of float32, (height + 2, width + 1)
        Weight of the link between the pixel above and this one.
    ground_right, ground_down : ndarray of float32, (height + 1, width + 1)
        Links to held pixels in the row and in the column, and half of the screening each.
    """

    active: np.ndarray
    right: np.ndarray
    down: np.ndarray
    ground_right: np.ndarray
    ground_down: np.ndarray

    @classmethod
    def nothing(cls, height: int, width: int) -> Links:
        return cls(
            np.zeros((height, width), np.uint8),
            np.zeros((height + 1, width + 2), np.float32),
            np.zeros((height + 2, width + 2), np.float32),
            np.zeros((height + 1, width + 1), np.float32),
            np.zeros((height + 1, width + 1), np.float32),
        )

    @property
    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return self.right, self.down, self.ground_right, self.ground_down, self.active


def build(system: System, pool: Pool) -> list[Level]:
    """Make the levels for `system`, the finest first."""
    natural = system.region.natural
    links: Links | None = _finest(system, pool)
    levels: list[Level] = []
    while links is not None:
        levels.append(_level(links, bool(levels) or system.weights is not None, pool))
        links = _coarsen(links, natural, pool) if max(links.active.shape) > COARSEST else None
    levels[0].reserve(solution=False)
    for level in levels[1:]:
        level.reserve(solution=True)
    return levels


def _finest(system: System, pool: Pool) -> Links:
    region = system.region
    height, width = region.unknown.shape
    links = Links.nothing(height, width)
    links.active[:] = region.unknown

    def fill(top: int, bottom: int) -> None:
        for first, last in strips(bottom, width, BAND, first=top, fewest=8):
            rows = slice(first, last)
            down, right = system.edges(first, last)
            unknown = region.framed_unknown(first, last)
            here, half = unknown[1:-1, 1:-1], system.mass(first, last).astype(np.float32) / 2
            left, above = unknown[1:-1, :-2], unknown[:-2, 1:-1]
            links.right[rows, :width] = right[:, :-1] * (here & left)
            links.down[rows, :width] = down[:-1] * (here & above)
            beside = right[:, :-1] * ~left + right[:, 1:] * ~unknown[1:-1, 2:]
            beyond = down[:-1] * ~above + down[1:] * ~unknown[2:, 1:-1]
            links.ground_right[rows, :width] = (beside + half) * here
            links.ground_down[rows, :width] = (beyond + half) * here

    pool.run(fill, height, width)
    return links


def _coarsen(links: Links, natural: Sides, pool: Pool) -> Links | None:
    """The links between the even pixels; None if none of them is unknown."""
    height, width = ((size + 1) // 2 for size in links.active.shape)
    coarse = Links.nothing(height, width)

    def fill(top: int, bottom: int) -> int:
        return weighted_coarsening.coarse_rows(
            *links.arrays,
            int(natural.bottom),
            int(natural.right),
            coarse.active,
            coarse.right,
            coarse.down,
            coarse.ground_right,
            coarse.ground_down,
            top,
            bottom,
        )

    if not sum(pool.run(fill, height, width)):
        return None
    _add_diagonals(links, coarse, pool)
    return coarse


def _add_diagonals(links: Links, coarse: Links, pool: Pool) -> None:
    """Make up for diagonal links that the coarse grid cannot have."""
    height, width = coarse.active.shape
    falling = np.zeros((height - 1, width - 1), np.float32)
    rising = np.zeros_like(falling)

    def find(top: int, bottom: int) -> None:
        bottom = min(bottom, height - 1)
        weighted_coarsening.find_diagonal_rows(
            links.right, links.down, coarse.right, coarse.down, falling, rising, top, bottom
        )

    def strengthen(top: int, bottom: int) -> None:
        weighted_coarsening.strengthen_rows(falling, rising, coarse.right, coarse.down, top, bottom)

    pool.run(find, height, width)
    pool.run(strengthen, height, width)


def _level(links: Links, keeps_links: bool, pool: Pool) -> Level:
    height, width = links.active.shape
    half = (width + 1) // 2
    planes = [np.zeros((height, half), np.float32) for _ in range(4)]
    across = [np.zeros((height, half + 1), np.float32) if keeps_links else NOTHING for _ in range(2)]
    along = [np.zeros((height + 1, half), np.float32) if keeps_links else NOTHING for _ in range(2)]
    shares = [np.zeros((height // 2 + 2, half + 1), np.float32) for _ in range(4)]
    first, behind = np.empty(height, np.uint32), np.empty(height, np.uint32)
    values = (*planes, *across, *along, *shares, first, behind, width, 0)
    stencil = WeightedStencil(**dict(zip(WeightedStencil._fields, values, strict=True)))

    def fill(top: int, bottom: int) -> None:
        find_extent_rows(links.active, first, behind, top, bottom)
        weighted_coarsening.split_rows(*links.arrays, int(keeps_links), stencil, top, bottom)
        weighted_coarsening.interpolation_rows(*links.arrays, stencil, top, bottom)
        if keeps_links:
            even, odd, even_down, odd_down = *across, *along
            weighted_coarsening.split_link_rows(links.right, links.down, even, odd, even_down, odd_down, top, bottom)

    pool.run(fill, height, width)
    return Level(height, width, stencil, sweep=weighted_pass)
