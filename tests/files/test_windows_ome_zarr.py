"""OME-Zarr by windows: what others write, and what is no picture."""

import json

import numpy as np
import pytest
import zarr
from tests.files.windowed import assert_windows_are, noise

from inlay.arrays.warning import collected
from inlay.errors import FileError
from inlay.files import windows
from inlay.files.windows import NewPicture
from inlay.picture import Space
from inlay.system.saving import Saving


def ome(path, pixels, axes, *, version="0.5", transformations=(), units=None, **options):
    """A picture of OME-Zarr as others write it."""
    described = [{"name": axis, **({"unit": units} if units and axis in "xy" else {})} for axis in axes]
    multiscales = {"axes": described, "datasets": [{"path": "s0", "coordinateTransformations": list(transformations)}]}
    said = {"ome": {"version": version, "multiscales": [multiscales]}}
    if version != "0.5":
        said = {"multiscales": [multiscales | {"version": version}]}
    group = zarr.create_group(path, zarr_format=3 if version == "0.5" else 2, attributes=said)
    group.create_array("s0", data=pixels, **options)


@pytest.mark.parametrize("version", ["0.4", "0.5"])
@pytest.mark.parametrize("dtype", ["u1", "u2", ">u2", "f4"])
@pytest.mark.parametrize("axes", ["yx", "cyx", "tczyx", "yxc"])
def test_ome_zarr_of_others(tmp_path, version, dtype, axes):
    pixels = noise(130, 90, 3 if "c" in axes else 1, dtype[-2:])
    sizes = {"t": 1, "z": 1, "c": pixels.shape[2], "y": 130, "x": 90}
    stored = pixels.transpose(["yxc".index(axis) for axis in axes if axis in "yxc"] + ([] if "c" in axes else [2]))
    stored = stored.reshape([sizes[axis] for axis in axes]).astype(dtype)
    chunks = tuple({"y": 64, "x": 48}.get(axis, 1) for axis in axes)
    shards = {"shards": tuple(size * (2 if size > 1 else 1) for size in chunks)} if version == "0.5" else {}
    ome(tmp_path / "a.zarr", stored, axes, version=version, chunks=chunks, **shards)
    with collected() as warnings:
        assert_windows_are(tmp_path / "a.zarr", pixels)
    assert [each.code for each in warnings] == ["channels"] * (pixels.shape[2] > 1)


def test_ome_zarr_says_where_it_lies_and_how_large(tmp_path):
    steps = [{"type": "scale", "scale": [84.6666667, 50.8]}, {"type": "translation", "translation": [0, 508.0]}]
    ome(tmp_path / "a.zarr", noise(9, 9, 1)[..., 0], "yx", transformations=steps, units="micrometer")
    with windows.open_picture(tmp_path / "a.zarr") as reader:
        assert reader.position == (10.0, 0.0)
        assert reader.metadata.resolution == pytest.approx((500.0, 300.0), rel=1e-6)


@pytest.mark.parametrize(
    ("axes", "shape", "words"),
    [
        ("zyx", (5, 9, 9), "5 pictures along the axis “z”"),
        ("cyx", (7, 9, 9), "7 channels"),
        ("zc", (9, 9), "no x and y"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path, axes, shape, words):
    ome(tmp_path / "a.zarr", np.zeros(shape, np.uint8), axes)
    with pytest.raises(FileError, match=words):
        windows.open_picture(tmp_path / "a.zarr")


def test_folders_without_axes_are_refused(tmp_path):
    zarr.create_group(tmp_path / "group.zarr")
    zarr.create_array(tmp_path / "array.zarr", data=np.zeros((9, 9)))
    (tmp_path / "folder").mkdir()
    for name, words in (("group.zarr", "which of its axes"), ("array.zarr", "no OME-Zarr"), ("folder", "is a folder")):
        with pytest.raises(FileError, match=words):
            windows.open_picture(tmp_path / name)


def test_pieces_that_are_too_large_are_refused(tmp_path):
    path = tmp_path / "a.zarr"
    ome(path, np.zeros((4, 4), np.uint8), "yx", version="0.4")
    described = json.loads((path / "s0" / ".zarray").read_text())
    described |= {"shape": [40_000, 40_000], "chunks": [40_000, 40_000]}
    (path / "s0" / ".zarray").write_text(json.dumps(described))
    (path / ".zmetadata").unlink(missing_ok=True)
    with pytest.raises(FileError, match=r"pieces of 1,600 MB.*tiles"):
        windows.open_picture(path)


def test_a_folder_of_other_things_is_never_replaced(tmp_path):
    (tmp_path / "a.zarr").mkdir()
    (tmp_path / "a.zarr" / "letter.txt").write_text("dear")
    with Saving() as saving, pytest.raises(FileError, match="holds other things"):
        windows.create(saving, NewPicture(tmp_path / "a.zarr", 1, 1, Space()))
    (tmp_path / "b.zarr").write_text("dear")
    with Saving() as saving, pytest.raises(FileError, match="is not a folder"):
        windows.create(saving, NewPicture(tmp_path / "b.zarr", 1, 1, Space()))
