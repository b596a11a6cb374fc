"""Copy and Paste: source times coverage plus destination times the rest."""

import numpy as np
import pytest

import inlay
from inlay.errors import RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space

DTYPES = ["uint8", "uint16", "float16", "float32", "float64"]


def noise(shape, dtype, seed):
    values = np.random.default_rng(seed).random(shape)
    dtype = np.dtype(dtype)
    return np.rint(values * np.iinfo(dtype).max).astype(dtype) if dtype.kind == "u" else values.astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(9, 11), (9, 11, 3)])
def test_the_formula(dtype, shape):
    source, destination = noise(shape, dtype, 1), noise(shape, dtype, 2)
    mask = np.random.default_rng(3).random(shape[:2])
    weight = mask.reshape(mask.shape + (1,) * (len(shape) - 2))
    expected = source * weight + destination * (1 - weight)
    result = inlay.copy_paste(source, destination, mask)
    assert result.dtype == source.dtype
    # Coverage has the depth of the picture, and so has the result: half a level each.
    step = 1.001 if np.dtype(dtype).kind == "u" else 2 * float(np.finfo(dtype).eps)
    np.testing.assert_allclose(result, expected, atol=step)
    np.testing.assert_array_equal(
        inlay.copy_paste(source, destination, mask > 2 / 3),
        np.where((mask > 2 / 3).reshape(weight.shape), source, destination),
    )


def test_it_moves_and_is_cut_off_at_the_border():
    source, destination = noise((5, 5), "uint8", 1), noise((6, 8), "uint8", 2)
    expected = destination.copy()
    expected[:3, 6:] = source[2:, :2]
    np.testing.assert_array_equal(inlay.copy_paste(source, destination, y=-2, x=6), expected)


def test_transparent_parts_of_the_source_stay_behind():
    source, destination = noise((4, 4, 4), "uint8", 1), noise((4, 4, 3), "uint8", 2)
    source[..., 3] = np.where(np.eye(4, dtype=bool), 255, 0)
    result = inlay.copy_paste(source, destination)
    np.testing.assert_array_equal(result, np.where(np.eye(4, dtype=bool)[..., None], source[..., :3], destination))


def test_nothing_selected_is_refused():
    picture = noise((4, 4), "uint8", 1)
    with pytest.raises(RegionError, match="empty"):
        inlay.copy_paste(picture, picture, np.zeros((4, 4), bool))


def test_the_layer_is_the_selected_piece_in_its_place():
    pixels = noise((6, 7, 4), "uint8", 1)
    pixels[..., 3] = 255
    mask = np.zeros((6, 7), np.uint8)
    mask[2:4, 1:5] = 128
    job = Job(
        {"source": Picture(pixels, name="Fox"), "region": Picture(mask, space=Space("MASK"))},
        registry.find("copy-paste").check({"x": 1, "y": -1}),
        Document(7, 6),
    )
    (layer,) = registry.find("copy-paste").perform(job).outputs
    assert layer.name == "Fox (Copy and Paste)"
    assert layer.picture.box == (2, 1, 4, 2)
    np.testing.assert_array_equal(layer.picture.pixels[..., :3], pixels[2:4, 1:5, :3])
    assert (layer.picture.pixels[..., 3] == 128).all()
