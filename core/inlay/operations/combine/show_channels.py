"""Show Channels: every channel as a layer, in its own colour or grey."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np

from inlay import colour
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations import views
from inlay.operations.call import Call
from inlay.operations.declaration import Input, Operation, Output, operation
from inlay.operations.editing import colours_of
from inlay.operations.job import Group, Job, Layer, Result
from inlay.operations.parameters import Choice, Option
from inlay.operations.part import Part
from inlay.operations.showing import is_of_all, shown_apart
from inlay.picture import COLOUR_CHANNELS, Picture, Space

_FLOAT = np.dtype(np.float32)


@dataclass(frozen=True, eq=False)
class ChannelLayers:
    """The channels of a part, as samples of its picture.

    Attributes
    ----------
    part : Part
    colours : dict of str to ndarray, (part.box.height, part.box.width, channels)
        What the layer of each channel shows, by its name.
    add_up : bool
        Whether all of them together are the picture.
    """

    part: Part
    colours: dict[str, np.ndarray]
    add_up: bool

    def result(self, operation: Operation, job: Job) -> Result:
        """A group of layers, the first one at the top."""
        layers = [self._layer(name, colours, operation) for name, colours in reversed(self.colours.items())]
        part, title = self.part, self.part.titled(operation.name)
        if not self.add_up:
            return Result([shown_apart(layers, part, title)])
        hides = ("source",) if is_of_all(part) and part.is_translucent else ()
        added = [replace(layers[0], hides=hides), *(replace(layer, mode="plus") for layer in layers[1:])]
        group = Group(added, title, stands_in=bool(hides))
        return Result([group], shown=lambda: [self._together(hides, operation)])

    def _together(self, hides: tuple[str, ...], operation: Operation) -> Layer:
        """What the layers show."""
        layer = self.part.layer(self.part.colours[self.part.inside], operation.name, hides=hides)
        return replace(layer, stands_in=True, opacity=self.part.picture.opacity) if hides else layer

    def _layer(self, name: str, colours: np.ndarray, operation: Operation) -> Layer:
        return replace(self.part.layer(colours, operation.name), name=name)

    def on_arrays(self, call: Call) -> tuple[np.ndarray, ...]:
        """A picture for each channel.

        Returns
        -------
        tuple of ndarray
            Of the source's shape and type, black outside of the region; opacity is the source's.
        """
        shape = np.shape(call.arrays[call.operation.canvas])
        return tuple(self._laid(colours, call.canvas.pixels).reshape(shape) for colours in self.colours.values())

    def _laid(self, colours: np.ndarray, pixels: np.ndarray) -> np.ndarray:
        """A channel in a picture that is black elsewhere, with the opacity of the pixels."""
        laid = np.array(pixels)
        laid[..., : colours.shape[2]] = 0
        place = laid[(*self.part.box.slices, slice(colours.shape[2]))]
        np.copyto(place, colours, where=self.part.covered[..., np.newaxis])
        return laid


@operation(
    name="Show Channels",
    yields=Output("group", "A layer for each channel."),
    keywords=("split channels", "decompose", "separate RGB", "colour separation", "HSV", "Lab", "lightness"),
    suits="To find the channel with the noise, the fringe or the best mask.",
    ring=0,
    preview="cropped",
    local=True,
    doing=_("Separating"),
)
def show_channels(
    part: Annotated[
        Part,
        Input("source", ("layer",), "Layer", "The layer whose channels are shown.", active=True),
        Input(
            "region",
            ("selection",),
            "Selection",
            "Where; without a selection, wherever the layer is not transparent.",
            optional=True,
        ),
    ],
    *,
    channels: Annotated[
        Literal["coloured", "gray", "hsv", "lab"],
        Choice(
            "Channels",
            "Which channels become layers, and how they look.",
            options=(
                Option("coloured", "Red, green and blue, coloured", "They add up to the picture."),
                Option("gray", "The picture's own, grey", "Red, green and blue; the four inks; or L, a and b."),
                Option("hsv", "Hue, saturation and value, grey", "Hue goes from red over green and blue to red."),
                Option(
                    "lab", "CIELAB, grey", "Lightness as the eye sees it; a from green to red; b from blue to yellow."
                ),
            ),
        ),
    ] = "coloured",
) -> ChannelLayers:
    """Show every channel as a layer: red, green and blue in their colours, or grey.

    The coloured layers arrive in a group, the upper two in the mode of addition: together they show the picture
    exactly wherever it is opaque. Blur, move or paint on one of them alone to mend grain in the blue or fringes of
    colour. Samples are shown as they are stored.

    As grey layers the channels say where noise or a good mask is to be found: those of the picture, hue, saturation
    and value, or lightness and the two colours of CIELAB.

    See Also
    --------
    grayscale : When one grey picture of all channels is wanted.
    select_threshold : When a channel is to become a selection.

    References
    ----------
    A. R. Smith: Color Gamut Transform Pairs. SIGGRAPH 1978, https://doi.org/10.1145/965139.807361

    CIE 015:2018: Colorimetry. 4th edition, 2018, https://doi.org/10.25039/TR.015.2018

    Examples
    --------
    >>> import numpy as np, inlay
    >>> picture = np.array([[[10, 20, 60]]], np.uint8)
    >>> red, green, blue = inlay.show_channels(picture)
    >>> red.tolist(), bool((red + green + blue == picture).all())
    ([[[10, 0, 0]]], True)
    """
    own = colours_of(part)[part.inside]
    if channels == "coloured":
        return ChannelLayers(part, _coloured(part, own), add_up=True)
    planes = {"gray": _own, "hsv": _hsv, "lab": _lab}[channels](part, own)
    return ChannelLayers(part, {name: _gray(part, plane) for name, plane in planes.items()}, add_up=False)


def _coloured(part: Part, own: np.ndarray) -> dict[str, np.ndarray]:
    """Each channel with nothing in the others.

    Raises
    ------
    InputError
        If channels do not add up.
    """
    if part.model not in ("RGB", "GRAY"):
        raise InputError(
            _("The channels of a {model} picture do not add up.", model=part.model),
            _("Choose grey layers, or convert the document to RGB."),
        )
    found = {}
    for number, name in enumerate(COLOUR_CHANNELS[part.model]):
        found[name.capitalize()] = alone = np.zeros_like(own)
        alone[..., number] = own[..., number]
    return found


def _own(part: Part, own: np.ndarray) -> dict[str, np.ndarray]:
    names = (name if len(name) == 1 else name.capitalize() for name in COLOUR_CHANNELS[part.model])
    return {name: own[..., number] for number, name in enumerate(names)}


def _hsv(part: Part, own: np.ndarray) -> dict[str, np.ndarray]:
    bare = _picture(part, own)
    pixels = bare if part.model in ("RGB", "GRAY") else colour.convert(bare, Space("RGB", _FLOAT))
    cosine, sine, saturation, value = np.moveaxis(colour.to_space(pixels.pixels, "hsv", pixels.space), -1, 0)
    hue = np.arctan2(sine, cosine) / np.float32(2 * np.pi) % 1
    return {_("Hue"): hue, _("Saturation"): saturation, _("Value"): value}


def _lab(part: Part, own: np.ndarray) -> dict[str, np.ndarray]:
    lab = colour.convert(_picture(part, own), Space("LAB", _FLOAT)).pixels
    return {name: lab[..., number] for number, name in enumerate((_("Lightness"), "a", "b"))}


def _picture(part: Part, colours: np.ndarray) -> Picture:
    return Picture(colours, space=replace(part.picture.space, model=part.model))


def _gray(part: Part, plane: np.ndarray) -> np.ndarray:
    """A channel, (height, width), as grey in the picture's samples, (height, width, channels)."""
    space = part.picture.space
    if part.model not in ("RGB", "GRAY"):
        return views.gray(colour.convert_samples(plane, _FLOAT), space).colour
    samples = colour.convert_samples(plane, space.dtype)
    return np.repeat(samples[..., np.newaxis], len(COLOUR_CHANNELS[part.model]), axis=2)
