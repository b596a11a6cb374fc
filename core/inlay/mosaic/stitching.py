"""Stitching: where overlapping sources pass into each other along minimum cuts."""

from __future__ import annotations

from functools import partial
from threading import Event

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, attentively
from inlay.contract.boxes import Box
from inlay.errors import Cancelled
from inlay.graph_cut.seams import minimum_cut
from inlay.mosaic.label_map import ENDS, LabelMap
from inlay.mosaic.sources import bands_of, generations, strips_of

#: Pixels on which the inner part of a source is looked for.
LOOKED_AT = 1 << 20
#: Bands on which two pictures are compared, and the rows of each.
BANDS, ROWS = 16, 4
#: How far inside, as a part of the largest depth, a source without pixels of its own is seen in any case.
DEPTH = 0.5


def stitched(label_map: LabelMap, effort: Effort) -> LabelMap:
    """Lay the sources down one after the other, each cut against what there is where the two differ least.

    V. Kwatra, A. Schoedl, I. Essa, G. Turk, A. Bobick: Graphcut textures: image and video synthesis using graph cuts,
    SIGGRAPH 2003, https://doi.org/10.1145/882262.882264, section 4: the cost of an edge between p and q is
    ``|d_p| + |d_q| + |d_p - d_q|`` with the difference d of the two pictures less its median; the last term is the
    difference of their gradients.
    """
    sources, done, stopped = label_map.sources, 0, Event()

    def look(_: float) -> None:
        if stopped.is_set():
            raise Cancelled

    def own(number: int, _: int) -> np.ndarray:
        return _own(label_map, number, look)

    with effort.pool() as pool:
        for together in generations(sources, pool.threads):
            numbers = [(number, number + 1) for number in together]
            try:
                found = attentively(partial(pool.each, own, numbers, 1), effort.progress, done / len(sources))
            except BaseException:
                stopped.set()
                raise
            for number, pixels in zip(together, found, strict=True):
                _lay(label_map, number, pixels)
            done += len(together)
    effort.progress(1.0)
    return label_map


def _own(label_map: LabelMap, number: int, progress: Progress) -> np.ndarray:
    """The pixels of a source that come to be seen."""
    source = label_map.sources[number]
    found = source.present(source.box)
    both = found.copy()
    for band in bands_of(source.box):
        both[source.within(band)] &= label_map.labels.read(band) >= 0
    if both.any():
        found &= ~_below(label_map, number, both, progress)
    return found


def _lay(label_map: LabelMap, number: int, own: np.ndarray) -> None:
    source = label_map.sources[number]
    for band in bands_of(source.box):
        seen = own[source.within(band)]
        if seen.all():
            label_map.labels.fill(band, number)
        elif seen.any():
            label_map.labels.write(band, np.where(seen, np.int16(number), label_map.labels.read(band)))


def _below(label_map: LabelMap, number: int, left: np.ndarray, progress: Progress) -> np.ndarray:
    """The pixels of a source that stay with what lies below: one overlap with a lower source after the other.

    `left` says which both have; it is used up.
    """
    source, result = label_map.sources[number], np.zeros_like(left)
    for lower in sorted(label_map.sources[:number], key=lambda each: -each.box.intersect(source.box).area):
        shared = lower.box.intersect(source.box)
        if shared.is_empty or not left[source.within(shared)].any():
            continue
        found = bounding_box(left[source.within(shared)]).shift(shared.x, shared.y)
        box = found.grow(1).intersect(label_map.box)
        progress(0.0)
        inside = box.intersect(source.box)
        place = inside.shift(-box.x, -box.y).slices
        undecided, stays = np.zeros(box.shape, bool), np.zeros(box.shape, bool)
        undecided[place], stays[place] = left[source.within(inside)], result[source.within(inside)]
        side = _cut(label_map, number, box, undecided, stays, progress)
        result[source.within(inside)] |= (side & undecided)[place]
        left[source.within(shared)] = False
    return result


