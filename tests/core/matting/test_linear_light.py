"""Linear light and back."""

import numpy as np
import pytest

from inlay.matting import linear_light


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_every_level_comes_back(dtype):
    levels = np.arange(np.iinfo(dtype).max + 1).astype(dtype)
    linear = linear_light.to_linear(levels)
    assert linear.dtype == np.float32
    assert linear[0] == 0
    assert linear[-1] == 1
    assert np.all(np.diff(linear) > 0)
    assert np.array_equal(linear_light.from_linear(linear, dtype), levels)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_floating_point_comes_back(dtype):
    values = np.linspace(-2, 8, 4001).astype(dtype)
    back = linear_light.from_linear(linear_light.to_linear(values), dtype)
    assert back.dtype == dtype
    assert np.allclose(back.astype(float), values.astype(float), rtol=2e-3 if dtype == "float16" else 2e-6, atol=1e-6)


def test_the_curve_is_that_of_srgb():
    # IEC 61966-2-1: the straight piece, its end, and mid-grey.
    assert np.allclose(
        linear_light.to_linear(np.array([0.02, 0.04045, 0.5])), [0.02 / 12.92, 0.0031308, 0.2140411], atol=1e-6
    )


def test_not_finite_values_stay():
    values = np.array([np.nan, np.inf, -np.inf], np.float32)
    with np.errstate(invalid="raise"):
        assert np.array_equal(linear_light.to_linear(values), values, equal_nan=True)
