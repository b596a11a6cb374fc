"""The packages of other people that add to Inlay."""

from __future__ import annotations

import warnings
from functools import cache
from importlib.metadata import entry_points

import pluggy

import inlay.hookspecs as hookspecs  # not `from inlay import`, which looks for an operation of that name first
from inlay.errors import InlayWarning


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
