"""Merging: several overlapping pictures become one by their gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.boxes import Box
from inlay.mosaic.joining import Joined, corrected, found_jumps, is_smooth, joined
from inlay.mosaic.labels import Labels
from inlay.mosaic.mosaic import Mosaic
from inlay.mosaic.solving import solved
from inlay.poisson.solution import Solution

#: Where cutting ends.
CUT = 0.3
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
    mosaic: Mosaic,
    *,
    tolerance: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    out: np.ndarray | None = None,
) -> Merged:
    """Merge pictures that overlap into the one whose gradients are theirs.

    Parameters
    ----------
    mosaic : Mosaic
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
        As `Mosaic.labelled`.

    Notes
    -----
    The energy over all edges of ``(f_p - f_q - v_pq)^2`` is made smallest; v is the gradient of the picture that both
    ends belong to, and across a seam the mean of those that know both ends (A. Agarwala et al.: Interactive digital
    photomontage, SIGGRAPH 2004, section 3.2, https://doi.org/10.1145/1015706.1015718). Nothing holds the border. The
    constant that is left for each part that hangs together is fixed by the lowest picture seen in it: their means
    agree where its detail is seen.
    """
    effort = Effort.of(threads, progress, tolerance=tolerance)
    label_map, groups = mosaic.labelled(effort.part(0, CUT))
    image = np.empty((*mosaic.shape, label_map.channels), mosaic.sources[0].colour.dtype) if out is None else out
    solving = effort.part(CUT, 1)
    found = found_jumps(label_map, solving.part(0, FOUND).progress)
    solution, done = None, FOUND
    if is_smooth(found, image.dtype, tolerance):
        solution, done = corrected(label_map, found, image, solving.part(FOUND, CORRECTED)), CORRECTED
    if solution is None:
        solution = solved(label_map, image, solving.part(done, 1))
    effort.progress(1.0)
    return Merged(solution, label_map.labels, label_map.gains, groups)


def merged_rows(mosaic: Mosaic, effort: Effort) -> tuple[Joined, np.ndarray]:
    """Merge pictures that need not fit into memory, as `merge` does, to within a quarter of a level of 8 bits.

    Parameters
    ----------
    mosaic : Mosaic
        Its sources' colours may be read by windows.
    effort : Effort

    Returns
    -------
    Joined
        Gives the rows of the picture.
    parts : ndarray, (sources,)
        As in `Merged`.
    """
    label_map, groups = mosaic.labelled(effort.part(0, CUT))
    solving = effort.part(CUT, 1)
    found = found_jumps(label_map, solving.part(0, FOUND).progress)
    return joined(label_map, found, solving.part(FOUND, 1)), groups
