"""Sheets of *Recolour* and *Isolate Colour*: ``python -m tests.benchmarks.recolouring FOLDER [choosing | judging]``.

Things in photographs (`tools.photographs`) with selections as loose as people draw them. A sheet each: the picture with
its selection, the paper's method by gradients, and the thing followed by its matte. What each costs is printed, in
seconds of CPU. ``--large`` takes them at 12 megapixels. Sheets are for the eye. Of the things to judge by, the car,
the ladybird, the squirrel and the boat were looked at while limits were set.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageDraw

import inlay
from tools.photographs.collection import photograph

#: The longer side of a picture, and of one of 12 megapixels.
SIDE, LARGE = 1000, 4240
#: Pixels of a picture on a sheet.
WIDTH = 720
OUTLINE = (255, 0, 255)


class Thing(NamedTuple):
    """Something in a photograph.

    Attributes
    ----------
    photograph : str
        Its name.
    corners : str
        Of a lasso around the thing, x and y of each in percent of width and height.
    colours : str
        The wanted ones.
    """

    photograph: str
    corners: str
    colours: str


THINGS = {
    "choosing": {
        "suit": Thing("astronaut", "2,62 15,42 25,30 62,30 72,45 74,68 55,75 52,100 0,100", "#2659d9 #f2f2f2 #1c1c1c"),
        "hair": Thing(
            "astronaut", "28,28 27,8 38,0 55,0 63,10 62,28 56,25 54,14 38,16 36,27", "#a01828 #2b2b30 #4a78c0"
        ),
        "helmet": Thing("astronaut", "52,85 60,70 80,62 97,70 100,100 53,100", "#c8201c #e8c830"),
        "cat": Thing("chelsea", "6,30 10,2 85,2 90,25 85,60 75,85 60,97 40,97 20,80 5,60", "#3366e6 #787878 #5c3a1e"),
        "cup": Thing("coffee", "10,35 25,2 75,2 84,50 80,80 60,99 30,97 10,75", "#1a804d #f0f0f0 #204090"),
        "leaf": Thing("fallenleaf", "50,50 60,45 68,28 72,34 80,45 87,34 93,55 85,72 78,79 57,66", "#5a9926 #8c2a50"),
        "bowl": Thing("fig", "20,50 40,15 75,8 99,25 99,80 75,99 55,99 35,85", "#1a738c #e8e4da #262626"),
        "lemur": Thing("lemur", "20,60 35,15 50,10 68,20 80,60 80,97 25,97", "#cc3326 #d9a441 #303030"),
        "petals": Thing("yellowflower", "15,50 30,10 50,0 100,0 100,100 20,100", "#cc3399 #f4f4f4"),
        "orange": Thing("fruits", "15,40 30,10 55,5 68,50 72,90 60,99 25,98 15,75", "#8033b3 #4d9933"),
    },
    "judging": {
        "car": Thing("parking", "50,90 52,82 62,72 80,71 86,80 87,92 75,97 52,96", "#b01818 #1c3a80"),
        "shirt": Thing("footballer", "36,38 44,27 52,25 57,32 58,45 53,56 47,69 41,66 39,50", "#1f8a3c #f0f0f0"),
        "motorcycle": Thing("motorcycle", "17,44 25,36 45,30 65,32 86,50 90,62 70,62 45,58 30,55", "#1f4fb0 #202020"),
        "cup": Thing("cups", "25,50 30,40 45,37 52,45 50,58 38,62 27,60", "#e0a030"),
        "dog": Thing("dogs", "29,30 33,22 46,21 54,30 53,39 44,42 32,40", "#303038 #d8c8a8"),
        "ladybird": Thing("ladybird", "64,53 65,46 69,42 74,45 77,54 70,60", "#2060d0 #e8d020"),
        "squirrel": Thing("squirrel", "24,60 33,30 45,24 60,26 72,45 70,62 55,68 50,85 32,86", "#5070a0 #383838"),
        "boat": Thing("boats", "0,82 4,68 25,50 33,53 30,70 12,90 2,95", "#2a7f9e"),
        "marigold": Thing("garden", "33,50 45,25 70,12 100,20 100,75 75,100 40,85", "#6a30b0 #f0f0e8"),
        "armchair": Thing("armchair", "4,85 10,70 35,68 70,60 83,75 80,93 50,100 10,98", "#3f7048"),
    },
}


def lasso(shape: tuple[int, int], corners: str) -> np.ndarray:
    """A selection: (height, width), boolean."""
    plane = Image.new("L", shape[::-1])
    percent = [map(float, corner.split(",")) for corner in corners.split()]
    ImageDraw.Draw(plane).polygon([(x * shape[1] / 100, y * shape[0] / 100) for x, y in percent], fill=255)
    return np.asarray(plane) > 0


def outlined(picture: np.ndarray, region: np.ndarray) -> np.ndarray:
    """A picture with the border of a selection drawn on it."""
    width = max(1, picture.shape[1] // WIDTH)
    border = np.zeros_like(region)
    for axis in (0, 1):
        border |= region ^ np.roll(region, width, axis)
    return np.where(border[..., None], np.uint8(OUTLINE), picture)


def timed(work: Callable[..., np.ndarray], *given: Any, **options: Any) -> tuple[np.ndarray, float]:
    started = time.process_time()
    return work(*given, **options), time.process_time() - started


def sheet(name: str, thing: Thing, side: int) -> Image.Image:
    """Rows of three: what was there, the way by gradients, and ours; the last row has all but the thing gray."""
    picture = photograph(thing.photograph, side)
    if side == LARGE and max(picture.shape) < side:
        large = Image.fromarray(picture)
        scale = side / max(picture.shape)
        picture = np.array(large.resize([round(scale * length) for length in large.size], Image.Resampling.BICUBIC))
    region = lasso(picture.shape[:2], thing.corners)
    before, rows = outlined(picture, region), []
    for colour in thing.colours.split():
        wanted = tuple(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        old, old_cost = timed(inlay.recolour, picture, region, by="gradients", colour=wanted)
        new, cost = timed(inlay.recolour, picture, region, colour=wanted)
        assert (new[~region] == picture[~region]).all()
        rows.append([before, old, new])
        print(f"{name:12s} {colour}  {picture.size / 3e6:5.1f} MP  {old_cost:6.2f} {cost:6.2f} s", flush=True)
    old, old_cost = timed(inlay.isolate_colour, picture, region, by="gradients")
    new, cost = timed(inlay.isolate_colour, picture, region)
    print(f"{name:12s} isolated {picture.size / 3e6:5.1f} MP  {old_cost:6.2f} {cost:6.2f} s", flush=True)
    rows.append([before, old, new])
    height = round(WIDTH * picture.shape[0] / picture.shape[1])
    found = Image.new("RGB", (3 * WIDTH, len(rows) * height))
    for row, pictures in enumerate(rows):
        for column, each in enumerate(pictures):
            small = Image.fromarray(each).resize((WIDTH, height), Image.Resampling.LANCZOS)
            found.paste(small, (column * WIDTH, row * height))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("purpose", nargs="?", choices=sorted(THINGS), default="choosing")
    parser.add_argument("--only", nargs="*", default=[], help="these things; all if not given")
    parser.add_argument("--large", action="store_true", help="at 12 megapixels")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print("what         colour    size    by gradients, by matte")
    for name, thing in THINGS[arguments.purpose].items():
        if not arguments.only or name in arguments.only:
            found = sheet(name, thing, LARGE if arguments.large else SIDE)
            found.save(arguments.folder / f"{arguments.purpose}-{name}.png")


if __name__ == "__main__":
    main()
