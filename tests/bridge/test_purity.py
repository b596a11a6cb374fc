"""The bridge runs in the editors' own Python: 3.9's syntax, the standard library, the contract."""

import ast
import sys
from pathlib import Path

import pytest
from plugins import bridge

MODULES = sorted(Path(bridge.__path__[0]).glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_syntax_and_imports(path):
    tree = ast.parse(path.read_text(), feature_version=(3, 9))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        else:
            continue
        for name in names:
            known = name.split(".")[0] in sys.stdlib_module_names or name.startswith("inlay.contract")
            assert known, f"{path.name} imports {name}"
        assert not isinstance(node, ast.Import | ast.ImportFrom) or "mmap" not in names, "planes are never mapped here"
