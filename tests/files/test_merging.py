"""Several files become one: the canvas holds all of them, wherever they lie."""

import numpy as np
import pytest
from tests.files.drawn import noise, save

from inlay.files import formats, rendering

PLACES = {"left.png": (0, 4), "middle.png": (12, 0), "right.png": (25, 6)}


@pytest.fixture
def picture():
    whole = noise(30, 45, 3)
    for name, (x, y) in PLACES.items():
        save(name, whole[y : y + 22, x : x + 20])
    return whole


def given(offset=(0, 0)):
    """The options that name the files at their places, the first one's the origin."""
    first = PLACES["left.png"]
    options = []
    for name, (x, y) in PLACES.items():
        place = f"@{x - first[0] + offset[0]},{y - first[1] + offset[1]}"
        options += ["--layers", name if place == "@0,0" else name + place]
    return options


def test_pieces_of_a_picture_give_it_back(inlay, tmp_path, picture):
    done = inlay("run", "merge-layers", *given(), "--output", "result.png")
    assert done.code == 0, done.err
    result = rendering.visible(formats.read(tmp_path / "result.png")).pixels
    assert result.shape == (28, 45, 4)
    there = result[..., 3] > 0
    for x, y in PLACES.values():
        assert there[y : y + 22, x : x + 20].all()
    assert np.array_equal(result[there][:, :3], picture[:28][there])


def test_into_a_file_with_layers(inlay, tmp_path, picture):
    done = inlay("run", "merge-layers", *given((300, 100)), "--output", "result.ora")
    assert done.code == 0, done.err
    document = formats.read(tmp_path / "result.ora")
    assert (document.width, document.height) == (45, 28)
    merged = next(each for each in document.layers if each.name == "Merge Layers").picture
    assert merged.pixels.shape == (28, 45, 4)


def test_files_apart_are_refused(inlay, picture):
    done = inlay("run", "merge-layers", "--layers", "left.png", "--layers", "right.png@100,0", "--output", "result.png")
    assert done.code != 0
    assert "do not overlap" in done.err


def test_one_file_is_refused(inlay, picture):
    done = inlay("run", "merge-layers", "--layers", "left.png", "--output", "result.png")
    assert done.code != 0
    assert "two" in done.err
