"""The operations that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from inlay import operations as package
from inlay.errors import ParameterError
from inlay.operations.declaration import Operation
from inlay.packages import plugin_manager

TABLE_VERSION = 1


@cache
def operations() -> tuple[Operation, ...]:
    """Every installed operation: the ``DECLARATION`` of each module in this package's rooms, then other packages' own.

    Raises
    ------
    ParameterError
        If two operations have the same id.
    """
    modules = [import_module(module.name) for module in walk_packages(package.__path__, f"{package.__name__}.")]
    found: list[Operation] = [module.DECLARATION for module in modules if hasattr(module, "DECLARATION")]
    for contributed in plugin_manager().hook.inlay_operations():
        found += contributed
    names = [operation.id for operation in found]
    for name in names:
        if names.count(name) > 1:
            raise ParameterError(f"Two operations are called {name}.", "Remove one of the packages that declare it.")
    return tuple(found)


def find(name: str) -> Operation | None:
    """The operation with this id, or None."""
    return next((operation for operation in operations() if operation.id == name), None)


def table() -> dict[str, Any]:
    """All operations as plain data for hosts: the content of ``operations.json``."""
    return {"version": TABLE_VERSION, "operations": [operation.to_json() for operation in operations()]}
