"""Layers and masks: which there are, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inlay.contract.boxes import Box
from inlay.contract.errors import InputError
from inlay.contract.language import _
from krita import Document, Krita, Node, SelectionMask


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


def selected(document: Document) -> list[Node]:
    """The layers that are selected in Krita's layer list, bottom to top."""
    window = Krita.instance().activeWindow()
    view = window.activeView() if window is not None else None
    marked = view.selectedNodes() if view is not None else [document.activeNode()]
    order = [node for node, _ in walk(document.rootNode())][::-1]
    return [
        node for node in order if not is_mask(node) and has_picture(node) and any(same(node, other) for other in marked)
    ]


def has_picture(node: Node) -> bool:
    """Whether a layer or mask shows a picture of its own, not only what it makes of others."""
    return node.type() not in ("filterlayer", "transformmask", "filtermask", "colorizemask", "")


def has_style(node: Node) -> bool:
    """Whether a layer has a style, such as a shadow or a glow."""
    return not is_mask(node) and bool(node.layerStyleToAsl())


def has_effects(node: Node) -> bool:
    """Whether a style or a mask may show a layer elsewhere than where its pixels are."""
    moving = ("transformmask", "filtermask", "colorizemask")
    return has_style(node) or any(child.type() in moving for child in node.childNodes())


def check_readable(node: Node) -> None:
    """
    Raises
    ------
    InputError
        If the node shows no picture of its own.
    """
    if not has_picture(node):
        raise InputError(
            _("{name} has no picture of its own: it changes what lies below.", name=node.name()),
            _("Choose a layer that has one, such as a paint layer or a group."),
        )
