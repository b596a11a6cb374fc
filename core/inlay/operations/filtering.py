"""What the plain filters have in common: a layer's selected part, on all or chosen channels, becomes a new layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np

from inlay.arrays.progress import Progress
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.declaration import Input, Output
from inlay.operations.edit import Edit
from inlay.operations.parameters import Choice, Option
from inlay.operations.part import Part
from inlay.picture import COLOUR_CHANNELS, Space

Filtered = Annotated[
    Part,
    Input("source", ("layer",), "Layer", "The layer to filter.", active=True),
    Input(
        "region",
        ("selection",),
        "Selection",
        "What is filtered; without a selection, wherever the layer is not transparent.",
        optional=True,
    ),
]
LAYER = Output("layer", "The filtered part, as large as the selection.", covers="source")
Channels = Annotated[
    Literal[
        "all",
        "red",
        "green",
        "blue",
        "red-green",
        "red-blue",
        "green-blue",
        "lightness",
        "a",
        "b",
        "cyan",
        "magenta",
        "yellow",
        "black",
    ],
    Choice(
        "Channels",
        "Which channels are filtered; all others stay as they are.",
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
        rank="expert",
    ),
]
#: Filtered one by one or together: what makes no difference for one channel.
SEVERAL = {"channels": ("all", "red-green", "red-blue", "green-blue")}
Per = Annotated[
    Literal["channel", "colour"],
    Choice(
        "Edges",
        "Whether each channel shows its own edges or all show the same.",
        options=(
            Option("channel", "Of each channel", "Edges are coloured."),
            Option("colour", "Of all together", "Edges are grey."),
        ),
        matters_when=SEVERAL,
    ),
]
#: How the surroundings, opacity and selections count; for the help of every filter that reads neighbours.
SURROUNDINGS = (
    "Beyond the border of the canvas the picture is mirrored. Transparent pixels do not count, whatever colours they "
    "hide, and the layer's opacity stays as it is. Soft edges of the selection stay soft. The result is a new layer "
    "above."
)


def filtered(
    part: Part,
    channels: str,
    filter_: Callable[..., np.ndarray],
    *values: object,
    every_channel: bool = False,
    progress: Progress | None = None,
    **named: object,
) -> Edit:
    """Call a filter of `inlay.filters` on the chosen channels of a part.

    Parameters
    ----------
    channels : str
        As `Channels` has them.
    filter_ : callable
        Takes colours, ``(height, width, n)``, further values, and ``alpha``, ``part``, ``threads`` and ``progress``;
        returns the part's new colours, those that it was given or all channels.
    every_channel : bool
        Whether the filter is given all channels, of which the chosen ones change.
    progress : callable, optional
        By default the part's own.
    named
        What else the filter takes by name; an ``alpha`` counts in place of the layer's opacity.

    Raises
    ------
    InputError
        If the picture does not have the channels.
    """
    chosen = chosen_channels(part.picture.space, channels)
    first, last = chosen[0], chosen[-1]
    # A view where the channels are neighbours.
    some = slice(first, last + 1) if last - first + 1 == len(chosen) else chosen
    found = filter_(
        part.colours if every_channel else part.colours[..., some],
        *values,
        **{"alpha": part.around.alpha, **named},
        part=part.inside,
        threads=part.effort.threads,
        progress=progress or part.progress,
    )
    colours = part.picture.crop(part.box).colour.copy()
    colours[..., chosen] = found[..., chosen] if found.shape[-1] == colours.shape[-1] else found
    return Edit(part, colours)


def chosen_channels(space: Space, channels: str) -> list[int]:
    """Numbers of the channels that are named.

    Raises
    ------
    InputError
        If the picture does not have one of them.
    """
    model = space.model.removesuffix("A")
    names = COLOUR_CHANNELS[model]
    if channels == "all":
        return list(range(len(names)))
    wanted = channels.split("-")
    missing = [name for name in wanted if name not in names]
    if missing:
        raise InputError(
            _("A {model} picture has no channel {missing}.", model=model, missing=missing[0]),
            _("It has {names}.", names=", ".join(names))
            if len(names) > 1
            else _("Choose all channels, or convert it to RGB."),
        )
    return sorted(names.index(name) for name in wanted)
