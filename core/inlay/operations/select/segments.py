"""What was found in a layer: one segment as a mask, or all segments as labels, and what becomes of them."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from inlay import colour
from inlay.arrays.rows import strips
from inlay.arrays.saturation import as_samples
from inlay.contract.language import _, known
from inlay.errors import RegionError
from inlay.operations import views
from inlay.operations.call import Call
from inlay.operations.declaration import Operation
from inlay.operations.job import Channel, Curve, Group, Job, Layer, LayerMask, Outcome, Result, Selection
from inlay.operations.part import Part
from inlay.operations.select.areas import limited
from inlay.operations.showing import shown
from inlay.picture import CHANNELS, Box, Picture, Space, with_alpha

_GOLDEN = 0.618034
#: A rounding error of 8-bit products.
_ROUNDING = 1 / 512
#: Pixels of a piece of painting.
_STRIP = 1 << 18


@dataclass(frozen=True, eq=False)
class Segment:
    """A mask of what was found in a part of a layer.

    Attributes
    ----------
    part : Part
        What was looked at.
    mask : ndarray, (height, width) of the part
        Boolean, floating point from 0 to 1, or other samples.
    wanted : str
        What becomes of it: one of `inlay.operations.select.areas.MASKS`.
    band : float
        How far to either side of the border a trimap is unknown, in pixels.
    curve : Curve or None
        What the mask's limits were chosen by.
    tolerance : float
        How near to none and all a pixel is certain in a trimap, from 0 to 1.
    report : mapping
        What is told of it.
    """

    part: Part
    mask: np.ndarray
    wanted: str
    band: float = 0
    curve: Curve | None = None
    tolerance: float = _ROUNDING
    report: Mapping[str, Any] = field(default_factory=dict)

    def result(self, operation: Operation, job: Job) -> Result:
        """What the artist asked for.

        Raises
        ------
        RegionError
            If nothing was found.
        """
        if not self.mask.any():
            raise RegionError(
                _("{operation} found nothing.", operation=known(operation.name)),
                _("Change what is looked for, or select another part."),
            )
        make = _MAKERS.get(self.wanted, _selection)
        return Result([make(self, self.part.titled(operation.name))], self.report, curve=self.curve)

    def on_arrays(self, call: Call) -> np.ndarray:
        """The mask, as large as the canvas.

        Parameters
        ----------
        region : ndarray, (height, width), optional
            What is looked at: boolean, or coverage from 0 to 1 in floating point, by which the mask is multiplied.

        Returns
        -------
        ndarray, (height, width)
            Boolean, or ``float32`` from 0 to 1 where it is soft.
        """
        return spread(self.mask, self.part.box, call.job.document.box)


@dataclass(frozen=True, eq=False)
class Segmentation:
    """All parts of a picture.

    Attributes
    ----------
    part : Part
        What was looked at.
    labels : ndarray of int, (height, width) of the part
        The number of each pixel's segment, below 0 for none.
    names : sequence of str
        Of the segments.
    wanted : str
        What becomes of them: one of `inlay.operations.select.areas.LABELS`.
    seed : int
        Of random colours.
    """

    part: Part
    labels: np.ndarray
    names: Sequence[str]
    wanted: str
    seed: int

    def result(self, operation: Operation, job: Job) -> Result:
        """A layer or a group of all segments."""
        title = self.part.titled(operation.name)
        if self.wanted != "masks":
            return Result([shown(Layer(self._painted(), title), self.part)])
        children = [
            Layer(_gray(self.part, limited(self.part, self.labels == number)), name)
            for number, name in enumerate(self.names)
        ]
        return Result([Group(children, title)])

    def on_arrays(self, call: Call) -> np.ndarray:
        """The labels, as large as the canvas.

        Parameters
        ----------
        region : ndarray, (height, width), optional
            What is looked at: boolean, or coverage from 0 to 1 in floating point, however little it is covered.

        Returns
        -------
        ndarray of int16, (height, width)
            The number of each pixel's segment, from 0 on; -1 outside the region and where the source is transparent.
        """
        return spread(self.labels, self.part.box, call.job.document.box, -1)

    def _painted(self) -> Picture:
        """Every segment in a colour of its own."""
        by_seed = self.wanted == "palette"
        count = len(self.names)
        palette = _random(self.part, count, self.seed) if by_seed else _means(self.part, self.labels, count)
        pixels = _blank(self.part)
        inside = limited(self.part, self.labels >= 0)
        for rows in _strips(self.part.job, self.labels):
            pixels[rows, :, :-1] = palette[np.maximum(self.labels[rows], 0)]
            pixels[rows, :, -1] = colour.convert_samples(_opacity(self.part, inside, rows), pixels.dtype)
        return _placed(self.part, pixels)


def spread(mask: np.ndarray, box: Box, canvas: Box, beyond: int = 0) -> np.ndarray:
    """A mask on another box; nothing is selected beyond its own."""
    if box == canvas:
        return mask
    plane = np.full((canvas.height, canvas.width), beyond, mask.dtype)
    inside = box.intersect(canvas)
    plane[inside.shift(-canvas.x, -canvas.y).slices] = mask[inside.shift(-box.x, -box.y).slices]
    return plane


def _selection(segment: Segment, title: str) -> Outcome:
    return Selection(_mask_picture(segment.mask, segment.part.box), segment.wanted)


def _layer_mask(segment: Segment, title: str) -> Outcome:
    whole = segment.part.picture.box
    return LayerMask(_mask_picture(spread(segment.mask, segment.part.box, whole), whole), "source")


def _layer(segment: Segment, title: str) -> Outcome:
    part, mask = segment.part, segment.mask
    pixels = _blank(part)
    for rows in _strips(part.job, mask):
        np.copyto(pixels[rows, :, :-1], part.colours[rows], where=(mask[rows] > 0)[..., np.newaxis])
        pixels[rows, :, -1] = colour.convert_samples(_opacity(part, mask, rows), pixels.dtype)
    return Layer(_placed(part, pixels), title)


def _channel(segment: Segment, title: str) -> Outcome:
    return Channel(_mask_picture(segment.mask, segment.part.box), title)


def _picture(segment: Segment, title: str) -> Outcome:
    return Layer(_gray(segment.part, segment.mask), title)


def _trimap(segment: Segment, title: str) -> Outcome:
    from inlay.matting import trimap_from_alpha

    part = segment.part
    progress = part.job.span(0.9, 1.0, _("Looking at the border"))
    # The border may lie at that of the selection, and is unknown on both of its sides.
    box = part.box.grow(math.ceil(segment.band)).intersect(part.picture.box).intersect(part.document.box)
    mask = spread(_samples(segment.mask), part.box, box)
    trimap = trimap_from_alpha(mask, segment.band, tolerance=segment.tolerance, progress=progress)
    return Layer(_gray(replace(part, box=box), trimap), title)


_MAKERS: Mapping[str, Callable[[Segment, str], Outcome]] = {
    "layer-mask": _layer_mask,
    "channel": _channel,
    "layer": _layer,
    "picture": _picture,
    "trimap": _trimap,
}


def _mask_picture(mask: np.ndarray, box: Box) -> Picture:
    """A mask at its place; of booleans in bytes."""
    pixels = _samples(mask)
    return Picture(pixels, box.x, box.y, Space("MASK", pixels.dtype, "linear"))


def _samples(mask: np.ndarray) -> np.ndarray:
    if mask.dtype == bool:
        return mask.astype(np.uint8) * np.uint8(255)
    return mask if mask.dtype.kind == "u" else mask.astype(np.float32, copy=False)


def _fractions(mask: np.ndarray) -> np.ndarray:
    """A mask from 0 to 1."""
    return colour.convert_samples(_samples(mask), np.float32)


def _opacity(part: Part, mask: np.ndarray, rows: slice) -> np.ndarray:
    """Some rows of a mask, from 0 to 1, times the layer's own opacity."""
    shown, own = _fractions(mask[rows]), part.around.alpha
    return shown if own is None else shown * (own[rows] / np.float32(part.picture.space.white))


