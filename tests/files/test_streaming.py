"""Operations on pictures larger than the memory that is allowed: in strips, and equal to the whole at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import tifffile
from tests.files.drawn import noise

from inlay.files import windows
from inlay.files.streaming.limits import COPIES
from inlay.operations import registry
from inlay.picture import Space
from inlay.system.saving import Saving

HEIGHT, WIDTH = 300, 60
#: Rows that are given memory.
ROWS = 90
LOCAL = {
    "convolve": {"matrix": "1 2 1; 2 4 2; 1 2 1", "offset": 0.1},
    "gaussian-blur": {"radius": 1.5},
    "grayscale": {"weights": "rec709"},
    "guided-filter": {"radius": 3, "contrast": 20.0},
    "mean-blur": {"radius": 4},
    "median-blur": {"radius": 3},
    "painted-edges": {"radius": 2},
    "rotate-colours": {"angle": 75.0, "space": "logit"},
    "select-threshold": {"method": "surroundings", "radius": 5},
    "show-channels": {"channels": "lab"},
    "show-gradients": {},
    "sobel": {"per": "colour"},
}
#: Sums of floats that begin elsewhere differ in their last digits.
ROUNDING = 1e-5


def save(name, pixels, model="RGB", **options):
    with Saving() as saving:
        height, width = pixels.shape[:2]
        with windows.create(saving, Path(name), width, height, Space(model, pixels.dtype), **options) as writer:
            writer.write(0, pixels)
        saving.commit()


def load(name):
    with windows.open_picture(Path(name)) as reader:
        return reader.rows(0, reader.height)


def little(name="source.tif"):
    """Memory for some rows of a picture."""
    with windows.open_picture(Path(name)) as reader:
        return "--memory", str(COPIES * ROWS * reader.width * reader.channels * reader.dtype.itemsize)


def run(inlay, name, *more, output, source="source.tif", values=None):
    options = [f"--{key}={value}" for key, value in (LOCAL[name] if values is None else values).items()]
    done = inlay("run", name, "--source", source, "--output", output, *options, *more)
    assert done.code == 0, done.err
    return done


def both(inlay, name, *more, output="tif", source="source.tif", **options):
    """The result in strips and that of the whole at once."""
    said = [
        run(inlay, name, *more, *limit, output=f"{number}.{output}", source=source, **options).err
        for number, limit in enumerate(((), little(source)))
    ]
    assert said[0] == said[1]
    whole, strips = load(f"0.{output}"), load(f"1.{output}")
    assert (whole.shape, whole.dtype) == (strips.shape, strips.dtype)
    return strips, whole


def assert_equal(strips, whole):
    if whole.dtype.kind == "u":
        assert np.array_equal(strips, whole)
    else:
        assert np.abs(strips.astype(float) - whole).max() <= (1e-3 if whole.dtype == np.float16 else ROUNDING)


def test_every_local_operation_is_tried():
    assert {each.id for each in registry.operations() if each.local is not None} == set(LOCAL)


@pytest.mark.parametrize("name", LOCAL)
@pytest.mark.parametrize("dtype", ["u1", "u2", "f2", "f4"])
def test_strips_are_the_whole(inlay, name, dtype):
    save("source.tif", noise(HEIGHT, WIDTH, 3, dtype))
    assert_equal(*both(inlay, name))


@pytest.mark.parametrize("name", LOCAL)
def test_opacity_stays(inlay, name):
    """Where strips are transparent all over, too."""
    pixels = noise(HEIGHT, WIDTH, 4)
    pixels[:170, :, 3] = 0
    save("source.tif", pixels, "RGBA")
    assert_equal(*both(inlay, name))


@pytest.mark.parametrize("name", ["median-blur", "grayscale", "gaussian-blur", "sobel"])
def test_gray_pictures(inlay, name):
    save("source.tif", noise(HEIGHT, WIDTH * 2, 1), "GRAY")
    assert_equal(*both(inlay, name))


@pytest.mark.parametrize("source", ["source.tif", "source.ome.zarr"])
@pytest.mark.parametrize("output", ["tif", "ome.zarr"])
def test_every_pair_of_formats(inlay, source, output):
    save(source, noise(HEIGHT, WIDTH, 3))
    assert_equal(*both(inlay, "median-blur", source=source, output=output))
