"""The parts of a clone that are installed, and a fingerprint that changes when one of them does."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from inlay.contract.language import _
from inlay_setup.errors import InstallationError

#: What an installation is made of.
NEEDED = ("core", "plugins", "manifests", "pyproject.toml", "LICENSE")
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "*.pyc", ".*")

#: What editors are given, in a package that was made to be installed from an index or by a system.
GIVEN = Path(__file__).with_name("given")


class Repository(NamedTuple):
    """A clone of Inlay's repository, or of its folders those that editors are given, with the contract in `plugins`."""

    folder: Path

    @property
    def plugins(self) -> Path:
        return self.folder / "plugins"

    @property
    def manifests(self) -> Path:
        return self.folder / "manifests"

    def copy_adapters(self, target: Path) -> None:
        """Copy the adapters, and beside them the contract, which the package has too."""
        copy(self.plugins, target)
        if not (target / "contract").is_dir():
            copy(self.folder / "core" / "inlay" / "contract", target / "contract")

    @property
    def version(self) -> str:
        return self._constant("core/inlay/__init__.py", r'__version__ = "(.+)"')

    @property
    def protocol(self) -> int:
        """The version of the language that adapters and the worker speak."""
        place = "plugins" if (self.plugins / "contract").is_dir() else "core/inlay"
        return int(self._constant(f"{place}/contract/protocol.py", r"VERSION = (\d+)"))

    def _constant(self, name: str, pattern: str) -> str:
        text = (self.folder / name).read_text(encoding="utf-8", errors="replace")
        found = re.search(rf"^{pattern}$", text, re.MULTILINE)
        if found is None:
            raise InstallationError(
                _("{folder} is damaged.", folder=self.folder / name), _("Clone or unpack the whole repository again.")
            )
        return found[1]

    def fingerprint(self, *names: str) -> str:
        """A digest of these files and folders of the clone."""
        digest = hashlib.sha256()
        for name in names:
            top = self.folder / name
            for file in _files(top):
                digest.update(f"{file.relative_to(self.folder).as_posix()}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()

    def copy_given(self, distribution: Path) -> None:
        """Copy what editors are given into a `distribution`: a package with it serves them without a clone."""
        given = distribution / "core" / "inlay_setup" / GIVEN.name
        self.copy_adapters(given / "plugins")
        copy(self.manifests, given / "manifests")

    def distribution(self, folder: Path, *others: str) -> Path:
        """Copy what makes the package into a temporary folder, so that building leaves nothing in the clone.

        `others` are further folders of the clone to copy.
        """
        target = folder / "inlay"
        for name in ("core", "pyproject.toml", "LICENSE", *others):
            copy(self.folder / name, target / name)
        return target


def clone(folder: Path) -> Repository:
    """The clone at `folder`.

    Raises
    ------
    InstallationError
        If parts of it are missing.
    """
    for name in NEEDED:
        if not (folder / name).exists():
            raise InstallationError(
                _("{folder} is missing.", folder=folder / name), _("Clone or unpack the whole repository again.")
            )
    return Repository(folder)


def copy(source: Path, target: Path) -> None:
    """Copy a file or folder without caches and builds; the copies are as old as now."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=IGNORED, copy_function=shutil.copyfile)
    else:
        shutil.copyfile(source, target)


def _files(top: Path) -> list[Path]:
    if top.is_file():
        return [top]
    found = []
    for folder, folders, files in os.walk(top):
        for ignored in IGNORED(folder, folders):
            folders.remove(ignored)
        skipped = IGNORED(folder, files)
        found += [Path(folder, name) for name in files if name not in skipped]
    return sorted(found)
