"""What the operations that select have in common: what they look at, and where a mask or labels may go."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inlay import colour
from inlay.arrays.rows import strips
from inlay.errors import InputError, RegionError
from inlay.operations import views
from inlay.operations.arrays import as_coverage, as_picture
from inlay.operations.declaration import Input, Operation, Output
from inlay.operations.job import Document, Group, Job, Layer, LayerMask, Outcome, Result, Selection
from inlay.operations.parameters import Choice, Integer, Option
from inlay.picture import CHANNELS, Box, Picture, Space, with_alpha

MENU = "Select"
INPUTS = (
    Input(role="source", kinds=("layer",), label="Layer", help="The layer to look at.", active=True, whole=True),
    Input(
        role="region",
        kinds=("selection",),
        label="Selection",
        help="What is looked at, unless the result replaces it or is added to it; without a selection, everything.",
        optional=True,
    ),
)
MASKS = (
    Option("replace", "Selection", "The selection becomes what was found in the whole layer."),
    Option("add", "Add to the selection", "What was found in the whole layer is selected too."),
    Option("subtract", "Subtract from the selection", "What was found in the selection is selected no longer."),
    Option("intersect", "Intersect with the selection", "Only what was found in the selection stays selected."),
    Option("layer-mask", "Layer mask", "A mask of the layer: what was not found is hidden."),
    Option("layer", "New layer", "What was found, on a layer of its own."),
    Option("picture", "Mask as a picture", "A gray layer: white is what was found."),
    Option("trimap", "Trimap", "A layer for Cut Out with Trimap: unknown along the border."),
)
LABELS = (
    Option("posterised", "Posterised layer", "Every part in its mean colour."),
    Option("palette", "Layer of random colours", "Every part in a colour of its own."),
    Option("masks", "Group of masks", "A gray layer for each part."),
)
BAND = Integer(
    id="band",
    label="Width of the trimap's band",
    default=10,
    minimum=0,
    maximum=250,
    unit="pixels",
    help="How far to either side of the border a trimap is unknown.",
)
SEED = Integer(
    id="seed",
    label="Seed",
    default=0,
    minimum=0,
    maximum=999_999,
    help="Another number gives other random choices; the same one always the same.",
)
OUTPUTS = (
    Output(kind="selection", help="What was found, as the selection."),
    Output(kind="layer-mask", help="What was found, as the layer's mask."),
    Output(kind="layer", help="What was found, as a layer, or all parts in colours of their own."),
)
MASK_GROUP = Output(kind="group", help="A gray layer for each part.")
#: Results for which the present selection is no limit.
_EVERYWHERE = ("replace", "add")
_MODES = ("replace", "add", "subtract", "intersect")
_GOLDEN = 0.618034
#: Pixels of a piece of painting.
_STRIP = 1 << 18


def results(options: Sequence[Option], default: str) -> Choice:
    """The parameter that says where to put what was found."""
    return Choice(id="result", label="Result", default=default, help="What becomes of it.", options=tuple(options))


@dataclass(frozen=True, eq=False)
class Ground:
    """The part of a layer that is looked at; equal to itself alone.

    Attributes
    ----------
    source : Picture
        The layer there, in the document's space.
    within : ndarray of float32 or bool, (height, width), or None
        How far each pixel is selected; None where all are.
    counted : ndarray of bool, (height, width), or None
        Where pixels are selected however little and not fully transparent; None where all are.
    """

    source: Picture
    within: np.ndarray | None
    counted: np.ndarray | None

    @property
    def present(self) -> np.ndarray | None:
        """Where the layer is not fully transparent."""
        return None if self.source.alpha is None else self.source.alpha > 0

    @property
    def colours(self) -> np.ndarray:
        return self.source.colour

    def limited(self, mask: np.ndarray) -> np.ndarray:
        """A mask, as far as its pixels are selected and not fully transparent; boolean or ``float32``."""
        if self.counted is not None:
            mask = np.where(self.counted, mask, mask.dtype.type(0))
        if self.within is None or self.within.dtype == bool:
            return mask
        return mask * self.within


def ground_of(job: Job) -> Ground:
    """What a job looks at.

    Raises
    ------
    RegionError
        If there is no pixel to look at.
    """
    job.progress(0, "Reading")
    everywhere = job.parameters["result"] in _EVERYWHERE
    return job.once(("ground", everywhere), lambda: _ground(job, None if everywhere else job.images.get("region")))


def _ground(job: Job, region: Picture | None) -> Ground:
    source = job.picture("source")
    box = source.box.intersect(job.document.box)
    if region is not None:
        box = box.intersect(region.box)
    if box.is_empty:
        raise RegionError("Nothing of the layer lies there.", "Move the layer or the selection.")
    source = source.crop(box)
    counted = None if source.alpha is None or (source.alpha > 0).all() else source.alpha > 0
    within = None
    if region is not None:
        within = region.crop(box).pixels
        if within.dtype != bool:
            within = colour.convert_samples(within, np.float32)
        chosen = within > 0
        counted = chosen if counted is None else counted & chosen
    if counted is not None and not counted.any():
        raise RegionError("There is no pixel to look at.", "Select a part of the layer that is not transparent.")
    if within is not None and within.dtype != bool and not ((within > 0) & (within < 1)).any():
        within = within > 0
    return Ground(source, within, counted)


def mask_result(job: Job, operation: Operation, ground: Ground, mask: np.ndarray) -> Result:
    """What the artist asked for, made of a mask.

    Parameters
    ----------
    mask : ndarray, (height, width) of the ground
        Boolean, or floating point from 0 to 1.

    Raises
    ------
    InputError
        If nothing was found.
    """
    mask = ground.limited(mask)
    if not mask.any():
        raise InputError(f"{operation.name} found nothing.", "Change what is looked for, or select another part.")
    return Result([_MASK_MAKERS.get(job.parameters["result"], _selection)(job, operation, ground, mask)])


def label_result(job: Job, operation: Operation, ground: Ground, labels: np.ndarray, names: Sequence[str]) -> Result:
    """A layer or a group of all parts of a picture.

    Parameters
    ----------
    labels : ndarray of int, (height, width) of the ground
        The number of each pixel's part, below 0 for none.
    names : sequence of str
        Of the parts.
    """
    if job.parameters["result"] == "masks":
        canvas = job.document.box
        children = []
        for number, name in enumerate(names):
            plane = _spread(ground.limited(labels == number), ground.source.box, canvas)
            children.append(Layer(_gray(job, plane, ground.source), name))
        return Result([Group(children, titled(ground, operation.name))])
    by_seed = job.parameters["result"] == "palette"
    palette = _random(job, len(names)) if by_seed else _means(job, ground, labels, len(names))
    space = replace(job.document.space, model=with_alpha(job.document.space.model))
    pixels = np.zeros((*labels.shape, CHANNELS[space.model]), space.dtype)
    shown = ground.limited(labels >= 0)
    for rows in _strips(job, labels):
        pixels[rows, :, :-1] = palette[np.maximum(labels[rows], 0)]
        pixels[rows, :, -1] = colour.convert_samples(_opacity(ground, shown, rows), space.dtype)
    picture = Picture(pixels, ground.source.x, ground.source.y, space)
    return Result([Layer(picture, titled(ground, operation.name))])


def on_array(
    operation: Operation,
    image: np.ndarray,
    region: np.ndarray | None,
    values: dict[str, Any],
    progress: Callable[[float, str], None] | None,
) -> tuple[Job, Ground]:
    """The job of an operation on an array, and what it looks at: the part inside the region's box."""
    picture = as_picture(image, "image")
    mask = as_coverage(region, picture, picture)
    parameters = operation.check({**values, "result": "intersect"})
    document = Document(picture.width, picture.height, picture.space)
    images = {"source": picture, "region": mask}
    job = Job(images, parameters, document, progress=progress or (lambda fraction, doing: None))
    return job, ground_of(job)


