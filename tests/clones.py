"""A clone of the repository for tests of what installs: whole to an installer, and a quarter of the files."""

from __future__ import annotations

import shutil
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
NEEDED = {"core", "plugins", "manifests", "install.py", "pyproject.toml", "README.md", "LICENSE"}
#: What of the package an installer reads or runs; the rooms that compute are only copied.
ROOMS = {"contract"}
#: Whose pictures the help pages show; those of others are only copied, again and again.
SHOWN = {"gaussian-blur"}


def small(folder: Path) -> Path:
    """Copy what an installer needs into a new folder."""
    shutil.copytree(REPOSITORY, folder, ignore=_left_out)
    return folder


def _left_out(folder: str, names: list[str]) -> set[str]:
    place, left_out = Path(folder), {"__pycache__"}
    if place == REPOSITORY:
        left_out |= set(names) - NEEDED
    elif place == REPOSITORY / "core/inlay":
        left_out |= {name for name in names if (place / name).is_dir()} - ROOMS
    elif place == REPOSITORY / "manifests/help/pictures":
        left_out |= {name for name in names if (place / name).is_dir()} - SHOWN
    return left_out
