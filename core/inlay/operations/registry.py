"""The operations that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

from typing import Any

from inlay import operations as package
from inlay.operations.declaration import Operation
from inlay.registry import Registry

TABLE_VERSION = 1

_INSTALLED = Registry[Operation](package, "DECLARATION", "inlay_operations", "operation")
operations, find = _INSTALLED.entries, _INSTALLED.get


def table() -> dict[str, Any]:
    """All operations as plain data for hosts: the content of ``operations.json``."""
    return {"version": TABLE_VERSION, "operations": [operation.to_json() for operation in operations()]}