def titled(ground: Ground, words: str) -> str:
    """The layer's name with what was done to it."""
    return f"{ground.source.name} ({words})" if ground.source.name else words


def mask_picture(mask: np.ndarray, box: Box) -> Picture:
    """A mask at its place; of booleans in bytes."""
    pixels = _bytes(mask)
    return Picture(pixels, box.x, box.y, Space("MASK", pixels.dtype, "linear"))


def _bytes(mask: np.ndarray) -> np.ndarray:
    """A mask as samples."""
    if mask.dtype == bool:
        return mask.astype(np.uint8) * np.uint8(255)
    return mask if mask.dtype.kind == "u" else mask.astype(np.float32, copy=False)


def _spread(mask: np.ndarray, box: Box, canvas: Box) -> np.ndarray:
    """A mask on another box; nothing is selected beyond its own."""
    if box == canvas:
        return mask
    plane = np.zeros((canvas.height, canvas.width), mask.dtype)
    inside = box.intersect(canvas)
    plane[inside.shift(-canvas.x, -canvas.y).slices] = mask[inside.shift(-box.x, -box.y).slices]
    return plane


def _strips(job: Job, plane: np.ndarray) -> Iterator[slice]:
    """Rows in pieces, with a look at the artist's wishes before each."""
    for top, bottom in strips(len(plane), plane.shape[1], _STRIP):
        job.progress(0.9 + 0.1 * top / len(plane), "Painting")
        yield slice(top, bottom)


