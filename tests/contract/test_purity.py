"""The contract runs in the editors' own Python: 3.9's syntax, the standard library, nothing else, under any name."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inlay import contract

FOLDER = Path(contract.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_syntax_and_imports(path):
    for node in ast.walk(ast.parse(path.read_text(), feature_version=(3, 9))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        else:
            assert not isinstance(node, ast.ImportFrom) or node.level == 1, f"{path.name} looks outside"
            continue
        for name in names:
            assert name.split(".")[0] in sys.stdlib_module_names, f"{path.name} imports {name}"


@pytest.mark.parametrize("name", ["python3.9", "python3.10", sys.executable])
def test_alone_under_another_name(name, tmp_path):
    """A copy of it, in a Python that finds no other package."""
    python = shutil.which(name)
    if python is None or subprocess.run([python, "--version"], capture_output=True).returncode:
        pytest.skip(f"there is no {name}")
    shutil.copytree(FOLDER, tmp_path / "agreed")
    names = ", ".join(path.stem for path in MODULES if path.stem != "__init__")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from agreed import {names}"
    subprocess.run([python, "-I", "-S", "-c", f"{program}; assert 'inlay' not in sys.modules"], check=True, timeout=60)
