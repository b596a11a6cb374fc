"""What the editors filter: a drawn layer with soft edges, a soft selection, and every filter once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from tests.files import drawn

SIZE = (60, 80)
#: Every filter with its parameters.
FILTERS: dict[str, dict[str, object]] = {
    "convolve": {"matrix": "-2 -1 0; -1 1 1; 0 1 2", "offset": 0.1},
    "gaussian-blur": {"radius": 2.5, "channels": "red"},
    "grayscale": {"weights": "rec709"},
    "guided-filter": {"radius": 3, "contrast": 20.0},
    "mean-blur": {"radius": 4},
    "median-blur": {"radius": 3, "channels": "green-blue"},
    "normalise": {"per": "channel"},
    "painted-edges": {"radius": 2},
    "rotate-colours": {"angle": 75.0, "space": "logit"},
    "sobel": {"per": "colour", "strength": 2.0},
}
#: Runs all of them on files in one process, in Inlay's own environment.
COMMANDS = """
import json, pathlib, sys
from inlay.files.command_line import main
for name, values in json.loads(pathlib.Path("filters.json").read_text()).items():
    options = [f"--{key}={value}" for key, value in values.items()]
    files = ["--source", "image.png", "--region", "region.png", "--output", name + ".png"]
    if main(["run", name, "--quiet", *files, *options]):
        sys.exit(name)
"""


def write(folder: Path, run: Callable[[str, Path], object]) -> None:
    """Write the pictures, the parameters, and the layer that the command line makes of them by each filter.

    Parameters
    ----------
    run : callable
        Runs a program of Inlay's own Python in a folder.
    """
    folder.mkdir()
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    random = np.random.default_rng(11)
    waves = [0.5 + 0.3 * np.sin(x / (4 + k) + k) * np.cos(y / (6 - k)) + 0.15 * (x > 30) for k in range(3)]
    opacity = np.clip(1.6 - np.hypot(x / SIZE[1] - 0.5, y / SIZE[0] - 0.5) * 3, 0, 1)
    colours = np.stack(waves, axis=-1) + random.uniform(-0.05, 0.05, (*SIZE, 3))
    pixels = np.dstack([np.clip(colours, 0, 1), opacity])
    Image.fromarray(np.rint(pixels * 255).astype(np.uint8)).save(folder / "image.png")
    coverage = drawn.selected(
        np.rint(255 * np.clip(1.4 - np.hypot((x - 45) / 26, (y - 25) / 20), 0, 1)).astype(np.uint8)
    )
    Image.fromarray(coverage).save(folder / "region.png")
    (coverage.astype(np.float32) / np.float32(255)).tofile(folder / "region.f32")
    (folder / "filters.json").write_text(json.dumps(FILTERS))
    run(COMMANDS, folder)


def differences(folder: Path, name: str, samples: bytes, size: tuple[int, int], order: str = "RGBA") -> str:
    """How a layer that an editor holds differs from the command line's; empty if it does not."""
    width, height = size
    found = np.frombuffer(samples, np.uint8).reshape(height, width, 4)
    found = found[..., [order.index(letter) for letter in "RGBA"]]
    with Image.open(folder / f"{name}.png") as picture:
        expected = np.asarray(picture.convert("RGBA"))
    if found.shape != expected.shape:
        return f"{found.shape[:2]} instead of {expected.shape[:2]}"
    if len(np.unique(found[..., 3])) < 20 or not found[..., :3].any():
        return "the layer is empty, or its soft edge is gone"
    shown = expected[..., 3] > 0
    worst = np.abs(found.astype(int) - expected)[shown].max()
    return f"differs by {worst} levels" if worst or (found[..., 3] != expected[..., 3]).any() else ""
