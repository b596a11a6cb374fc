"""Label maps: from which of several overlapping sources each pixel comes, and what they look like together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.placed import Placed
from inlay.arrays.progress import Progress, silent
from inlay.contract.boxes import Box
from inlay.mosaic.exposure import offsets
from inlay.mosaic.labels import NONE, Labels
from inlay.mosaic.sources import bands_of
from inlay.poisson.gradients import Edges

#: Columns of a window in which seams are looked at together.
WINDOW = 256
#: The first and the second pixels of the edges that lead down, and of those that lead right.
ENDS: tuple[tuple[Any, Any], ...] = ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:]))


@dataclass(frozen=True, eq=False)
class LabelMap:
    """Sources on a canvas.

    Attributes
    ----------
    sources : list of Placed
        The lowest first.
    gains : ndarray, (sources, channels)
        What their samples are multiplied by.
    labels : Labels
        From which source a pixel comes, or most of it.
    soft : Labels or None
        0 where several sources have a share, by their opacities.
    offsets : ndarray, (sources, channels)
        What would make them alike, beside their gains; counts only between neighbours that no source has both.
    groups : ndarray of int, (sources,)
        Sources with the same number are joined by overlaps.
    """

    sources: list[Placed]
    gains: np.ndarray
    labels: Labels
    offsets: np.ndarray
    groups: np.ndarray
    soft: Labels | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return self.labels.shape

    @property
    def box(self) -> Box:
        """The whole canvas."""
        return Box(0, 0, self.shape[1], self.shape[0])

    def bands(self) -> Iterator[Box]:
        """The canvas in strips of whole rows."""
        return bands_of(self.box)

    @property
    def channels(self) -> int:
        return self.sources[0].colour.shape[2]

    @property
    def working(self) -> np.dtype:
        """In which type samples are computed with."""
        return np.dtype(np.float64 if self.sources[0].colour.dtype == np.float64 else np.float32)

    def channel(self, number: int) -> LabelMap:
        """The same with one of the channels only."""
        part = slice(number, number + 1)
        sources = [replace(source, colour=np.asarray(source.colour)[..., part]) for source in self.sources]
        return replace(self, sources=sources, gains=self.gains[:, part], offsets=self.offsets[:, part])

    def colours(self, number: int, box: Box) -> np.ndarray:
        """The colours of a source in a rectangle inside it."""
        samples = self.sources[number].colours(box)
        found = np.empty(samples.shape, self.working)
        # Whole rows at a time: numpy is slow where channels are what it loops over.
        factors = np.tile(self.gains[number].astype(self.working), box.width)
        np.multiply(samples.reshape(box.height, -1), factors, out=found.reshape(box.height, -1), dtype=self.working)
        return found

    def is_soft(self, box: Box) -> np.ndarray:
        """Where several sources have a share, in a rectangle."""
        return np.zeros(box.shape, bool) if self.soft is None else self.soft.read(box) >= 0

    def composite(self, box: Box, labels: np.ndarray | None = None) -> np.ndarray:
        """What the sources look like together in a rectangle, 0 where there is none; its labels if they are known."""
        found = np.zeros((*box.shape, self.channels), self.working)
        if labels is None:
            labels = self.labels.read(box)
        for number, shared, inside in self._touching(box):
            chosen = labels[inside] == number
            if chosen.all():
                found[inside] = self.colours(number, shared)
            elif chosen.any():
                samples = chosen.repeat(self.channels, axis=1).reshape(*chosen.shape, self.channels)
                np.copyto(found[inside], self.colours(number, shared), where=samples)
        soft = self.is_soft(box)
        if soft.any():
            rows, columns = np.nonzero(soft)
            found[rows, columns] = self._mixed(box, rows, columns)
        return found

    def field(self, box: Box) -> tuple[np.ndarray, Edges]:
        """What a rectangle looks like and its gradients: on each edge those of the source that both ends come from,
        and elsewhere as `jumps` says.
        """
        together = self.composite(box)
        field = Edges(np.diff(together, axis=0), np.diff(together, axis=1))
        halves = field.down, field.right
        for axis, near, steps in self.jumps(box):
            half = halves[axis]
            assert half is not None
            half[near] += steps
        return together, field

    def jumps(self, box: Box) -> Iterator[tuple[int, tuple[np.ndarray, np.ndarray], np.ndarray]]:
        """By how much gradients should be more than those of what the sources look like together.

        Where the ends of an edge come from several sources, its gradient should be the mean of those that know both
        ends, by their shares; else that of the topmost source that does; where none does, the difference of sources
        that overlap elsewhere and were made alike there, or 0.

        Yields
        ------
        axis : int
            0 for edges that lead down, 1 for those that lead right.
        near : tuple of ndarray of int, (n,)
            Rows and columns of their first pixels in the rectangle, which both ends lie in.
        steps : ndarray, (n, channels)
        """
        labels, soft = self.labels.read(box), self.is_soft(box)
        down, right = (_odd_edges(labels, soft, axis) for axis in (0, 1))
        rows, columns = np.concatenate([down, right], axis=1)
        is_down = np.arange(len(rows)) < down.shape[1]
        steps = np.empty((len(rows), self.channels))
        for some in _by_windows(columns):
            first, behind = columns[some].min(), min(columns[some].max() + 2, box.width)
            window = Box(box.x + first, box.y, behind - first, box.height)
            near = rows[some], columns[some] - first
            far = near[0] + is_down[some], near[1] + ~is_down[some]
            steps[some] = self._steps(window, labels[:, first:behind], soft[:, first:behind], near, far)
        for axis, pixels, found in ((0, down, steps[is_down]), (1, right, steps[~is_down])):
            if len(found):
                yield axis, (pixels[0], pixels[1]), found

    def _steps(
        self,
        box: Box,
        labels: np.ndarray,
        soft: np.ndarray,
        near: tuple[np.ndarray, np.ndarray],
        far: tuple[np.ndarray, np.ndarray],
    ) -> np.ndarray:
        """By how much the gradients of some edges should be more, given by the pixels at their ends."""
        count = len(near[0])
        total, steps = np.zeros(count), np.zeros((count, self.channels))
        topmost, is_known = np.zeros((count, self.channels)), np.zeros(count, bool)
        seen = np.zeros((2, count, self.channels))
        for number, share in self._shares(box, labels):
            patch = _Patch(self, number, box)
            both = np.flatnonzero(patch.present[near] & patch.present[far])
            for place, end in enumerate((near, far)):
                shown = np.flatnonzero(labels[end] == number)
                seen[place, shown] = patch.at(end, shown)
            if not both.size:
                continue
            step = patch.at(far, both) - patch.at(near, both)
            weight = (share(near) + share(far))[both]
            total[both] += weight
            steps[both] += weight[:, None] * step
            fresh = ~is_known[both]
            topmost[both[fresh]] = step[fresh]
            is_known[both] = True
        for place, end in enumerate((near, far)):
            mixed = np.flatnonzero(soft[end])
            if mixed.size:
                seen[place, mixed] = self._mixed(box, end[0][mixed], end[1][mixed])
        mean = np.where(total[:, None] > 0, steps / np.where(total > 0, total, 1)[:, None], topmost)
        ends = [labels[end] for end in (near, far)]
        alike = self.offsets[ends[1]] - self.offsets[ends[0]]
        joined = self.groups[ends[0]] == self.groups[ends[1]]
        step = seen[1] - seen[0]
        return np.where(is_known[:, None], mean - step, np.where(joined[:, None], alike, -step))

    def _mixed(self, box: Box, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The colours of soft pixels of a rectangle: the mean of all sources by their shares."""
        total, sums = np.zeros(len(rows)), np.zeros((len(rows), self.channels))
        for number, share in opaque_shares(self.sources, box):
            weight = share[rows, columns]
            some = np.flatnonzero(weight)
            total[some] += weight[some]
            sums[some] += weight[some, None] * _Patch(self, number, box).at((rows, columns), some)
        return sums / total[:, None]

    def _shares(
        self, box: Box, labels: np.ndarray
    ) -> Iterator[tuple[int, Callable[[tuple[np.ndarray, np.ndarray]], np.ndarray]]]:
        """Each source that touches a rectangle, the topmost first, with its share of pixels."""
        if self.soft is not None:
            for number, shares in opaque_shares(self.sources, box):
                yield number, shares.__getitem__
            return
        for number, _, _ in reversed(list(self._touching(box))):
            yield number, partial(_is_labelled, labels, number)

    def _touching(self, box: Box) -> Iterator[tuple[int, Box, tuple[slice, slice]]]:
        """The sources that reach into a rectangle: which part of it, on the canvas and in the rectangle."""
        left, top, right, bottom = self._sides
        near = (left < box.right) & (right > box.x) & (top < box.bottom) & (bottom > box.y)
        for number in np.flatnonzero(near):
            shared = box.intersect(self.sources[number].box)
            yield int(number), shared, shared.shift(-box.x, -box.y).slices

    @cached_property
    def _sides(self) -> np.ndarray:
        """Left, top, right and bottom of all sources."""
        return np.transpose([(each.box.x, each.box.y, each.box.right, each.box.bottom) for each in self.sources])


