"""What the pages of the operations that cut out show."""

from __future__ import annotations

from tools.gallery import scenes
from tools.gallery.examples.example import CUT, Effect, Example, Stage
from tools.gallery.pairs import Run
from tools.gallery.scenes import LEMUR, OUTLINE, PIER, Photograph, Region, Scene, Strokes

#: Where white hair meets leaves that are dark, and where they are as bright, at the animal's feet.
HAIR, FEET = (0.27, 0.14, 0.45, 0.36), (0.17, 0.78, 0.345, 1.0)
ANIMAL = (0.14, 0.0, 0.86, 1.0)
VIEWS = ("alpha", "on-black", "on-white", "on-checker", "overlay", "uncertainty")
PAPER = ("backdrop",)


def _stage(inputs: dict[str, str], *options: str) -> Stage:
    return Stage(scenes.ANIMAL, {**CUT, "backdrop": "backdrop", **inputs}, options, ANIMAL, laid=PAPER)


def _prior(inputs: dict[str, str]) -> Effect:
    """The outline that was drawn, as a mask that is believed beforehand."""
    return Effect(("100",), (), _stage({**inputs, "prior": "region"}).seen(HAIR))


def _matting(stage: Stage, *wide: str) -> dict[str, Effect]:
    """The settings that all of them have: they differ most in the mask, where hair is hard to tell, in a wide band."""
    near, options = stage.seen(FEET), ("--result=alpha", *wide)
    return {
        "result": Effect(VIEWS),
        "method": Effect((), options, near),
        "quality": Effect((), options, near),
        "linear": Effect((), options, near),
    }


#: Drawn around the animal with a free hand, as if it were half the way to the leaves.
LASSO = Scene(
    "lasso",
    {
        "picture": Photograph(LEMUR),
        "region": Region("picture", [("ellipse", (0.19, 0.03, 0.83, 1.15))]),
        "backdrop": scenes.ANIMAL.pictures["backdrop"],
    },
)
#: Strokes on leaves of every brightness.
BESIDE = (
    (0.06, 0.08, 0.22, 0.3, 0.06, 0.45, 0.2, 0.62, 0.07, 0.95),
    (0.25, 0.08, 0.5, 0.04, 0.8, 0.1),
    (0.94, 0.08, 0.78, 0.3, 0.93, 0.45, 0.82, 0.65, 0.93, 0.95),
)
STROKES = Scene(
    "strokes",
    {
        "picture": Photograph(LEMUR, 400),
        "strokes": Strokes("picture", (scenes.HEAD, scenes.BODY), BESIDE),
        "region": Region("picture", [("polygon", OUTLINE)], 3),
        "backdrop": Photograph(PIER, 400, (0.1, 0.0, 0.9, 0.78)),
    },
)
SUBJECT = _stage({})
SELECTED = _stage({"region": "region"})
TRIMAP = _stage({"trimap": "trimap"})
EDGE = _stage({"edge": "region"})
CLEANED = Stage(
    scenes.ANIMAL,
    {**CUT, "edge": "alpha"},
    (),
    HAIR,
    Run("clean-edge-colours", {**CUT, "edge": "alpha"}, ("--amount=0",)),
    PAPER,
)
PLATE = Stage(scenes.ANIMAL, {**CUT, "edge": "alpha"}, view=ANIMAL)
SCRIBBLED = Stage(
    STROKES,
    {**CUT, "scribbles": "strokes", "backdrop": "backdrop"},
    view=(0.04, 0.0, 0.96, 1.0),
    laid=PAPER,
)
LOOSE = Stage(LASSO, {**CUT, "region": "region", "backdrop": "backdrop"}, view=ANIMAL, laid=PAPER)
BAND = Stage(scenes.ANIMAL, {**CUT, "region": "region"}, view=ANIMAL, laid=("picture",))
LOOSE_BAND = Stage(LASSO, {**CUT, "region": "region"}, view=ANIMAL, laid=("picture",))

EXAMPLES = (
    Example(
        "remove-background",
        "A lemur before leaves, and what was found of it on another background.",
        SUBJECT,
        {**_matting(SUBJECT, "--edge=6"), "edge": Effect(("0", "8"), stage=SUBJECT.seen(FEET))},
        ("model",),
    ),
    Example(
        "cut-out-selection",
        "A rough selection around a lemur, and the cut-out on another background.",
        SELECTED,
        {
            **_matting(SELECTED, "--outer=8", "--no-smart"),
            "mode": Effect(stage=LOOSE),
            "inner": Effect(("0",), stage=SELECTED.seen(HAIR)),
            "outer": Effect(("0", "1"), stage=SELECTED.seen(HAIR)),
            "smart": Effect(stage=SELECTED.seen(FEET)),
            "inner-pixels": Effect(("1",), stage=SELECTED.seen(HAIR)),
            "outer-pixels": Effect(("1", "6"), stage=SELECTED.seen(HAIR)),
            "confidence": _prior({"region": "region"}),
        },
    ),
    Example(
        "cut-out-scribbles",
        "White strokes on a lemur and black ones beside it, and the cut-out on another background.",
        SCRIBBLED,
        {
            **_matting(SCRIBBLED),
            "confidence": Effect(
                ("0", "100"), stage=SCRIBBLED._replace(inputs={**SCRIBBLED.inputs, "prior": "region"}, view=FEET)
            ),
        },
        ("foreground", "background"),
    ),
    Example(
        "cut-out",
        "A trimap over a lemur, and the cut-out on another background.",
        TRIMAP,
        {**_matting(TRIMAP), "confidence": _prior({"trimap": "trimap"})},
    ),
    Example(
        "make-trimap",
        "A rough selection, and the trimap that was made of it: white stays, black goes, grey is unknown.",
        BAND,
        {
            "mode": Effect(stage=LOOSE_BAND),
            "inner": Effect(("1", "10")),
            "outer": Effect(("1", "10")),
            "inner-pixels": Effect(("4", "60")),
            "outer-pixels": Effect(("4", "60")),
        },
    ),
    Example(
        "refine-edge",
        "A mask with a hard edge that cuts off hair, and the edge found anew, on another background.",
        EDGE,
        {
            "result": Effect(VIEWS),
            "linear": Effect((), ("--result=alpha",), EDGE.seen(FEET)),
            "radius": Effect(("0", "5"), stage=EDGE.seen(HAIR)),
            "smart": Effect(options=("--radius=5",), stage=EDGE.seen(HAIR)),
            "radius-pixels": Effect(("3", "40"), stage=EDGE.seen(HAIR)),
            "smooth": Effect(("10", "40"), stage=EDGE.seen(HAIR)),
            "feather": Effect(("4", "12"), stage=EDGE.seen(HAIR)),
            "contrast": Effect(("50", "100"), ("--feather=8",), EDGE.seen(HAIR)),
            "shift": Effect(("-80", "80"), ("--feather=8",), EDGE.seen(HAIR)),
        },
    ),
    Example(
        "clean-edge-colours",
        "Hair that still has the green of the leaves on another background, and the same hair without it.",
        CLEANED,
        {
            "amount": Effect(("0", "50")),
            "colours": Effect(stage=CLEANED.seen(FEET)),
            "linear": Effect(stage=CLEANED.seen(FEET)),
        },
        ("projection",),
    ),
    Example(
        "background-plate",
        "The mask of a lemur, and the background filled in behind it.",
        PLATE,
    ),
)
