"""What is to be seen of a layered file: all of it, one group, or what lies below a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from inlay.arrays.warning import warn
from inlay.colour import convert, convert_samples
from inlay.colour.blend_modes import compose
from inlay.colour.compositing import straight
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning
from inlay.files.document import Document, Group, Layer, Node
from inlay.picture import CHANNELS, Picture, Space, with_alpha

_STRIP_PIXELS = 1 << 20
#: Modes that change what lies below a layer outside of it, too.
CLEARING = ("svg:dst-in", "svg:dst-atop")

Shown = Callable[[Node], bool]


def visible(document: Document) -> Picture:
    """Everything that is visible, as large as the canvas."""
    only = document.layers[0] if len(document.layers) == 1 else None
    if isinstance(only, Layer) and not document.layered:
        return only.picture
    return _render(document, lambda node: node.visible)


def below(document: Document, active: Node) -> Picture:
    """What is visible below a layer: the layers under it in its group and under each group around it."""
    hidden = {id(active)}
    _hide_above(document.layers, active, hidden)
    return _render(document, lambda node: node.visible and id(node) not in hidden)


def alone(document: Document, node: Node) -> Picture:
    """One layer as it is, or one group composed, whether visible or not; its own opacity is not applied."""
    if isinstance(node, Layer):
        return node.picture
    group = replace(node, visible=True, opacity=1.0, mode="svg:src-over", isolated=True)
    return compose_nodes([group], document.space, document.box, lambda other: other.visible)


def _render(document: Document, shown: Shown) -> Picture:
    if document.render is not None:
        return document.render(shown, document.box)
    for note in document.notes:
        warn(note)
    return compose_nodes(document.layers, document.space, document.box, shown)


def _hide_above(nodes: Sequence[Node], active: Node, hidden: set[int]) -> bool:
    for number, node in enumerate(nodes):
        if node is active or (isinstance(node, Group) and _hide_above(node.children, active, hidden)):
            hidden.update(id(other) for other in nodes[number + 1 :])
            return True
    return False


def compose_nodes(nodes: Sequence[Node], space: Space, box: Box, shown: Shown) -> Picture:
    """Compose layers and groups, bottom to top, on a transparent canvas, on values as they are stored.

    A layer that cannot be decoded is left out with a warning.

    Returns
    -------
    Picture
        As large as `box`, in `space` with opacity.

    Raises
    ------
    FileError
        If there are layers, and none of them can be decoded.
    """
    places = _places(nodes, shown)
    space = replace(space, model=with_alpha(space.model))
    pixels = np.zeros((box.height, box.width, CHANNELS[space.model]), space.dtype)
    rows = max(1, _STRIP_PIXELS // max(1, box.width * _depth(nodes)))
    for top in range(0, box.height, rows):
        strip = Box(box.x, box.y + top, box.width, min(rows, box.height - top))
        colour, alpha = _empty(strip, space)
        _stack(nodes, space, strip, places, colour, alpha)
        target = pixels[top : top + strip.height]
        target[..., :-1] = convert_samples(straight(colour, alpha), space.dtype)
        target[..., -1:] = convert_samples(alpha, space.dtype)
    return Picture(pixels, box.x, box.y, space)


def _places(nodes: Sequence[Node], shown: Shown) -> dict[int, Box]:
    """Where the nodes that are shown lie, by their identity; what groups hold is decoded once, before any strip."""
    places: dict[int, Box] = {}
    problems: list[FileError] = []
    _place(nodes, shown, places, problems)
    if problems and not any(not box.is_empty for box in places.values()):
        raise problems[0]
    for message in dict.fromkeys(problem.message for problem in problems):
        warn(InlayWarning("layers", _("{message} It is left out of the picture.", message=message)))
    return places


def _place(nodes: Sequence[Node], shown: Shown, places: dict[int, Box], problems: list[FileError]) -> Box:
    covered = Box(0, 0, 0, 0)
    for node in nodes:
        if not shown(node):
            continue
        try:
            box = _place(node.children, shown, places, problems) if isinstance(node, Group) else node.picture.box
        except FileError as problem:
            problems.append(problem)
            continue
        places[id(node)] = box
        covered = covered.unite(box)
    return covered


def _depth(nodes: Sequence[Node]) -> int:
    """How many canvases composing takes at a time."""
    return 1 + max((_depth(node.children) for node in nodes if isinstance(node, Group)), default=0)


def _empty(box: Box, space: Space) -> tuple[np.ndarray, np.ndarray]:
    channels = CHANNELS[space.model] - 1
    return np.zeros((box.height, box.width, channels), np.float32), np.zeros((box.height, box.width, 1), np.float32)


def _stack(
    nodes: Sequence[Node], space: Space, box: Box, places: Mapping[int, Box], colour: np.ndarray, alpha: np.ndarray
) -> None:
    """Compose nodes on `colour` and `alpha`, in place."""
    for node in nodes:
        if id(node) not in places:
            continue
        if isinstance(node, Group) and not node.isolated and node.opacity >= 1 and node.mode == "svg:src-over":
            _stack(node.children, space, box, places, colour, alpha)
            continue
        part = box if node.mode in CLEARING else places[id(node)].intersect(box)
        if part.is_empty:
            continue
        if isinstance(node, Group):
            source, source_alpha = _empty(part, space)
            _stack(node.children, space, part, places, source, source_alpha)
            source = straight(source, source_alpha)
        else:
            source, source_alpha = _samples(node.picture, space, part)
        inside = part.shift(-box.x, -box.y).slices
        colour[inside], alpha[inside] = compose(
            node.mode, source, source_alpha * np.float32(node.opacity), colour[inside], alpha[inside]
        )


def _samples(picture: Picture, space: Space, box: Box) -> tuple[np.ndarray, np.ndarray]:
    """A layer's colour and opacity inside a box, transparent outside the layer."""
    part = convert(picture.crop(picture.box.intersect(box)), replace(space, dtype=np.dtype(np.float32)))
    pixels = part.crop(box).pixels
    # Colours without any opacity may be anything, even NaN, and must not reach the picture.
    return np.where(pixels[..., -1:] > 0, pixels[..., :-1], 0), pixels[..., -1:]
