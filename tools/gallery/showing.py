"""What goes in and comes out, as a small picture shows it: a part of it, with the selection drawn over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from tools.gallery.scenes import Part

#: How light what is not selected is seen, without its colours.
DIMMED = 0.3
#: Length of the dashes around a selection, in pixels of the small picture, and how wide they are.
DASH, PEN = 5, 5
GAP = 3
#: The two grays of the squares that show through what is transparent.
LIGHT, DARK = 255, 214


def framed(picture: Image.Image, view: Part, size: tuple[int, int]) -> Image.Image:
    """The largest rectangle of a part of a picture that has the proportions of a size, in that size."""
    left, top, right, bottom = (edge * length for edge, length in zip(view, 2 * picture.size, strict=True))
    height = min(bottom - top, (right - left) * size[1] / size[0])
    width = height * size[0] / size[1]
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    box = max(x, 0), max(y, 0), min(x + width, picture.width), min(y + height, picture.height)
    return picture.resize(size, Image.Resampling.LANCZOS, box)


def columns(pictures: Sequence[Image.Image], view: Part, size: tuple[int, int]) -> Image.Image:
    """The same part of several pictures beside each other."""
    whole = Image.new("RGB", size, "white")
    width = (size[0] - GAP * (len(pictures) - 1)) / len(pictures)
    for place, picture in enumerate(pictures):
        left = round(place * (width + GAP))
        whole.paste(framed(picture.convert("RGB"), view, (round(width), size[1])), (left, 0))
    return whole


def tiled(picture: Image.Image, count: int) -> Image.Image:
    """A picture repeated so many times across and down."""
    whole = Image.new(picture.mode, (count * picture.width, count * picture.height))
    for place in range(count * count):
        whole.paste(picture, (place % count * picture.width, place // count * picture.height))
    return whole


def laid(layers: Sequence[tuple[Image.Image, str]], view: Part, size: tuple[int, int], tiles: int = 1) -> Image.Image:
    """Pictures over each other, each as what it is read as: selections outlined, the rest of a mask dark."""
    whole = checkerboard(size)
    for picture, content in layers:
        part = framed(tiled(picture, tiles), view, size)
        if content == "selection":
            whole = _outlined(whole, part.convert("L"))
        elif content == "coverage":
            whole = _covered(whole, part.convert("L"))
        elif content == "trimap":
            whole = Image.blend(whole, part.convert("RGB"), 0.5)
        else:
            whole.paste(part.convert("RGB"), mask=part.getchannel("A") if part.mode == "RGBA" else None)
    return whole


def checkerboard(size: tuple[int, int], square: int = 8) -> Image.Image:
    y, x = np.mgrid[: size[1], : size[0]]
    return Image.fromarray(np.where((y // square + x // square) % 2, LIGHT, DARK).astype(np.uint8)).convert("RGB")


def _outlined(picture: Image.Image, selection: Image.Image) -> Image.Image:
    """Black and white dashes along the border of what is at least half selected."""
    inside = selection.point(lambda level: 255 * (level >= 128))
    border = np.asarray(inside) != np.asarray(inside.filter(ImageFilter.MinFilter(PEN)))
    y, x = np.nonzero(border)
    samples = np.array(picture)
    samples[y, x] = np.where((x + y) // DASH % 2, 255, 0)[:, None]
    return Image.fromarray(samples)


def _covered(picture: Image.Image, coverage: Image.Image) -> Image.Image:
    """Dark and gray wherever nothing is covered."""
    dark = picture.convert("L").point(lambda level: round(level * DIMMED)).convert("RGB")
    return Image.composite(picture, dark, coverage)
