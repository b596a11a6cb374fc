"""Imports run one way, what editors and installers run is Python 3.9 on its own, and the system is asked lightly.

Rooms of `inlay` import from lower levels. The repository's other parts import what `PARTS` allows; tests may import
everything, and nothing else imports them.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Set
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "core" / "inlay"
LEVELS = (
    {"contract"},
    {"errors", "lazy"},
    {"arrays", "system"},
    {"picture"},
    {"colour", "filters", "networks", "registry"},
    {"graph_cut", "poisson"},
    {"harmonisation", "inpainting", "lesson", "matting", "mosaic", "recolouring", "segmentation", "subject"},
    {"operations"},
    {"live"},
    {"files", "worker"},
    {"batch"},
    {"__main__"},
)
#: What other packages hook into knows every level, by its types.
FREE = {"hookspecs"}
LEVEL = {room: number for number, rooms in enumerate(LEVELS) for room in rooms}

OWN = {"inlay", "inlay_sample", "inlay_setup", "plugins", "tests", "tools"}
QT = {"PyQt5", "PyQt6", "pykrita"}


class Part(NamedTuple):
    """Modules, and which of the repository's packages they import.

    Attributes
    ----------
    own : set of str
        The packages and rooms, at the top of a module or later.
    old : bool
        They run on Python 3.9 with the standard library alone.
    beside : set of str
        What else is there where they run.
    refused : set of str
        Of the standard library.
    late : set of str
        Packages that they import inside functions that say that they need them.
    """

    own: Set[str]
    old: bool = False
    beside: Set[str] = frozenset()
    refused: Set[str] = frozenset()
    late: Set[str] = frozenset()


#: By the pattern of their files; a module belongs to the first that fits.
PARTS = {
    "core/inlay/contract/*.py": Part(set(), old=True),
    "core/inlay/**/*.py": Part({"inlay"}),
    # Of the package only what says things in the artist's language, which any Python runs.
    "core/inlay_setup/**/*.py": Part({"inlay_setup", "inlay.contract"}, old=True),
    "install.py": Part({"tools"}, old=True),
    "tools/stubs.py": Part({"inlay"}),
    "tools/*.py": Part({"inlay_setup", "inlay.contract", "tools"}, old=True, late={"inlay"}),
    "tools/catalogues/*.py": Part({"tools"}),
    "tools/gallery/**/*.py": Part({"inlay", "inlay_setup", "tools"}),
    "tools/blending_network/*.py": Part({"inlay", "tools"}),
    "tools/composites/**/*.py": Part({"tools"}),
    # The verbs of install.py use these, too.
    "tools/packages/__init__.py": Part({"inlay_setup"}, old=True),
    "tools/packages/reproducible.py": Part({"inlay_setup"}, old=True),
    "tools/packages/*.py": Part({"inlay_setup", "tools"}, late={"inlay"}),
    "tools/notebooks/*.py": Part({"tools"}),
    "tools/photographs/*.py": Part({"inlay_setup", "tools"}),
    "tools/site/*.py": Part({"inlay", "inlay_setup", "tools"}),
    "tools/tutorials/gimp/*.py": Part(set()),
    "tools/tutorials/krita/*.py": Part({"inlay.krita"}),
    "tools/tutorials/*.py": Part({"inlay_setup", "tools"}),
    "docs/conf.py": Part({"inlay"}),
    "plugins/__init__.py": Part(set(), old=True),
    # Planes are never mapped in an editor's process.
    "plugins/bridge/*.py": Part({"inlay.contract"}, old=True, refused={"mmap"}),
    "plugins/gimp/*.py": Part({"inlay.contract", "inlay.gimp"}, old=True, beside={"gi"}),
    "plugins/krita/*.py": Part(
        {"inlay.contract"},
        old=True,
        beside={"krita"},
        refused={"asyncio", "concurrent", "mmap", "multiprocessing", "threading"},
    ),
    # They have numpy, and call operations on arrays in their own process.
    "plugins/napari/*.py": Part({"inlay"}),
    "plugins/blender/*.py": Part({"inlay"}),
    "tests/sample/inlay_sample/*.py": Part({"inlay", "inlay_sample"}),
}
MODULES: dict[Path, str] = {}
for _pattern in PARTS:
    for _path in sorted(REPOSITORY.glob(_pattern)):
        MODULES.setdefault(_path, _pattern)


def imports(path: Path, late: bool = True) -> Iterator[str]:
    """The full names of what a module imports, at its top alone or also later; of its own folder none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if late else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def others(names: Iterable[str], allowed: Set[str]) -> set[str]:
    """Those of the names that are neither allowed nor in an allowed package."""
    return {name for name in names if not any(f"{name}.".startswith(f"{each}.") for each in allowed)}


@pytest.mark.parametrize("room", sorted(LEVEL))
def test_a_room_imports_from_lower_levels_alone(room):
    place = PACKAGE / room
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
        names = [name.split(".")[1] for name in imports(path) if name.startswith("inlay.")]
        upwards = {other for other in names if other in LEVEL and other != room and LEVEL[other] >= LEVEL[room]}
        assert not upwards, f"{path} imports {upwards}"


def test_every_room_has_its_level():
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert found - FREE - {"__init__"} == LEVEL.keys()


def test_the_levels_are_told():
    text = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = [set(re.findall(r"`(\w+)`", row)) for row in re.findall(r"^\| \d+ \| (.+) \|$", text, re.MULTILINE)]
    assert told == list(reversed(LEVELS))


@pytest.mark.parametrize("pattern", PARTS)
def test_a_part_imports_what_it_may(pattern):
    part, paths = PARTS[pattern], [path for path, first in MODULES.items() if first == pattern]
    assert paths, "nothing is there"
    for path in paths:
        for late, allowed in ((False, part.own), (True, part.own | part.late)):
            own = [name for name in imports(path, late) if name.split(".")[0] in OWN]
            assert not others(own, allowed), path


def test_every_module_belongs_to_a_part():
    listed = subprocess.run(["git", "-C", REPOSITORY, "ls-files", "*.py"], capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no clone")
    files = [REPOSITORY / name for name in listed.stdout.splitlines() if not name.startswith("tests/")]
    assert {path for path in files if path.exists()} <= MODULES.keys()


@pytest.mark.parametrize(
    "path",
    [path for path, pattern in MODULES.items() if PARTS[pattern].old],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_python_39_runs_it_with_the_standard_library_alone(path):
    part = PARTS[MODULES[path]]
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
    allowed = (set(sys.stdlib_module_names) | part.own | part.beside) - part.refused
    if path.name == "qt.py":
        allowed |= QT
    assert not others(imports(path), allowed | part.late)


@pytest.mark.parametrize("host", ["napari", "blender"])
def test_a_host_with_numpy_is_a_small_folder(host):
    files = (REPOSITORY / "plugins" / host).rglob("*.py")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert 100 < len(lines) < 300


def test_the_system_is_asked_without_loading_anything():
    program = (
        "import sys, inlay.system.saving\n"
        "heavy = {'numpy', 'inlay.operations', 'inlay.files'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize("name", sorted(path.stem for path in (REPOSITORY / "tests" / "benchmarks").glob("*.py")))
def test_a_benchmark_which_no_test_runs_finds_what_it_imports(name: str) -> None:
    import_module(f"tests.benchmarks.{name}")
