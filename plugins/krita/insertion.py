"""What a job yields becomes part of the document: one node, prepared completely, inserted once, undone by one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import List, NamedTuple, Optional

from inlay.contract import outcomes
from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError, InlayWarning
from inlay.contract.language import _
from krita import Krita, Node

from ..bridge.planes import Folder
from .document import Document
from .outputs import Workshop


class Result(NamedTuple):
    """The inserted node, None where nothing was to be inserted; paths of written files; warnings."""

    node: Optional[Node]
    files: Sequence[str]
    warnings: List[InlayWarning]


def insert(
    document: Document,
    operation: Operation,
    found: outcomes.Outcomes,
    active: Node,
    homes: Mapping[str, Node],
    folder: Folder,
) -> Result:
    """Put what a job yielded into the document.

    Parameters
    ----------
    document : document.Document
    operation : Operation
    found : outcomes.Outcomes
    active : Node
        The layer that the artist worked on.
    homes : mapping of str to Node
        The node that served each role.
    folder : planes.Folder
        Where the planes lie.

    Raises
    ------
    InlayError
        If the result does not fit any more, or Krita refuses; nothing is inserted then.
    """
    files = [output.path for output in found.outputs if isinstance(output, outcomes.File)]
    outputs = [output for output in found.outputs if not isinstance(output, outcomes.File)]
    if not outputs:
        return Result(None, files, list(found.warnings))
    document.snapshot.check()
    changes = document.snapshot.changes()
    with closing(Workshop(document, outputs, active, homes, folder)) as workshop:
        node = _insert(document, workshop, operation.name)
    _settle(document, outputs)
    return Result(node, files, [*found.warnings, *changes, *workshop.warnings])


def _insert(document: Document, workshop: Workshop, name: str) -> Node:
    """Make a node and insert it; the node as it is in the document."""
    node, parent, above = workshop.make(name)
    if workshop.has_served_events:
        document.snapshot.check()
    add(node, parent, above)
    # A node that was made in the helper still believes to be there; asked to remove itself, it would take Krita down.
    return document.handle.nodeByUniqueID(node.uniqueId()) or node


def _settle(document: Document, outputs: Sequence[outcomes.Outcome]) -> None:
    """Let the selection be as it is with these outputs."""
    if any(isinstance(output, outcomes.Selection) for output in outputs):
        _redraw_selection()
    if any(isinstance(output, outcomes.Layer) and output.deselects for output in outputs):
        _deselect(document)


def add(node: Node, parent: Node, above: Node | None) -> None:
    """The one insertion: everything before it is preparation that no window shows and no undo knows."""
    if not parent.addChildNode(node, above):
        raise InlayError(
            _("Krita did not take the result."), _("Finish what you are doing in Krita, then run it again.")
        )


def _deselect(document: Document) -> None:
    """Let nothing be selected: a step of undo of its own, where somebody looks."""
    krita = Krita.instance()
    action = krita.action("deselect")
    if action is not None and krita.activeWindow() is not None and krita.activeDocument() == document.handle:
        action.trigger()
    else:
        document.handle.setSelection(None)


def _redraw_selection() -> None:
    """Make the window show the selection's outline, which an inserted mask alone does not."""
    action = Krita.instance().action("toggle_display_selection")
    if action is not None:
        action.trigger()
        action.trigger()
