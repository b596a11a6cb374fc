"""Spaces to blend in: there and back, and what the coordinates mean."""

import numpy as np
import pytest
from tests.cases import every

from inlay import colour
from inlay.errors import InputError, ParameterError
from inlay.picture import Space

SHAPES = {"RGB": 3, "RGBA": 3, "GRAY": 1}


def pixels(model, dtype):
    rng = np.random.default_rng(0)
    samples = rng.random((20, 30, SHAPES[model]))
    samples[:2] = samples[:2, :, :1]
    samples[2:4] = 0
    samples[4:6] = 1
    return colour.convert_samples(samples, dtype)


@pytest.mark.parametrize("name", ["rgb", "linear", "lab", "hsv"])
@every("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("model", SHAPES)
@every("transfer", ["perceptual", "linear"])
def test_there_and_back(name, dtype, model, transfer):
    space = Space(model, np.dtype(dtype), transfer)
    before = pixels(model, dtype)
    values = colour.to_space(before, name, space)
    assert values.dtype == np.float32
    after = colour.from_space(values, name, space)
    assert after.dtype == before.dtype
    assert after.shape == before.shape
    error = np.abs(after.astype(float) - before.astype(float)).max() / colour.white(dtype)
    assert error <= (0 if dtype == "uint8" else 2e-4)


@pytest.mark.parametrize("model", SHAPES)
def test_gray_is_the_luminance_in_all_channels(model):
    space = Space(model, np.dtype(np.float32))
    before = pixels(model, "float32")
    values = colour.to_space(before, "gray", space)
    assert values.shape == (20, 30, 1)
    expected = before @ np.array(colour.luminance_weights(Space(model.removesuffix("A"))), np.float32)
    assert np.allclose(values[..., 0], expected, atol=1e-6)
    after = colour.from_space(values, "gray", space)
    assert after.shape == before.shape
    assert np.array_equal(after, values.repeat(SHAPES[model], axis=2))


def test_coordinates():
    space = Space("RGB", np.dtype(np.uint8))
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [128, 128, 128], [255, 255, 0]]], np.uint8)
    hsv = colour.to_space(colours, "hsv", space)[0]
    angles = np.degrees(np.arctan2(hsv[:, 1], hsv[:, 0])) % 360
    assert np.allclose(angles, [0, 120, 240, 0, 60], atol=1e-3)
    assert np.allclose(hsv[:, 2], [1, 1, 1, 0, 1])
    assert np.allclose(hsv[:, 3], [1, 1, 1, 128 / 255, 1])
    assert np.allclose(colour.to_space(colours, "linear", space)[0, 3], 0.2158605, atol=1e-4)
    assert np.allclose(colour.to_space(colours, "lab", space)[0, 3, 0], 0.5359, atol=2e-3)


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("model", SHAPES)
def test_a_table_gives_the_same_linear_light_as_the_profile(dtype, model):
    space = Space(model, np.dtype(dtype))
    many = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (300, 300, SHAPES[model]), dtype=dtype)
    few = colour.to_space(many[:5, :5], "linear", space)
    floating = colour.to_space(colour.convert_samples(many, np.float32), "linear", Space(model, np.dtype(np.float32)))
    found = colour.to_space(many, "linear", space)
    np.testing.assert_allclose(found, floating, atol=2e-6)
    np.testing.assert_allclose(few, floating[:5, :5], atol=2e-6)


def test_a_mean_of_hues_goes_the_short_way():
    """Between 350 and 10 degrees lies 0 and not 180."""
    space = Space("RGB", np.dtype(np.float32))
    colours = np.array([[[1, 0, 1 / 6], [1, 1 / 6, 0]]], np.float32)
    mean = colour.to_space(colours, "hsv", space).mean(axis=1, keepdims=True)
    assert np.allclose(colour.from_space(mean, "hsv", space)[0, 0], [1, 0, 0], atol=1e-5)


def test_refusals():
    with pytest.raises(ParameterError, match="'cmyk'"):
        colour.to_space(np.zeros((1, 1, 3)), "cmyk", Space("RGB"))
    with pytest.raises(InputError, match="LAB document"):
        colour.to_space(np.zeros((1, 1, 3)), "hsv", Space("LAB"))
