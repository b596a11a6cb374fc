"""Merging: several overlapping pictures become one by their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.boxes import Box
from inlay.errors import InputError
from inlay.mosaic.exposure import EXPOSURES, gains
from inlay.mosaic.joining import Joined, corrected, found_jumps, is_smooth, joined
from inlay.mosaic.label_map import LabelMap, empty, stacked
from inlay.mosaic.labels import Labels
from inlay.mosaic.solving import solved
from inlay.mosaic.sources import Source, parts, strips_of
from inlay.mosaic.stitching import stitched
from inlay.poisson.solution import Solution

SEAMS = ("cut", "masks")
#: Where cutting ends, and where looking at the sources ends in it.
CUT, LOOKED = 0.3, 0.15
#: Where the jumps are found, of what is left, and where a correction of what is smooth is.
FOUND, CORRECTED = 0.2, 0.9


@dataclass(frozen=True, eq=False)
class Merged:
    """What became of the sources.

    Attributes
    ----------
    solution : Solution
        Its image is (height, width, channels) in the sources' own samples, 0 where none has a colour.
    labels : Labels
        From which source most of each pixel's detail came.
    gains : ndarray, (sources, channels)
        What the sources were multiplied by.
    parts : ndarray, (sources,)
        For each source the lowest of those that it hangs together with.
    """

    solution: Solution
    labels: Labels
    gains: np.ndarray
    parts: np.ndarray

    @property
    def present(self) -> np.ndarray:
        """Where the image has a colour, (height, width)."""
        height, width = self.labels.shape
        return self.labels.read(Box(0, 0, width, height)) >= 0


def merge(
    sources: Sequence[Source],
    shape: tuple[int, int],
    *,
    seams: str = "cut",
    exposure: str = "keep",
    tolerance: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    out: np.ndarray | None = None,
) -> Merged:
    """Merge pictures that overlap into the one whose gradients are theirs.

    Parameters
    ----------
    sources : sequence of Source
        The lowest first; all of one type and one number of channels, finite where they have a colour.
    shape : tuple of int
        Height and width of the canvas, which holds all of them.
    seams : {"cut", "masks"}
        Where one picture passes into the next: along a minimum cut through their overlap, which runs where they are
        alike, or as their opacities say, the upper one first and soft ones mixed.
    exposure : {"keep", "brightness", "colour"}
        See `exposure.gains`.
    tolerance, threads, progress
        As in `poisson.solve`.
    out : ndarray, (height, width, channels), optional
        Receives the image, in the sources' type.

    Returns
    -------
    Merged

    Raises
    ------
    InputError
        If there are fewer than two sources, none touches another, or a colour is not finite.

    Notes
    -----
    The energy over all edges of ``(f_p - f_q - v_pq)^2`` is made smallest; v is the gradient of the picture that both
    ends belong to, and across a seam the mean of those that know both ends (A. Agarwala et al.: Interactive digital
    photomontage, SIGGRAPH 2004, section 3.2, https://doi.org/10.1145/1015706.1015718). Nothing holds the border. The
    constant that is left for each part that hangs together is fixed by the lowest picture seen in it: their means
    agree where its detail is seen.
    """
    effort = Effort.of(threads, progress, tolerance=tolerance)
    label_map, groups = labelled(sources, shape, seams, exposure, effort.part(0, CUT))
    image = np.empty((*shape, label_map.channels), sources[0].colour.dtype) if out is None else out
    solving = effort.part(CUT, 1)
    found = found_jumps(label_map, solving.part(0, FOUND).progress)
    solution, done = None, FOUND
    if is_smooth(found, image.dtype, tolerance):
        solution, done = corrected(label_map, found, image, solving.part(FOUND, CORRECTED)), CORRECTED
    if solution is None:
        solution = solved(label_map, image, solving.part(done, 1))
    effort.progress(1.0)
    return Merged(solution, label_map.labels, label_map.gains, groups)


def merged_rows(
    sources: Sequence[Source],
    shape: tuple[int, int],
    *,
    seams: str = "cut",
    exposure: str = "keep",
    tolerance: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Joined, np.ndarray]:
    """Merge pictures that need not fit into memory, as `merge` does, to within a quarter of a level of 8 bits.

    Parameters
    ----------
    sources, shape, seams, exposure, tolerance, threads, progress
        As for `merge`; the sources' colours may be read by windows.

    Returns
    -------
    Joined
        Gives the rows of the picture.
    parts : ndarray, (sources,)
        As in `Merged`.
    """
    effort = Effort.of(threads, progress, tolerance=tolerance)
    label_map, groups = labelled(sources, shape, seams, exposure, effort.part(0, CUT))
    solving = effort.part(CUT, 1)
    found = found_jumps(label_map, solving.part(0, FOUND).progress)
    return joined(label_map, found, solving.part(FOUND, 1)), groups


def labelled(
    sources: Sequence[Source], shape: tuple[int, int], seams: str, exposure: str, effort: Effort
) -> tuple[LabelMap, np.ndarray]:
    """From which source each pixel comes, and which sources hang together.

    Raises
    ------
    InputError
        If they cannot be merged.
    """
    _check(sources, effort.part(0, 0).progress)
    checks.choice(seams, SEAMS, "seams")
    checks.choice(exposure, EXPOSURES, "exposure")
    groups = parts(sources)
    if (groups == np.arange(len(sources))).all():
        raise InputError(
            "The layers do not overlap.", "Move them so that each shares a part with another, or choose others."
        )
    looking = effort.part(LOOKED / 2, LOOKED / 2).progress
    looking(0)
    factors = gains(sources, exposure, looking)
    label = stitched if seams == "cut" else stacked
    return label(empty(list(sources), factors, shape, looking), effort.part(LOOKED, 1).progress), groups


def _check(sources: Sequence[Source], progress: Progress) -> None:
    """See that the sources can be merged."""
    if len(sources) < 2:
        raise InputError("There is only one layer.", "Choose two or more that overlap.")
    for source in sources:
        for box in strips_of(source.box) if source.colour.dtype.kind == "f" else ():
            progress(0.0)
            if not np.isfinite(source.colours(box)[source.present(box)]).all():
                raise InputError(
                    "A layer has a pixel that is not a finite number.", "Replace NaN and infinite values first."
                )
