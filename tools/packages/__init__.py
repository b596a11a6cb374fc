"""What Inlay is given away as: ``python -m tools.packages KIND FOLDER`` builds one kind of package into a folder.

A module of this room is a kind. Its docstring's first line says what it makes, its ``build`` makes it. The same commit
gives the same bytes, in whatever folder and whenever it is built: `tools.packages.reproducible` has what that takes.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol

from inlay_setup.repository import Repository

#: The modules, which are the words on the command line.
KINDS = ("blender", "wheel", "conda", "debian", "flathub", "gex", "krita")


class Kind(Protocol):
    """A module of this room."""

    def build(self, clone: Repository, folder: Path) -> list[Path]:
        """Make the packages of this kind in the folder, which is there, and return their files.

        Raises
        ------
        InstallationError
            If that fails; says what to do.
        """


def kind(name: str) -> Kind:
    """The module of this kind."""
    return import_module(f"{__name__}.{name}")