def _fractions(mask: np.ndarray) -> np.ndarray:
    """A mask from 0 to 1."""
    return colour.convert_samples(_bytes(mask), np.float32)


def _opacity(ground: Ground, mask: np.ndarray, rows: slice) -> np.ndarray:
    """Some rows of a mask, from 0 to 1, times the layer's own opacity."""
    part = _fractions(mask[rows])
    if ground.source.alpha is None:
        return part
    return part * (ground.source.alpha[rows] / np.float32(ground.source.space.white))


def _gray(job: Job, mask: np.ndarray, like: Picture) -> Picture:
    """A mask as an opaque gray picture at the canvas's corner, in the encoding of another picture."""
    parts = [views.gray(_fractions(mask[rows]), replace(like, x=0, y=0)) for rows in _strips(job, mask)]
    return replace(parts[0], pixels=np.concatenate([part.pixels for part in parts]))


def _selection(job: Job, operation: Operation, ground: Ground, mask: np.ndarray) -> Outcome:
    return Selection(mask_picture(mask, ground.source.box), job.parameters["result"])


def _layer_mask(job: Job, operation: Operation, ground: Ground, mask: np.ndarray) -> Outcome:
    whole = job.picture("source").box
    return LayerMask(mask_picture(_spread(mask, ground.source.box, whole), whole), "source")


def _layer(job: Job, operation: Operation, ground: Ground, mask: np.ndarray) -> Outcome:
    space = replace(job.document.space, model=with_alpha(job.document.space.model))
    pixels = np.zeros((*mask.shape, CHANNELS[space.model]), space.dtype)
    for rows in _strips(job, mask):
        np.copyto(pixels[rows, :, :-1], ground.colours[rows], where=(mask[rows] > 0)[..., np.newaxis])
        pixels[rows, :, -1] = colour.convert_samples(_opacity(ground, mask, rows), space.dtype)
    picture = Picture(pixels, ground.source.x, ground.source.y, space)
    return Layer(picture, titled(ground, operation.name))


def _picture(job: Job, operation: Operation, ground: Ground, mask: np.ndarray) -> Outcome:
    return _gray_layer(job, operation, ground, mask)


def _trimap(job: Job, operation: Operation, ground: Ground, mask: np.ndarray) -> Outcome:
    from inlay.matting import trimap_from_coverage

    band = job.parameters["band"]
    trimap = trimap_from_coverage(
        _bytes(mask), band, band, progress=lambda done: job.progress(0.9 + 0.1 * done, "Looking at the border")
    )
    return _gray_layer(job, operation, ground, trimap)


def _gray_layer(job: Job, operation: Operation, ground: Ground, mask: np.ndarray) -> Layer:
    """A mask as a picture as large as the canvas, so that it can be painted on everywhere."""
    plane = _spread(mask, ground.source.box, job.document.box)
    return Layer(_gray(job, plane, ground.source), titled(ground, operation.name))


def _means(job: Job, ground: Ground, labels: np.ndarray, count: int) -> np.ndarray:
    """The mean colour of each part, (count, channels)."""
    channels = ground.colours.shape[2]
    sizes, sums = np.zeros(count), np.zeros((count, channels))
    for rows in _strips(job, labels):
        used = labels[rows] >= 0
        chosen = labels[rows][used].astype(np.intp)
        sizes += np.bincount(chosen, minlength=count)
        for channel in range(channels):
            sums[:, channel] += np.bincount(chosen, ground.colours[rows, :, channel][used], minlength=count)
    means = sums / np.maximum(sizes, 1)[:, np.newaxis]
    dtype = ground.source.space.dtype
    return (np.rint(means) if dtype.kind == "u" else means).astype(dtype)


def _random(job: Job, count: int) -> np.ndarray:
    """Colours that are well apart, (count, channels), in the document's space."""
    drawn = np.random.default_rng(job.parameters["seed"])
    start = drawn.random()
    order = drawn.permutation(count)
    found = np.array(
        [
            colorsys.hsv_to_rgb((start + _GOLDEN * number) % 1, 0.45 + 0.25 * (number % 3), 0.95 - 0.2 * (number % 2))
            for number in order
        ],
        np.float32,
    )
    bare = replace(job.document.space, model=job.document.space.model.removesuffix("A"))
    return colour.convert(Picture(found[np.newaxis], space=Space("RGB", np.dtype(np.float32))), bare).pixels[0]


_MASK_MAKERS: dict[str, Callable[[Job, Operation, Ground, np.ndarray], Outcome]] = {
    "layer-mask": _layer_mask,
    "layer": _layer,
    "picture": _picture,
    "trimap": _trimap,
}
