import warnings

import numpy as np
import pytest

from inlay.arrays.saturation import saturated
from inlay.colour import convert_samples

LARGEST = float(np.finfo(np.float16).max)


@pytest.mark.parametrize("convert", [saturated, convert_samples])
def test_what_is_too_large_for_halves_becomes_the_largest(convert):
    values = np.array([[1e30, -3e38, 65504.0, 65520.0, 1e-40, 0.5, np.inf, -np.inf]], np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stored = convert(values, np.dtype(np.float16))
    expected = [[LARGEST, -LARGEST, LARGEST, LARGEST, 0.0, 0.5, np.inf, -np.inf]]
    assert stored.dtype == np.float16 and stored.tolist() == expected
    assert np.isnan(convert(np.array([np.nan], np.float32), np.dtype(np.float16))).all()


def test_the_largest_of_single_precision():
    found = saturated(np.array([1e300, -1e39]), np.dtype(np.float32))
    assert found.tolist() == [float(np.finfo(np.float32).max), -float(np.finfo(np.float32).max)]


def test_nothing_is_copied_where_the_type_is_right():
    values = np.ones(3, np.float32)
    assert saturated(values, np.dtype(np.float32)) is values
