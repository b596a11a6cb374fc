"""Label maps: from which of several overlapping sources each pixel comes, and what they look like together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.arrays.saturation import saturated
from inlay.contract.boxes import Box
from inlay.mosaic.exposure import offsets
from inlay.mosaic.sources import Source, strips_of
from inlay.poisson.gradients import Edges

#: The first and the second pixels of the edges that lead down, and of those that lead right.
ENDS: tuple[tuple[Any, Any], ...] = ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:]))


@dataclass(frozen=True, eq=False)
class LabelMap:
    """Sources on a canvas.

    Attributes
    ----------
    sources : list of Source
        The lowest first.
    gains : ndarray, (sources, channels)
        What their samples are multiplied by.
    labels : ndarray of int16, (height, width)
        From which source a pixel comes, or most of it; -1 for none.
    soft : ndarray of bool, (height, width), or None
        Where several sources have a share, by their opacities.
    offsets : ndarray, (sources, channels)
        What would make them alike, beside their gains; counts only between neighbours that no source has both.
    groups : ndarray of int, (sources,)
        Sources with the same number are joined by overlaps.
    """

    sources: list[Source]
    gains: np.ndarray
    labels: np.ndarray
    offsets: np.ndarray
    groups: np.ndarray
    soft: np.ndarray | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return self.labels.shape[0], self.labels.shape[1]

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
        sources = [replace(source, colour=source.colour[..., part]) for source in self.sources]
        return replace(self, sources=sources, gains=self.gains[:, part], offsets=self.offsets[:, part])

    def colours(self, number: int, box: Box) -> np.ndarray:
        """The colours of a source in a rectangle inside it."""
        return self.sources[number].colours(box).astype(self.working) * self.gains[number].astype(self.working)

    def composite(self, box: Box) -> np.ndarray:
        """What the sources look like together in a rectangle, 0 where there is none."""
        found = np.zeros((*box.shape, self.channels), self.working)
        labels = self.labels[box.slices]
        for number, shared, inside in self._touching(box):
            chosen = labels[inside] == number
            if chosen.any():
                np.copyto(found[inside], self.colours(number, shared), where=chosen[..., None])
        if self.soft is not None and self.soft[box.slices].any():
            self._mix(found, box)
        return found

    def field(self, box: Box) -> tuple[np.ndarray, Edges]:
        """What a rectangle looks like and its gradients: on each edge those of the source that both ends come from.

        Where the ends come from several sources, the mean of those that know both ends, by their shares; else the
        gradient of the topmost source that does; where none does, the difference of sources that overlap elsewhere and
        were made alike there, or 0.
        """
        together = self.composite(box)
        field = Edges(np.diff(together, axis=0), np.diff(together, axis=1))
        labels = self.labels[box.slices]
        soft = np.zeros(box.shape, bool) if self.soft is None else self.soft[box.slices]
        for half, axis in ((field.down, 0), (field.right, 1)):
            near, far = ENDS[axis]
            odd = (labels[near] != labels[far]) | soft[near] | soft[far]
            odd &= (labels[near] >= 0) & (labels[far] >= 0)
            if half is not None and odd.any():
                half[odd] = self._mean_steps(box, together, np.nonzero(odd), axis)
        return together, field

    def _mean_steps(self, box: Box, together: np.ndarray, near: tuple[np.ndarray, ...], axis: int) -> np.ndarray:
        """Gradients on some edges, given by their first pixels, from all sources that know both ends."""
        far = near[0] + (axis == 0), near[1] + (axis == 1)
        count = len(near[0])
        total, steps = np.zeros(count), np.zeros((count, self.channels))
        topmost, is_known = np.zeros((count, self.channels)), np.zeros(count, bool)
        for number, share in self._shares(box):
            present = self.sources[number].present(box)
            both = np.flatnonzero(present[near] & present[far])
            if not both.size:
                continue
            ends = [(y[both] + box.y, x[both] + box.x) for y, x in (near, far)]
            step = self._at(number, *ends[1]) - self._at(number, *ends[0])
            weight = (share[near] + share[far])[both]
            total[both] += weight
            steps[both] += weight[:, None] * step
            fresh = ~is_known[both]
            topmost[both[fresh]] = step[fresh]
            is_known[both] = True
        mean = np.where(total[:, None] > 0, steps / np.where(total > 0, total, 1)[:, None], topmost)
        labels = [self.labels[box.slices][end] for end in (near, far)]
        apart = together[far] - together[near] + self.offsets[labels[1]] - self.offsets[labels[0]]
        joined = self.groups[labels[0]] == self.groups[labels[1]]
        return np.where(is_known[:, None], mean, np.where(joined[:, None], apart, 0))

    def _at(self, number: int, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The colours of a source at some pixels of the canvas."""
        source = self.sources[number]
        return source.colour[rows - source.top, columns - source.left].astype(np.float64) * self.gains[number]

    def _mix(self, found: np.ndarray, box: Box) -> None:
        """Write the soft pixels of a rectangle: the mean of all sources by their shares."""
        assert self.soft is not None
        pixels = np.nonzero(self.soft[box.slices])
        total, sums = np.zeros(len(pixels[0])), np.zeros((len(pixels[0]), self.channels))
        for number, share in self._shares(box):
            weight = share[pixels]
            some = np.flatnonzero(weight)
            total[some] += weight[some]
            colours = self._at(number, pixels[0][some] + box.y, pixels[1][some] + box.x)
            sums[some] += weight[some, None] * colours
        found[pixels] = sums / total[:, None]

    def _shares(self, box: Box) -> Iterator[tuple[int, np.ndarray]]:
        """Each source that touches a rectangle, the topmost first, with its share of every pixel."""
        if self.soft is not None:
            yield from opaque_shares(self.sources, box)
            return
        labels = self.labels[box.slices]
        for number, _, _ in reversed(list(self._touching(box))):
            yield number, (labels == number).astype(np.float32)

    def _touching(self, box: Box) -> Iterator[tuple[int, Box, tuple[slice, slice]]]:
        """The sources that reach into a rectangle: which part of it, on the canvas and in the rectangle."""
        for number, source in enumerate(self.sources):
            shared = box.intersect(source.box)
            if not shared.is_empty:
                yield number, shared, shared.shift(-box.x, -box.y).slices


