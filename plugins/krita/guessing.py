"""What an artist most likely means: a layer that looks like a trimap or strokes serves as such."""

from __future__ import annotations

from typing import Dict, Tuple

from inlay.contract.declaration import Operation
from krita import Document, Node

from ..bridge import guesses
from . import layers
from .qt import QtGui

# Sides of the small pictures that are looked at, and of how many layers.
SIDE = 96
MOST_LAYERS = 40


def guess(operation: Operation, document: Document, node: Node) -> Tuple[Node, Dict[str, Node]]:
    """The layer to work on where this one is active, and what else serves roles by its looks."""
    layer = layers.layer_of(node)
    if not any(entry.content in guesses.LOOKS for entry in operation.inputs):
        return node, {}
    stack = {each.uniqueId().toString(): each for each, _ in layers.walk(document.rootNode()) if _counts(each)}
    if len(stack) > MOST_LAYERS:
        return node, {}
    looks = [guesses.Layer(key, guesses.look_of(_small(each))) for key, each in stack.items()]
    found = guesses.roles(operation, looks, layer.uniqueId().toString())
    chosen = {role: stack[key] for role, key in found.items()}
    picture = operation.active_input
    return (chosen.pop(picture.role, node) if picture is not None else node), chosen


def _counts(node: Node) -> bool:
    return not layers.is_mask(node) and layers.has_picture(node)


def _small(node: Node) -> bytes:
    """Red, green, blue and opacity of a small picture of what there is on a layer."""
    image = node.thumbnail(SIDE, SIDE).convertToFormat(QtGui.QImage.Format.Format_RGBA8888)
    bits = image.constBits()
    bits.setsize(4 * image.width() * image.height())
    width, pixels = 4 * image.width(), bytes(bits)
    rows = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    filled = [row for row in rows if any(row[3::4])]
    columns = [place for place in range(0, width, 4) if any(row[place + 3] for row in filled)]
    if not columns:
        return b""
    return b"".join(row[columns[0] : columns[-1] + 4] for row in filled)
