"""Planes fitted beside a hole, and the plate that goes on with them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.errors import Cancelled
from inlay.inpainting.slopes import smoothed
from inlay.inpainting.thin_plate import clamped, thin_plate

Y, X = np.mgrid[:60, :70]
HOLE = np.hypot(Y - 28, X - 33) < 12


@settings(max_examples=20)
@given(st.tuples(*[st.floats(-2, 2)] * 3), st.floats(0.5, 6), st.integers(0, 99))
def test_planes_stay_whatever_is_missing(slopes, sigma, seed):
    random = np.random.default_rng(seed)
    plane = (slopes[0] + slopes[1] * Y / 60 + slopes[2] * X / 60)[..., None]
    usable = ~HOLE & (random.random(HOLE.shape) < 0.8)
    found = smoothed(np.where(usable[..., None], plane, np.nan), usable, sigma)
    np.testing.assert_allclose(found[usable], plane[usable], atol=1e-3)


def test_noise_goes_and_nothing_comes_from_far_away():
    random = np.random.default_rng(1)
    plane = (0.5 + 0.3 * Y / 60)[..., None]
    noisy = plane + random.normal(0, 0.05, plane.shape)
    found = smoothed(noisy, ~HOLE, 5.0)
    assert np.abs(found - plane)[~HOLE].mean() < 0.2 * np.abs(noisy - plane).mean()
    usable = X < 10
    assert (smoothed(noisy, usable, 2.0)[:, 20:] == 0).all()


def test_progress_may_cancel():
    def cancel():
        raise Cancelled

    with pytest.raises(Cancelled):
        smoothed(np.zeros((5, 5, 1)), np.ones((5, 5), bool), 1.0, cancel)


def filled(image, smoothing, present=None):
    usable = ~HOLE if present is None else present & ~HOLE
    return clamped(image, usable, HOLE, present, smoothing).image


def test_without_smoothing_it_is_the_thin_plate():
    image = np.random.default_rng(2).random((60, 70, 2))
    np.testing.assert_array_equal(filled(image, 0), thin_plate(image, HOLE).image)


@pytest.mark.parametrize(("dtype", "white", "atol"), [("uint8", 255, 1), ("uint16", 65535, 2), ("float32", 1, 3e-5)])
def test_an_even_slope_goes_on_with_any_smoothing(dtype, white, atol):
    slope = (0.2 + 0.5 * X / 70 + 0.2 * Y / 60)[..., None] * white
    image = (np.rint(slope) if white > 1 else slope).astype(dtype)
    wild = np.where(HOLE[..., None], 0, image).astype(dtype)
    np.testing.assert_allclose(filled(wild, 4.0).astype(float), image.astype(float), atol=atol)


def test_grain_does_not_bend_it():
    random = np.random.default_rng(3)
    slope = (0.2 + 0.5 * X / 70)[..., None]
    image = slope + random.normal(0, 0.02, slope.shape)
    errors = [np.abs(filled(image, smoothing) - slope)[HOLE].max() for smoothing in (0, 6)]
    assert errors[1] < 0.5 * errors[0]


def test_the_border_fits_whatever_was_smoothed():
    image = np.random.default_rng(4).random((60, 70, 1))
    present = np.ones(HOLE.shape, bool)
    present[:, 50:] = False
    wild = np.where((present & ~HOLE)[..., None], image, np.nan)
    found = filled(wild, 3.0, present)
    assert np.isfinite(found[present | HOLE]).all()
    np.testing.assert_array_equal(found[present & ~HOLE], image[present & ~HOLE])
    rim = HOLE & ~np.roll(HOLE, 1, 0)
    assert np.abs(found[rim] - np.roll(image, 1, 0)[rim]).mean() < np.abs(np.diff(image, axis=0)).mean()
