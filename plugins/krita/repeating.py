"""The last operation once more, with the same settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Optional

from inlay.contract.declaration import Operation
from krita import Document, Node

from ..bridge import errors
from . import layers
from .inputs import Source


class Order(NamedTuple):
    """What the artist asked for: an operation on a layer, parameters by id, and what serves the roles."""

    operation: Operation
    document: Document
    node: Node
    values: Mapping[str, Any]
    choices: Mapping[str, Source]


class Repeater:
    """Remembers what was done last, for as long as Krita runs."""

    def __init__(self) -> None:
        self._last: Optional[Order] = None
        self._result: Optional[Node] = None

    @property
    def name(self) -> str:
        """What would be done again; empty for nothing."""
        return "" if self._last is None else self._last.operation.name

    def remember(self, order: Order) -> None:
        """The artist has asked for this."""
        self._last, self._result = order, None

    def arrived(self, order: Order, result: Node | None) -> None:
        """What it led to, which is active from now on."""
        if order is self._last:
            self._result = result

    def again(self, document: Document, active: Node) -> Order:
        """What to do now.

        The same on the same layer while the result is active that it led to, else on the layer that the artist has
        made active since. Layers that were chosen and are still there are taken again.

        Raises
        ------
        InputError
            If nothing was done yet.
        """
        if self._last is None:
            raise errors.nothing_to_repeat()
        last = self._last
        node = last.node if self._is_of_result(active) and _is_in(document, last.node) else active
        choices = {role: _kept(source, document) for role, source in last.choices.items()}
        return last._replace(document=document, node=node, choices=choices)

    def _is_of_result(self, node: Node | None) -> bool:
        while node is not None:
            if layers.same(node, self._result):
                return True
            node = layers.parent_of(node)
        return False


def _kept(source: Source, document: Document) -> Source:
    return source._replace(nodes=[node for node in source.nodes if _is_in(document, node)])


def _is_in(document: Document, node: Node) -> bool:
    return document.nodeByUniqueID(node.uniqueId()) is not None
