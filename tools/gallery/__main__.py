"""``python -m tools.gallery PICTURES FOLDER [OPERATION ...]``: a sheet for every operation and scene."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image

from inlay.errors import InlayError
from inlay.operations import registry
from tools.gallery import running
from tools.gallery.drawing import draw, photographs_in
from tools.gallery.panels import layout
from tools.gallery.scenes import Part
from tools.gallery.sheets import Sheet, sheets


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the sheets; 1 if one could not be made, or an operation has none."""
    parser = argparse.ArgumentParser(prog="python -m tools.gallery", description=__doc__)
    parser.add_argument("pictures", type=Path, help="the folder of photographs")
    parser.add_argument("folder", type=Path, help="where the sheets go")
    parser.add_argument("operations", nargs="*", metavar="OPERATION", help="only these")
    options = parser.parse_args(arguments)
    try:
        photographs = photographs_in(options.pictures)
    except InlayError as error:
        print(error, file=sys.stderr)
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    wanted = set(options.operations) or {operation.id for operation in registry.operations()}
    failed, made = False, set()
    missing = _missing(wanted)
    for sheet in sheets(photographs):
        if sheet.operation not in wanted - set(missing):
            continue
        made.add(sheet.operation)
        path = options.folder / f"{sheet.name}.png"
        try:
            with tempfile.TemporaryDirectory() as scratch:
                make(sheet, photographs, Path(scratch)).save(path)
        except InlayError as error:
            failed = True
            print(f"{sheet.name}: {error}", file=sys.stderr)
        else:
            print(path, flush=True)
    for name in sorted(wanted - made):
        print(f"{name}: {missing.get(name, 'these photographs make no scene for it.')}", file=sys.stderr)
    return int(failed)


def _missing(wanted: Iterable[str]) -> dict[str, InlayError]:
    """The operations for which something is not installed, and what."""
    found: dict[str, InlayError] = {}
    for operation in registry.operations():
        if operation.id in wanted:
            try:
                operation.demand_installed()
            except InlayError as error:
                found[operation.id] = error
    return found


def make(sheet: Sheet, photographs: dict[str, Path], scratch: Path) -> Image.Image:
    """One sheet; what it is made from goes into the scratch folder.

    Raises
    ------
    InlayError
        If a run fails.
    """
    files = draw(sheet.scene, photographs, scratch)
    given = {role: [files[name] for name in names.split()] for role, names in sheet.inputs.items()}
    panels = [(name, _tiled(_viewed(running.load(files[name]), sheet.view), sheet.tiles)) for name in sheet.before]
    runs = [(sheet.operation, options) for options in sheet.runs]
    if sheet.paste:
        runs.insert(0, ("copy-paste", [option for option in sheet.runs[0] if option.startswith("--at")]))
    for operation, options in runs:
        told = " ".join(option for option in options if not option.startswith("--at"))
        caption = told or ("defaults" if operation == sheet.operation else operation)
        for place, found in enumerate(running.run(operation, given, options, scratch)):
            below = running.load(files[sheet.laid[place]]) if sheet.laid else None
            picture = _tiled(_viewed(running.shown(found, below), sheet.view), sheet.tiles)
            panels.append((f"{caption}: {found.name}" if found.name else caption, picture))
    return layout(f"{sheet.operation}: {sheet.scene.name}", panels)


def _viewed(picture: Image.Image, part: Part) -> Image.Image:
    box = tuple(round(edge * length) for edge, length in zip(part, 2 * picture.size, strict=True))
    return picture.crop(box)  # type: ignore[arg-type]


def _tiled(picture: Image.Image, count: int) -> Image.Image:
    tiled = Image.new(picture.mode, (count * picture.width, count * picture.height))
    for place in range(count * count):
        tiled.paste(picture, (place % count * picture.width, place // count * picture.height))
    return tiled


if __name__ == "__main__":
    sys.exit(main())
