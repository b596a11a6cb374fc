"""What the pages of the plain filters show."""

from __future__ import annotations

from tools.gallery import scenes
from tools.gallery.examples.example import WHOLE_LAYER, Effect, Example, Stage
from tools.gallery.scenes import Photograph, Piece, Scene

CAT = Stage(Scene("cat", {"picture": Photograph("chelsea.png")}), WHOLE_LAYER)
FACE = CAT.seen((0.1, 0.1, 0.75, 0.85))
WINDOW = Stage(scenes.WINDOW, WHOLE_LAYER)
FUR = Stage(scenes.FUR, WHOLE_LAYER, view=(0.14, 0.0, 0.86, 1.0))
DULL = Stage(Scene("dull", {"picture": Piece(scenes.PIER, 640, scenes.WHOLE, 0.4)}), WHOLE_LAYER)
CHANNELS = Effect(("red", "blue"))

EXAMPLES = (
    Example(
        "normalise",
        "A dark picture, and from black to white.",
        DULL,
        {"clip-dark": Effect(("5", "25")), "clip-bright": Effect(("5", "25")), "channels": CHANNELS},
    ),
    Example(
        "painted-edges",
        "A lemur, and the outlines of its patches of colour.",
        FUR,
        {"radius": Effect(("1", "20")), "strength": Effect(("1", "8")), "channels": CHANNELS},
    ),
    Example(
        "sobel",
        "A lemur, and its edges.",
        FUR,
        {"strength": Effect(("0.4", "4")), "channels": CHANNELS},
    ),
    Example(
        "grayscale",
        "A canyon in colour, and in grey.",
        WINDOW,
        {
            "weights": Effect(("rec709", "equal", "red", "green", "blue")),
            "red": Effect(("-0.5", "3")),
            "green": Effect(("0", "3")),
            "blue": Effect(("-0.5", "2")),
            "channels": CHANNELS,
        },
    ),
    Example(
        "gaussian-blur", "A cat, and the same cat blurred.", FACE, {"radius": Effect(("2", "15")), "channels": CHANNELS}
    ),
    Example(
        "mean-blur", "A cat, and the same cat blurred.", FACE, {"radius": Effect(("2", "15")), "channels": CHANNELS}
    ),
    Example(
        "median-blur",
        "A cat, and the same cat without its fine hair.",
        FACE,
        {"radius": Effect(("2", "15")), "channels": CHANNELS},
    ),
    Example(
        "guided-filter",
        "A cat, and the same cat smoothed between its edges.",
        FACE,
        {"radius": Effect(("2", "40")), "contrast": Effect(("2", "40")), "channels": CHANNELS},
    ),
    Example(
        "convolve",
        "A cat, and the same cat sharpened by the matrix that is there at first.",
        FACE,
        {
            "matrix": Effect(("1 1 1 1 1", "-2 -1 0; -1 1 1; 0 1 2")),
            "divide": Effect(options=("--matrix=0.2 0.2 0.2; 0.2 0 0.2; 0.2 0.2 0.2",)),
            "scale": Effect(("0.5", "1.5")),
            "offset": Effect(("-0.3", "0.3")),
            "channels": CHANNELS,
        },
    ),
)
