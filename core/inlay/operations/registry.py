"""The operations that are installed: Inlay's own and those that other packages add."""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Any

import pluggy

from inlay import hookspecs
from inlay import operations as package
from inlay.errors import InlayWarning, ParameterError
from inlay.operations.declaration import Operation

TABLE_VERSION = 1


@cache
def plugin_manager() -> pluggy.PluginManager:
    """The packages that add to Inlay; one that does not load is left out with a warning, and all else works."""
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    for entry in entry_points(group=hookspecs.GROUP):
        try:
            manager.register(entry.load(), name=entry.name)
        except Exception as error:  # whatever a package of somebody else's does wrong
            message = f"The package {entry.name} does not load ({type(error).__name__}: {error})."
            warning = InlayWarning("package", message, "Update it, or remove it from Inlay's environment.")
            warnings.warn(warning, stacklevel=2)
    return manager


@cache
def operations() -> tuple[Operation, ...]:
    """Every installed operation: the ``DECLARATION`` of each module of this package, then other packages' own.

    Raises
    ------
    ParameterError
        If two operations have the same id.
    """
    modules = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
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
