"""``python -m tools.gallery.showcase PICTURES FILE``: six edits before and after, for the front page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tools.gallery.drawing import photographs_in
from tools.gallery.pairs import EDITS, sides
from tools.gallery.scenes import Part

WIDTH, HEIGHT, GAP, CAPTION, COLUMNS = 330, 220, 4, 22, 2


def showcase(pictures: Path) -> Image.Image:
    """The pairs side by side, each with its name."""
    photographs = photographs_in(pictures)
    rows = -(-len(EDITS) // COLUMNS)
    cell = 2 * WIDTH + 4 * GAP, HEIGHT + CAPTION + GAP
    whole = Image.new("RGB", (COLUMNS * cell[0], rows * cell[1]), "white")
    pen = ImageDraw.Draw(whole)
    for number, pair in enumerate(EDITS):
        left, top = number % COLUMNS * cell[0], number // COLUMNS * cell[1]
        pen.text((left, top + 2), pair.title, "black", ImageFont.load_default(CAPTION - 7))
        with tempfile.TemporaryDirectory() as folder:
            both = sides(pair, photographs, Path(folder))
        for place, picture in enumerate(both):
            whole.paste(_fitted(picture, pair.view), (left + place * (WIDTH + GAP), top + CAPTION))
    return whole


def _fitted(picture: Image.Image, part: Part) -> Image.Image:
    left, top, right, bottom = (edge * length for edge, length in zip(part, 2 * picture.size, strict=True))
    # The view's own middle, in the proportions of all.
    height = min(bottom - top, (right - left) * HEIGHT / WIDTH)
    width = height * WIDTH / HEIGHT
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    box = (max(x, 0), max(y, 0), min(x + width, picture.width), min(y + height, picture.height))
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS, box)


if __name__ == "__main__":
    showcase(Path(sys.argv[1])).save(sys.argv[2], quality=86)
