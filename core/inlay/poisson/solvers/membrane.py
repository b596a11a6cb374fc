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

from inlay.arrays.pool import Pool
from inlay.arrays.rows import PIECE, pieces, strips
from inlay.arrays.saturation import as_samples
from inlay.arrays.tiles import SIZE
from inlay.poisson.composite import Correction, Grid, Outline, Rim
from inlay.poisson.framed_image import FramedImage
from inlay.poisson.guidance import Mixture
from inlay.poisson.problem import Problem

#: Largest error that interpolation between coarse points may add, as a fraction of the range.
INTERPOLATION = 0.25 / 255
#: What part of the tolerance is asked of the cycles' estimates.
SAFETY = 0.25
#: Up to this part of the box may have to be refined, and from this many pixels on a grid is worth its while.
MOST_REFINED, LEAST = 1 / 6, 1 << 15
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
    """

    problem: Problem
    base: FramedImage | None

    @classmethod
    def of(cls, problem: Problem, fraction: float) -> Membrane | None:
        """The problem as a membrane, if it is one and can be solved to an error of `fraction` of the range."""
        guidance, region = problem.guidance, problem.region
        is_accurate = problem.destination.image.dtype.kind == "u" and fraction >= INTERPOLATION
        if not (is_accurate and isinstance(guidance, Mixture) and guidance.gradients == "source"):
            return None
        if problem.weights is not None or region.is_loosely_held:
            return None
        source = guidance.source
        base = None if source.image.shape[:2] == (1, 1) else source
        if base is not None and not base.covers and not _is_present(base):
            return None
        return cls(problem, base) if _is_drawn_to(problem, base) else None

    @cached_property
    def outline(self) -> Outline:
        region = self.problem.region
        outline = Outline(region.box.height, region.box.width, self.problem.channels)
        outline.add(region.unknown)
        return outline

    @property
    def is_smooth(self) -> bool:
        """Whether so little has to be refined that a composite grid is faster than a dense one."""
        natural = self.problem.region.natural
        return self.problem.region.box.area >= LEAST and self.outline.refined_share(natural) <= MOST_REFINED

    def solve(
        self, out: np.ndarray, allowed: float, pool: Pool, kept: dict[Hashable, Any] | None = None
    ) -> tuple[int, float] | None:
        """Solve all channels into `out`; returns cycles and estimated error, or None if they do not get there.

        What is `kept` of the last solution is used again, if it was of the same region.
        """
        grid, rim = self._grid(pool, {} if kept is None else kept)
        correction = grid.solve(allowed * SAFETY, rim.data(self._held(rim)))
        if not grid.converged:
            if kept is not None:
                kept.clear()
            return None
        self._write(out, correction, pool)
        return grid.cycles, grid.error

    def _grid(self, pool: Pool, kept: dict[Hashable, Any]) -> tuple[Grid, Rim]:
        region, screening = self.problem.region, self.problem.screening
        weight = 0.0 if screening is None else float(screening.weight)
        what = Membrane, *region.unknown.shape, self.problem.channels, region.natural, weight
        if what in kept:
            unknown, grid, rim = kept[what]
            if np.array_equal(unknown, region.unknown):
                grid.pool = pool
                return grid, rim
        rim = self.outline.rim(region.natural)
        grid = Grid(self.outline, region.natural, weight, pool)
        # As many as a view has sizes.
        for oldest in [each for each in kept if isinstance(each, tuple) and each[0] is Membrane][: -MOST_KEPT + 1]:
            del kept[oldest]
        kept[what] = region.unknown, grid, rim
        return grid, rim

    def _held(self, rim: Rim) -> np.ndarray:
        """What the correction is at the known pixels beside the region, (n, channels).

        Where g has no colour beside the region the edge has no gradient: the region's own pixel stands for it.
        """
        y, x, beside_y, beside_x = rim.ends.T
        held, _ = self.problem.destination.samples_at(beside_y, beside_x)
        if self.base is None:
            return held
        beside, is_present = self.base.samples_at(beside_y, beside_x)
        if not is_present.all():
            beside = np.where(is_present[:, None], beside, self.base.samples_at(y, x)[0])
        return held - beside

    def _write(self, out: np.ndarray, correction: Correction, pool: Pool) -> None:
        region, box = self.problem.region, self.problem.region.box

        def write(top: int, bottom: int) -> None:
            for first, last in pieces(bottom, max(SIZE, STRIP // box.width // SIZE * SIZE), first=top):
                target = out[box.y + first : box.y + last, box.columns]
                unknown = region.unknown[first:last]
                if out.dtype == np.uint8:
                    written = np.ascontiguousarray(target)
                    correction.compose(written, self._base(first, last), unknown, first)
                    if written is not target:
                        target[:] = written
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
