"""The versions that were tested, with the hashes of their files: a list beside this module that pip and uv read.

It is written by ``uv pip compile``; CONTRIBUTING.md has the command.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Dict, List

#: What Inlay needs.
INLAY = Path(__file__).with_name("constraints.txt")
#: What it needs to run networks, too; to run batches, too.
NETWORKS = Path(__file__).with_name("constraints-networks.txt")
BATCH = Path(__file__).with_name("constraints-batch.txt")
#: What can be installed with Inlay, as ``pyproject.toml`` names it.
EXTRAS: Dict[str, Path] = {"networks": NETWORKS, "batch": BATCH}


def of(extras: Collection[str]) -> List[Path]:
    """The lists for Inlay with these extras: they agree on what is in several of them."""
    return [EXTRAS[name] for name in sorted(extras)] or [INLAY]
