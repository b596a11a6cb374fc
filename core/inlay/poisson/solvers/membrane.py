"""One picture's own gradients in a region: what is solved for is a correction of that picture, on a composite grid.

With f = g + c and v the gradient of g, c is harmonic in the region and f* - g on its rim (Perez, Gangnet, Blake 2003,
section 3): a membrane, smooth but for the rim. A screening that draws f to g draws c to 0.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from inlay.arrays.copies import copy_channels, with_pixels_together
from inlay.arrays.pool import Pool
from inlay.arrays.rows import PIECE, pieces, strips
from inlay.arrays.saturation import as_samples
from inlay.arrays.tiles import SIZE
from inlay.poisson.composite import COMPOSED, Correction, Extent, Grid, Outline, Rim
from inlay.poisson.framed_image import FramedImage
from inlay.poisson.guidance import Mixture
from inlay.poisson.problem import Problem

#: For each ring of tiles that are refined beyond the rim's: the smallest tolerance, as a fraction of the range, and
#: what part of the box may have to be refined so that a grid is worth its while.
TOLERANCES, MOST_REFINED = (5e-4, 1e-5), (1 / 6, 1 / 4)
#: Types of samples that single precision holds.
PRECISE = tuple(np.dtype(each) for each in ("u1", "u2", "f2", "f4"))
#: What part of the tolerance is asked of the cycles' estimates.
SAFETY = 0.25
#: Pixels of a box from which on a grid is worth its while.
LEAST = 1 << 15
#: Grids that are kept for the next solution.
MOST_KEPT = 4
#: Pixels of a strip that is composed.
STRIP = 1 << 18


@dataclass(frozen=True, eq=False)
class Membrane:
    """A problem as a correction of one picture.

    Attributes
    ----------
    problem : Problem
        What is to be solved.
    base : FramedImage or None
        g; None for 0.
    fraction : float
        Largest error, as a fraction of the range.
    """

    problem: Problem
    base: FramedImage | None
    fraction: float

    @classmethod
    def of(cls, problem: Problem, fraction: float) -> Membrane | None:
        """The problem as a membrane, if it is one and can be solved to an error of `fraction` of the range."""
        guidance, region = problem.guidance, problem.region
        is_accurate = problem.destination.image.dtype in PRECISE and fraction >= min(TOLERANCES)
        if not (is_accurate and isinstance(guidance, Mixture) and guidance.gradients == "source"):
            return None
        if problem.weights is not None or region.is_loosely_held:
            return None
        source = guidance.source
        base = None if source.image.shape[:2] == (1, 1) else source
        if base is not None and not base.covers and not _is_present(base):
            return None
        if problem.screening is not None and fraction < TOLERANCES[0]:
            return None
        return cls(problem, base, fraction) if _is_drawn_to(problem, base) else None

    @cached_property
    def outline(self) -> Outline:
        region = self.problem.region
        outline = Outline(Extent(region.box.height, region.box.width, region.natural), self.problem.channels)
        outline.add(region.unknown)
        return outline

    @property
    def is_smooth(self) -> bool:
        """Whether so little has to be refined that a composite grid is faster than a dense one."""
        if self.problem.region.box.area < LEAST:
            return False
        return self.outline.refined_share(self.ring) <= MOST_REFINED[self.ring]

    @property
    def ring(self) -> int:
        """How many tiles are refined beyond those that touch the rim."""
        return next(ring for ring, tolerance in enumerate(TOLERANCES) if self.fraction >= tolerance)

    def solve(self, out: np.ndarray, pool: Pool, kept: dict[Hashable, Any] | None = None) -> tuple[int, float] | None:
        """Solve all channels into `out`; returns cycles and estimated error, or None if they do not get there.

        What is `kept` of the last solution is used again, if it was of the same region.
        """
        grid, rim = self._grid(pool, {} if kept is None else kept)
        held, beside = self._beside(rim)
        allowed = self.fraction * self._spread((held, beside), pool)
        correction = grid.solve(SAFETY * allowed, rim.data(held - beside))
        if not grid.converged:
            if kept is not None:
                kept.clear()
            return None
        self._write(out, correction, pool)
        return grid.cycles, grid.error

    def _grid(self, pool: Pool, kept: dict[Hashable, Any]) -> tuple[Grid, Rim]:
        region, screening = self.problem.region, self.problem.screening
        weight = 0.0 if screening is None else float(screening.weight)
        what = Membrane, *region.unknown.shape, self.problem.channels, region.natural, weight, self.ring
        if what in kept:
            unknown, grid, rim = kept[what]
            if np.array_equal(unknown, region.unknown):
                grid.pool = pool
                return grid, rim
        rim = self.outline.rim
        grid = Grid(self.outline, weight, pool, ring=self.ring)
        # As many as a view has sizes.
        for oldest in [each for each in kept if isinstance(each, tuple) and each[0] is Membrane][: -MOST_KEPT + 1]:
            del kept[oldest]
        kept[what] = region.unknown, grid, rim
        return grid, rim

    def _beside(self, rim: Rim) -> tuple[np.ndarray, np.ndarray]:
        """What the destination and g are at the known pixels beside the region, (n, channels).

        Where g has no colour beside the region the edge has no gradient: the region's own pixel stands for it.
        """
        y, x, beside_y, beside_x = rim.ends.T
        held, _ = self.problem.destination.samples_at(beside_y, beside_x)
        if self.base is None:
            return held, np.zeros_like(held)
        beside, is_present = self.base.samples_at(beside_y, beside_x)
        if not is_present.all():
            beside = np.where(is_present[:, None], beside, self.base.samples_at(y, x)[0])
        return held, beside

    def _spread(self, beside: tuple[np.ndarray, np.ndarray], pool: Pool) -> float:
        """The range of the samples, of which those beside the region are given; see `Problem.spread`."""
        dtype, box = self.problem.destination.image.dtype, self.problem.region.box
        if dtype.kind == "u":
            return float(np.iinfo(dtype).max)

        def extent(top: int, bottom: int) -> tuple[float, float]:
            rows = [self._base(*piece) for piece in pieces(bottom, max(1, STRIP // box.width), first=top)]
            return float(min(each.min() for each in rows)), float(max(each.max() for each in rows))

        extents = [*pool.run(extent, box.height, box.width), *((each.min(), each.max()) for each in beside)]
        lowest, highest = np.transpose(extents)
        # Who takes longer looks at the region alone, and says what is wrong with numbers that are not finite.
        return 1.0 if highest.max() - lowest.min() <= 1 else self.problem.spread(pool)

    def _write(self, out: np.ndarray, correction: Correction, pool: Pool) -> None:
        region, box = self.problem.region, self.problem.region.box

        def write(top: int, bottom: int) -> None:
            for first, last in pieces(bottom, max(SIZE, STRIP // box.width // SIZE * SIZE), first=top):
                target = out[box.y + first : box.y + last, box.columns]
                unknown = region.unknown[first:last]
                if out.dtype == self.problem.destination.image.dtype and out.dtype in COMPOSED:
                    written = with_pixels_together(target)
                    correction.compose(written, self._base(first, last), unknown, first)
                    if written is not target:
                        copy_channels(target, written)
                else:
                    values = correction.rows(first, last)
                    values += self._base(first, last)
                    np.copyto(target, as_samples(values, out.dtype), where=unknown[..., None])

        pool.each(write, pieces(box.height, max(SIZE, PIECE // box.width // SIZE * SIZE)), box.width)

    def _base(self, top: int, bottom: int) -> np.ndarray:
        """g in some rows of the box, (rows, width, channels), contiguous."""
        if self.base is None:
            problem = self.problem
            return np.zeros((bottom - top, problem.region.box.width, problem.channels), problem.destination.image.dtype)
        return self.base.rows(top, bottom)


def _is_present(picture: FramedImage) -> bool:
    """Whether a picture has a colour at every pixel of the region."""
    region = picture.region
    return all(
        bool(picture.present(top, bottom)[1:-1, 1:-1][region.unknown[top:bottom]].all())
        for top, bottom in strips(*region.unknown.shape)
    )


def _is_drawn_to(problem: Problem, base: FramedImage | None) -> bool:
    """Whether the screening, if there is any, draws the region to a picture itself."""
    screening, region = problem.screening, problem.region
    if screening is None:
        return True
    if not screening.is_constant or base is None:
        return False
    for top, bottom in strips(*region.unknown.shape):
        values = base.rows(top, bottom)
        target = screening.target[region.box.y + top : region.box.y + bottom, region.box.columns]
        if not ((values == target) | ~region.unknown[top:bottom, :, None]).all():
            return False
    return True