class _Patch:
    """What a source has of a rectangle: read once, where pixels of it are asked for."""

    def __init__(self, label_map: LabelMap, number: int, box: Box) -> None:
        self._source, self._gain = label_map.sources[number], label_map.gains[number]
        self._box = box
        self.present = self._source.present(box)

    @cached_property
    def _samples(self) -> tuple[np.ndarray, int, int]:
        shared = self._box.intersect(self._source.box)
        return self._source.colours(shared), shared.y - self._box.y, shared.x - self._box.x

    def at(self, pixels: tuple[np.ndarray, np.ndarray], some: np.ndarray) -> np.ndarray:
        """The colours of some pixels, given by rows and columns in the rectangle."""
        if not some.size:
            return np.zeros((0, len(self._gain)))
        samples, top, left = self._samples
        return samples[pixels[0][some] - top, pixels[1][some] - left].astype(np.float64) * self._gain


def _odd_edges(labels: np.ndarray, soft: np.ndarray, axis: int) -> np.ndarray:
    """Rows and columns of the first pixels of edges whose ends come from several sources, (2, n)."""
    near, far = ENDS[axis]
    odd = (labels[near] != labels[far]) | soft[near] | soft[far]
    odd &= (labels[near] >= 0) & (labels[far] >= 0)
    return np.array(np.nonzero(odd))


