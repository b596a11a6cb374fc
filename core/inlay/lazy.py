"""Packages whose names are imported when they are first used: those that the package's stub imports."""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def attach(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """What a package needs for it.

    Parameters
    ----------
    package, file : str
        ``__name__`` and ``__file__`` of the package. Its ``__init__.pyi``, from which type checkers know the names,
        says by ``from module import name as name`` where each comes from.

    Returns
    -------
    __getattr__, __dir__, __all__
    """
    stub = ast.parse(Path(file).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    homes = {alias.name: str(node.module) for node in imports for alias in node.names}

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(import_module(package), name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(import_module(package)), *homes})

    return find, names, sorted(homes)
