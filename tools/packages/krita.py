"""A zip for Krita's *Tools > Scripts > Import Python Plugin from File*."""

from __future__ import annotations

from pathlib import Path

from inlay_setup import adapters, filesystem
from inlay_setup.repository import Repository
from tools.packages import reproducible


def build(clone: Repository, folder: Path) -> list[Path]:
    """The zip: the plug-in's folder alone.

    Krita finds its entry and its actions among what is carried; a second copy would be a second plug-in to it.
    """
    archive = folder / f"inlay-krita-{clone.version}.zip"
    with filesystem.scratch(folder) as temporary:
        whole = temporary / "whole"
        adapters.carry(whole / "inlay", "krita", clone)
        reproducible.pack(whole, archive, reproducible.moment(clone), folders=["inlay"])
    return [archive]
