"""The adapter runs in Krita's own Python: 3.9's syntax, its library, the contract, Krita and Qt; no threads or maps."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

MODULES = sorted((Path(__file__).parents[3] / "plugins/krita").glob("*.py"))
QT = {"PyQt5", "PyQt6", "pykrita"}
REFUSED = {"mmap", "threading", "multiprocessing", "concurrent", "asyncio"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_syntax_and_imports(path: Path) -> None:
    allowed = (set(sys.stdlib_module_names) | {"krita"}) - REFUSED
    if path.name == "qt.py":
        allowed |= QT
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        else:
            continue
        for name in names:
            agreed = name.startswith("inlay.contract")
            assert agreed or name.split(".")[0] in allowed, f"{path.name} imports {name}"


def test_there_are_modules() -> None:
    assert len(MODULES) > 10
