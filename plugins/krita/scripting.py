"""Operations for other scripts, for macros and for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Union

from inlay.contract.declaration import Input
from inlay.contract.errors import ParameterError
from inlay.contract.language import _
from krita import Document, Node

from ..bridge import errors
from . import service
from .inputs import Source
from .qt import QtCore
from .reading import Reading
from .task import Task

Way = Union[str, Node, Sequence[Node]]


def run(
    operation: str,
    document: Document,
    node: Node | None = None,
    values: Mapping[str, Any] | None = None,
    ways: Mapping[str, Way] | None = None,
) -> Node | None:
    """Run an operation and wait for it; Krita stays responsive meanwhile.

    Parameters
    ----------
    operation : str
        Its id, such as ``"seamless-clone"``.
    document : krita.Document
    node : krita.Node, optional
        The layer to work on, the document's active one by default.
    values : dict, optional
        Parameters by id, such as ``{"gradients": "stronger", "x": -30}``; the others have their default.
    ways : dict, optional
        How inputs are found, by role: a way (``"below"``, ``"visible"``, ``"selection"``, ``"none"`` ...), a node, or
        a list of nodes; the others are found in the first way that the operation declares.

    Returns
    -------
    krita.Node or None
        The inserted layer, group or mask; None where the operation only writes files.

    Raises
    ------
    InlayError
        If the operation failed; the document is then as before.
    """
    declared = next((entry for entry in service.operations() if entry.id == operation), None)
    if declared is None:
        raise ParameterError(_("There is no operation {operation}.", operation=operation), _("See `inlay list`."))
    choices = {role: _source(declared.input(role), way) for role, way in (ways or {}).items()}
    node = node or document.activeNode()
    if node is None:
        raise errors.no_layer()
    task = Task(Reading(declared, document, node, dict(values or {}), choices))
    loop = QtCore.QEventLoop()
    task.ended.connect(loop.quit)
    task.start()
    if not task.has_ended:
        loop.exec()
    if task.error is not None:
        raise task.error
    document.waitForDone()
    return None if task.result is None else task.result.node


def _source(entry: Input | None, way: Way) -> Source:
    if isinstance(way, str):
        return Source(way)
    nodes = [way] if isinstance(way, Node) else list(way)
    kinds = ("layers", "layer", "item", "selection")
    return Source(next((kind for kind in kinds if entry is not None and kind in entry.ways), "a node"), nodes)
