"""A source archive and a wheel, as PyPI takes them; they hold what editors are given, too, for ``inlay install``."""

from __future__ import annotations

import gzip
import os
import sys
import tarfile
from pathlib import Path

from inlay_setup import filesystem, programs
from inlay_setup.repository import Repository
from tools.packages import reproducible

#: What only the source archive has.
ALSO = ("CHANGELOG.md", "CITATION.cff")
FAILED = (
    "The wheel could not be built.",
    "It takes PyPA's build and setuptools in this environment: `python -m pip install --group packages`, "
    "with pip 25.1 or newer.",
)


def build(clone: Repository, folder: Path) -> list[Path]:
    """The source archive, and the wheel that is built from what is in it.

    Raises
    ------
    InstallationError
        If that fails.
    """
    moment = reproducible.moment(clone)
    with filesystem.scratch(folder) as temporary:
        source = clone.distribution(temporary, *ALSO)
        clone.copy_given(source)
        (source / "MANIFEST.in").write_text(f"include {' '.join(ALSO)}\n", encoding="utf-8")
        reproducible.settle(source, moment)
        command: programs.Command = [
            sys.executable,
            "-m",
            "build",
            "--no-isolation",
            "--outdir",
            temporary / "made",
            source,
        ]
        programs.demand(programs.run(command, variables={"SOURCE_DATE_EPOCH": str(moment)}), *FAILED)
        archive, wheel = (next((temporary / "made").glob(f"*{suffix}")) for suffix in (".tar.gz", ".whl"))
        _repack(archive, folder / archive.name, moment)
        os.replace(wheel, folder / wheel.name)
    return [folder / archive.name, folder / wheel.name]


def _repack(archive: Path, target: Path, moment: int) -> None:
    """Write the source archive anew, as setuptools notes when and by whom it was made."""
    with (
        tarfile.open(archive) as packed,
        open(target, "wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=moment) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as made,
    ):
        for member in sorted(packed.getmembers(), key=lambda each: each.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = moment, 0, 0, "", ""
            member.mode, member.pax_headers = 0o755 if member.isdir() or member.mode & 0o100 else 0o644, {}
            made.addfile(member, packed.extractfile(member) if member.isfile() else None)
