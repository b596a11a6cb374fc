"""Rotate Colours: hues go round an axis of the colour cube; one picture, a series of them, or an animation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from inlay import filters
from inlay.colour.compositing import over
from inlay.contract.language import _
from inlay.errors import InputError, ParameterError
from inlay.operations.declaration import Output, operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, Channels, Filtered, chosen_channels, filtered
from inlay.operations.job import File as WrittenFile
from inlay.operations.job import Layer, Result
from inlay.operations.parameters import Choice, File, Integer, Number, Option
from inlay.operations.part import Part
from inlay.operations.showing import shown_apart
from inlay.picture import Picture

NAME = "Rotate Colours"
_OWN = {"axis": ("own",)}
_TOWARDS = "How far the axis goes towards {}, if it is your own."
_ANIMATED = {"into": ("animation",)}


@operation(
    name=NAME,
    yields=(
        LAYER,
        Output("group", "The layers of all steps, if there are several.", covers="source"),
        Output("file", "The animation, if it is wanted."),
    ),
    keywords=("hue", "color", "cycle", "gif", "psychedelic", "rainbow"),
    suits="Other colours for all of a picture, for variants of a design, or as an animation.",
    ring=0,
    preview="cropped",
    local={"steps": (1,), "into": ("layers",)},
    doing=_("Turning colours"),
    for_documents=("steps", "into", "animation", "delay"),
)
def rotate_colours(
    part: Filtered,
    *,
    angle: Annotated[
        float,
        Number(
            "Angle", "How far colours are turned; in several steps, in the last of them.", -3600.0, 3600.0, "degrees"
        ),
    ] = 120.0,
    axis: Annotated[
        Literal["gray", "red", "green", "blue", "own"],
        Choice(
            "Axis",
            "The colours that stay.",
            options=(
                Option("gray", "Grey", "Hues go round; greys stay."),
                Option("red", "Red", "Green and blue change places with their opposites."),
                Option("green", "Green", "Red and blue change places with their opposites."),
                Option("blue", "Blue", "Red and green change places with their opposites."),
                Option("own", "Your own", "The direction of the three numbers under More."),
            ),
        ),
    ] = "gray",
    red: Annotated[
        float, Number("Own axis, red", _TOWARDS.format("red"), -1.0, 1.0, matters_when=_OWN, rank="expert")
    ] = 1.0,
    green: Annotated[
        float, Number("Own axis, green", _TOWARDS.format("green"), -1.0, 1.0, matters_when=_OWN, rank="expert")
    ] = 0.5,
    blue: Annotated[
        float, Number("Own axis, blue", _TOWARDS.format("blue"), -1.0, 1.0, matters_when=_OWN, rank="expert")
    ] = 0.0,
    space: Annotated[
        Literal["linear", "logit"],
        Choice(
            "Out of range",
            "What becomes of colours that would leave the range.",
            options=(
                Option("linear", "Cut off", "Colours are turned as they are stored."),
                Option(
                    "logit",
                    "Squeezed in",
                    "Black and white count as very far away, so that no colour can leave the range.",
                ),
            ),
            rank="expert",
        ),
    ] = "linear",
    steps: Annotated[int, Integer("Steps", "In how many pictures the angle is reached.", 1, 360)] = 1,
    into: Annotated[
        Literal["layers", "animation"],
        Choice(
            "Result",
            "What the pictures become.",
            options=(
                Option("layers", "Layers", "A layer, or a group of layers if there are several steps."),
                Option("animation", "Animation", "A GIF file that runs for ever."),
            ),
        ),
    ] = "layers",
    animation: Annotated[
        str,
        File("Animation file", "Where the animation goes.", save=True, extensions=("gif",), matters_when=_ANIMATED),
    ] = "",
    delay: Annotated[
        int,
        Integer(
            "Delay",
            "How long each picture of the animation is shown.",
            20,
            10_000,
            "ms",
            matters_when=_ANIMATED,
            rank="expert",
        ),
    ] = 100,
    channels: Channels = "all",
) -> Edit | Result:
    """Turn all colours round: once, in several steps, or as an animation.

    Colours are points in a cube whose edges are red, green and blue; they are turned about an axis through black.
    About the grey axis by 120 degrees red becomes green, green blue and blue red, and greys stay.

    Strong colours may leave the cube and are cut off, or else everything is stretched beforehand so that black and
    white are very far away (logit space), turned about the middle grey, and brought back: every colour stays within
    the cube, at the price of other brightnesses.

    In several steps the angle is reached bit by bit: a full turn in steps makes an animation without a seam. The
    result is a new layer above, or a group of layers, or a GIF file.

    See Also
    --------
    recolour : When one thing should have one colour that you choose.
    harmonise : When the colours should be those of another picture.

    References
    ----------
    P. Haeberli: Matrix Operations for Image Processing. 1993, https://www.graficaobscura.com/matrix/index.html

    O. Rodrigues: Des lois géométriques qui régissent les déplacements d'un système solide dans l'espace. Journal de
    Mathématiques Pures et Appliquées 5, 1840

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.rotate_colours(np.array([[[200, 100, 50]]], np.uint8), angle=120).tolist()
    [[[50, 200, 100]]]
    """
    chosen_channels(part.picture.space, channels)
    if part.model != "RGB":
        raise InputError(_("There are no red, green and blue to turn."), _("Convert the document to RGB."))
    if into == "animation" and not animation:
        raise ParameterError(_("There is no file for the animation."), _("Name one, or choose layers."))
    direction = (red, green, blue) if axis == "own" else axis

    def turned(step: int) -> Edit:
        progress = part.span(step / (steps + 1), (step + 1) / (steps + 1))
        by = angle * (step + 1) / steps
        return filtered(
            part,
            channels,
            filters.rotated_colours,
            by,
            axis=direction,
            space=space,
            every_channel=True,
            progress=progress,
        )

    if into == "layers" and steps == 1:
        return turned(0)
    layers = [part.layer(turned(step).colours, f"{angle * (step + 1) / steps:g}°") for step in range(steps)]
    if into == "animation":
        return Result([WrittenFile(animation, _gif(part, layers, delay))])
    return Result([shown_apart(layers, part, part.titled(NAME))])


def _gif(part: Part, layers: Sequence[Layer], delay: int) -> bytes:
    """The layers, each laid over what they were made from, as the pictures of a GIF."""
    from inlay.operations.colour_and_light.animation import gif

    below = part.picture.crop(part.box)
    steps = len(layers)

    def pictures() -> Iterator[Picture]:
        for number, layer in enumerate(layers):
            part.job.progress((steps + number / steps) / (steps + 1), _("Writing the animation"))
            yield replace(below, pixels=over(layer.picture, below))

    return gif(pictures(), delay)
