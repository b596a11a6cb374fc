"""``python -m tools.packages KIND FOLDER``: build packages of one kind, and the list of their digests beside them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from inlay_setup import console, filesystem, repository
from tools import packages
from tools.packages import reproducible

CLONE = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    """Build what the command line asks for; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.packages", description="Build packages of one kind.")
    parser.add_argument("kind", choices=packages.KINDS)
    parser.add_argument("folder", type=Path, help="where they go; it is made where it is missing")
    options = parser.parse_args(arguments)
    return console.outcome(lambda: _build(options.kind, options.folder.resolve()))


def _build(kind: str, folder: Path) -> int:
    filesystem.make_folder(folder)
    made = packages.kind(kind).build(repository.clone(CLONE), folder)
    for path in [*made, reproducible.write_digests(folder, made)]:
        console.say(f"{path}  ({path.stat().st_size / 1e6:.2f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
