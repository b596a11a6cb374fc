"""Seamless Clone in GIMP gives the bytes that the command line gives for the same pictures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.files.drawn import selected

from tools import root as debian

from .conftest import Editor

pytestmark = pytest.mark.hosts

WIDE = "usr/share/color/icc/krita/ClayRGB-elle-V2-g22.icc"
SIZE, AT = (90, 120), (17, -6)
CASES = {
    "u8": {"dtype": "uint8", "parameters": {}},
    "u8-wide": {"dtype": "uint8", "wide": True, "parameters": {"gradients": "stronger"}},
    "u8-no-selection": {"dtype": "uint8", "region": False, "parameters": {"gradients": "average"}},
    "u8-monochrome": {"dtype": "uint8", "wide": True, "parameters": {"gradients": "monochrome"}},
    "u16": {"dtype": "uint16", "parameters": {"gradients": "stronger", "per": "colour"}},
    "u16-wide": {"dtype": "uint16", "wide": True, "parameters": {"boundary": "fixed"}},
    "f16": {"dtype": "float16", "parameters": {}},
    "f32": {"dtype": "float32", "parameters": {"gradients": "stronger"}},
    "f32-wide": {"dtype": "float32", "wide": True, "parameters": {}},
    "gray": {"dtype": "uint8", "gray": True, "parameters": {}},
}


def _smooth(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Soft noise from 0 to 1."""
    coarse = random.random((shape[0] // 8 + 2, shape[1] // 8 + 2, *shape[2:]))
    rows = np.linspace(0, coarse.shape[0] - 1.001, shape[0])
    columns = np.linspace(0, coarse.shape[1] - 1.001, shape[1])
    y, x = rows.astype(int), columns.astype(int)
    down, right = (rows - y)[:, None, None], (columns - x)[None, :, None]
    top = coarse[y][:, x] * (1 - right) + coarse[y][:, x + 1] * right
    bottom = coarse[y + 1][:, x] * (1 - right) + coarse[y + 1][:, x + 1] * right
    return top * (1 - down) + bottom * down


def _stored(values: np.ndarray, dtype: str) -> np.ndarray:
    kind = np.dtype(dtype)
    if kind.kind == "f":
        return values.astype(kind)
    return np.rint(values * np.iinfo(kind).max).astype(kind)


def _save(path: Path, pixels: np.ndarray, profile: bytes | None) -> None:
    channels = pixels.shape[-1]
    layout = {
        "photometric": "minisblack" if channels < 3 else "rgb",
        "extrasamples": ["unassalpha"] if channels in (2, 4) else None,
        "planarconfig": "contig" if channels > 1 else None,
    }
    tifffile.imwrite(path, pixels if channels > 1 else pixels[..., 0], iccprofile=profile, **layout)


def _write_pictures(folder: Path, root: Path) -> dict[str, dict]:
    """Source with a soft border, opaque destination and soft region of every case."""
    folder.mkdir()
    wide = (root / WIDE).read_bytes()
    random = np.random.default_rng(7)
    y, x = np.mgrid[0:70, 0:80]
    distance = np.hypot((y - 35) / 32, (x - 40) / 38)
    opacity = np.clip((1 - distance) * 4, 0, 1)[..., None]
    row, column = np.mgrid[0 : SIZE[0], 0 : SIZE[1]]
    coverage = np.clip(1.3 - np.hypot((row - 30) / 28, (column - 55) / 34), 0, 1)
    region = selected(np.rint(coverage * 255).astype(np.uint8))
    Image.fromarray(region).save(folder / "region.png")
    (region.astype(np.float32) / np.float32(255)).tofile(folder / "region.f32")
    cases = {}
    for name, case in CASES.items():
        profile, channels = wide if case.get("wide") else None, 1 if case.get("gray") else 3
        colours = _smooth(random, (70, 80, channels)) * 0.7 + 0.2 * np.sin(x / 3)[..., None] * np.cos(y / 4)[..., None]
        source = np.concatenate([np.clip(colours, 0, 1), opacity], axis=-1)
        _save(folder / f"{name}-source.tif", _stored(source, case["dtype"]), profile)
        _save(folder / f"{name}-destination.tif", _stored(_smooth(random, (*SIZE, channels)), case["dtype"]), profile)
        cases[name] = {
            "source": f"{name}-source.tif",
            "destination": f"{name}-destination.tif",
            "region": case.get("region", True),
            "coverage": "region.f32",
            "at": AT,
            "parameters": case["parameters"],
        }
    (folder / "cases.json").write_text(json.dumps(cases))
    return cases


def _run_command(gimp: Editor, folder: Path, name: str, case: dict) -> np.ndarray:
    region = ["--region", str(folder / "region.png")] if case["region"] else []
    parameters = [part for key, value in case["parameters"].items() for part in (f"--{key}", value)]
    command = [
        f"{debian.PREFIX}/environment/bin/inlay", "run", "seamless-clone", "--quiet", "--layer-only",
        "--source", str(folder / case["source"]), f"--at={AT[0]},{AT[1]}",
        "--destination", str(folder / case["destination"]), *region, *parameters,
        "--output", str(folder / f"{name}-layer.tif"),
    ]  # fmt: skip
    debian.run(gimp.root, command, gimp.environment, lend=[gimp.folder], check=True)
    return tifffile.imread(folder / f"{name}-layer.tif")


@pytest.fixture(scope="module")
def cloned(gimp: Editor) -> tuple[Path, dict[str, dict], dict[str, str]]:
    folder = gimp.folder / "pictures"
    cases = _write_pictures(folder, gimp.root)
    return folder, cases, gimp.checks("cloning")


def _held(folder: Path, name: str, key: str, dtype: str) -> tuple[np.ndarray, dict]:
    """What GIMP held, as an array."""
    told = json.loads((folder / f"{name}.json").read_text())[key]
    _, _, width, height = told["place"]
    samples = np.frombuffer((folder / f"{name}.{key}").read_bytes(), dtype)
    return samples.reshape(height, width, -1), told


@pytest.mark.parametrize("name", CASES)
def test_layer_equals_the_command_line(gimp: Editor, cloned, name: str) -> None:
    folder, cases, problems = cloned
    assert not problems["check_every_case"], problems["check_every_case"]
    dtype = CASES[name]["dtype"]
    for key in ("source", "destination"):
        loaded = tifffile.imread(folder / cases[name][key])
        held, _ = _held(folder, name, key, dtype)
        assert np.array_equal(held, loaded.reshape(held.shape)), f"GIMP loads the {key} as other samples"
    result, told = _held(folder, name, "result", dtype)
    expected = _run_command(gimp, folder, name, cases[name])
    assert result.dtype == expected.dtype
    left, top, width, height = told["place"]
    if expected.shape[:2] == SIZE:
        outside = expected.copy()
        outside[top : top + height, left : left + width] = 0
        assert not outside[..., -1].any(), "the command line has more"
        expected = expected[top : top + height, left : left + width]
    assert result.shape == expected.shape
    assert result[..., -1].any()
    difference = np.abs(result.astype(float) - expected.astype(float))
    assert not difference[..., :-1].any(), difference[..., :-1].max()
    # GIMP's selection has 11 bits in a half float image, the mask's file 8 that are not among them.
    assert difference[..., -1].max() <= (2**-11 if dtype == "float16" else 0)


@pytest.mark.parametrize(
    "check",
    [
        "check_every_way_to_the_same_destination",
        "check_hiding_the_source_and_displacing_it",
        "check_a_source_in_a_group_and_a_transparent_destination",
        "stderr",
    ],
)
def test_in_gimp(cloned, check: str) -> None:
    problem = cloned[2][check]
    assert not problem, problem
