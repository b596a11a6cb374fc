"""A GIMP extension, and the same plug-in as a zip to be unpacked into GIMP's folder of plug-ins."""

from __future__ import annotations

from pathlib import Path

from inlay_setup import adapters, filesystem
from inlay_setup.editors import EXTENSION
from inlay_setup.repository import Repository, copy
from tools.packages import metainfo, reproducible


def build(clone: Repository, folder: Path) -> list[Path]:
    """Both: what a GIMP that manages extensions takes, and what every GIMP 3 takes."""
    extension = folder / f"{EXTENSION}-{clone.version}.gex"
    loose = folder / f"inlay-gimp-{clone.version}.zip"
    moment = reproducible.moment(clone)
    with filesystem.scratch(folder) as temporary:
        plain, whole = temporary / "plain", temporary / "whole"
        adapters.carry(plain / "inlay", "gimp", clone)
        copy(plain / "inlay", whole / EXTENSION / "inlay")
        (whole / EXTENSION / "inlay/inlay.py").chmod(0o755)
        (whole / EXTENSION / f"{EXTENSION}.metainfo.xml").write_text(metainfo.document(clone), encoding="utf-8")
        reproducible.pack(plain, loose, moment)
        # GIMP takes the extension's name from an entry for its folder.
        reproducible.pack(whole, extension, moment, folders=[EXTENSION])
    return [extension, loose]