def _cut(
    label_map: LabelMap, number: int, box: Box, undecided: np.ndarray, stays: np.ndarray, progress: Progress
) -> np.ndarray:
    """Which pixels of a rectangle go to what lies below, where some of it is decided already."""
    below, above = label_map.labels.read(box) >= 0, label_map.sources[number].present(box)
    shared = below & above
    down, right = _costs(label_map, number, box, shared, below | above, progress)
    first = (below & ~above) | stays
    second = ~below | _inner(shared, first, above & ~below)
    second |= shared & ~undecided & ~stays
    return minimum_cut(down, right, first, second & ~first, progress)


def _costs(
    label_map: LabelMap, number: int, box: Box, shared: np.ndarray, present: np.ndarray, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """What cutting each edge of a rectangle costs; 0 beside pixels that neither picture has."""
    height, width = box.shape
    down, right = np.zeros((height - 1, width), np.float32), np.zeros((height, width - 1), np.float32)
    usual = _usual_difference(label_map, number, box, shared)
    for piece in strips_of(Box(0, 0, width, height)):
        top, bottom = piece.y, piece.bottom
        rows = slice(top, min(bottom + 1, height))
        band = Box(box.x, box.y + top, box.width, rows.stop - top)
        difference = _difference(label_map, number, band, shared[rows]) - usual
        size = np.where(shared[rows], _sizes(difference), 0)
        for costs, axis in ((down[top : rows.stop - 1], 0), (right[top:bottom], 1)):
            count = len(costs) + (axis == 0)
            cost = _edge_costs(difference[:count], size[:count], shared[rows][:count], axis)
            near, far = (present[rows][:count][ends] for ends in ENDS[axis])
            costs[...] = np.where(near & far, cost, 0)
        progress(0.0)
    return down, right


def _edge_costs(difference: np.ndarray, size: np.ndarray, shared: np.ndarray, axis: int) -> np.ndarray:
    """The costs of the edges in one direction; where only one end is shared, the other one's difference is its own."""
    near, far = ENDS[axis]
    total = size[near] + size[far]
    steps = _sizes(difference[far] - difference[near])
    return np.where(shared[near] & shared[far], total + steps, 2 * total)


def _sizes(differences: np.ndarray) -> np.ndarray:
    """Sums of absolute values over the channels; as a product, since numpy is slow at sums of so few."""
    return np.abs(differences) @ np.ones(differences.shape[-1], differences.dtype)


def _difference(label_map: LabelMap, number: int, box: Box, shared: np.ndarray) -> np.ndarray:
    """What lies below less the source, 0 where they do not share a pixel."""
    found = label_map.composite(box)
    inside = box.intersect(label_map.sources[number].box)
    found[inside.shift(-box.x, -box.y).slices] -= label_map.colours(number, inside)
    return np.where(shared[..., None], found, 0)


def _usual_difference(label_map: LabelMap, number: int, box: Box, shared: np.ndarray) -> np.ndarray:
    """The median difference in each channel: gradients do not know it."""
    found = []
    height = box.shape[0]
    for top in np.linspace(0, max(0, height - ROWS), min(BANDS, height)).astype(int):
        band = box._replace(y=box.y + top, height=min(ROWS, height - top))
        here = shared[top : top + band.height]
        if here.any():
            found.append(_difference(label_map, number, band, here)[here])
    if not found:
        return np.zeros(label_map.channels, np.float32)
    return np.median(np.concatenate(found), axis=0)


def _inner(shared: np.ndarray, below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Where the upper picture is seen in any case: the inner half of parts in which it has no pixels of its own."""
    from scipy import ndimage

    found = np.zeros_like(shared)
    if not below.any():
        return found
    step = int(np.ceil((shared.size / LOOKED_AT) ** 0.5))
    coarse = shared[::step, ::step]
    labels, count = ndimage.label(coarse)
    near = ndimage.binary_dilation(above[::step, ::step], iterations=1)
    held = np.zeros(count + 1, bool)
    held[labels[near]] = True
    held[0] = True
    if held.all():
        return found
    depth = ndimage.distance_transform_edt(~below[::step, ::step])
    deepest = ndimage.maximum(depth, labels, np.arange(count + 1))
    inner = ~held[labels] & (depth >= DEPTH * np.asarray(deepest)[labels])
    blocks = inner.repeat(step, axis=0).repeat(step, axis=1)[: shared.shape[0], : shared.shape[1]]
    return blocks & shared
