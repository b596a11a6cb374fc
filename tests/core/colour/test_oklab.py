"""Oklab: its author's values, and back."""

import numpy as np
import pytest

from inlay.colour.oklab import from_oklab, to_oklab


@pytest.mark.parametrize(
    ("linear", "lab"),
    [
        ((1, 1, 1), (1, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((1, 0, 0), (0.62796, 0.22486, 0.12585)),
        ((0, 1, 0), (0.86644, -0.23389, 0.17950)),
        ((0, 0, 1), (0.45201, -0.03246, -0.31153)),
    ],
)
def test_the_corners_of_srgb(linear, lab):
    np.testing.assert_allclose(to_oklab(np.array(linear)), lab, atol=2e-5)


def test_there_and_back_beyond_the_gamut_too():
    colours = np.random.default_rng(0).uniform(-0.2, 4, (50, 3))
    np.testing.assert_allclose(from_oklab(to_oklab(colours)), colours, rtol=1e-4, atol=1e-5)


def test_shade_scales_all_three_alike():
    colour, shade = np.array([0.5, 0.2, 0.7]), 0.3
    np.testing.assert_allclose(to_oklab(shade * colour), np.cbrt(shade) * to_oklab(colour), rtol=1e-5)
