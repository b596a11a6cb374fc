"""What the plain filters have in common: a layer's selected part, on all or chosen channels, becomes a new layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inlay.colour.compositing import mix
from inlay.errors import InputError
from inlay.operations.arrays import as_coverage, as_picture
from inlay.operations.coverage import coverage_of
from inlay.operations.declaration import Input, Operation, Output
from inlay.operations.job import Document, Job, Layer, Result
from inlay.operations.parameters import Choice, Option
from inlay.picture import CHANNELS, COLOUR_CHANNELS, Box, Picture, Space, with_alpha

MENU = "Filter"
INPUTS = (
    Input(role="source", kinds=("layer",), label="Layer", help="The layer to filter.", active=True),
    Input(
        role="region",
        kinds=("selection",),
        label="Selection",
        help="What is filtered; without a selection, wherever the layer is not transparent.",
        optional=True,
    ),
)
LAYER = Output(kind="layer", help="The filtered part, as large as the selection.", covers="source")
CHANNEL = Choice(
    id="channels",
    label="Channels",
    default="all",
    help="Which channels are filtered; all others stay as they are.",
    options=(
        Option("all", "All"),
        Option("red", "Red"),
        Option("green", "Green"),
        Option("blue", "Blue"),
        Option("red-green", "Red and green"),
        Option("red-blue", "Red and blue"),
        Option("green-blue", "Green and blue"),
        Option("lightness", "Lightness", "Of a Lab picture."),
        Option("a", "a, green to red", "Of a Lab picture."),
        Option("b", "b, blue to yellow", "Of a Lab picture."),
        Option("cyan", "Cyan", "Of a CMYK picture."),
        Option("magenta", "Magenta", "Of a CMYK picture."),
        Option("yellow", "Yellow", "Of a CMYK picture."),
        Option("black", "Black", "Of a CMYK picture."),
    ),
)
PER = Choice(
    id="per",
    label="Edges",
    default="channel",
    help="Whether each channel shows its own edges or all show the same.",
    options=(
        Option("channel", "Per channel", "Each channel's own edges, in its colour."),
        Option("colour", "Joined", "One gray picture of the edges of all channels together."),
    ),
)
#: How the surroundings, opacity and selections count; for the help of every filter that reads neighbours.
SURROUNDINGS = (
    "Beyond the border of the canvas the picture is mirrored. Transparent pixels do not count, whatever colours they "
    "hide, and the layer's opacity stays as it is. Soft edges of the selection stay soft. The result is a new layer "
    "above."
)

Channels = str | Sequence[str | int]
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Patch:
    """The part of a layer that is filtered, and what lies around it.

    Attributes
    ----------
    source : Picture
        The layer as far as it is read: transparent beyond its own border, and never beyond the canvas.
    box : Box
        What is filtered, on the canvas.
    alpha, covered : ndarray, (box.height, box.width)
        Coverage in samples, and where it is above zero.
    chosen : sequence of int
        The channels that change.
    threads : int or None
        At most so many; None for one a processor.
    progress : callable
        Takes a fraction from 0 to 1.
    """

    source: Picture
    box: Box
    alpha: np.ndarray
    covered: np.ndarray
    chosen: Sequence[int]
    threads: int | None
    progress: Callable[[float], None] | None

    @property
    def model(self) -> str:
        """The channels without opacity."""
        return self.source.space.model.removesuffix("A")

    @property
    def colours(self) -> np.ndarray:
        """The chosen channels, ``(height, width, n)``; a view where they are neighbours."""
        first, last = self.chosen[0], self.chosen[-1]
        adjoin = last - first + 1 == len(self.chosen)
        return self.source.colour[..., slice(first, last + 1) if adjoin else list(self.chosen)]

    @property
    def options(self) -> dict[str, Any]:
        """What every filter is told besides its own parameters."""
        part = self.box.shift(-self.source.x, -self.source.y).slices
        return {"alpha": self.source.alpha, "part": part, "threads": self.threads, "progress": self.progress}

    def filled(self, values: np.ndarray) -> np.ndarray:
        """All channels of the part, the chosen ones new; `values` has all channels or the chosen ones."""
        colours = self.source.crop(self.box).colour.copy()
        if values.shape[-1] == colours.shape[-1]:
            values = values[..., list(self.chosen)]
        colours[..., list(self.chosen)] = values
        return colours

    def layer(self, values: np.ndarray, name: str, document: Document) -> Layer:
        """A layer of the new colours, as opaque as they are covered."""
        space = replace(document.space, model=with_alpha(document.space.model))
        pixels = np.empty((self.box.height, self.box.width, CHANNELS[space.model]), space.dtype)
        pixels[..., :-1] = self.filled(values)
        pixels[..., -1] = self.alpha
        return Layer(Picture(pixels, self.box.x, self.box.y, space), self.named(name))

    def named(self, name: str) -> str:
        """What a layer made by the operation `name` is called."""
        return f"{self.source.name} ({name})" if self.source.name else name


Work = Callable[[Patch, Mapping[str, Any]], np.ndarray]


def run_filter(job: Job, operation: Operation, work: Work, doing: str) -> Result:
    """Filter the selected part of a job's layer and yield it as a new layer.

    Parameters
    ----------
    work : callable
        Takes the patch and the parameters; returns the part's new colours, all channels or the chosen ones.
    doing : str
        What is said meanwhile.
    """
    patch = patch_of(job, operation, doing)
    return Result([patch.layer(work(patch, job.parameters), operation.name, job.document)])


def filter_array(
    operation: Operation,
    work: Work,
    image: np.ndarray,
    region: np.ndarray | None,
    values: Mapping[str, Any],
    channels: Channels,
    threads: int | None,
    progress: Progress | None,
) -> np.ndarray:
    """The same on an array: the filtered colours laid over the image by the region's coverage.

    Returns
    -------
    ndarray
        Of the image's shape and type. Its opacity, if it has any, and all that is not covered stay bit for bit.
    """
    picture = as_picture(image, "image")
    mask = as_coverage(region, picture, picture)
    document = Document(picture.width, picture.height, picture.space)
    job = Job(
        {"source": picture, "region": mask},
        operation.check(values),
        document,
        progress=progress or (lambda fraction, doing: None),
    )
    patch = patch_of(job, operation, operation.name, channels, threads)
    new = patch.filled(work(patch, job.parameters))
    result = np.array(picture.pixels)
    inside = patch.box.slices
    colours = result[inside][..., : new.shape[-1]]
    below = colours.copy()
    np.copyto(colours, new, where=patch.covered[..., np.newaxis])
    if mask is not None:
        mix(colours, below, mask.pixels[inside], False, 1.0)
    return result.reshape(np.shape(image))


def patch_of(
    job: Job, operation: Operation, doing: str, channels: Channels | None = None, threads: int | None = None
) -> Patch:
    """The part of a job's layer that is filtered.

    Raises
    ------
    RegionError
        If it is empty.
    InputError
        If the picture does not have the channels.
    """
    source = job.picture("source")
    chosen = _chosen(source.space, job.parameters.get("channels", "all") if channels is None else channels)
    alpha, covered, box = coverage_of(
        source, job.images.get("region"), job.document.box, lambda: job.progress(0, "Reading")
    )
    frame = box.grow(operation.reach(job.parameters)).intersect(job.document.box)
    return Patch(
        source.crop(frame), box, alpha, covered, chosen, threads, lambda fraction: job.progress(fraction, doing)
    )


def _chosen(space: Space, channels: Channels) -> list[int]:
    """Numbers of the channels that are named."""
    model = space.model.removesuffix("A")
    names = COLOUR_CHANNELS[model]
    if channels == "all":
        return list(range(len(names)))
    if not isinstance(channels, str | Sequence):
        raise InputError(f"The channels are {channels!r}.", "Give names or numbers of channels.")
    wanted = channels.split("-") if isinstance(channels, str) else list(channels)
    chosen = set()
    for one in wanted:
        number = one if not isinstance(one, str) else names.index(one) if one in names else -1
        if isinstance(number, bool) or not 0 <= number < len(names):
            raise InputError(
                f"A {model} picture has no channel {one}.",
                "It has " + ", ".join(names) + "." if len(names) > 1 else "Choose all channels, or convert it to RGB.",
            )
        chosen.add(int(number))
    if not chosen:
        raise InputError("No channel is chosen.", "Choose one of " + ", ".join(names) + ".")
    return sorted(chosen)
