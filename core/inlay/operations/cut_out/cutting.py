"""What the operations that cut out have in common: what they read, what can be set, and how alpha is estimated."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.contract.language import _
from inlay.matting.estimators import registry
from inlay.matting.holding import Held
from inlay.matting.matte import Matte
from inlay.matting.scene import UNKNOWN
from inlay.operations.call import Call
from inlay.operations.cut_out import cost
from inlay.operations.declaration import Input, Output
from inlay.operations.masks import prior_of
from inlay.operations.parameters import Boolean, Choice, Installed, Number, Option
from inlay.operations.part import Part
from inlay.picture import Picture

#: What strokes say of what is to be cut out.
BRUSHES = ("foreground", "background", "unknown", "nothing")
#: Unknown pixels of which a part can be estimated anew at once, by quality.
_AT_ONCE = {"full": 8_000, "half": 40_000, "quarter": math.inf}
#: A preview of fewer pixels than this is made at half size, of more at a quarter.
_SMALL = 2_000_000

Image = Annotated[Picture, Input("image", ("layer",), "Picture", "The layer with what is to be cut out.", active=True)]
#: The layer with all its pixels, and what says how far each of them belongs to the foreground.
Unmasked = Annotated[
    Picture,
    Input("image", ("layer",), "Picture", "The layer with what is to be cut out.", active=True, unmasked=True),
]
Edge = Annotated[
    Picture,
    Input(
        "edge",
        ("item",),
        "Edge",
        "The mask or channel, or the layer whose opacity it is; a layer without transparency counts by its grey "
        "values.",
        active=True,
        whole=True,
        content="coverage",
    ),
]
Backdrop = Annotated[
    Picture | None,
    Input(
        "backdrop",
        ("item",),
        "Backdrop",
        "A layer to look at the result on; needed for that view only.",
        optional=True,
        content="backdrop",
        rank="expert",
        matters_when={"result": ("on-backdrop",)},
    ),
]
Prior = Annotated[
    Picture | None,
    Input(
        "prior",
        ("item",),
        "Prior",
        "An alpha that is believed beforehand: a mask or channel, or the layer whose opacity it is; a layer without "
        "transparency counts by its grey values.",
        optional=True,
        content="coverage",
        rank="expert",
    ),
]


class Percentage(Number):
    """A number of per cent; in Python also one for each pixel."""

    def check(self, value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return super().check(value)
        if value.dtype.kind not in "iuf" or not ((value >= self.minimum) & (value <= self.maximum)).all():
            raise self.refuse(
                value,
                _("numbers from {minimum} to {maximum}", minimum=f"{self.minimum:g}", maximum=f"{self.maximum:g}"),
            )
        return value


Confidence = Annotated[
    float | np.ndarray,
    Percentage(
        "Confidence",
        "How far the prior is believed where nothing is certain: 0 is not at all, 50 where the picture says little, "
        "100 as if it were painted.",
        0.0,
        100.0,
        "%",
        rank="expert",
        with_input="prior",
    ),
]
#: How far a prior is believed unless something else is said.
CONFIDENCE = 50.0


class _Estimators(Installed):
    def listed(self) -> tuple[Option, ...]:
        return tuple(Option(found.id, found.name, found.summary) for found in registry.estimators())


Method = Annotated[
    str,
    _Estimators(
        "Method",
        "How the edge is found.",
        rank="expert",
        matters_when={"quality": ("full",)},
    ),
]
QualityName = Literal["full", "half", "quarter"]
Quality = Annotated[
    QualityName,
    Choice(
        "Quality",
        "At which size the edge is found; the result always has the full size.",
        options=(
            Option("full", "Full", "Every pixel."),
            Option("half", "Half size", "Closed form on a quarter of the pixels; fine hair is softer."),
            Option("quarter", "Quarter size", "Closed form on a sixteenth of the pixels, to look at."),
        ),
        rank="expert",
    ),
]
Linear = Annotated[
    bool,
    Boolean(
        "In linear light",
        "Mix colours as light adds up in a camera; right for edges that are out of focus.",
        rank="expert",
    ),
]
_HIDE = (
    "Hide what it was made from",
    "Make the picture, and the trimap, scribbles or edge, invisible together with the arrival of the result, so that "
    "it is seen.",
)
HideImage = Annotated[bool, Boolean(*_HIDE, needs="undoable-visibility")]
_RESULTS = (
    Option("layer", "New layer", "The foreground in its own colours, transparent where the background was."),
    Option("layer-mask", "Mask on the layer", "Of the layer itself, whose pixels stay: paint on it to correct."),
    Option("layer-with-mask", "New layer with mask", "The untouched picture behind a layer mask."),
    Option("alpha", "Mask as a grey layer", "White is foreground, black is background."),
    Option("channel", "Channel", "A mask that is kept with the document."),
    Option("selection", "Selection", "What was cut out becomes the selection."),
    Option("on-black", "View: on black", "The cut-out on black."),
    Option("on-white", "View: on white", "The cut-out on white."),
    Option("on-checker", "View: on a checkerboard", "The cut-out on a grey checkerboard."),
    Option("on-backdrop", "View: on the backdrop", "The cut-out on the backdrop layer."),
    Option("overlay", "View: overlay", "The picture, red wherever it is background."),
    Option("uncertainty", "View: uncertainty", "White where a stroke of the trimap would help most."),
)
View = Annotated[str, Choice("Result", "What arrives, or a view to check it by.", options=_RESULTS)]
HideShown = Annotated[
    bool,
    Boolean(
        *_HIDE,
        needs="undoable-visibility",
        matters_when={"result": tuple(each.id for each in _RESULTS if each.id not in ("channel", "selection"))},
    ),
]
OUTPUTS = (
    Output("layer", "The cut-out, its mask as a grey layer, or a view."),
    Output("layer-mask", "The mask of the layer itself."),
    Output("selection", "What was cut out as the selection."),
    Output("channel", "What was cut out as a channel."),
)


def estimated(
    part: Part,
    working: Picture,
    trimap: np.ndarray,
    method: str,
    quality: str,
    prior: Picture | None = None,
    confidence: float | np.ndarray = CONFIDENCE,
) -> Matte:
    """Estimate alpha by a trimap, what strokes say beside it, and a prior if any; a preview with less quality."""
    from inlay.matting import estimate_alpha
    from inlay.matting.confidence import weight_of

    job = part.job
    known = trimap if job.marks is None else job.marks.on_trimap(trimap, part.box)
    chosen = quality_of(part, known, quality)
    return job.once(
        "matte",
        lambda: estimate_alpha(
            working.pixels,
            known,
            method,
            prior=None if prior is None else prior_of(prior, part.box, part.picture),
            prior_weight=weight_of(confidence),
            quality=chosen,
            held=held_in(part),
            previous=None if job.before is None else job.before.placed(part.box, part.document.box),
            threads=part.effort.threads,
            progress=job.span(0.05, 0.75, cost.doing(job, working, known, method, chosen)),
        ),
    )


def nothing_known(part: Part) -> np.ndarray:
    """The trimap of a part where nothing but strokes says what is certain."""
    return np.full(part.box.shape, UNKNOWN, np.uint8)


def marked(part: Part, coverage: np.ndarray) -> np.ndarray:
    """Coverage of a part with what strokes add and take away."""
    return coverage if part.job.marks is None else part.job.marks.on_coverage(coverage, part.box)


def held_in(part: Part) -> Held | None:
    """What is held of the alpha that there is, in a part."""
    return None if part.job.held is None else part.job.held.within(part.box)


def trimmed(picture: Picture) -> Picture:
    """A picture without its transparent margin, and without the colours that nobody sees: the old background's."""
    seen = picture.pixels[..., -1] > 0
    picture.pixels[~seen] = 0
    box = bounding_box(seen)
    return picture if box.is_empty else picture.crop(box.shift(picture.x, picture.y))


def estimated_on(call: Call, trimap: np.ndarray) -> Matte:
    """The matte of an image that is an array."""
    from inlay.matting import estimate_alpha
    from inlay.matting.confidence import weight_of

    return estimate_alpha(
        call.arrays["image"],
        trimap,
        call.values["method"],
        prior=call.arrays.get("prior"),
        prior_weight=weight_of(call.values.get("confidence", CONFIDENCE)),
        quality=call.values["quality"],
        linear=call.values["linear"],
        threads=call.effort.threads,
        progress=call.span(_("Estimating alpha")),
    )


def quality_of(part: Part, trimap: np.ndarray, quality: str = "full") -> str:
    """The quality that was asked for or, for a preview, one that takes a moment."""
    if part.job.quality != "preview" or quality == "quarter":
        return quality
    held = held_in(part)
    if held is not None:
        unknown = np.count_nonzero(trimap[held.inside.slices] == UNKNOWN)
        return max(quality, next(each for each, most in _AT_ONCE.items() if unknown <= most), key=list(_AT_ONCE).index)
    return "half" if part.picture.width * part.picture.height < _SMALL else "quarter"
