"""What readers begin with: ``python -m tools.tutorials.photographs FOLDER`` makes small copies of free photographs.

What nobody here has is imitated, and the pages say so: photographs that were taken from left to right in changing
light, a painting that was scanned in four parts, a print that has faded, a wall in the light of one side.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tools.photographs.collection import cached, listed

from .ink import drawing

QUALITY = 88
Drawn = Callable[[], Image.Image]


def _photograph(name: str, largest: int, box: tuple[float, float, float, float] = (0, 0, 1, 1)) -> Image.Image:
    """A part of a listed photograph, its box in fractions of width and height."""
    file = next(each.file for each in listed() if each.name == name)
    if file is None:
        raise FileNotFoundError(f"{name}: set INLAY_TEST_PICTURES to the folder that holds it.")
    return _small(file, largest, box)


def _small(file: Path, largest: int, box: tuple[float, float, float, float] = (0, 0, 1, 1)) -> Image.Image:
    with Image.open(file) as opened:
        colours = opened.convert("RGB")
    left, top, right, bottom = (round(part * side) for part, side in zip(box, colours.size * 2, strict=True))
    colours = colours.crop((left, top, right, bottom))
    colours.thumbnail((largest, largest), Image.Resampling.LANCZOS)
    return colours


def _lit(picture: Image.Image, gain: tuple[float, float, float], slope: tuple[float, float] = (0, 0)) -> Image.Image:
    """The same in another light, which grows by `slope` from left to right and from top to bottom."""
    levels = np.asarray(picture, np.float32)
    height, width = levels.shape[:2]
    light = 1 + slope[0] * np.linspace(-0.5, 0.5, width)[None] + slope[1] * np.linspace(-0.5, 0.5, height)[:, None]
    return Image.fromarray(np.clip(levels * light[..., None] * gain, 0, 255).round().astype(np.uint8))


def _mountains(number: int) -> Image.Image:
    """A third of the mountains, in the exposure that a camera would have chosen for it."""
    whole = _photograph("picos", 1500)
    left = (0, 430, 860)[number - 1]
    top = (40, 0, 30)[number - 1]
    part = whole.crop((left, top, left + 640, top + 800))
    return _lit(part, ((0.98, 1.0, 1.04), (1.0, 1.0, 1.0), (0.8, 0.78, 0.74))[number - 1], (0.12 * (number - 2), 0))


def _painting(number: int) -> Image.Image:
    """A quarter of a painting, with the light of a scanner's lid that does not close."""
    whole = _small(cached() / "opencv-doc/usr/share/doc/opencv-doc/examples/data/starry_night.jpg", 752)
    column, row = (number - 1) % 2, (number - 1) // 2
    part = whole.crop((column * 322, row * 260, column * 322 + 430, row * 260 + 340))
    gain = ((1.0, 1.0, 1.0), (0.66, 0.7, 0.78), (1.12, 1.05, 0.95), (0.84, 0.74, 0.62))[number - 1]
    return _lit(part, gain, ((0.1, 0.05), (-0.2, 0.1), (0.05, -0.2), (-0.1, -0.15))[number - 1])


def _print() -> Image.Image:
    """Two dogs, yellowed and pale, with a fold and spots."""
    picture = np.asarray(_photograph("dogs", 900), np.float32)
    height, width = picture.shape[:2]
    gray = picture.mean(2, keepdims=True)
    faded = (gray + 0.65 * (picture - gray)) * (0.48, 0.44, 0.36) + (112, 96, 70)
    damage = Image.new("L", (width, height))
    draw = ImageDraw.Draw(damage)
    draw.line([(0, 0.7 * height), (0.31 * width, 0.707 * height), (width, 0.717 * height)], fill=255, width=4)
    for x, y, radius in ((0.78, 0.12, 9), (0.62, 0.27, 5), (0.17, 0.72, 11), (0.83, 0.8, 7), (0.4, 0.86, 6)):
        x, y = x * width, y * height
        draw.ellipse((x - radius, y - 0.8 * radius, x + radius, y + radius), fill=255)
    white = np.asarray(damage.filter(ImageFilter.GaussianBlur(1.2)), np.float32)[..., None] / 255
    grain = np.random.default_rng(3).normal(0, 2, faded.shape)
    return Image.fromarray(np.clip(faded + grain + white * ((240, 232, 214) - faded), 0, 255).astype(np.uint8))


MADE: dict[str, Drawn] = {
    "rocket": lambda: _photograph("rocket", 640),
    "astronaut": lambda: _photograph("astronaut", 512),
    "pier": lambda: _photograph("pier", 1000),
    "lemur": lambda: _photograph("lemur", 680),
    "meadow": lambda: _photograph("aitzgorri", 1000),
    "bowl": lambda: _photograph("fig", 900),
    "plaster": lambda: _lit(_photograph("fig", 420, (0, 0.56, 0.2, 1)), (1, 1, 1), (-0.45, 0.3)),
    "mountains": lambda: _photograph("picos", 1000),
    "cat": drawing,
    "print": _print,
    **{f"mountains-{number}": partial(_mountains, number) for number in (1, 2, 3)},
    **{f"painting-{number}": partial(_painting, number) for number in (1, 2, 3, 4)},
}


def main(folder: Path) -> None:
    """Make them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MADE.items():
        make().save(folder / f"{name}.jpg", quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
