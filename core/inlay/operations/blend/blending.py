"""What the operations that solve for a pasted piece let the artist choose: detail, colours and borders."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np

from inlay import colour
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.parameters import Choice, Option
from inlay.picture import Box, Picture, Space

Gradients = Annotated[
    Literal["source", "stronger", "average", "monochrome"],
    Choice(
        "Keep detail",
        "Whose detail the result has; the colours at the border come from what lies below.",
        options=(
            Option("source", "Of the piece", "Nothing of what the piece covers shows."),
            Option(
                "stronger",
                "The stronger of both",
                "At each place the stronger detail: for writing, smoke, and things with holes.",
            ),
            Option("average", "Half of each", "Both pictures show, as in a double exposure."),
            Option(
                "monochrome",
                "Light and dark only",
                "The texture of the piece in the colours of what lies below.",
            ),
        ),
    ),
]
Per = Annotated[
    Literal["channel", "colour"],
    Choice(
        "Stronger detail",
        "Whether the stronger detail is found for each channel or once for all of them.",
        options=(
            Option("channel", "Per channel", "For each colour channel on its own."),
            Option("colour", "Per colour", "Once for all channels together: no colour fringes."),
        ),
        rank="expert",
        matters_when={"gradients": ("stronger",)},
    ),
]
Boundary = Annotated[
    Literal["free", "fixed", "everywhere"],
    Choice(
        "At the canvas border",
        "What holds the result where the region reaches the border of the canvas, or whether nothing holds it.",
        options=(
            Option("free", "Free", "Nothing: the source's colours run out of the picture."),
            Option("fixed", "Fixed", "The destination's pixels on the border of the canvas."),
            Option(
                "everywhere",
                "Free all around",
                "Nothing at all: the piece keeps its contrast and takes on the mean colour of what it covers.",
            ),
        ),
        rank="expert",
    ),
]
BlendSpace = Annotated[
    Literal["rgb", "linear", "lab", "hsv", "gray"],
    Choice(
        "Blend in",
        "In which coordinates the colours are blended.",
        options=(
            Option("rgb", "Colours as stored", "The document's own channels."),
            Option("linear", "Linear light", "As light adds up: bright surroundings reach further."),
            Option("lab", "CIELAB", "Lightness and two colour axes, as far apart as they look."),
            Option("hsv", "Hue, saturation, value", "Hue as a direction on the colour circle."),
            Option("gray", "Grey", "The luminance alone: the result is grey."),
        ),
        rank="expert",
    ),
]


def luminance(space: Space, blend_space: str = "rgb") -> tuple[float, ...]:
    """How much each channel of the space to blend in counts for light and dark.

    Raises
    ------
    InputError
        If a document's channels do not tell.
    """
    if not space.model.startswith(("RGB", "GRAY")):
        raise InputError(
            _("Monochrome detail does not work in a {model} document.", model=space.model.removesuffix("A")),
            _("Convert the document to RGB, or keep other detail."),
        )
    known = {"lab": (1.0, 0.0, 0.0), "hsv": (0.0, 0.0, 0.0, 1.0), "gray": (1.0,)}
    return known.get(blend_space) or colour.luminance_weights(space)


def boundary_options(boundary: str) -> dict[str, Any]:
    """The solver's options for a boundary that was chosen."""
    if boundary == "everywhere":
        return {"boundary": "free", "rim": "free", "mean": "keep"}
    return {"boundary": boundary}


def framed(plane: np.ndarray, box: Box, frame: Box) -> np.ndarray:
    """A plane or picture that lies at `box`, cut to a frame and 0 around: a view where it fills the frame."""
    inside = box.intersect(frame)
    part = plane[inside.shift(-box.x, -box.y).slices]
    if inside == frame:
        return part
    found = np.zeros((frame.height, frame.width, *plane.shape[2:]), plane.dtype)
    found[inside.shift(-frame.x, -frame.y).slices] = part
    return found


def both_present(source: Picture, destination: Picture) -> np.ndarray | None:
    """Where two pictures of one box have a colour; None for everywhere."""
    planes = [picture.alpha > 0 for picture in (source, destination) if picture.alpha is not None]
    return np.logical_and.reduce(planes) if planes else None
