"""What the page of Trace to Path shows."""

from __future__ import annotations

from tools.gallery import scenes
from tools.gallery.examples.example import CUT, Effect, Example, Stage

SELECTED = Stage(scenes.ANIMAL, {**CUT, "region": "region"}, ("--yields=layer",), (0.1, 0.0, 0.9, 1.0))
BRIGHT = Stage(scenes.SEAL, CUT, ("--yields=layer", "--of=brightness"))
INK = BRIGHT._replace(options=(*BRIGHT.options, "--invert"))
SIGN = INK.seen((0.42, 0.37, 0.66, 0.5))

EXAMPLES = (
    Example(
        "trace",
        "Ink on a lantern, and the outlines of what is dark, each filled with its mean colour.",
        INK,
        {
            "of": Effect(("brightness", "red", "blue"), (), SELECTED),
            "level": Effect(("20", "75")),
            "invert": Effect(stage=BRIGHT),
            "smallest": Effect(("100", "600")),
            "tolerance": Effect(("0.2", "6"), stage=SIGN),
            "curves": Effect(options=("--tolerance=2",), stage=SIGN),
            "fill": Effect(("colour", "random")),
            "colour": Effect(("red", "gold")),
            "seed": Effect(("1", "2")),
        },
        ("yields",),
    ),
)
