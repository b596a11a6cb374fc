"""Runs in Inlay's own environment: every edit of `edited.py` by the command line, on files of its depths."""

import contextlib
import json
import pathlib
import sys
from dataclasses import replace

from inlay.files import command_line, formats, outputs, rendering
from inlay.operations.job import Group

WRITE = outputs.write


def leaves(found):
    """A result's layers, from the bottom."""
    for output in found:
        if isinstance(output, Group):
            yield from leaves(output.children)
        else:
            yield output


def arguments(name, edit):
    words = ["run", edit["operation"], "--quiet", "--output", f"{name}.tif"]
    for role, given in edit["layers"].items():
        words += [f"--{role}={layer}.tif" for layer in (given if isinstance(given, list) else [given])]
    if edit["region"]:
        words.append("--region=region.tif")
    return words + [f"--{key}" if value is True else f"--{key}={value}" for key, value in edit["values"].items()]


def whole(layer, given):
    """A layer's picture; where it stands for another one, laid over all of that."""
    if layer.onto is None:
        return layer.picture
    return replace(layer, onto=rendering.visible(formats.read(pathlib.Path(f"{given[layer.of]}.tif")))).whole


def keep(name, given):
    """What writes a result writes its layers' own samples as well, which no format of files holds all of."""

    def write(results, *more):
        ((result, _),) = results
        layers = list(leaves(result.outputs))
        pictures = [whole(layer, given) for layer in layers]
        told = [
            {"name": layer.name, "box": [picture.x, picture.y, picture.width, picture.height]}
            for layer, picture in zip(layers, pictures, strict=True)
        ]
        pathlib.Path(f"{name}.command.raw").write_bytes(b"".join(picture.pixels.tobytes() for picture in pictures))
        pathlib.Path(f"{name}.command.json").write_text(json.dumps(told))
        return WRITE(results, *more)

    return write


def main():
    told = json.loads(pathlib.Path("edits.json").read_text())
    for name, depth in told["runs"]:
        with contextlib.chdir(depth):
            outputs.write = keep(name, told["edits"][name]["layers"])
            if command_line.main(arguments(name, told["edits"][name])):
                sys.exit(f"{name} failed in {depth}")


main()
