"""Operations for other scripts, for macros and for tests."""

from . import service
from .bridge.errors import BridgeError
from .qt import QtCore
from .task import Choice, Task


def run(operation, document, node=None, values=None, ways=None):
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
    BridgeError
        If the operation failed; the document is then as before.
    """
    declared = next((entry for entry in service.operations() if entry.id == operation), None)
    if declared is None:
        raise BridgeError(f"There is no operation {operation}.", "See `inlay list`.", "parameter")
    choices = {role: _choice(declared.input(role), way) for role, way in (ways or {}).items()}
    task = Task(declared, document, node or document.activeNode(), dict(values or {}), choices)
    loop = QtCore.QEventLoop()
    task.ended.connect(loop.quit)
    task.start()
    if not task.has_ended:
        loop.exec()
    if task.error is not None:
        raise task.error
    document.waitForDone()
    return task.result.node


def _choice(entry, way):
    if isinstance(way, str):
        return Choice(way)
    nodes = way if isinstance(way, (list, tuple)) else [way]
    kinds = ("layers", "layer", "item", "selection")
    return Choice(next((kind for kind in kinds if entry is not None and kind in entry.ways), "a node"), nodes)
