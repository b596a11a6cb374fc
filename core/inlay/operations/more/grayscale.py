"""Grayscale: grey from colour, by weights of one's own choice."""

from __future__ import annotations

from typing import Annotated, Literal

from inlay import filters
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.filters.brightness import WEIGHTS
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.filtering import LAYER, Channels, Filtered, chosen_channels, filtered
from inlay.operations.parameters import Choice, Number, Option

_OWN = {"weights": ("own",)}
_HELP = "How much {} counts if the weights are your own."
_RED, _GREEN, _BLUE = WEIGHTS["rec601"]


@operation(
    name="Grayscale",
    yields=LAYER,
    keywords=("black and white", "grey", "desaturate", "monochrome", "channel mixer"),
    suits="A picture in grey, with weights that suit it.",
    ring=0,
    preview="cropped",
    local=True,
    doing=_("Turning grey"),
)
def grayscale(
    part: Filtered,
    *,
    weights: Annotated[
        Literal["rec601", "rec709", "equal", "own", "red", "green", "blue"],
        Choice(
            "Grey by",
            "How much red, green and blue count.",
            options=(
                Option("rec601", "Rec. 601", "0.2989, 0.5870 and 0.1140: television, and most programs."),
                Option("rec709", "Rec. 709", "0.2126, 0.7152 and 0.0722: high definition and sRGB."),
                Option("equal", "Equal", "The mean of the three."),
                Option("own", "Own", "The three weights below."),
                Option("red", "Red alone", "Dramatic skies, bright skin."),
                Option("green", "Green alone", "The least grain."),
                Option("blue", "Blue alone", "Haze, dark skin."),
            ),
        ),
    ] = "rec601",
    red: Annotated[float, Number("Weight of red", _HELP.format("red"), -10.0, 10.0, matters_when=_OWN)] = _RED,
    green: Annotated[float, Number("Weight of green", _HELP.format("green"), -10.0, 10.0, matters_when=_OWN)] = _GREEN,
    blue: Annotated[float, Number("Weight of blue", _HELP.format("blue"), -10.0, 10.0, matters_when=_OWN)] = _BLUE,
    channels: Channels = "all",
) -> Edit:
    """Turn colours into grey, by a standard's weights, your own, or one channel.

    Every channel becomes the same weighted sum of red, green and blue, as they are stored. Weights are divided by
    their sum, so that white stays white. A grey picture stays as it is. The result is a new layer above.

    See Also
    --------
    isolate_colour : When one thing should keep its colour.
    show_channels : To see all channels first, and to choose.

    References
    ----------
    Recommendation ITU-R BT.601-7: Studio encoding parameters of digital television for standard 4:3 and wide-screen
    16:9 aspect ratios. 2011, https://www.itu.int/rec/R-REC-BT.601

    Recommendation ITU-R BT.709-6: Parameter values for the HDTV standards for production and international
    programme exchange. 2015, https://www.itu.int/rec/R-REC-BT.709

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.grayscale(np.array([[[10, 20, 60]]], np.uint8), weights="equal").tolist()
    [[[30, 30, 30]]]
    """
    chosen_channels(part.picture.space, channels)
    if part.model == "GRAY":
        return Edit(part, part.picture.crop(part.box).colour)
    if part.model != "RGB":
        message = _("Grey is made of red, green and blue, and not in a {model} document.", model=part.model)
        raise InputError(message, _("Convert the document to RGB."))
    given = (red, green, blue) if weights == "own" else weights
    return filtered(part, channels, filters.luma, given, every_channel=True)