def opaque_shares(sources: list[Source], box: Box) -> Iterator[tuple[int, np.ndarray]]:
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


def opacity_of(sources: list[Source], box: Box) -> np.ndarray:
    """How opaque all sources over one another are: 1 less the product of what each lets through."""
    through = np.ones(box.shape)
    for source in sources:
        through *= 1 - source.opacity_in(box, np.float64)
    return 1 - through


def empty(sources: list[Source], gains: np.ndarray, shape: tuple[int, int], progress: Progress = silent) -> LabelMap:
    """A label map in which no pixel comes from any source yet."""
    return LabelMap(sources, gains, np.full(shape, -1, np.int16), *offsets(sources, gains, progress))


def stacked(label_map: LabelMap, progress: Progress = silent) -> LabelMap:
    """Lay the sources on one another: each pixel from the topmost, by opacities where they are soft."""
    sources, shape = label_map.sources, label_map.shape
    label_map = replace(label_map, soft=np.zeros(shape, bool))
    assert label_map.soft is not None
    for box in strips_of(Box(0, 0, shape[1], shape[0])):
        most, count = np.zeros(box.shape, np.float32), np.zeros(box.shape, np.int16)
        for number, share in opaque_shares(sources, box):
            label_map.labels[box.slices][share > most] = number
            np.maximum(most, share, out=most)
            count += share > 0
        label_map.soft[box.slices] = count > 1
        progress(box.bottom / shape[0])
    return label_map


def samples(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Floating values as samples of a type, whole numbers rounded and clipped."""
    if dtype.kind == "f":
        return saturated(values, dtype)
    return np.rint(np.clip(values, 0, np.iinfo(dtype).max)).astype(dtype)
