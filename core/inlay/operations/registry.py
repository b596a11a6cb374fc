"""The operations that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

from typing import Any

from inlay import operations as package
from inlay.contract.declaration import VERSION
from inlay.contract.language import _
from inlay.operations.declaration import Operation
from inlay.operations.menus import by_use
from inlay.registry import Registry

_INSTALLED = Registry(package, Operation, "inlay_operations", _("operation"), by_use)
operations, own, find = _INSTALLED.entries, _INSTALLED.own, _INSTALLED.get


def table() -> dict[str, Any]:
    """All operations as plain data for hosts: the content of ``operations.json``."""
    return {"version": VERSION, "operations": [operation.to_json() for operation in operations()]}
