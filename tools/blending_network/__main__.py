"""Train the network that Inlay carries: ``python -m tools.blending_network FOLDER [--resume] [--epochs N] [--carry]``.

It is `inlay train blending-network` on the photographs for training of `tools.photographs`; the folder holds links to
them, the network, its checkpoint and its losses. ``--carry`` makes a trained one that which Inlay carries, and writes
its card. How good it is says ``python -m tests.benchmarks.harmonising judging``, once it is added to the store.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from inlay.files.command_line import main as inlay
from inlay.networks import carried
from tools.blending_network import card
from tools.photographs.collection import Photograph, listed, names

NAME = "inlay-blending"
#: Of the command; the epochs take a quarter of an hour of one core.
SETTINGS = {
    "title": "Inlay's own",
    "licence": "MIT; the photographs that it has learnt from have licences of their own, which its card lists",
    "architecture": "correction",
    "width": 32,
    "difference": "l1",
    "adversarial": 0.0,
    "examples": 2500,
    "batch": 32,
    "epochs": 10,
    "seed": 1,
}


def photographs() -> list[Photograph]:
    """Those that it learns from."""
    wanted = set(names("training"))
    return [photograph for photograph in listed() if photograph.name in wanted]


def linked(folder: Path) -> Path:
    """A folder with links to them."""
    place = folder / "photographs"
    place.mkdir(parents=True, exist_ok=True)
    for photograph in photographs():
        assert photograph.file is not None, "names() gives what is there"
        link = place / f"{photograph.name}{photograph.file.suffix}"
        if not link.is_symlink():
            os.symlink(photograph.file.resolve(), link)
    return place


def carry(folder: Path) -> None:
    """Copy what was trained to where Inlay carries it, and its losses to where they are kept."""
    place = Path(carried.__file__).parent
    for suffix in (".onnx", ".json"):
        shutil.copy(folder / f"{NAME}{suffix}", place)
    (place / f"{NAME}.md").write_text(card.written(photographs()), encoding="utf-8")
    shutil.copy(folder / f"{NAME}.losses.csv", Path(__file__).with_name("losses.csv"))


def main() -> int:
    """Train, go on, or take over what was trained."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where everything lies")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint there")
    parser.add_argument("--epochs", type=int, default=SETTINGS["epochs"], help="how often every example is seen")
    parser.add_argument("--carry", action="store_true", help="train nothing; Inlay is to carry what was trained")
    options = parser.parse_args()
    if options.carry:
        carry(options.folder)
        return 0
    settings = {**SETTINGS, "epochs": options.epochs}
    arguments = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
    if options.resume:
        arguments.append("--resume")
    output = options.folder / f"{NAME}.onnx"
    place = linked(options.folder)
    return inlay(["train", "blending-network", "--pictures", str(place), "--output", str(output), *arguments])


if __name__ == "__main__":
    sys.exit(main())
