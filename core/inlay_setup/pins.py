"""The versions that were tested, with the hashes of their files: a list beside this module that pip and uv read.

It is written by ``uv pip compile``; CONTRIBUTING.md has the command.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

#: What Inlay needs.
INLAY = Path(__file__).with_name("constraints.txt")
#: What it needs to run networks, too.
NETWORKS = Path(__file__).with_name("constraints-networks.txt")
#: What can be installed with Inlay, as ``pyproject.toml`` names it.
EXTRAS = ("networks",)


def of(extras: Collection[str]) -> Path:
    """The list for Inlay with these extras."""
    return NETWORKS if "networks" in extras else INLAY
