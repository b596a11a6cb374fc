"""Merging: several overlapping pictures become one by their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.saturation import as_samples
from inlay.contract.boxes import Box
from inlay.errors import InputError
from inlay.mosaic.exposure import EXPOSURES, gains
from inlay.mosaic.label_map import LabelMap, empty, stacked
from inlay.mosaic.sources import Source, parts, strips_of
from inlay.mosaic.stitching import stitched
from inlay.poisson.energies import Energies
from inlay.poisson.gradients import Edges
from inlay.poisson.solution import Solution
from inlay.poisson.solving import solve

SEAMS = ("cut", "masks")
#: Ends of the parts of the work: looking at the sources, and cutting.
LOOKED, CUT = 0.05, 0.3
#: And of those of a channel: joining gradients, solving.
JOINED, SOLVED = 0.15, 0.95


@dataclass(frozen=True, eq=False)
class Merged:
    """What became of the sources.

    Attributes
    ----------
    solution : Solution
        Its image is (height, width, channels) in the sources' own samples, 0 where none has a colour.
    present : ndarray of bool, (height, width)
        Where the image has a colour.
    labels : ndarray of int16, (height, width)
        From which source most of each pixel's detail came, -1 for none.
    gains : ndarray, (sources, channels)
        What the sources were multiplied by.
    parts : ndarray, (sources,)
        For each source the lowest of those that it hangs together with.
    """

    solution: Solution
    present: np.ndarray
    labels: np.ndarray
    gains: np.ndarray
    parts: np.ndarray


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
    label_map = label(empty(list(sources), factors, shape, looking), effort.part(LOOKED, CUT).progress)
    connected = _connected(label_map.labels >= 0)
    image = np.empty((*shape, label_map.channels), sources[0].colour.dtype) if out is None else out
    solutions = []
    # Channel by channel: one of them takes ten times the memory of the picture.
    for channel, share in enumerate(pairwise(np.linspace(CUT, 1, label_map.channels + 1))):
        solution = _solved(label_map.channel(channel), connected, effort.part(*share))
        image[..., channel] = solution.image[..., 0]
        solutions.append(solution)
    effort.progress(1.0)
    worst = max(solutions, key=lambda solution: solution.error)
    steps = max(solution.iterations for solution in solutions)
    energies = [solution.energies for solution in solutions if solution.energies is not None]
    joined = Energies(*map(np.concatenate, zip(*energies, strict=True))) if energies else None
    solution = replace(worst, image=image, iterations=steps, measure=joined and (lambda: joined))
    return Merged(solution, label_map.labels >= 0, label_map.labels, factors, groups)


def _check(sources: Sequence[Source], progress: Progress) -> None:
    """See that the sources can be merged."""
    if len(sources) < 2:
        raise InputError("There is only one layer.", "Choose two or more that overlap.")
    for source in sources:
        for box in strips_of(source.box):
            progress(0.0)
            if source.colour.dtype.kind == "f" and not np.isfinite(source.colours(box)[source.present(box)]).all():
                raise InputError(
                    "A layer has a pixel that is not a finite number.", "Replace NaN and infinite values first."
                )


def _solved(label_map: LabelMap, connected: np.ndarray | None, effort: Effort) -> Solution:
    """What a label map of one channel becomes, in its own samples."""
    first, field = _joined(label_map, effort.part(0, JOINED).progress)
    out = np.empty(first.shape, label_map.working)
    solving = partial(
        solve,
        tolerance=effort.tolerance,
        threads=effort.threads,
        progress=effort.part(JOINED, SOLVED).progress,
        out=out,
    )
    if connected is None:
        solution = solving(first, field, np.ones(label_map.shape, bool), mean="keep", solver="transform").settled()
    else:
        # One pixel of each part stays as it is, at whatever value: the parts are levelled afterwards.
        region, present = _all_but_one(connected), connected > 0
        np.copyto(out, first)
        solution = Solution(out, 0, 0.0, "none")
        if region.any():
            solution = solving(first, field, region, destination_alpha=present).settled()
    del field
    _set_means(out, label_map, connected, effort.part(SOLVED, SOLVED).progress)
    for box in strips_of(Box(0, 0, first.shape[1], first.shape[0])):
        first[box.slices] = as_samples(out[box.slices], first.dtype)
    return replace(solution, image=first, warnings=())


def _joined(label_map: LabelMap, progress: Progress) -> tuple[np.ndarray, Edges]:
    """What the sources look like together, in their own type, and the gradients that the result should have."""
    height, width = label_map.shape
    dtype, channels = label_map.sources[0].colour.dtype, label_map.channels
    together = np.empty((height, width, channels), dtype)
    down = np.empty((height - 1, width, channels), label_map.working)
    right = np.empty((height, width - 1, channels), label_map.working)
    for box in strips_of(Box(0, 0, width, height)):
        rows = box.rows
        wide = box._replace(height=min(box.bottom + 1, height) - box.y)
        colours, field = label_map.field(wide)
        together[rows] = as_samples(colours[: box.height], dtype)
        down[box.y : wide.bottom - 1] = field.down
        right[rows] = field.right[: box.height]
        progress(box.bottom / height)
    return together, Edges(down, right)


def _set_means(image: np.ndarray, label_map: LabelMap, connected: np.ndarray | None, progress: Progress) -> None:
    """Give each part of an image the mean of the lowest source seen in it, over the pixels that came from it."""
    height, width = label_map.shape
    parts = np.broadcast_to(np.int32(1), (height, width)) if connected is None else connected
    count = 1 + (1 if connected is None else int(parts.max()))
    boxes = list(strips_of(Box(0, 0, width, height)))
    lowest = np.full(count, len(label_map.sources), np.int16)
    for box in boxes:
        progress(0.0)
        np.minimum.at(lowest, parts[box.slices].ravel(), label_map.labels[box.slices].ravel())
    sums, pixels = np.zeros((count, label_map.channels)), np.zeros(count)
    for box in boxes:
        progress(0.0)
        counted = label_map.labels[box.slices] == lowest[parts[box.slices]]
        excess = label_map.composite(box)[counted].astype(np.float64) - image[box.slices][counted]
        part = parts[box.slices][counted]
        pixels += np.bincount(part, minlength=count)
        for channel in range(label_map.channels):
            sums[:, channel] += np.bincount(part, excess[:, channel], count)
    means = (sums / np.maximum(pixels, 1)[:, None]).astype(image.dtype)
    for box in boxes:
        progress(0.0)
        image[box.slices] += means[parts[box.slices]]


def _connected(present: np.ndarray) -> np.ndarray | None:
    """The parts of a mask that hang together, numbered from 1, and 0 outside; None if it is the whole image."""
    if present.all():
        return None
    from scipy import ndimage

    return ndimage.label(present)[0]


def _all_but_one(parts: np.ndarray) -> np.ndarray:
    """The pixels of all parts but one of each."""
    some = np.zeros(int(parts.max()) + 1, np.intp)
    width = parts.shape[1]
    for box in strips_of(Box(0, 0, width, parts.shape[0])):
        some[parts[box.slices].ravel()] = np.arange(box.y * width, box.bottom * width)
    region = parts > 0
    region.ravel()[some[1:]] = False
    return region
