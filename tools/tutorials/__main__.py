"""``python -m tools.tutorials FOLDER [NAME ...]``: do the tutorials' steps in the real editors, and take pictures."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from inlay_setup.locations import locate
from tools import debian as building
from tools import root as debian

from .collection import tutorials
from .running import TutorialError, make, publish

HOME, PREFIX = "/home/tutorials", "/opt/tutorials"


def main() -> None:
    """Make the pictures of all tutorials, or of those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tools.tutorials", description=__doc__)
    parser.add_argument("folder", type=Path, help="where a folder of pictures is made for each")
    parser.add_argument("name", nargs="*", help="a tutorial; all of them without")
    chosen = parser.parse_args()
    known = {each.name: each for each in tutorials()}
    unknown = set(chosen.name) - set(known)
    if unknown:
        parser.error(f"no tutorial is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    root = _root()
    debian.prepare(root, HOME, PREFIX, sample=False)
    for name in chosen.name or known:
        with tempfile.TemporaryDirectory(prefix="tutorial-") as folder:
            try:
                pictures = make(known[name], root, Path(folder), HOME)
            except TutorialError as error:
                sys.exit(str(error))
            size = publish(known[name], pictures, chosen.folder / name)
        print(f"{name}: {len(pictures)} pictures, {size / 1024:.0f} KB")


def _root() -> Path:
    chosen = os.environ.get("INLAY_TEST_ROOT")
    root = Path(chosen) if chosen else locate().cache / "test" / building.SUITE
    if not chosen and not building.is_built(root):
        sys.exit("There is no root with GIMP and Krita: run `python3 install.py test`, or name one by INLAY_TEST_ROOT.")
    return root


if __name__ == "__main__":
    main()
