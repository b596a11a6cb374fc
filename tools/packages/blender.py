"""Blender's extension: one file for each system, with the wheels of what Inlay needs there.

``python -m tools.packages blender FOLDER`` makes that of this machine, ``python -m tools.packages.blender FOLDER
SYSTEM`` that of another one.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from inlay_setup import console, filesystem, interpreters, pins, repository
from inlay_setup.errors import InstallationError
from inlay_setup.repository import Repository
from tools.packages import reproducible, wheel
from tools.targets import Target

#: What the manifest calls our systems.
PLATFORMS = {
    "linux-x86_64": "linux-x64",
    "macos-arm64": "macos-arm64",
    "macos-x86_64": "macos-x64",
    "windows-amd64": "windows-x64",
    "windows-arm64": "windows-arm64",
}
#: Blender's own, from 5.1 on; it has numpy, too.
PYTHON = "3.13"
#: What operations on arrays import; files, batches and networks are left to an installed Inlay.
NEEDED = ("imagecodecs", "llvmlite", "numba", "pluggy", "scipy")


def build(clone: Repository, folder: Path, system: str = "") -> list[Path]:
    """The extension for a system; for this one by default.

    Raises
    ------
    InstallationError
        If that fails, or there is no Blender for the system.
    """
    if not system:
        here = interpreters.examine(Path(sys.executable))
        system = here.system if here else "this machine"
    if system not in PLATFORMS:
        raise InstallationError(f"There is no Blender for {system}.", f"Choose one of {', '.join(PLATFORMS)}.")
    moment = reproducible.moment(clone)
    with filesystem.scratch(folder) as temporary:
        extension = temporary / "inlay"
        adapter = clone.folder / "plugins/blender"
        shutil.copytree(adapter, extension, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(clone.folder / "LICENSE", extension)
        Target(system, PYTHON).fetch(pins.INLAY, extension / "wheels", NEEDED)
        _, own = wheel.build(clone, temporary)
        shutil.move(own, extension / "wheels")
        with open(extension / "blender_manifest.toml", "a", encoding="utf-8") as manifest:
            manifest.write(_particulars(clone, PLATFORMS[system], extension / "wheels"))
        archive = folder / f"inlay-{clone.version}-{PLATFORMS[system].replace('-', '_')}.zip"
        reproducible.settle(extension, moment)
        reproducible.pack(extension, archive, moment)
    return [archive]


def _particulars(clone: Repository, platform: str, wheels: Path) -> str:
    """What the manifest says of one file alone."""
    listed = "".join(f'    "./{wheels.name}/{path.name}",\n' for path in sorted(wheels.iterdir()))
    return f'\nversion = "{clone.version}"\nplatforms = ["{platform}"]\nwheels = [\n{listed}]\n'


def main(arguments: Sequence[str]) -> int:
    """Build for the systems that the command line names; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.packages.blender", description="Build Blender's extension.")
    parser.add_argument("folder", type=Path, help="where it goes; it is made where it is missing")
    parser.add_argument("system", nargs="+", choices=PLATFORMS)
    options = parser.parse_args(arguments)
    clone = repository.clone(Path(__file__).resolve().parents[2])

    def made() -> int:
        filesystem.make_folder(options.folder)
        for system in options.system:
            for path in build(clone, options.folder.resolve(), system):
                console.say(f"{path}  ({path.stat().st_size / 1e6:.2f} MB)")
        return 0

    return console.outcome(made)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
