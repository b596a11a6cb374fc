"""Debian's packages of photographs, unpacked into a folder without being installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from inlay_setup import filesystem
from inlay_setup.errors import InstallationError
from inlay_setup.programs import Run, demand


def fetch(packages: Iterable[str], folder: Path, run: Run) -> None:
    """Bring those packages that a folder lacks, each into a folder of its own.

    Raises
    ------
    InstallationError
        If this is no Debian, or its apt sources do not have one.
    """
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise InstallationError("This is not a Debian-like system.", "Fetch the photographs on one.")
    filesystem.make_folder(folder)
    for package in packages:
        if (folder / package).is_dir():
            continue
        with filesystem.temporary(folder) as scratch:
            demand(
                run(["apt-get", "download", package], folder=scratch),
                f"The package {package} could not be fetched.",
                "Run `apt-get update`, or add Debian's sources.",
            )
            (archive,) = scratch.glob("*.deb")
            demand(
                run(["dpkg-deb", "--extract", archive, scratch / package]),
                f"The package {package} could not be unpacked.",
                "Free some space and try again.",
            )
            (scratch / package).rename(folder / package)
