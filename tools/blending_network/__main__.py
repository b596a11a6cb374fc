"""Train the blending network: ``python -m tools.blending_network FOLDER [--resume] [--epochs N]``.

It is `inlay train blending-network` on the photographs for training of `tools.photographs`, with what CARD.md says. The
folder holds links to them, the network, its checkpoint and its losses. ``--judge`` adds a line for it to the table of
``python -m tests.benchmarks.harmonising``.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from inlay.files.command_line import main as inlay
from tools.photographs.collection import listed, names

#: Of the command; the epochs fill an hour of one core of two.
SETTINGS = {
    "architecture": "correction",
    "width": 32,
    "adversarial": 0.0,
    "examples": 2500,
    "batch": 32,
    "epochs": 50,
    "seed": 1,
}


def linked(folder: Path) -> Path:
    """A folder with links to the photographs for training."""
    place = folder / "photographs"
    place.mkdir(parents=True, exist_ok=True)
    wanted = set(names("training"))
    for photograph in listed():
        if photograph.name in wanted and photograph.file is not None:
            link = place / f"{photograph.name}{photograph.file.suffix}"
            if not link.is_symlink():
                os.symlink(photograph.file.resolve(), link)
    return place


def main() -> int:
    """Train, or go on."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where everything lies")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint there")
    parser.add_argument("--epochs", type=int, default=SETTINGS["epochs"], help="how often every example is seen")
    options = parser.parse_args()
    settings = {**SETTINGS, "epochs": options.epochs}
    arguments = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
    if options.resume:
        arguments.append("--resume")
    output = options.folder / "inlay-blending.onnx"
    place = linked(options.folder)
    return inlay(["train", "blending-network", "--pictures", str(place), "--output", str(output), *arguments])


if __name__ == "__main__":
    sys.exit(main())
