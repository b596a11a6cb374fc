"""What the pages of the operations that select show; the rest is dark."""

from __future__ import annotations

from tools.gallery import scenes
from tools.gallery.examples.example import LAYER, WHOLE_LAYER, Effect, Example, Stage
from tools.gallery.scenes import LEMUR, OUTLINE, Photograph, Region, Scene

ANIMAL = (0.14, 0.0, 0.86, 1.0)
RESULT = Effect(("layer", "picture", "trimap"))
#: A selection with all that can be wrong with one: holes, specks, a gap, a thin bridge.
RAGGED = Scene(
    "ragged",
    {
        "picture": Photograph(LEMUR),
        "region": Region(
            "picture",
            [
                ("polygon", OUTLINE),
                ("ellipse", (0.15, 0.2, 0.19, 0.26)),
                ("ellipse", (0.2, 0.12, 0.22, 0.15)),
                ("polygon", (0.7, 0.5, 0.86, 0.46, 0.86, 0.49, 0.7, 0.55)),
            ],
            0,
            [
                ("ellipse", (0.45, 0.55, 0.55, 0.7)),
                ("ellipse", (0.42, 0.35, 0.46, 0.41)),
                ("polygon", (0.2, 0.72, 0.42, 0.75, 0.42, 0.77, 0.2, 0.76)),
            ],
        ),
    },
)
ROUGH = Stage(RAGGED, LAYER, view=ANIMAL)
OFF = Stage(scenes.ANIMAL, LAYER, view=(0.2, 0.1, 0.55, 0.6))
SCRIBBLED = Stage(scenes.ANIMAL, {"source": "picture", "scribbles": "strokes"}, view=(0.04, 0.0, 0.96, 1.0))
SUBJECT = Stage(scenes.ANIMAL, WHOLE_LAYER, view=ANIMAL)
SEAL = Stage(scenes.SEAL, WHOLE_LAYER)
WINDOW = Stage(scenes.WINDOW, WHOLE_LAYER)
COINS = Stage(Scene("coins", {"picture": Photograph("coins.png")}), WHOLE_LAYER)

EXAMPLES = (
    Example(
        "select-subject",
        "A lemur before leaves, and the selection: the rest is dark.",
        SUBJECT,
        {"result": RESULT, "edge": Effect(("0", "6"))},
        ("model",),
    ),
    Example(
        "refine-selection",
        "A selection with holes, specks and gaps, and what is left of them: the rest is dark.",
        ROUGH._replace(options=("--holes", "--specks=2000", "--close=8", "--open=12", "--smooth=12")),
        {
            "holes": Effect(stage=ROUGH),
            "specks": Effect(("700", "5000"), stage=ROUGH),
            "close": Effect(("8", "30"), stage=ROUGH),
            "open": Effect(("6", "14"), stage=ROUGH),
            "grow": Effect(("10", "30"), stage=ROUGH),
            "shrink": Effect(("10", "30"), stage=ROUGH),
            "smooth": Effect(("10", "40"), stage=ROUGH),
            "border": Effect(("6", "24"), stage=ROUGH),
            "feather": Effect(("5", "20"), stage=ROUGH),
            "result": Effect(RESULT.values, stage=ROUGH),
            "band": Effect(("4", "30"), stage=ROUGH),
        },
    ),
    Example(
        "smooth-selection",
        "A selection beside the outline, and on it: the rest is dark.",
        OFF,
        {
            "radius": Effect(("3", "40")),
            "contrast": Effect(("0.1", "20")),
            "harden": Effect(("0", "100")),
            "result": RESULT,
            "band": Effect(("4", "30")),
        },
    ),
    Example(
        "select-scribbles",
        "White strokes on a lemur and black ones beside it, and the selection: the rest is dark.",
        SCRIBBLED,
        {
            "wanted": Effect(("black",)),
            "sensitivity": Effect(("0", "95")),
            "result": RESULT,
            "band": Effect(("4", "30")),
        },
        ("seed",),
    ),
    Example(
        "select-threshold",
        "A canyon, and what is bright of it: the rest is dark.",
        WINDOW,
        {
            "method": Effect(stage=COINS),
            "channel": Effect(("all", "any", "red", "green", "blue")),
            "low": Effect(("20", "75")),
            "high": Effect(("60", "80")),
            "softness": Effect(("10", "40")),
            "classes": Effect(("3", "5")),
            "class-number": Effect(("1", "2"), ("--classes=3",)),
            "radius": Effect(("5", "100"), stage=COINS),
            "offset": Effect(("-10", "12"), stage=COINS),
            "result": RESULT,
            "band": Effect(("4", "30")),
        },
    ),
    Example(
        "select-clusters",
        "A canyon, and the same canyon in six colours.",
        WINDOW,
        {
            "clusters": Effect(("3", "16")),
            "position": Effect(("30", "100")),
            "points": Effect(("400,110", "500,350"), ("--result=replace",)),
            "cluster": Effect(("2", "4"), ("--result=replace",)),
            "result": Effect(("palette", "masks", "replace", "layer", "picture", "trimap")),
            "band": Effect(("4", "30")),
        },
        ("seed",),
    ),
)
