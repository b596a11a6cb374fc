"""Imports run one way, and what is asked of the system loads nothing else."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import inlay

PACKAGE = Path(inlay.__file__).parent
LEVELS = (
    {"errors", "lazy"},
    {"arrays", "picture", "system"},
    {"colour", "filters"},
    {"graph_cut", "poisson"},
    {"harmonisation", "inpainting", "matting", "mosaic", "segmentation"},
    {"operations"},
    {"files", "installation", "worker"},
    {"gallery"},
    {"__main__"},
)
#: What other packages hook into knows every level by its types.
FREE = {"hookspecs", "packages"}
LEVEL = {room: number for number, rooms in enumerate(LEVELS) for room in rooms}


def imported(path):
    """The rooms that a module imports, at its top or later."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "inlay":
            yield from (alias.name for alias in node.names if alias.name != "__version__")
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("inlay."):
            yield node.module.split(".")[1]


@pytest.mark.parametrize("room", sorted(LEVEL))
def test_a_room_imports_from_lower_levels_alone(room):
    place = PACKAGE / room
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
        upwards = {other for other in imported(path) if other not in {room, *FREE} and LEVEL[other] >= LEVEL[room]}
        assert not upwards, f"{path} imports {upwards}"


def test_every_room_has_its_level():
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert found - FREE - {"__init__"} == LEVEL.keys()


def test_the_system_is_asked_without_loading_anything():
    program = (
        "import sys, inlay.system.saving\n"
        "heavy = {'numpy', 'inlay.operations', 'inlay.files'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
