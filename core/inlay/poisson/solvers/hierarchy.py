"""The levels of the multigrid: coarse operators for a region of any shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.pool import Pool
from inlay.poisson.region import Region, Sides
from inlay.poisson.solvers import coarsening
from inlay.poisson.solvers.relaxation import NOTHING, Stencil, fused_pass
from inlay.poisson.system import System

if TYPE_CHECKING:
    from inlay.poisson.solvers.weighted_relaxation import WeightedStencil

#: A grid of this size needs no coarser one.
COARSEST = 4
#: 12 / |N_p| is a whole number for |N_p| = 1, 2, 3, 4.
NEIGHBOUR_CODES = np.array([0, 12, 6, 4, 3], np.uint8)
#: In the place of codes, where diagonals are written down.
NO_CODES = np.zeros((0, 0), np.uint8)
#: Less than the first is kept beside the diagonal, whose rounding would change it by more than 1 / 4000; less than the
#: second would also be lost in the rounding of what a pixel relaxes to.
SMALL_MASS, TINY_MASS = 1e-3, 1e-5


@dataclass(eq=False)
class Level:
    """One grid: its equations and, but for the finest, room for its right-hand side and solution.

    Attributes
    ----------
    height, width : int
        Points of the grid.
    stencil : Stencil or WeightedStencil
        The equations.
    red_f, black_f : ndarray of float32, (height, half)
        Right-hand side, split into colours (see `relaxation`).
    unresolved : int
        Points whose equations stand for held pixels that lie between the lines of the grid or cut its links.
    sweep : callable
        The kernel that passes over it.
    natural : ndarray of float32, (height, 2 half + 2)
        Solution in natural order with a column more on the left and one or two on the right.
    """

    height: int
    width: int
    stencil: Stencil | WeightedStencil
    unresolved: int = 0
    sweep: Callable[..., float] = fused_pass
    red_f: np.ndarray = field(init=False)
    black_f: np.ndarray = field(init=False)
    natural: np.ndarray = field(init=False)

    @property
    def half(self) -> int:
        return (self.width + 1) // 2

    @property
    def is_tiny(self) -> bool:
        return max(self.height, self.width) <= COARSEST

    @property
    def plane(self) -> tuple[int, int]:
        """Shape of the values of one colour."""
        return self.height, self.half

    @property
    def mirrors_right(self) -> int:
        """Whether the coarse point beyond the right side mirrors the last one."""
        return self.stencil.mirrors_right if isinstance(self.stencil, Stencil) else 0

    def reserve(self, solution: bool) -> None:
        # What lies outside the extents of the rows is never written, and must not be NaN.
        self.red_f = np.zeros(self.plane, np.float32)
        self.black_f = np.zeros(self.plane, np.float32)
        if solution:
            self.natural = np.empty((self.height, 2 * self.half + 2), np.float32)


@dataclass(frozen=True)
class Walls:
    """Distance from the outermost points to the natural sides, in grid spacings.

    A natural side lies half a spacing beyond the last pixel and stays there while grids become coarser: the cells of
    the points next to it have another width than the others, and so have their couplings along the side.
    """

    top: float = 0.5
    bottom: float = 0.5
    left: float = 0.5
    right: float = 0.5

    def coarsened(self, height: int, width: int) -> Walls:
        return Walls(
            top=self.top / 2,
            bottom=self.bottom / 2 if height % 2 else (self.bottom + 1) / 2,
            left=self.left / 2,
            right=self.right / 2 if width % 2 else (self.right + 1) / 2,
        )

    @staticmethod
    def cells(count: int, first: float, last: float, first_natural: bool, last_natural: bool) -> np.ndarray:
        """Width of the cells of `count` points in a row between walls."""
        cells = np.ones(count, np.float32)
        if count == 1 and first_natural and last_natural:
            cells[0] = first + last
            return cells
        if first_natural:
            cells[0] = 0.5 + first
        if last_natural:
            cells[-1] = 0.5 + last
        return cells


def can_screen(system: System) -> bool:
    """Whether the stencils of a region can hold what there is of screening: none, or the same for all pixels."""
    is_uniform = system.screening is None or system.screening.is_constant
    return is_uniform and system.weights is None and system.region.linked is None


@dataclass(frozen=True, eq=False)
class Points:
    """The points of a grid, and all that the equations of coarser ones follow from (see `coarsening`).

    Attributes
    ----------
    active : ndarray of uint8, (height, width)
        The unknown points.
    arms : ndarray of uint8, (height, width, 4)
        Codes of the distance to what holds each point on each side; of no matter on the finest grid.
    penalty : ndarray of float32, (height, width)
        What held pixels add that no line of the grid meets; of no matter on the finest grid.
    walls : Walls
    mass : float
        Screening of every point.
    natural : Sides
        Where nothing holds the points.
    is_finest : bool
        Whether the points are pixels.
    """

    active: np.ndarray
    arms: np.ndarray
    penalty: np.ndarray
    walls: Walls
    mass: float
    natural: Sides
    is_finest: bool = False

    @classmethod
    def pixels(cls, region: Region, mass: float) -> Points:
        nothing = np.empty((1, 1, 4), np.uint8), np.empty((1, 1), np.float32)
        return cls(region.active.astype(np.uint8), *nothing, Walls(), mass, region.natural, True)

    def coarser(self, pool: Pool) -> Points | None:
        """The points of the next grid; None if it has no active one. Lone held points of this one become active."""
        active, natural = self.active, self.natural
        height, width = ((size + 1) // 2 for size in active.shape)
        planes = (
            np.zeros((height, width), np.uint8),
            np.zeros((height, width, 4), np.uint8),
            np.zeros((height, width), np.float32),
        )
        pool.run(lambda top, bottom: coarsening.fill_holes(active, top, bottom), *active.shape)
        sides = np.array([natural.left, natural.right, natural.top, natural.bottom], np.uint8)

        def coarsen(top: int, bottom: int) -> int:
            fine = active, self.arms, self.penalty, self.is_finest, sides
            return coarsening.coarsen_rows(*fine, *planes, top, bottom)

        if not sum(pool.run(coarsen, height, width)):
            return None
        return Points(*planes, self.walls.coarsened(*active.shape), 4 * self.mass, natural)

    def level(self, mirrored_right: int, pool: Pool) -> Level:
        """The equations of a coarse grid."""
        (height, width), natural, walls = self.active.shape, self.natural, self.walls
        rows = Walls.cells(height, walls.top, walls.bottom, natural.top, natural.bottom)
        columns = Walls.cells(width, walls.left, walls.right, natural.left, natural.right)
        red, black = (np.zeros((height, (width + 1) // 2), np.float32) for _ in range(2))
        folded = np.float32(0 if self.mass < SMALL_MASS else self.mass)

        def weigh(top: int, bottom: int) -> None:
            planes = self.active, self.arms, self.penalty
            coarsening.weigh_coloured_rows(*planes, rows, columns, folded, red, black, top, bottom)

        pool.run(weigh, height, width)
        first, behind = _extents(self.active, pool)
        stencil = Stencil(
            red_weight=red,
            black_weight=black,
            red_code=NO_CODES,
            black_code=NO_CODES,
            first=first,
            behind=behind,
            along_rows=rows,
            along_first=columns[0],
            along_last=columns[-1],
            width=width,
            mirrors_bottom=int(natural.bottom and height % 2 == 0),
            mirrors_right=int(natural.right and width % 2 == 0),
            mirrored_right=mirrored_right,
            **_masses(self.mass),
        )
        level = Level(height, width, stencil)
        level.reserve(solution=True)
        return level


def build(region: Region, pool: Pool, mass: float = 0.0) -> list[Level]:
    """Make the levels for `region`, the finest first; `mass` is the screening of every pixel."""
    levels = [_finest(region, mass, pool)]
    _add_coarser(levels, Points.pixels(region, mass), pool)
    return levels


def build_coarse(points: Points, pool: Pool) -> list[Level]:
    """Make the levels from a coarse one on."""
    levels = [points.level(0, pool)]
    _add_coarser(levels, points, pool)
    return levels


def _add_coarser(levels: list[Level], points: Points, pool: Pool) -> None:
    """Add all coarser levels to one, whose points are given."""
    while max(points.active.shape) > COARSEST:
        coarse = points.coarser(pool)
        if coarse is None:
            break
        cut = int(np.count_nonzero(points.active[::2, ::2])) - int(np.count_nonzero(coarse.active))
        level = coarse.level(levels[-1].mirrors_right, pool)
        level.unresolved = max(0, cut) + int(np.count_nonzero(coarse.penalty))
        levels.append(level)
        points = coarse


def _masses(mass: float) -> dict[str, np.float32]:
    """What of the screening the weights do not hold."""
    return {
        "mass": np.float32(mass if TINY_MASS <= mass < SMALL_MASS else 0),
        "hidden_mass": np.float32(mass if mass < TINY_MASS else 0),
    }


def _finest(region: Region, mass: float, pool: Pool) -> Level:
    height, width = region.unknown.shape
    is_small = mass < SMALL_MASS
    codes = NEIGHBOUR_CODES
    if not is_small:
        codes = (codes > 0) / (np.arange(5, dtype=np.float32) + np.float32(mass))
    red, black = (np.zeros((height, (width + 1) // 2), codes.dtype) for _ in range(2))

    def weigh(top: int, bottom: int) -> None:
        coarsening.weigh_finest_rows(region.neighbours, codes, red, black, top, bottom)

    pool.run(weigh, height, width)
    first, behind = _extents(region.unknown.view(np.uint8), pool)
    stencil = Stencil(
        red_weight=NOTHING if is_small else red,
        black_weight=NOTHING if is_small else black,
        red_code=red if is_small else NO_CODES,
        black_code=black if is_small else NO_CODES,
        first=first,
        behind=behind,
        along_rows=np.ones(height, np.float32),
        along_first=np.float32(1),
        along_last=np.float32(1),
        width=width,
        mirrors_bottom=int(region.natural.bottom and height % 2 == 0),
        mirrors_right=int(region.natural.right and width % 2 == 0),
        mirrored_right=0,
        **_masses(mass),
    )
    level = Level(height, width, stencil)
    level.reserve(solution=False)
    return level


def _extents(active: np.ndarray, pool: Pool) -> tuple[np.ndarray, np.ndarray]:
    """Where the active points of each row begin and end, in pairs of points."""
    first, behind = np.empty(len(active), np.uint32), np.empty(len(active), np.uint32)

    def find(top: int, bottom: int) -> None:
        coarsening.find_extent_rows(active, first, behind, top, bottom)

    pool.run(find, *active.shape)
    return first, behind
