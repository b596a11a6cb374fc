"""What the pages of the operations that combine pictures, and take them apart, show."""

from __future__ import annotations

from tools.gallery import scenes
from tools.gallery.examples.example import WHOLE_LAYER, Effect, Example, Stage
from tools.gallery.scenes import Region, Scene

PANORAMA = Stage(scenes.PANORAMA, {"layers": "left middle right"})
ARCH = Stage(scenes.ARCH, {"layers": "left right"})
WINDOW = Stage(scenes.WINDOW, WHOLE_LAYER)
FUR = Stage(scenes.FUR, WHOLE_LAYER)
RELIEF = Stage(
    scenes.RELIEF,
    {"across": "across", "down": "down", "colours": "picture"},
    before=("across", "down"),
    is_beside=True,
)
PART = RELIEF._replace(
    scene=Scene("part", {**scenes.RELIEF.pictures, "region": Region("picture", [("ellipse", (-0.2, 0.1, 0.6, 1.2))])}),
    inputs={**RELIEF.inputs, "region": "region"},
)

EXAMPLES = (
    Example(
        "merge-layers",
        "Three pictures in three lights where they fit, and merged.",
        PANORAMA,
        {"seams": Effect(stage=ARCH), "exposure": Effect(("keep",))},
    ),
    Example("show-channels", "A canyon, and its red, green and blue.", WINDOW),
    Example(
        "show-gradients",
        "A lemur, and its steps across and down as two layers.",
        FUR,
        {"scale": Effect(("0.4", "4")), "offset": Effect(("0.25", "0.75"))},
    ),
    Example(
        "rebuild-from-gradients",
        "The steps of a lemur with the weak ones erased, and the picture that they make.",
        RELIEF,
        {"scale": Effect(("0.6", "1.5")), "offset": Effect(("0.498", "0.506")), "boundary": Effect(stage=PART)},
    ),
)
