"""What the pages of the operations that retouch show."""

from __future__ import annotations

from tools.gallery import scenes
from tools.gallery.examples.example import LAYER, WHOLE_LAYER, Effect, Example, Stage
from tools.gallery.scenes import CANYON, Photograph, Piece, Region, Scene

LEAF = Stage(scenes.LEAF, LAYER, view=(0.5, 0.0, 1.0, 0.55))
BENCH = Stage(scenes.BENCH, LAYER, view=(0.25, 0.35, 0.58, 0.7))
SCAR = Stage(scenes.SCAR, LAYER, view=(0.6, 0.5, 0.98, 1.0))
ROCKET = Scene(
    "rocket",
    {
        "picture": Photograph("rocket.jpg"),
        "region": Region("picture", [("polygon", (0.45, 0.25, 0.56, 0.25, 0.56, 0.95, 0.45, 0.95))], 3),
        "sky": Region("picture", [("polygon", (0, 0, 1, 0, 1, 0.6, 0, 0.6))]),
    },
)
PAD = Stage(ROCKET, LAYER, view=(0.2, 0.1, 0.85, 1.0))
SAMPLED = PAD._replace(inputs={**LAYER, "sampling": "sky"})
RAGGED = Stage(scenes.RAGGED, WHOLE_LAYER)
#: A canyon without its sky and its right side.
CORNER = Scene(
    "corner",
    {
        "picture": Piece(CANYON, 720, (0.0, 0.3, 0.75, 1.0)),
        "left": Region("picture", [("polygon", (0, 0, 0.4, 0, 0.4, 1, 0, 1))]),
    },
)
CROPPED = Stage(CORNER, WHOLE_LAYER, view=(0.4, 0.0, 1.0, 0.65))
LEFT_ALONE = CROPPED._replace(inputs={**WHOLE_LAYER, "sampling": "left"})
FACE = Stage(
    Scene(
        "skin",
        {
            "picture": Photograph("ginevra_source.png"),
            "region": Region(
                "picture", [("polygon", (0.2, 0.2, 0.5, 0.1, 0.75, 0.25, 0.8, 0.55, 0.6, 0.8, 0.35, 0.85, 0.2, 0.6))], 6
            ),
        },
    ),
    LAYER,
    view=(0.3, 0.25, 0.75, 0.55),
)
FUR = Stage(scenes.FUR, WHOLE_LAYER, view=(0.36, 0.12, 0.66, 0.5))
STONE = Stage(scenes.STONE, WHOLE_LAYER, tiles=2)

EXAMPLES = (
    Example(
        "heal-selection",
        "A selection around a rocket, and the picture without it.",
        PAD,
        {
            "lines-go-on": Effect(stage=BENCH),
            "protect": Effect(stage=BENCH),
            "avoid-sampling": Effect(stage=SAMPLED),
            "radius": Effect(("40", "120")),
            "x": Effect(("-110", "170")),
            "y": Effect(("-60", "60"), ("--fill=offset", "--x=-110")),
            "smoothing": Effect(("0", "30")),
            "mirrored": Effect(stage=BENCH),
            "turned": Effect(stage=BENCH),
        },
    ),
    Example(
        "fill-transparent-parts",
        "A picture with transparent borders, and continued into them.",
        RAGGED,
        {
            "avoid-sampling": Effect(stage=LEFT_ALONE),
            "radius": Effect(("20", "70"), stage=CROPPED),
            "mirrored": Effect(stage=CROPPED),
            "turned": Effect(stage=CROPPED),
        },
        ("up-to", "lines-go-on"),
    ),
    Example(
        "flatten-texture",
        "The cracked paint of a face, and its skin smoothed between the outlines.",
        FACE,
        {"threshold": Effect(("1", "10")), "scale": Effect(("0.3", "1"))},
    ),
    Example(
        "sharpen-gradients",
        "Fur as it was taken, and sharper.",
        FUR,
        {"gain": Effect(("0.3", "3")), "fidelity": Effect(("0.02", "2"))},
    ),
    Example(
        "make-tileable",
        "Four copies of a piece of rock laid side by side, and four copies of the tile that was made of it.",
        STONE,
    ),
)
