"""What the operations that cut out have in common: what they read, what can be set, and what they yield."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from inlay.colour import convert_samples
from inlay.errors import InputError
from inlay.matting.estimators import registry
from inlay.operations import views
from inlay.operations.cut_out import cost
from inlay.operations.cut_out.subject import Subject
from inlay.operations.declaration import Input, Operation, Output
from inlay.operations.job import Channel, Job, Layer, Outcome, Result, Selection
from inlay.operations.parameters import Boolean, Choice, Option, Parameter
from inlay.picture import Box, Picture, Space

if TYPE_CHECKING:
    from inlay.matting import Matte

MENU = "Cut Out"
#: A preview of fewer pixels than this is made at half size, of more at a quarter.
_SMALL = 2_000_000

IMAGE = Input(
    role="image", kinds=("layer",), label="Picture", help="The layer with what is to be cut out.", active=True
)
#: The layer with all its pixels, and what says how far each of them belongs to the foreground.
UNMASKED = replace(IMAGE, unmasked=True)
EDGE = Input(
    role="edge",
    kinds=("item",),
    label="Edge",
    help=(
        "The mask or channel, or the layer whose opacity it is; a layer without transparency counts by its gray values."
    ),
    active=True,
    whole=True,
    content="coverage",
)
BACKDROP = Input(
    role="backdrop",
    kinds=("item",),
    label="Backdrop",
    help="A layer to look at the result on; needed for that view only.",
    optional=True,
    content="backdrop",
)

METHOD = Choice(
    id="method",
    label="Method",
    default=registry.DEFAULT,
    help="How alpha is estimated.",
    options=tuple(Option(found.id, found.name, found.summary) for found in registry.estimators()),
)
QUALITY = Choice(
    id="quality",
    label="Quality",
    default="full",
    help="At which size alpha is estimated; the result always has the full size.",
    options=(
        Option("full", "Full", "Every pixel."),
        Option("half", "Half size", "Closed form on a quarter of the pixels; fine hair is softer."),
        Option("quarter", "Quarter size", "Closed form on a sixteenth of the pixels, to look at."),
    ),
)
LINEAR = Boolean(
    id="linear",
    label="In linear light",
    help="Estimate alpha and colours in linear light, as a camera mixes them; right for defocused edges.",
)
HIDE = Boolean(
    id="hide-image",
    label="Hide the picture's layer afterwards",
    needs="undoable-visibility",
    help="Make the layer invisible together with the arrival of the result.",
)
RESULT = Choice(
    id="result",
    label="Result",
    default="layer",
    help="What the result is, or a view to check it by.",
    options=(
        Option("layer", "New layer", "The foreground in its own colours, transparent where the background was."),
        Option("layer-with-mask", "New layer with mask", "The untouched picture behind a layer mask."),
        Option("alpha", "Alpha as a picture", "A gray layer: black is background, white is foreground."),
        Option("channel", "Channel", "Alpha as a mask that is kept with the document."),
        Option("selection", "Selection", "Alpha becomes the selection."),
        Option("on-black", "View: on black", "The cut-out on black."),
        Option("on-white", "View: on white", "The cut-out on white."),
        Option("on-checker", "View: on a checkerboard", "The cut-out on a gray checkerboard."),
        Option("on-backdrop", "View: on the backdrop", "The cut-out on the backdrop layer."),
        Option("overlay", "View: overlay", "The picture, red wherever it is background."),
        Option("uncertainty", "View: uncertainty", "White where a stroke of the trimap would help most."),
    ),
)

ESTIMATION: tuple[Parameter, ...] = (METHOD, QUALITY, LINEAR)
OUTPUTS = (
    Output(kind="layer", help="The cut-out, alpha as a picture, or a view."),
    Output(kind="selection", help="Alpha as the selection."),
    Output(kind="channel", help="Alpha as a channel."),
)


def spoken(job: Job, start: float, end: float, doing: str) -> Callable[[float], None]:
    """A job's progress for a part of its work."""
    return lambda fraction: job.progress(start + (end - start) * fraction, doing)


def worded(progress: Callable[[float, str], None] | None, doing: str) -> Callable[[float], None] | None:
    """The progress of an array function for numeric code."""
    return None if progress is None else lambda fraction: progress(fraction, doing)


def quality_of(job: Job) -> str:
    """The quality that the artist chose, and less for a preview."""
    chosen = job.parameters.get("quality", "full")
    if job.quality != "preview" or chosen == "quarter":
        return chosen
    picture = job.picture("image")
    return "half" if picture.width * picture.height < _SMALL else "quarter"


