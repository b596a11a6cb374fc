"""``python -m inlay.gallery.showcase PICTURES FILE``: six edits before and after, for the front page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from inlay.gallery import running, scenes
from inlay.gallery.drawing import draw, photographs_in
from inlay.gallery.scenes import WHOLE, Part, Scene

WIDTH, HEIGHT, GAP, CAPTION, COLUMNS = 330, 220, 4, 22, 2


class Pair(NamedTuple):
    """An edit: what is shown before is a picture of the scene, or what another operation makes of the same pictures."""

    caption: str
    scene: Scene
    before: str
    operation: str
    inputs: dict[str, str]
    options: tuple[str, ...] = ()
    view: Part = WHOLE


EDIT = {"source": "picture", "region": "region"}
PASTE = {"source": "source", "destination": "destination"}
PAIRS = (
    Pair("Recolour", scenes.LAMP, "picture", "recolour", EDIT, view=(0.0, 0.05, 0.62, 0.72)),
    Pair("Isolate Colour", scenes.WINDOW, "picture", "isolate-colour", EDIT),
    Pair("Heal Selection", scenes.LEAF, "picture", "heal-selection", EDIT, view=(0.1, 0.0, 1.0, 0.93)),
    Pair("Tone Gradients", scenes.CONTRAST, "picture", "tone-gradients", {"source": "picture"}),
    Pair("Harmonise", scenes.GUEST, "copy-paste", "harmonise", PASTE, ("--at=60,320",), (0.05, 0.5, 0.75, 1.0)),
    Pair("Relight", scenes.PLANKS, "picture", "relight", EDIT, ("--strength=160",), (0.0, 0.3, 1.0, 1.0)),
)


def showcase(pictures: Path) -> Image.Image:
    """The pairs side by side, each with its name."""
    photographs = photographs_in(pictures)
    rows = -(-len(PAIRS) // COLUMNS)
    cell = 2 * WIDTH + 4 * GAP, HEIGHT + CAPTION + GAP
    whole = Image.new("RGB", (COLUMNS * cell[0], rows * cell[1]), "white")
    pen = ImageDraw.Draw(whole)
    for number, pair in enumerate(PAIRS):
        left, top = number % COLUMNS * cell[0], number // COLUMNS * cell[1]
        pen.text((left, top + 2), pair.caption, "black", ImageFont.load_default(CAPTION - 7))
        for place, picture in enumerate(_sides(pair, photographs)):
            whole.paste(_fitted(picture, pair.view), (left + place * (WIDTH + GAP), top + CAPTION))
    return whole


def _sides(pair: Pair, photographs: dict[str, Path]) -> tuple[Image.Image, Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        files = draw(pair.scene, photographs, Path(folder))
        given = {role: [files[name]] for role, name in pair.inputs.items()}
        made = [
            running.shown(running.run(operation, given, options, Path(folder))[0])
            for operation, options in ((pair.before, pair.options), (pair.operation, pair.options))
            if operation not in files
        ]
        before = running.load(files[pair.before]) if pair.before in files else made[0]
    return before, made[-1]


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
