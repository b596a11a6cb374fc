"""What the editors select: a drawn layer, strokes, a soft selection, and every way to select and to keep it once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from tests.files import drawn

SIZE = (60, 80)
#: Operation and parameters of each run.
RUNS: dict[str, tuple[str, dict[str, object]]] = {
    "replaced": ("select-threshold", {}),
    "added": ("select-threshold", {"result": "add", "method": "range", "low": 70.0}),
    "subtracted": ("select-threshold", {"result": "subtract", "channel": "any"}),
    "intersected": ("select-threshold", {"result": "intersect", "softness": 20.0}),
    "surroundings": ("select-threshold", {"method": "surroundings", "radius": 8}),
    "cluster": ("select-clusters", {"result": "replace", "clusters": 4, "cluster": 2}),
    "scribbled": ("select-scribbles", {}),
    "refined": ("refine-selection", {"grow": 4, "feather": 2.0}),
    "smoothed": ("smooth-selection", {"radius": 6}),
    "posterised": ("select-clusters", {"clusters": 4}),
    "palette": ("select-scribbles", {"result": "palette", "seed": 5}),
    "lifted": ("select-threshold", {"result": "layer"}),
    "trimap": ("refine-selection", {"result": "trimap", "band": 5}),
    "mask": ("select-threshold", {"result": "layer-mask"}),
    "subject": ("select-subject", {}),
    "subject-inside": ("select-subject", {"result": "intersect"}),
    "subject-trimap": ("select-subject", {"result": "trimap", "edge": 4.0}),
}
#: Runs all of them on files in one process, in Inlay's own environment.
COMMANDS = """
import json, pathlib, sys
from inlay.files.command_line import main
for name, (operation, values) in json.loads(pathlib.Path("runs.json").read_text()).items():
    options = [f"--{key}={value}" for key, value in values.items()]
    files = ["--source", "image.png", "--region", "region.png", "--output", name + ".png"]
    if operation == "select-scribbles":
        files += ["--scribbles", "scribbles.png"]
    if main(["run", operation, "--quiet", "--layer-only", *files, *options]):
        sys.exit(name)
"""


def write(folder: Path, run: Callable[[str, Path], object]) -> None:
    """Write the pictures, the runs, and what the command line makes of each.

    Parameters
    ----------
    run : callable
        Runs a program of Inlay's own Python in a folder.
    """
    folder.mkdir()
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    random = np.random.default_rng(7)
    disc = np.hypot(y - 30, x - 45) < 18
    colours = np.where(disc[..., None], (0.85, 0.7, 0.3), (0.2, 0.3, 0.45)) + random.normal(0, 0.04, (*SIZE, 3))
    opacity = np.clip((x - 4) / 4, 0, 1)
    pixels = np.rint(255 * np.dstack([np.clip(colours, 0, 1), opacity])).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "image.png")
    coverage = drawn.selected(
        np.rint(255 * np.clip(1.6 - np.hypot((x - 38) / 24, (y - 25) / 20), 0, 1)).astype(np.uint8)
    )
    Image.fromarray(coverage).save(folder / "region.png")
    (coverage.astype(np.float32) / np.float32(255)).tofile(folder / "region.f32")
    rows, columns = (np.flatnonzero(coverage.any(axis=axis)) for axis in (1, 0))
    box = [columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1]
    (folder / "box.json").write_text(json.dumps([int(number) for number in box]))
    strokes = np.zeros((*SIZE, 4), np.uint8)
    strokes[28:32, 38:52] = 255
    strokes[3:6, 12:70] = strokes[54:57, 12:70] = (0, 0, 0, 255)
    Image.fromarray(strokes).save(folder / "scribbles.png")
    (folder / "scribbles.rgba").write_bytes(strokes.tobytes())
    (folder / "runs.json").write_text(json.dumps(RUNS))
    run(COMMANDS, folder)


def differences(folder: Path, name: str, samples: bytes, size: tuple[int, int], order: str = "RGBA") -> str:
    """How what an editor holds, a gray plane or a layer, differs from the command line's; empty if it does not."""
    width, height = size
    found = np.frombuffer(samples, np.uint8).reshape(height, width, -1)
    with Image.open(folder / f"{name}.png") as picture:
        expected = np.asarray(picture.convert("RGBA") if found.shape[2] == 4 else picture)
        expected = expected.reshape(*picture.size[::-1], -1)
    # Soft masks come as words from the command line, and join with the selection before they are rounded to bytes.
    soft = expected.dtype != np.uint8
    if soft:
        expected = np.rint(expected / 257)
    if found.shape != expected.shape:
        return f"{found.shape} instead of {expected.shape}"
    if found.shape[2] == 4:
        found = found[..., [order.index(letter) for letter in "RGBA"]]
        shown = expected[..., 3] > 0
        if (found[..., 3] != expected[..., 3]).any() or not shown.any():
            return "the opacity differs, or there is none"
        found, expected = found[shown], expected[shown]
    if found.min() == found.max():
        return "all of it is the same"
    worst = np.abs(found.astype(int) - expected).max()
    return f"differs by {worst:g} levels" if worst > soft else ""
