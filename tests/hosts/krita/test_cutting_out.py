"""The operations that cut out, in Krita: what it then holds is what the command line writes for the same pictures.

What goes wrong inside Krita, `test_headless` tells.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.hosts import cutouts

from tools import root as debian

from .conftest import Editor

pytestmark = pytest.mark.hosts

SCENES = ["drawn", pytest.param("lemur", marks=pytest.mark.pictures)]
TRIMAP = ("cut-out", "--trimap", "trimap.png", "--method", cutouts.METHOD)
RADII = ("--inner-pixels", "6", "--outer-pixels", "9")
LAYERS = {
    "trimap-u8": TRIMAP,
    "by-transparency": TRIMAP,
    "by-selection": TRIMAP,
    "result-alpha": (*TRIMAP, "--result", "alpha"),
    "selection": ("cut-out-selection", "--region", "region.png", *RADII, "--method", cutouts.METHOD),
    "made": ("make-trimap", "--region", "region.png", *RADII),
    "scribbles": ("cut-out-scribbles", "--scribbles", "strokes.png", "--method", cutouts.METHOD),
    "subject": ("remove-background", "--edge", "4", "--method", cutouts.METHOD),
    "subject-inside": ("remove-background", "--region", "region.png", "--edge", "4", "--method", cutouts.METHOD),
    **{
        f"{operation}-{kind}": (operation, "--edge", "region.png")
        for operation in ("refine-edge", "clean-edge-colours", "background-plate")
        for kind in ("layer", "mask")
    },
}
MASKS = ("result-layer-mask", "result-mask", "result-channel", "result-selection")


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest, krita: Editor) -> Path:
    if request.param == "lemur":
        request.getfixturevalue("pictures")
    krita.checks("cutting")
    return krita.folder / "cutouts" / request.param


def _held(scene: Path, name: str, dtype: str, channels: int) -> np.ndarray:
    """What Krita held on the whole canvas; colours in the order red, green, blue, opacity."""
    width, height = json.loads((scene / f"{name}.krita.json").read_text())["size"]
    samples = np.frombuffer((scene / f"{name}.krita").read_bytes(), dtype).reshape(height, width, channels)
    return samples[..., [2, 1, 0, 3]] if channels == 4 and np.dtype(dtype).kind == "u" else samples


def _command_line(krita: Editor, scene: Path, name: str, *arguments: str, image: str = "image.png") -> np.ndarray:
    """What the command line writes, as large as the picture."""
    output = scene / f"{name}-expected.tif"
    files = [str(scene / word) if word.endswith(".png") else word for word in arguments[1:]]
    command = [
        f"{debian.PREFIX}/environment/bin/inlay", "run", arguments[0], "--quiet", "--image", str(scene / image), *files,
        "--output", str(output),
    ]  # fmt: skip
    debian.run(krita.root, command, {}, lend=[krita.folder], check=True)
    return tifffile.imread(output)


@pytest.mark.parametrize("name", LAYERS)
def test_layer_equals_the_command_line(krita: Editor, scene: Path, name: str) -> None:
    expected = _command_line(krita, scene, name, *LAYERS[name])
    found = _held(scene, name, "uint8", 4)
    assert found.any()
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(("depth", "dtype"), [("u16", "uint16"), ("f32", "float32")])
def test_depths(krita: Editor, scene: Path, depth: str, dtype: str) -> None:
    with Image.open(scene / "image.png") as picture:
        pixels = np.asarray(picture)
    deep = pixels.astype(np.uint16) * 257 if dtype == "uint16" else (pixels / np.float32(255)).astype(np.float32)
    tifffile.imwrite(scene / f"image-{depth}.tif", deep, photometric="rgb")
    expected = _command_line(krita, scene, f"trimap-{depth}", *TRIMAP, image=f"image-{depth}.tif")
    found = _held(scene, f"trimap-{depth}", dtype, 4)
    white = 65535 if dtype == "uint16" else 1
    # Krita converts the opened picture to another profile of the same curve, which rounds.
    difference = np.abs(found.astype(float) - expected) / white
    assert difference[..., 3].max() < 5e-3
    seen = (expected[..., 3] > 0.02 * white)[..., np.newaxis]
    assert (difference[..., :3] * seen).max() < 2e-2


@pytest.mark.parametrize("name", MASKS)
def test_masks_and_selections_read_back(krita: Editor, scene: Path, name: str) -> None:
    expected = _command_line(krita, scene, "mask", *TRIMAP, "--result", "selection")
    found = _held(scene, name, "uint8", 1)[..., 0]
    levels = np.rint(expected / 65535 * 255)
    assert np.abs(found - levels).max() <= 1
    assert (found != levels).mean() < 0.01