def _blank(part: Part) -> np.ndarray:
    """Pixels of the document with opacity, as large as the part."""
    space = part.document.space
    return np.zeros((part.box.height, part.box.width, CHANNELS[with_alpha(space.model)]), space.dtype)


def _placed(part: Part, pixels: np.ndarray) -> Picture:
    space = part.document.space
    return Picture(pixels, part.box.x, part.box.y, replace(space, model=with_alpha(space.model)))


def _gray(part: Part, mask: np.ndarray) -> Picture:
    """A mask as an opaque gray picture as large as the canvas, so that it can be painted on everywhere."""
    plane = spread(mask, part.box, part.document.box)
    pieces = [views.gray(_fractions(plane[rows]), part.document.space) for rows in _strips(part.job, plane)]
    return replace(pieces[0], pixels=np.concatenate([piece.pixels for piece in pieces]))


def _strips(job: Job, plane: np.ndarray) -> Iterator[slice]:
    """Rows in pieces, with a look at the artist's wishes before each."""
    for top, bottom in strips(len(plane), plane.shape[1], _STRIP):
        job.progress(0.9 + 0.1 * top / len(plane), _("Painting"))
        yield slice(top, bottom)


def _means(part: Part, labels: np.ndarray, count: int) -> np.ndarray:
    """The mean colour of each segment, (count, channels)."""
    colours = part.colours
    sizes, sums = np.zeros(count), np.zeros((count, colours.shape[2]))
    for rows in _strips(part.job, labels):
        used = labels[rows] >= 0
        chosen = labels[rows][used].astype(np.intp)
        sizes += np.bincount(chosen, minlength=count)
        for channel in range(colours.shape[2]):
            sums[:, channel] += np.bincount(chosen, colours[rows, :, channel][used], minlength=count)
    means = sums / np.maximum(sizes, 1)[:, np.newaxis]
    return as_samples(means, colours.dtype)


def _random(part: Part, count: int, seed: int) -> np.ndarray:
    """Colours that are well apart, (count, channels), in the document's space."""
    drawn = np.random.default_rng(seed)
    start = drawn.random()
    order = drawn.permutation(count)
    found = np.array(
        [
            colorsys.hsv_to_rgb((start + _GOLDEN * number) % 1, 0.45 + 0.25 * (number % 3), 0.95 - 0.2 * (number % 2))
            for number in order
        ],
        np.float32,
    )
    space = part.document.space
    bare = replace(space, model=space.model.removesuffix("A"))
    return colour.convert(Picture(found[np.newaxis], space=Space("RGB", np.dtype(np.float32))), bare).pixels[0]
