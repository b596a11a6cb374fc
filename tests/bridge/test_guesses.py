"""Roles are guessed from the looks of layers, and only where they tell."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from plugins.bridge.guesses import EMPTY, PICTURE, STROKES, TRIMAP, Layer, look_of, roles
from tests.core.matting import composites

SIZE = (48, 64)
DRAWN = composites.compose("hair", composites.hair(SIZE, 20), composites.fur(SIZE), composites.meadow(SIZE), 3)


def rgba(picture):
    return Image.fromarray(picture).convert("RGBA")


def strokes(*colours):
    picture = Image.new("RGBA", SIZE[::-1])
    pen = ImageDraw.Draw(picture)
    for number, colour in enumerate(colours):
        pen.line((5, 6 + 9 * number, 50, 12 + 9 * number), colour, 3)
    return picture


def faded(picture, share):
    pixels = np.array(picture)
    pixels[..., 3] = np.rint(pixels[..., 3] * share)
    return Image.fromarray(pixels)


CUT_OUT = Image.fromarray(np.dstack([DRAWN.image, np.rint(DRAWN.alpha * 255).astype(np.uint8)]))


@pytest.mark.parametrize(
    ("look", "picture"),
    [
        (TRIMAP, rgba(DRAWN.trimap)),
        (TRIMAP, faded(rgba(DRAWN.trimap), 0.5)),
        (TRIMAP, faded(rgba(DRAWN.trimap), 0.2)),
        (STROKES, strokes("white", "black")),
        (STROKES, strokes("white")),
        (STROKES, strokes("red", "blue", "yellow")),
        (STROKES, strokes("red", "blue").resize((200, 150), Image.Resampling.BILINEAR)),
        (PICTURE, rgba(DRAWN.image)),
        (PICTURE, faded(rgba(DRAWN.image), 0.5)),
        (PICTURE, CUT_OUT),
        (EMPTY, Image.new("RGBA", (9, 9))),
        (EMPTY, Image.new("RGBA", (1, 1), (255, 255, 255, 0))),
    ],
)
def test_looks(look, picture):
    assert look_of(picture.tobytes()) == look


def test_no_pixels_at_all():
    assert look_of(b"") == EMPTY


def test_looks_of_real_pictures(pictures):
    for name, look in (("lemur.png", PICTURE), ("lemur_trimap.png", TRIMAP), ("lemur_on_sunset.png", PICTURE)):
        with Image.open(pictures / "matting" / name) as found:
            for way in (Image.Resampling.NEAREST, Image.Resampling.BILINEAR):
                small = found.convert("RGB").resize((64, 41), way).convert("RGBA")
                assert look_of(small.tobytes()) == look, name
    for path in (pictures / "photos").glob("*.jpg"):
        with Image.open(path) as found:
            assert look_of(found.resize((64, 43)).convert("RGBA").tobytes()) == PICTURE, path


FOX, SKY = Layer("fox", PICTURE), Layer("sky", PICTURE)
MAP, PEN = Layer("map", TRIMAP), Layer("pen", STROKES)


@pytest.mark.parametrize(
    ("name", "stack", "active", "found"),
    [
        ("cut-out", [MAP, FOX, SKY], "fox", {"trimap": "map"}),
        ("cut-out", [MAP, FOX, SKY], "map", {"image": "fox", "trimap": "map"}),
        ("cut-out", [FOX, SKY, MAP], "fox", {"trimap": "map"}),
        ("cut-out", [MAP, Layer("other map", TRIMAP), FOX], "fox", {"trimap": "other map"}),
        ("cut-out", [FOX, SKY], "fox", {}),
        ("cut-out", [MAP], "map", {"trimap": "map"}),
        ("cut-out-scribbles", [PEN, MAP, FOX, SKY], "pen", {"image": "fox", "scribbles": "pen"}),
        ("cut-out-scribbles", [PEN, FOX], "fox", {"scribbles": "pen"}),
        ("select-scribbles", [PEN, FOX], "pen", {"source": "fox", "scribbles": "pen"}),
        ("cut-out", [MAP, FOX], "gone", {}),
        ("heal-selection", [PEN, FOX], "pen", {}),
    ],
)
def test_roles(operations, name, stack, active, found):
    assert roles(operations[name], stack, active) == found
