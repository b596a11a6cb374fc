"""What is seen of a document at a glance: whether an operation can begin."""

from __future__ import annotations

from collections.abc import Iterator

from krita import Document, Node

from ..bridge.checks import Facts
from . import layers


def of(document: Document, node: Node) -> Facts:
    """The facts of a document in which an artist works on a node."""
    layer = layers.layer_of(node)
    every = [each for each, _ in layers.walk(document.rootNode())]
    masks = [each for each in every if layers.is_mask(each) and layers.has_picture(each)]
    others = [each for each in every if not layers.is_mask(each) and layers.has_picture(each)]
    return Facts(
        active=layer.name(),
        is_empty=layers.has_picture(layer) and layers.extent(layer).is_empty,
        is_selected=document.selection() is not None or any(map(layers.is_selection_mask, masks)),
        is_below=any(map(_shows, _below(layer))),
        is_visible=any(map(_shows, reversed(document.rootNode().childNodes()))),
        next_below=layers.layer_below(layer) is not None,
        layers=sum(not layers.same(each, layer) for each in others),
        masks=len(masks),
        selected_layers=len(layers.selected(document)),
    )


def _below(node: Node) -> Iterator[Node]:
    """What lies below a node, in its group and below that; the nearest first."""
    parent = layers.parent_of(node)
    while parent is not None:
        siblings = parent.childNodes()
        place = next(index for index, each in enumerate(siblings) if layers.same(each, node))
        yield from reversed(siblings[:place])
        node, parent = parent, layers.parent_of(parent)


def _shows(node: Node) -> bool:
    """Whether anything of a layer is seen, as far as can be told without looking at pixels."""
    if layers.is_mask(node) or not layers.has_picture(node) or not node.visible():
        return False
    return not layers.extent(node).is_empty
