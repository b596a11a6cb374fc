"""The operations that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from inlay import operations as package
from inlay.contract.declaration import VERSION
from inlay.errors import ParameterError
from inlay.operations.declaration import Operation
from inlay.packages import plugin_manager


@cache
def own() -> tuple[Operation, ...]:
    """Inlay's own operations: those that the modules of this package's rooms declare."""
    modules = []
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        try:
            modules.append(import_module(module.name))
        except (ImportError, TypeError) as error:  # REMOVE: until every room is converted
            print(f"skipped {module.name}: {error}", file=sys.stderr)
    return tuple(
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, Operation) and found.function.__module__ == module.__name__
    )


@cache
def operations() -> tuple[Operation, ...]:
    """Every installed operation: Inlay's own, then other packages'.

    Raises
    ------
    ParameterError
        If two operations have the same id.
    """
    found = list(own())
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
    return {"version": VERSION, "operations": [operation.to_json() for operation in operations()]}
