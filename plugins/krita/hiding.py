"""Hiding what would cover a result, by the artist's own action: what scripts hide no undo shows again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inlay.contract import outcomes
from inlay.contract.errors import InlayWarning
from inlay.contract.language import _, enumerated
from inlay.contract.outcomes import Outcome
from krita import Krita, Node

from . import layers
from .document import Document
from .inputs import Source
from .qt import QtCore

ACTION = "toggle_layer_visibility"
#: After these Krita has taken a new layer in.
SETTLED_MILLISECONDS = 200


def wanted(outputs: Sequence[Outcome], sources: Mapping[str, Source]) -> list[Node]:
    """The layers that are to be invisible once these outputs have arrived."""
    hides = [role for output in outputs for role in _hides(output)]
    found: dict[str, Node] = {}
    served: dict[str, list[str]] = {}
    for role, source in sources.items():
        # A selection mask says where, and its layer is not seen for that.
        for node in source.nodes if source.way != "selection" else ():
            layer = layers.layer_of(node)
            key = layer.uniqueId().toString()
            found[key] = layer
            served.setdefault(role, []).append(key)
    return [found[key] for key in outcomes.to_hide(hides, served)]


def hide(document: Document, nodes: Sequence[Node]) -> list[InlayWarning]:
    """Make layers invisible, a step of undo for each. The last one is active then, until Krita turns to the new layer.

    Returns
    -------
    list of InlayWarning
        About a layer that stays visible: Krita hides undoably only in the image that is in front.
    """
    visible = [node for node in nodes if node.visible()]
    if Krita.instance().activeWindow() is None:
        # Nobody looks, and nothing is undone.
        for node in visible:
            node.setVisible(False)
        return []
    left = [node.name() for node in visible if not _toggle(document, node)]
    return (
        [
            InlayWarning(
                "visible",
                _("{names} could not be hidden.", names=enumerated(_("“{name}”", name=name) for name in left)),
                _("Hide it in the layer list."),
            )
        ]
        if left
        else []
    )


def turn_to(document: Document, node: Node, hidden: Sequence[Node]) -> None:
    """Make a result active soon, unless the artist turns elsewhere: Krita 5.3 stays with what was hidden."""

    def turn() -> None:
        handle = document.handle
        if handle not in Krita.instance().documents():
            return
        arrived, active = handle.nodeByUniqueID(node.uniqueId()), handle.activeNode()
        if arrived is not None and any(layers.same(active, each) for each in hidden):
            handle.setActiveNode(arrived)

    QtCore.QTimer.singleShot(SETTLED_MILLISECONDS, turn)


def _toggle(document: Document, node: Node) -> bool:
    handle, action = document.handle, Krita.instance().action(ACTION)
    if action is None or Krita.instance().activeDocument() != handle:
        return False
    handle.setActiveNode(node)
    if not layers.same(handle.activeNode(), node):
        return False
    action.trigger()
    return not node.visible()


def _hides(output: Outcome) -> Iterator[str]:
    if isinstance(output, (outcomes.Layer, outcomes.LayerMask)):
        yield from output.hides
    elif isinstance(output, outcomes.Group):
        for child in output.children:
            yield from _hides(child)