def estimated(job: Job, subject: Subject, trimap: np.ndarray) -> Matte:
    """Estimate alpha as the job's parameters say."""
    from inlay.matting import estimate_alpha

    return job.once(
        "matte",
        lambda: estimate_alpha(
            subject.pixels,
            trimap,
            job.parameters["method"],
            quality=quality_of(job),
            progress=spoken(job, 0.05, 0.75, cost.doing(job, subject, trimap)),
        ),
    )


def result_of(job: Job, operation: Operation, subject: Subject, matte: Matte) -> Result:
    """What the artist asked for, made of a matte."""
    wanted = job.parameters["result"]
    title = titled(subject, operation.name)
    alpha = subject.opacity(matte.alpha)
    if not alpha.any():
        raise InputError("Nothing is left of the picture: all of it is background.", "Mark more as foreground.")
    make = _MAKERS.get(wanted, _view)
    output = make(job, subject, matte, alpha, title)
    return Result([output], {"iterations": matte.iterations, "error": matte.error})


def titled(subject: Subject, words: str) -> str:
    """The layer's name with what was done to it."""
    return f"{subject.layer.name} ({words})" if subject.layer.name else words


def cut_out_of(job: Job, subject: Subject, matte: Matte, alpha: np.ndarray) -> Picture:
    """The foreground in its own colours with an opacity, as large as the subject."""
    colours = job.once("colours", lambda: matte.colours(progress=spoken(job, 0.75, 0.95, "Cleaning colours")))
    return subject.coloured(colours.foreground, alpha)


def trimmed(picture: Picture) -> Picture:
    """A picture without its transparent margin, and without the colours that nobody sees: the old background's."""
    seen = picture.pixels[..., -1] > 0
    picture.pixels[~seen] = 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return picture
    x, y = int(columns[0]), int(rows[0])
    return picture.crop(Box(picture.x + x, picture.y + y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1))


def mask_of(subject: Subject, alpha: np.ndarray) -> Picture:
    """Alpha as a mask in the subject's place."""
    return Picture(alpha, subject.box.x, subject.box.y, Space("MASK", np.dtype(np.float32), "linear"))


def _layer(job: Job, subject: Subject, matte: Matte, alpha: np.ndarray, title: str) -> Layer:
    return _above(job, trimmed(cut_out_of(job, subject, matte, alpha)), title)


def _layer_with_mask(job: Job, subject: Subject, matte: Matte, alpha: np.ndarray, title: str) -> Layer:
    layer = subject.layer
    opaque = np.ones(alpha.shape, np.float32) if layer.alpha is None else convert_samples(layer.alpha, np.float32)
    picture = subject.coloured(subject.working.colour, opaque, untouched=np.ones(alpha.shape, bool))
    return replace(_above(job, picture, title), mask=mask_of(subject, matte.alpha))


def _alpha(job: Job, subject: Subject, matte: Matte, alpha: np.ndarray, title: str) -> Layer:
    return _above(job, views.gray(alpha, subject.layer), title)


def _channel(job: Job, subject: Subject, matte: Matte, alpha: np.ndarray, title: str) -> Channel:
    return Channel(mask_of(subject, alpha), title)


def _selection(job: Job, subject: Subject, matte: Matte, alpha: np.ndarray, title: str) -> Selection:
    return Selection(mask_of(subject, alpha))


def _view(job: Job, subject: Subject, matte: Matte, alpha: np.ndarray, title: str) -> Layer:
    wanted = job.parameters["result"]
    if wanted == "uncertainty":
        return _above(job, views.gray(matte.uncertainty, subject.layer), title)
    if wanted == "overlay":
        return _above(job, views.overlay(subject.layer, alpha), title)
    ground = _GROUNDS[wanted](job, subject.box)
    return _above(job, views.composed(cut_out_of(job, subject, matte, alpha), ground), title)


def _backdrop(job: Job, box: Box) -> Picture:
    picture = job.images.get("backdrop")
    if picture is None or picture.space.model == "MASK":
        raise InputError("There is no backdrop to show the cut-out on.", "Choose a layer as the backdrop.")
    return picture


def _above(job: Job, picture: Picture, title: str) -> Layer:
    return Layer(picture, title, of="image", hides="image" if job.parameters.get("hide-image") else "")


_MAKERS: Mapping[str, Callable[..., Outcome]] = {
    "layer": _layer,
    "layer-with-mask": _layer_with_mask,
    "alpha": _alpha,
    "channel": _channel,
    "selection": _selection,
}
_GROUNDS: Mapping[str, Callable[[Job, Box], Picture]] = {
    "on-black": lambda job, box: views.on_gray(box, 0.0),
    "on-white": lambda job, box: views.on_gray(box, 1.0),
    "on-checker": lambda job, box: views.on_checker(box),
    "on-backdrop": _backdrop,
}