def _by_windows(columns: np.ndarray) -> Iterator[np.ndarray]:
    """Edges by the windows that their columns lie in: what lies between seams is not read for them."""
    if not len(columns):
        return
    window = columns // WINDOW
    order = np.argsort(window, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(window[order])) + 1)


def opaque_shares(sources: list[Placed], box: Box) -> Iterator[tuple[int, np.ndarray]]:
    """Each source that touches a rectangle, the topmost first, with what its opacity leaves it of every pixel."""
    left = np.ones(box.shape, np.float32)
    for number in reversed(range(len(sources))):
        source = sources[number]
        if box.intersect(source.box).is_empty:
            continue
        opacity = source.opacity_in(box, np.float32)
        share = opacity * left
        # However little an opacity leaves, a pixel that only one source knows is that source's.
        share[source.present(box) & (share == 0) & (left > 0)] = np.finfo(np.float32).tiny
        left *= 1 - opacity
        yield number, share


def opacity_of(sources: list[Placed], box: Box) -> np.ndarray:
    """How opaque all sources over one another are: 1 less the product of what each lets through."""
    through = np.ones(box.shape)
    for source in sources:
        shared = box.intersect(source.box)
        if shared.is_empty:
            continue
        inside = shared.shift(-box.x, -box.y).slices
        if source.opacity is None:
            through[inside] = 0
        else:
            through[inside] *= 1 - source.opacity_in(shared, np.float64)
    return np.subtract(1, through, out=through)


def empty(sources: list[Placed], gains: np.ndarray, shape: tuple[int, int], progress: Progress = silent) -> LabelMap:
    """A label map in which no pixel comes from any source yet."""
    return LabelMap(sources, gains, Labels(shape), *offsets(sources, gains, progress))


def stacked(label_map: LabelMap, effort: Effort) -> LabelMap:
    """Lay the sources on one another: each pixel from the topmost, by opacities where they are soft."""
    soft = Labels(label_map.shape)
    for box in label_map.bands():
        most, count = np.zeros(box.shape, np.float32), np.zeros(box.shape, np.int16)
        labels = np.full(box.shape, NONE, np.int16)
        for number, share in opaque_shares(label_map.sources, box):
            labels[share > most] = number
            np.maximum(most, share, out=most)
            count += share > 0
        label_map.labels.write(box, labels)
        if (count > 1).any():
            soft.write(box, np.where(count > 1, 0, NONE))
        effort.progress(box.bottom / label_map.shape[0])
    return replace(label_map, soft=soft)


def _is_labelled(labels: np.ndarray, number: int, pixels: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return (labels[pixels] == number).astype(np.float32)
