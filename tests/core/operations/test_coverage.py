"""Coverage is selection times opacity, and nothing is thresholded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.contract.boxes import Box
from inlay.errors import InputError, RegionError
from inlay.operations.coverage import coverage_of
from inlay.picture import Picture, Space

CANVAS = Box(0, 0, 100, 100)


def layer(opacity, x=0, y=0, dtype=np.uint8):
    pixels = np.zeros((*opacity.shape, 4), dtype)
    pixels[..., 3] = opacity
    return Picture(pixels, x, y, Space("RGBA", np.dtype(dtype)))


def mask(values, x=0, y=0):
    return Picture(values, x, y, Space("MASK", values.dtype))


@given(st.integers(0, 255), st.integers(0, 255))
def test_bytes_multiply_with_rounding_and_the_region_is_where_both_are_above_zero(opacity, selected):
    source = layer(np.full((1, 2), 255))
    source.pixels[0, 0, 3] = opacity
    selection = mask(np.array([[selected, 255]], np.uint8))
    alpha, unknown, box = coverage_of(source, selection, CANVAS)
    inside = opacity > 0 and selected > 0
    assert box == (Box(0, 0, 2, 1) if inside else Box(1, 0, 1, 1))
    if inside:
        assert unknown[0, 0]
        assert alpha[0, 0] == round(opacity * selected / 255)


def test_offsets_meet_on_the_canvas():
    source = layer(np.full((10, 10), 255), x=5, y=-3)
    selection = mask(np.ones((20, 20), np.float32), x=8, y=0)
    alpha, unknown, box = coverage_of(source, selection, CANVAS)
    assert box == Box(8, 0, 7, 7)
    assert (alpha == 255).all()
    assert unknown.all()


def test_the_box_is_the_smallest_one():
    opacity = np.zeros((9, 9))
    opacity[2:5, 3:4] = 7
    alpha, _, box = coverage_of(layer(opacity), None, CANVAS)
    assert box == Box(3, 2, 1, 3)
    assert alpha.shape == (3, 1)


def test_a_layer_without_opacity_is_opaque():
    source = Picture(np.zeros((4, 4, 3), np.uint16), space=Space("RGB", np.dtype(np.uint16)))
    alpha, _, _ = coverage_of(source, None, CANVAS)
    assert (alpha == 65535).all()


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_floating_point_opacity_stays_floating_point(dtype):
    alpha, _, _ = coverage_of(layer(np.full((2, 2), 0.5), dtype=dtype), mask(np.full((2, 2), 128, np.uint8)), CANVAS)
    assert alpha.dtype == dtype
    np.testing.assert_allclose(alpha, 0.5 * 128 / 255, rtol=1e-3)


def test_an_empty_region_says_what_to_do():
    for opacity, region, words in (
        (0, None, "layer is empty"),
        (0, 255, "layer is empty"),
        (255, 0, "region is empty"),
    ):
        selection = None if region is None else mask(np.full((3, 3), region, np.uint8))
        with pytest.raises(RegionError, match=words) as refusal:
            coverage_of(layer(np.full((3, 3), opacity)), selection, CANVAS)
        assert refusal.value.hint
    with pytest.raises(RegionError, match="outside the canvas"):
        coverage_of(layer(np.full((3, 3), 255), x=200), None, CANVAS)


def test_nan_is_refused():
    with pytest.raises(InputError, match="not finite"):
        coverage_of(layer(np.array([[1.0, np.nan], [np.inf, 1.0]]), dtype=np.float32), None, CANVAS)
