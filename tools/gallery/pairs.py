"""``python -m tools.gallery.pairs PICTURES FOLDER``: the demo's pictures, before and after side by side."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from inlay.errors import InlayError
from tools.gallery import running, scenes
from tools.gallery.drawing import draw, photographs_in
from tools.gallery.scenes import WHOLE, Part, Scene

GAP = 12


class Run(NamedTuple):
    """An operation on pictures of a scene by role, with options of the command line."""

    operation: str
    inputs: Mapping[str, str]
    options: Sequence[str] = ()


class Pair(NamedTuple):
    """What Inlay does, before and after.

    Attributes
    ----------
    title : str
    scene : Scene
    before : str or Run
        A picture of the scene, or what another operation makes of its pictures.
    after : Run
    view : tuple of float
        The part that is shown.
    zoom : int
        How much it is enlarged where nothing else says how large it is.
    laid : str
        The picture of the scene on which cut-outs are laid, if any.
    at : tuple of int
        Where, x and y.
    """

    title: str
    scene: Scene
    before: str | Run
    after: Run
    view: Part = WHOLE
    zoom: int = 1
    laid: str = ""
    at: tuple[int, int] = (0, 0)


EDIT = {"source": "picture", "region": "region"}
PASTE = {"source": "source", "destination": "destination"}
PASTE_PART = {**PASTE, "region": "region"}
CUT = {"image": "source", "region": "region"}
NARROW = ("--inner-pixels=6", "--outer-pixels=7", "--no-smart")

DEMO = (
    Pair(
        "Hubble's galaxies in an evening sky, behind the towers of the launch pad",
        scenes.GALAXIES,
        Run("copy-paste", PASTE_PART, ("--at=0,0",)),
        Run("seamless-clone", PASTE_PART, ("--at=0,0", "--gradients=stronger")),
    ),
    Pair(
        "A cat on the coffee, in the coffee's colours",
        scenes.LATTE,
        Run("copy-paste", PASTE_PART, ("--at=190,110",)),
        Run("seamless-clone", PASTE_PART, ("--at=190,110", "--gradients=monochrome")),
        (0.25, 0.0, 0.75, 0.6),
        2,
    ),
    Pair(
        "An astronaut among the galaxies: her hair in the old background's light, and in its own",
        scenes.ASTRONAUT,
        Run("cut-out-selection", CUT, (*NARROW, "--result=layer-with-mask")),
        Run("cut-out-selection", CUT, NARROW),
        (0.182, 106 / 872, 0.35, 246 / 872),
        4,
        "destination",
        (100, 100),
    ),
)
EDITS = (
    Pair("Recolour", scenes.LAMP, "picture", Run("recolour", EDIT), (0.0, 0.05, 0.62, 0.72)),
    Pair("Isolate Colour", scenes.WINDOW, "picture", Run("isolate-colour", EDIT)),
    Pair("Heal Selection", scenes.LEAF, "picture", Run("heal-selection", EDIT), (0.1, 0.0, 1.0, 0.93)),
    Pair("Tone Gradients", scenes.CONTRAST, "picture", Run("tone-gradients", {"source": "picture"})),
    Pair(
        "Harmonise",
        scenes.GUEST,
        Run("copy-paste", PASTE, ("--at=60,320",)),
        Run("harmonise", PASTE, ("--at=60,320",)),
        (0.05, 0.5, 0.75, 1.0),
    ),
    Pair(
        "Relight",
        scenes.PLANKS,
        "picture",
        Run("relight", EDIT, ("--shadows=100", "--exposure=1")),
        (0.0, 0.3, 1.0, 1.0),
    ),
)


def sides(
    pair: Pair,
    photographs: Mapping[str, Path],
    folder: Path,
    show: Callable[[list[str]], None] = lambda words: None,
) -> tuple[Image.Image, Image.Image]:
    """The whole picture before and after; what goes in and comes out is left in the folder.

    Raises
    ------
    InlayError
        If a run fails.
    """
    files = draw(pair.scene, photographs, folder)
    below = running.load(files[pair.laid]) if pair.laid else None

    def side(wanted: str | Run) -> Image.Image:
        if isinstance(wanted, str):
            return running.load(files[wanted])
        given = {role: [files[name]] for role, name in wanted.inputs.items()}
        made = running.run(wanted.operation, given, wanted.options, folder, show)
        return running.shown(made[0], below, pair.at)

    return side(pair.before), side(pair.after)


def beside(before: Image.Image, after: Image.Image, view: Part = WHOLE, zoom: int = 1) -> Image.Image:
    """Two pictures beside each other, or the same part of them, enlarged."""
    box = tuple(round(edge * length) for edge, length in zip(view, 2 * before.size, strict=True))
    left, right = (side.crop(box) for side in (before, after))  # type: ignore[arg-type]
    size = zoom * left.width, zoom * left.height
    both = Image.new("RGB", (2 * size[0] + GAP, size[1]), "white")
    both.paste(left.resize(size), (0, 0))
    both.paste(right.resize(size), (size[0] + GAP, 0))
    return both


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the demo's pictures; 1 if one could not be made."""
    parser = argparse.ArgumentParser(prog="python -m tools.gallery.pairs", description=__doc__)
    parser.add_argument("pictures", type=Path, help="the folder of photographs")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    options = parser.parse_args(arguments)

    def show(words: list[str]) -> None:
        print("  inlay " + " ".join(words).replace(str(options.folder) + os.sep, ""), flush=True)

    try:
        photographs = photographs_in(options.pictures)
        for pair in DEMO:
            both = sides(pair, photographs, options.folder / pair.scene.name, show)
            beside(*both, pair.view, pair.zoom).save(options.folder / f"{pair.scene.name}.png")
    except InlayError as error:
        print(error, file=sys.stderr)
        return 1
    print("Before and after, side by side:")
    for pair in DEMO:
        print(f"  {pair.title}\n    {options.folder / pair.scene.name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
