"""``python -m tools.packages.platforms``: where every pinned wheel is had, as docs/developers/platforms.md.

pip is asked for each system and Python, and downloads nothing. It takes some minutes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Set
from pathlib import Path

from inlay_setup import console, filesystem, pins, programs
from tools import targets
from tools.targets import PRESENT, Target

CLONE = Path(__file__).resolve().parents[2]
PAGE = CLONE / "docs/developers/platforms.md"
MISSING = re.compile(r"No matching distribution found for ([\w.-]+)==")
LISTS = {"Inlay": pins.INLAY, **{f"With {name}": path for name, path in pins.EXTRAS.items()}}
HEAD = """# Where Inlay runs

Every version that Inlay pins, looked for as a wheel for each system and Python:
{lists}.

*all* means that `install.py` installs exactly the tested versions there and nothing is compiled. Linux means glibc 2.28
(2018) or newer, macOS means 14 or newer; Pythons are CPython with 64 bits and the GIL.

Made by `python -m tools.packages.platforms` from the pins `{digest}`; not edited by hand.

"""


EPILOGUE = """## Where wheels are missing

- **Linux on 64-bit ARM**: pyamg is not asked for (a marker in `pyproject.toml`). It is the second solver, which checks
  the first; multigrid stands alone.
- **Macs with Intel processors**: numba's and ONNX Runtime's newest versions have none. `install.py` says so and takes
  older ones inside the ranges of `pyproject.toml`: numba 0.62 and ONNX Runtime 1.23 (this one not for Python 3.14). No
  source is compiled for these two, nor for llvmlite and SciPy. `install.py bundle` cannot be made for them.
- **Windows on ARM**: numcodecs and pyamg would have to be compiled. `install.py` takes a Python for Intel and AMD
  processors instead, which Windows emulates, and does not take one for ARM.
- **32-bit and free-threaded Pythons, PyPy, musl (Alpine)**: not served; `install.py` looks for another Python.
"""


def fingerprint() -> str:
    """A digest of the pins: the page belongs to them."""
    content = b"".join(path.read_bytes() for path in LISTS.values())
    return hashlib.sha256(content).hexdigest()[:12]


def versions(target: Target, pinned: Path) -> dict[str, str]:
    """The packages of a list that apply to a target, and their versions."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", target.pins(pinned), re.MULTILINE))


def missing(target: Target, wanted: Mapping[str, str], folder: Path) -> set[str]:
    """Those of these versions that have no wheel for a target.

    Raises
    ------
    InstallationError
        If the index cannot be asked.
    """
    left, gone = dict(wanted), set[str]()
    while (found := _first_missing(target, left, folder)) is not None:
        gone.add(found)
        del left[found]
    return gone


def _first_missing(target: Target, wanted: Mapping[str, str], folder: Path) -> str | None:
    listed = folder / "listed.txt"
    listed.write_text("".join(f"{name}=={version}\n" for name, version in wanted.items()), encoding="utf-8")
    ask: programs.Command = ["install", "--dry-run", "--ignore-installed", "--target", folder / "none"]
    finished = programs.run([*PRESENT.pip, *ask, *target.options(), "-r", listed])
    if finished.code == 0:
        return None
    found = MISSING.search(finished.output)
    if found is None or found[1] not in wanted:
        programs.demand(finished, "The package index could not be asked.", "Try again later.")
    return found and found[1]


def page(found: Mapping[str, Mapping[Target, tuple[Set[str], Set[str]]]]) -> str:
    """The page, of what applies and what is missing, by the title of a list and by target."""
    names = ", ".join(f"`{path.name}`" for path in LISTS.values())
    parts = [HEAD.format(lists=names, digest=fingerprint())]
    for title, cells in found.items():
        parts += [f"## {title}\n\n", "| | " + " | ".join(f"Python {python}" for python in targets.PYTHONS) + " |\n"]
        parts.append("|---" * (len(targets.PYTHONS) + 1) + "|\n")
        for system in targets.SYSTEMS:
            row = " | ".join(_cell(*cells[Target(system, python)]) for python in targets.PYTHONS)
            parts.append(f"| {system} | {row} |\n")
        parts.append("\n")
    return "".join(parts)


def _cell(wanted: Set[str], gone: Set[str]) -> str:
    return (
        f"{len(wanted) - len(gone)} of {len(wanted)}; not {', '.join(sorted(gone))}" if gone else f"all {len(wanted)}"
    )


def main() -> None:
    """Ask for everything and write the page."""
    found: dict[str, dict[Target, tuple[Set[str], Set[str]]]] = {title: {} for title in LISTS}
    with filesystem.scratch(CLONE) as folder:
        for target in targets.every():
            wanted = {title: versions(target, path) for title, path in LISTS.items()}
            gone = missing(target, {name: one for each in wanted.values() for name, one in each.items()}, folder)
            console.say(f"{target.system}, Python {target.python}: {', '.join(sorted(gone)) or 'all'}")
            for title, names in wanted.items():
                found[title][target] = names.keys(), names.keys() & gone
    filesystem.make_folder(PAGE.parent)
    filesystem.write(PAGE, page(found) + EPILOGUE)


if __name__ == "__main__":
    main()
