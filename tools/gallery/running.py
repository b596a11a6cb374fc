"""What an operation makes of a scene's pictures, by the command line."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from inlay import colour
from inlay.errors import InlayError
from inlay.files import command_line, formats, rendering
from inlay.files.document import Group, Node
from inlay.operations import registry
from inlay.picture import Picture
from tools.gallery.showing import checkerboard

#: Side of the squares that show through what is transparent.
SQUARE = 12


def run(
    operation: str,
    files: Mapping[str, Sequence[Path]],
    options: Sequence[str],
    folder: Path,
    show: Callable[[list[str]], None] = lambda words: None,
) -> list[Picture]:
    """Run an operation on files by role; one picture without a name, or a group's layers from the bottom.

    `show` is given the words of the command line.

    Raises
    ------
    InlayError
        With what the command line said, if it failed.
    """
    declared = registry.find(operation)
    grouped = declared is not None and (declared.outputs[0].kind == "group" or any(map(_is_of_several, options)))
    deep = any(file.suffix == ".tif" for given in files.values() for file in given)
    output = folder / f"{operation}.{'ora' if grouped else 'tif' if deep else 'png'}"
    roles = [f"--{role}={file}" for role, given in files.items() for file in given]
    words = ["run", operation, "--quiet", *roles, *options, "--output", str(output)]
    show(words)
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        code = command_line.main(words)
    if code:
        said.seek(0)
        raise InlayError(f"{operation} {' '.join(options)}: {said.read().strip()}")
    document = formats.read(output)
    if grouped:
        return [rendering.alone(document, layer) for layer in _leaves(document.layers[-1:])]
    return [replace(rendering.visible(document), name="")]


def _is_of_several(option: str) -> bool:
    """Whether an option asks for several layers where there is one otherwise."""
    return option == "--result=masks" or option.startswith("--steps=")


def load(file: Path) -> Image.Image:
    """A picture of a scene as it is shown."""
    return shown(rendering.visible(formats.read(file)))


def load_layer(file: Path) -> Image.Image:
    """A picture of a scene with its transparency."""
    if file.suffix == ".tif":
        return load(file)
    with Image.open(file) as picture:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def shown(picture: Picture, below: Image.Image | None = None, at: tuple[int, int] = (0, 0)) -> Image.Image:
    """A picture of 8 bits on another one, or on squares where it is transparent; light above white is white."""
    colours = colour.convert_samples(np.nan_to_num(picture.colour), np.uint8)
    if colours.shape[2] == 1:
        colours = np.repeat(colours, 3, axis=2)
    found = Image.fromarray(np.ascontiguousarray(colours[..., :3]))
    if picture.alpha is None:
        return found
    opacity = Image.fromarray(colour.convert_samples(picture.alpha, np.uint8))
    if below is not None:
        laid = below.copy()
        laid.paste(found, (picture.x + at[0], picture.y + at[1]), opacity)
        return laid
    squares = checkerboard(found.size, SQUARE)
    squares.paste(found, mask=opacity)
    return squares


def _leaves(nodes: Sequence[Node]) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        found += _leaves(node.children) if isinstance(node, Group) else [node]
    return found
