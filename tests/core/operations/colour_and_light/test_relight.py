"""Relight: its laws, and what it does to a highlight and to a shadow."""

import numpy as np
import pytest
from tests import pictures

import inlay


@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize("options", [{"beta": 0.0}, {"strength": 0.0}])
def test_the_identity(dtype, options):
    image = pictures.image(dtype=dtype)
    for region in (None, pictures.opacity() > 0.3):
        np.testing.assert_array_equal(inlay.relight(image, region, **options), image)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_bump_is_evened_out(sign):
    y, x = np.mgrid[-40:41, -40:41]
    bump = np.exp(-(x**2 + y**2) / 200)
    image = (0.45 + sign * 0.3 * bump)[..., None] * np.array([1.0, 0.8, 0.6])
    region = x**2 + y**2 < 35**2
    weak, strong = (inlay.relight(image, region, strength=strength) for strength in (100.0, 200.0))
    centre, rim = (40, 40), (40, 0)
    steps = [abs(each[centre] - each[rim])[0] for each in (image, weak, strong)]
    assert steps[0] > 1.1 * steps[1] > 1.2 * steps[2]
    # In linear light all channels change by one factor: hue and saturation stay.
    linear = [np.where(each <= 0.04045, each / 12.92, ((each + 0.055) / 1.055) ** 2.4) for each in (image, weak)]
    ratio = linear[1][region] / linear[0][region]
    assert np.ptp(ratio, axis=1).max() < 1e-3


def test_negative_light_counts_as_none():
    image = pictures.image(dtype="float32")
    image[10:14, 20:24] = -0.5
    result = inlay.relight(image)
    assert np.isfinite(result).all()
    assert (result[10:14, 20:24] <= 0).all()
