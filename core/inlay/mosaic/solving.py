"""Solving a label map everywhere: where seams or soft masks cover much of it, or samples are finer than bytes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.arrays.saturation import as_samples
from inlay.contract.boxes import Box
from inlay.mosaic.label_map import LabelMap
from inlay.mosaic.means import lacking_means
from inlay.mosaic.sources import strips_of
from inlay.poisson.energies import Energies
from inlay.poisson.gradients import Edges
from inlay.poisson.solution import Solution
from inlay.poisson.solving import solve

#: Ends of the parts of the work for a channel: joining gradients, solving.
JOINED, SOLVED = 0.15, 0.95


def solved(label_map: LabelMap, image: np.ndarray, effort: Effort) -> Solution:
    """Write a label map without its seams into an image, by the gradients of all of its pixels."""
    connected = _connected(label_map.labels.read(label_map.box) >= 0)
    solutions = []
    # Channel by channel: one of them takes ten times the memory of the picture.
    for channel, share in enumerate(pairwise(np.linspace(0, 1, label_map.channels + 1))):
        solution = _of_channel(label_map.channel(channel), connected, effort.part(*share))
        image[..., channel] = solution.image[..., 0]
        solutions.append(solution)
    worst = max(solutions, key=lambda solution: solution.error)
    steps = max(solution.iterations for solution in solutions)
    energies = [solution.energies for solution in solutions if solution.energies is not None]
    joined = Energies(*map(np.concatenate, zip(*energies, strict=True))) if energies else None
    return replace(worst, image=image, iterations=steps, measure=joined and (lambda: joined))


def _of_channel(label_map: LabelMap, connected: np.ndarray | None, effort: Effort) -> Solution:
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
    for box in strips_of(label_map.box):
        first[box.slices] = as_samples(out[box.slices], first.dtype)
    return replace(solution, image=first, warnings=())


def _joined(label_map: LabelMap, progress: Progress) -> tuple[np.ndarray, Edges]:
    """What the sources look like together, in their own type, and the gradients that the result should have."""
    height, width = label_map.shape
    dtype, channels = label_map.sources[0].colour.dtype, label_map.channels
    together = np.empty((height, width, channels), dtype)
    down = np.empty((height - 1, width, channels), label_map.working)
    right = np.empty((height, width - 1, channels), label_map.working)
    for box in strips_of(label_map.box):
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
    parts = np.broadcast_to(np.int32(1), label_map.shape) if connected is None else connected
    boxes = list(strips_of(label_map.box))

    def numbers(box: Box) -> np.ndarray:
        return parts[box.slices]

    def lacking(box: Box) -> np.ndarray:
        return label_map.composite(box).astype(np.float64) - image[box.slices]

    count = 1 if connected is None else int(parts.max())
    means = lacking_means(label_map, boxes, numbers, count, lacking, progress).astype(image.dtype)
    for box in boxes:
        progress(1.0)
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
