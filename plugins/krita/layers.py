"""Layers and masks: which there are, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inlay.contract.boxes import Box
from inlay.contract.errors import InputError
from krita import Node, SelectionMask


def is_mask(node: Node) -> bool:
    return node.type().endswith("mask")


def is_selection_mask(node: Node) -> bool:
    return node.type() == "selectionmask"


def same(one: Node | None, other: Node | None) -> bool:
    """Whether two wrappers stand for one node; Krita makes a new wrapper at every call."""
    return one is not None and other is not None and one.uniqueId() == other.uniqueId()


def parent_of(node: Node) -> Node | None:
    """The node that holds this one, None for the root and for a node that is in no document."""
    parent = node.parentNode()
    return parent if parent is not None and parent.type() else None


def layer_of(node: Node) -> Node:
    """The layer itself, or the one that a mask belongs to."""
    parent = parent_of(node)
    while is_mask(node) and parent is not None:
        node, parent = parent, parent_of(parent)
    return node


def walk(root: Node) -> Iterator[tuple[Node, int]]:
    """Every node below a root with its depth, the topmost first, as Krita's layer list shows them."""
    for node in reversed(root.childNodes()):
        yield node, 0
        for child, depth in walk(node):
            yield child, depth + 1


def index_path(node: Node) -> list[int]:
    """Positions that lead from the root to a node."""
    path: list[int] = []
    parent = parent_of(node)
    while parent is not None:
        path.append(next(index for index, child in enumerate(parent.childNodes()) if same(child, node)))
        node, parent = parent, parent_of(parent)
    return path[::-1]


def follow(root: Node, path: Sequence[int]) -> list[Node]:
    """The node at the end of an index path, after those that lead to it."""
    nodes = [root]
    for index in path:
        nodes.append(nodes[-1].childNodes()[index])
    return nodes


def layer_below(node: Node) -> Node | None:
    """The next layer under this one in the same group, or None."""
    parent = parent_of(node)
    siblings = [] if parent is None else [child for child in parent.childNodes() if not is_mask(child)]
    index = next((index for index, child in enumerate(siblings) if same(child, node)), 0)
    return siblings[index - 1] if index else None


def extent(node: Node) -> Box:
    """The box of the node's pixels."""
    if isinstance(node, SelectionMask):
        selection = node.selection()
        return Box(selection.x(), selection.y(), selection.width(), selection.height())
    bounds = node.bounds()
    return Box(bounds.x(), bounds.y(), bounds.width(), bounds.height())


def check_readable(node: Node) -> None:
    """
    Raises
    ------
    InputError
        If the node shows no picture of its own.
    """
    if node.type() == "filterlayer":
        raise InputError(
            f"The filter layer “{node.name()}” has no picture of its own.",
            "Choose a paint layer, a group or another layer with pixels.",
        )
    if node.type() in ("transformmask", "filtermask", "colorizemask", ""):
        raise InputError(f"“{node.name()}” has no picture of its own.", "Choose a layer or a selection mask.")
