"""The systems and Pythons that wheels are for, those of other machines too: what pip is told, and what pins apply."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

from inlay.contract.language import _
from inlay_setup import filesystem, programs
from inlay_setup.environment import Environment, Watch
from inlay_setup.programs import Run

#: By the name of a system: what markers say of it (``sys_platform``, ``platform_machine``), and pip's platforms.
#: Linux is that of 2018 (glibc 2.28), the oldest for which all wheels are made; macOS is 14.
SYSTEMS: Dict[str, Tuple[str, str, List[str]]] = {
    "linux-x86_64": ("linux", "x86_64", [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]),
    "linux-aarch64": ("linux", "aarch64", [f"manylinux_2_{minor}_aarch64" for minor in range(28, 16, -1)]),
    "macos-arm64": ("darwin", "arm64", ["macosx_14_0_arm64"]),
    "macos-x86_64": ("darwin", "x86_64", ["macosx_14_0_x86_64"]),
    "windows-amd64": ("win32", "AMD64", ["win_amd64"]),
    "windows-arm64": ("win32", "ARM64", ["win_arm64"]),
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
#: The environment that this runs in.
PRESENT = Environment(Path(sys.prefix), sys.platform)
NO_WHEEL = _("Choose another platform or Python; docs/developers/platforms.md says where all wheels are had.")
SELECT = """
import json, sys
from pip._vendor.packaging.requirements import Requirement
pinned, marks, only = json.loads(sys.argv[1])
entries, kept = [], []
for line in open(pinned, encoding="utf-8"):
    if line[:1] not in "# \\t\\n":
        entries.append([])
    if entries:
        entries[-1].append(line)
for entry in entries:
    need = Requirement(entry[0].rstrip("\\\\ \\n"))
    if (not only or need.name in only) and (need.marker is None or need.marker.evaluate(marks)):
        kept += [f"{need.name}{need.specifier} \\\\\\n", *entry[1:]]
sys.stdout.write("".join(kept))
"""


class Target(NamedTuple):
    """One Python, as in ``3.12``, on one of `SYSTEMS`."""

    system: str
    python: str

    def options(self) -> List[str]:
        """What makes pip look for this one's wheels, and for nothing but wheels."""
        platforms = [word for name in SYSTEMS[self.system][2] for word in ("--platform", name)]
        plain = self.python.replace(".", "")
        tags = ["--abi", f"cp{plain}", "--abi", "abi3", "--abi", "none"]
        return [
            *("--only-binary", ":all:", "--no-deps", "--implementation", "cp", "--python-version", self.python),
            *tags,
            *platforms,
        ]

    def fetch(
        self,
        pinned: Path,
        folder: Path,
        only: Collection[str] = (),
        present: Environment = PRESENT,
        run: Run = programs.run,
        watch: Optional[Watch] = None,
    ) -> None:
        """Download the wheels of a list of pinned versions, those of some packages `only`; pip checks their digests.

        `watch` sees what pip says.

        Raises
        ------
        InstallationError
            If one cannot be had.
        """
        filesystem.make_folder(folder)
        with filesystem.scratch(folder.parent) as temporary:
            wanted = temporary / "wanted.txt"
            wanted.write_text(self.pins(pinned, only, present, run), encoding="utf-8")
            into = ["download", "--require-hashes", "--dest", folder, *self.options(), "-r", wanted]
            finished = run([*present.pip, *into], watch=watch)
        programs.demand(finished, _("A wheel for {words} cannot be had.", words=self), NO_WHEEL)

    def pins(
        self, pinned: Path, only: Collection[str] = (), present: Environment = PRESENT, run: Run = programs.run
    ) -> str:
        """What of a list of pinned versions applies here, with its hashes and without markers.

        pip judges markers by the machine that it runs on. With `only` it is what names these packages.

        Raises
        ------
        InstallationError
            If the list cannot be read.
        """
        system, machine = SYSTEMS[self.system][:2]
        marks = {
            "sys_platform": system,
            "platform_machine": machine,
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "os_name": "nt" if system == "win32" else "posix",
            "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }
        finished = run([present.python, "-I", "-c", SELECT, json.dumps([str(pinned), marks, list(only)])])
        return programs.demand(finished, f"The pins in {pinned} cannot be read.", "Restore the file.")

    def __str__(self) -> str:
        return f"Python {self.python} on {self.system}"


def every(systems: Sequence[str] = tuple(SYSTEMS), pythons: Sequence[str] = PYTHONS) -> List[Target]:
    """All pairs of these."""
    return [Target(system, python) for system in systems for python in pythons]
