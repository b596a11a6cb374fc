"""What the pages of the operations on colour and light show."""

from __future__ import annotations

from tools.gallery import scenes
from tools.gallery.examples.example import LAYER, WHOLE_LAYER, Effect, Example, Stage
from tools.gallery.scenes import Photograph, Region, Scene

CUP = Scene(
    "cup",
    {"picture": Photograph("coffee.png"), "region": Region("picture", [("ellipse", (0.1, 0.01, 0.85, 0.99))])},
)
SAUCER = Stage(CUP, LAYER, view=(0.08, 0.0, 0.9, 1.0))
CAVE = Stage(scenes.CAVE, LAYER, view=(0.0, 0.4, 0.5, 1.0))
SPOON = SAUCER.seen((0.25, 0.2, 0.9, 1.0))
WINDOW = Stage(scenes.WINDOW, LAYER)
TURNED = Stage(scenes.WINDOW, WHOLE_LAYER)
CONTRAST = Stage(scenes.CONTRAST, WHOLE_LAYER)

EXAMPLES = (
    Example(
        "relight",
        "A cup in hard light, and with its highlights taken back and its shadows lifted.",
        SPOON,
        {
            "highlights": Effect(("0", "100")),
            "shadows": Effect(("0", "100")),
            "exposure": Effect(("-1", "1")),
            "reach": Effect(("0.2", "20"), ("--highlights=100", "--shadows=100")),
            "strength": Effect(("50", "200"), stage=CAVE),
            "alpha": Effect(("0.02", "2"), stage=CAVE),
            "beta": Effect(("0.05", "0.5"), stage=CAVE),
        },
    ),
    Example(
        "tone-gradients",
        "A picture whose light goes far above white, and with all of its detail.",
        CONTRAST,
        {
            "alpha": Effect(("0.01", "1")),
            "beta": Effect(("0.8", "1")),
            "saturation": Effect(("0.4", "1.5")),
        },
    ),
    Example(
        "recolour",
        "A loose selection around a cup, and the cup in another colour.",
        SAUCER,
        {
            "colour": Effect(("green", "gold")),
            "tolerance": Effect(("5", "100")),
            "lightness": Effect(("0", "50")),
            "red": Effect(("0", "4")),
            "green": Effect(("0", "2")),
            "blue": Effect(("0", "3")),
        },
    ),
    Example(
        "isolate-colour",
        "A loose selection around a cup, and everything grey but the cup.",
        SAUCER,
        {
            "weights": Effect(("rec601", "equal"), stage=WINDOW),
            "red": Effect(("-1", "2"), stage=WINDOW),
            "green": Effect(("0", "3"), stage=WINDOW),
            "blue": Effect(("-0.5", "2"), stage=WINDOW),
            "keep-colour": Effect(("50", "100")),
        },
    ),
    Example(
        "rotate-colours",
        "A canyon, and all of its colours turned by a third.",
        TURNED,
        {
            "angle": Effect(("60", "240")),
            "red": Effect(("-1", "0")),
            "green": Effect(("-1", "1")),
            "blue": Effect(("-1", "1")),
            "space": Effect(options=("--angle=75",)),
            "steps": Effect(("3",)),
            "channels": Effect(("red", "blue")),
        },
        ("into",),
    ),
)
