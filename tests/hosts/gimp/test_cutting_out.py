"""The operations that cut out, in GIMP: what it then holds is what the command line writes for the same pictures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.conftest import PICTURES
from tests.hosts import cutouts

from tools import root as debian

from .conftest import Editor

pytestmark = pytest.mark.hosts

SCENES = ["drawn", pytest.param("lemur", marks=pytest.mark.pictures)]
TRIMAP = ("cut-out", "--trimap", "trimap.png", "--method", cutouts.METHOD)
RADII = ("--inner-pixels", "6", "--outer-pixels", "9")
LAYERS = {
    "trimap-u8": TRIMAP,
    "by-channel": TRIMAP,
    "by-mask": TRIMAP,
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


@pytest.fixture(scope="module")
def cut(gimp: Editor) -> tuple[Path, dict[str, str]]:
    folder = gimp.folder / "cutouts"
    cutouts.write(folder, Path(PICTURES) if PICTURES else None)
    return folder, gimp.checks("cutting")


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest, cut: tuple[Path, dict[str, str]]) -> Path:
    if request.param == "lemur":
        request.getfixturevalue("pictures")
    return cut[0] / request.param


def _held(scene: Path, name: str, dtype: str) -> tuple[np.ndarray, tuple[int, ...]]:
    place = json.loads((scene / f"{name}.json").read_text())["place"]
    samples = np.frombuffer((scene / f"{name}.held").read_bytes(), dtype)
    return samples.reshape(place[3], place[2], -1), tuple(place)


def _command_line(gimp: Editor, scene: Path, name: str, *arguments: str, image: str = "image.png") -> Path:
    """The file that the command line writes, as large as the picture."""
    output = scene / f"{name}-expected.tif"
    files = [str(scene / word) if word.endswith(".png") else word for word in arguments[1:]]
    command = [
        f"{debian.PREFIX}/environment/bin/inlay", "run", arguments[0], "--quiet", "--image", str(scene / image), *files,
        "--output", str(output),
    ]  # fmt: skip
    debian.run(gimp.root, command, gimp.environment, lend=[gimp.folder], check=True)
    return output


def _placed(found: np.ndarray, place: tuple[int, ...], like: np.ndarray) -> np.ndarray:
    canvas = np.zeros(like.shape, found.dtype)
    left, top, width, height = place
    canvas[top : top + height, left : left + width] = found
    return canvas


@pytest.mark.parametrize("name", LAYERS)
def test_layer_equals_the_command_line(gimp: Editor, scene: Path, name: str) -> None:
    expected = tifffile.imread(_command_line(gimp, scene, name, *LAYERS[name]))
    found, place = _held(scene, name, "uint8")
    assert found.any()
    np.testing.assert_array_equal(_placed(found, place, expected), expected)


@pytest.mark.parametrize(("depth", "dtype"), [("u16", "uint16"), ("f32", "float32")])
def test_depths(gimp: Editor, scene: Path, depth: str, dtype: str) -> None:
    """GIMP's own conversion of the picture is what the command line is given."""
    with Image.open(scene / "image.png") as picture:
        pixels = np.asarray(picture)
    deep = pixels.astype(np.uint16) * 257 if dtype == "uint16" else (pixels / np.float32(255)).astype(np.float32)
    tifffile.imwrite(scene / f"image-{depth}.tif", deep, photometric="rgb")
    written = _command_line(gimp, scene, f"trimap-{depth}", *TRIMAP, image=f"image-{depth}.tif")
    expected = tifffile.imread(written)
    found, place = _held(scene, f"trimap-{depth}", dtype)
    white = 65535 if dtype == "uint16" else 1
    difference = np.abs(_placed(found, place, expected).astype(float) - expected) / white
    assert difference[..., 3].max() < 1e-3
    seen = (expected[..., 3] > 0.02 * white)[..., np.newaxis]
    assert (difference[..., :3] * seen).max() < 1e-2


@pytest.mark.parametrize("name", MASKS)
def test_masks_channels_and_selections_read_back(gimp: Editor, scene: Path, name: str) -> None:
    expected = tifffile.imread(_command_line(gimp, scene, "mask", *TRIMAP, "--result", "selection"))
    found, place = _held(scene, name, "uint8")
    assert place == (0, 0, expected.shape[1], expected.shape[0])
    levels = np.rint(expected / 65535 * 255)
    assert np.abs(found[..., 0] - levels).max() <= 1
    # GIMP keeps a channel in another curve than a mask, which rounds once more.
    assert (found[..., 0] != levels).mean() < (1 if name == "result-channel" else 0.01)


@pytest.mark.parametrize(
    "check",
    [
        "check_a_trimap_layer_in_every_depth",
        "check_a_prior_is_believed_as_far_as_is_said",
        "check_a_trimap_as_channel_and_as_layer_mask",
        "check_every_result",
        "check_a_mask_on_the_layer_itself",
        "check_a_selection",
        "check_a_subject",
        "check_scribbles",
        "check_a_layer_and_its_mask",
        "check_failures_leave_the_image_as_it_was",
        "stderr",
    ],
)
def test_in_gimp(cut: tuple[Path, dict[str, str]], check: str) -> None:
    problem = cut[1][check]
    assert not problem, problem
