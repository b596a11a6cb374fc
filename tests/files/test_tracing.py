"""Trace to Path on files: an SVG file from a picture, drawings and layers under names that fit them."""

from xml.etree import ElementTree

import numpy as np
import pytest
from tests.core.segmentation.test_contours import disc, rings
from tests.files.drawn import load, save

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def dog(inlay):
    """A picture whose opacity is a disc, and a mask of nested squares."""
    alpha = np.rint(disc(30) * 255).astype(np.uint8)
    y, x = np.mgrid[:100, :100].astype(np.uint8)
    save("dog.png", np.dstack([2 * x, 2 * y, np.full_like(x, 90), alpha]))
    mask = np.zeros((100, 100), np.uint8)
    mask[20:58, 30:68] = rings(4) * 255
    save("mask.png", mask)
    return inlay


def paths(name):
    root = ElementTree.parse(name).getroot()
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("100", "100", "0 0 100 100")
    return root.findall(f"{SVG}path")


def test_a_picture_becomes_an_svg_file(dog):
    done = dog("run", "trace", "--image", "dog.png", "--output", "dog.svg", "--json")
    assert done.code == 0, done.err
    assert [entry["kind"] for entry in done.json["outputs"]] == ["path"]
    (path,) = paths("dog.svg")
    assert path.get("fill") == "none" and path.get("d").count("M") == 1
    numbers = np.array(path.get("d").replace(",", " ").translate(str.maketrans("MCZ", "   ")).split(), float)
    away = np.hypot(numbers[0::2][3::3] - 50.3, numbers[1::2][3::3] - 49.8)
    assert abs(away - 30).max() < 0.5


def test_filled_polygons_as_a_drawing_and_as_a_layer(dog):
    common = ("run", "trace", "--image", "dog.png", "--region", "mask.png", "--no-curves", "--of=selection")
    for output, yields in (("drawn.svg", "vector"), ("layer.png", "layer")):
        done = dog(*common, "--yields", yields, "--output", output)
        assert done.code == 0, done.err
    drawn = paths("drawn.svg")
    assert [path.get("d").count("M") for path in drawn] == [2, 2]
    layer = load("layer.png")
    np.testing.assert_array_equal(layer[..., 3] >= 128, load("mask.png") >= 128)
    assert drawn[0].get("fill") == "#" + bytes(layer[22, 48, :3]).hex()


def test_a_mask_of_another_file_and_a_further_file(dog):
    done = dog("run", "trace", "--image", "dog.png", "--shape", "mask.png", "--yields=file", "--file", "outline.svg")
    assert done.code == 0, done.err
    assert paths("outline.svg")[0].get("fill").startswith("#")


@pytest.mark.parametrize(
    "options, message",
    [
        (("--output", "dog.gif"), "suffix"),
        (("--yields", "layer", "--output", "dog.svg"), "suffix"),
        (("--yields", "file", "--output", "dog.svg"), "name for the SVG"),
        ((), "no output"),
        (("--of", "selection", "--output", "dog.svg"), "Nothing is selected"),
    ],
)
def test_what_is_refused(dog, options, message):
    done = dog("run", "trace", "--image", "dog.png", *options)
    assert done.code != 0
    assert message in done.err
