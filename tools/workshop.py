"""Environments that only a clone needs, with Inlay and groups of pyproject.toml: for its tests, for its site."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from inlay_setup import compilation, console, environment, examination, filesystem, interpreters, pins, programs
from inlay_setup.environment import Environment
from inlay_setup.locations import Locations
from inlay_setup.programs import Run
from inlay_setup.repository import Repository

READ_GROUPS = """
import json, sys, tomllib
with open(sys.argv[1], "rb") as file: groups = tomllib.load(file)["dependency-groups"]
print(json.dumps([line for name in sys.argv[2:] for line in groups[name]]))
"""


class Purpose(NamedTuple):
    """What an environment is for.

    Attributes
    ----------
    name : str
        As it is said: "the tests".
    groups : sequence of str
        Of ``pyproject.toml``.
    pins : Path
        The versions with which it was tried.
    checked : sequence of str
        Packages that must be whole.
    packages : sequence of str
        Folders of the clone with further packages.
    compiled : bool
        Whether all kernels are compiled beforehand.
    """

    name: str
    groups: Sequence[str]
    pins: Path
    checked: Sequence[str]
    packages: Sequence[str] = ()
    compiled: bool = False


def prepare(purpose: Purpose, clone: Repository, folder: Path, locations: Locations, run: Run) -> Environment:
    """The environment in a folder, made or brought up to date with the clone.

    Raises
    ------
    InstallationError
        If that fails; says what to do.
    """
    present = Environment(folder / "environment", locations.platform)
    stamp = folder / "environment.stamp"
    lists = (f"core/inlay_setup/{pins.INLAY.name}", f"tools/{purpose.pins.name}")
    needs = clone.fingerprint("pyproject.toml", *lists)
    wanted = needs + clone.fingerprint("core", *purpose.packages)
    written = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    works = present.base(run) is not None and not examination.problems(present, run, purpose.checked)
    if written == wanted and works:
        return present
    filesystem.make_folder(folder)
    stamp.unlink(missing_ok=True)
    if works and written.startswith(needs):
        _renew(purpose, clone, present, locations, run)
    else:
        _make(purpose, clone, present, locations, run)
    if purpose.compiled:
        compilation.compile_kernels(present, run, ("first", "rest"))
    stamp.write_text(wanted, encoding="utf-8")
    return present


def _make(purpose: Purpose, clone: Repository, present: Environment, locations: Locations, run: Run) -> None:
    base = interpreters.find(locations, run)
    uv = interpreters.uv(locations, run)
    console.say(f"Making the environment of {purpose.name} on {base}: {present.folder}")
    shutil.rmtree(present.folder, ignore_errors=True)
    environment.create(present, base, run, uv)
    read = run([present.python, "-I", "-c", READ_GROUPS, clone.folder / "pyproject.toml", *purpose.groups])
    needs = json.loads(programs.demand(read, "pyproject.toml cannot be read.", "Restore it."))
    with filesystem.temporary(present.folder.parent) as temporary:
        packages = _copies(purpose, clone, temporary)
        with console.progress(f"Installing Inlay and what {purpose.name} needs"):
            environment.install(present, packages, run, uv, needs=needs, pinned=[purpose.pins])


def _renew(purpose: Purpose, clone: Repository, present: Environment, locations: Locations, run: Run) -> None:
    with filesystem.temporary(present.folder.parent) as temporary:
        packages = _copies(purpose, clone, temporary)
        with console.progress(f"Bringing the environment of {purpose.name} up to date"):
            environment.reinstall(present, packages, run, interpreters.uv(locations, run))
    compilation.forget(present)


def _copies(purpose: Purpose, clone: Repository, folder: Path) -> list[Path]:
    """What is installed from the clone, copied, so that building leaves nothing in it."""
    copied = clone.distribution(folder, *purpose.packages)
    return [copied, *(copied / name for name in purpose.packages)]
