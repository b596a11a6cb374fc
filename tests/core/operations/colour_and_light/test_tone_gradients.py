"""Tone Gradients: the range shrinks, detail stays, and with nothing to do only the exposure changes."""

import numpy as np
import pytest
from scipy import ndimage

import inlay


def linear(encoded):
    return np.where(encoded <= 0.04045, encoded / 12.92, ((np.maximum(encoded, 0) + 0.055) / 1.055) ** 2.4)


def encoded(light):
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)


def scene():
    """A dark room and a window a thousand times as bright, both with the same texture."""
    random = np.random.default_rng(0)
    texture = np.exp(0.2 * ndimage.gaussian_filter(random.normal(size=(150, 180)), 1.5) * 4)
    level = ndimage.gaussian_filter(np.where(np.arange(180) < 90, np.log(0.02), np.log(20.0)), 3)
    return encoded((texture * np.exp(level))[..., None] * np.array([1.0, 0.9, 0.7])).astype(np.float32)


def test_the_range_shrinks_and_detail_stays():
    before = scene()
    after = inlay.tone_gradients(before)
    halves = np.s_[:, 10:70], np.s_[:, 110:170]
    light = [np.log(linear(each.astype(float))[..., 1]) for each in (before, after)]
    # Relative to the whole range there is more detail than before.
    spans = [each[halves[1]].mean() - each[halves[0]].mean() for each in light]
    assert spans[1] < 0.75 * spans[0]
    for half in halves:
        detail = [each[half].std() / span for each, span in zip(light, spans, strict=True)]
        assert detail[1] > 1.15 * detail[0]
    assert after.max() < 2
    assert np.quantile(linear(after), 0.995) == pytest.approx(1, abs=0.15)


def test_with_beta_one_only_the_exposure_changes():
    before = scene()
    after = inlay.tone_gradients(before, beta=1.0, saturation=1.0)
    ratio = linear(after.astype(float)) / linear(before.astype(float))
    assert np.ptp(np.log(ratio)) < 2e-2


def test_without_saturation_it_is_gray():
    after = inlay.tone_gradients(scene(), saturation=0.0)
    assert np.ptp(after, axis=2).max() < 1e-3


def test_black_stays_black():
    image = np.zeros((20, 30, 3), np.float32)
    np.testing.assert_array_equal(inlay.tone_gradients(image), image)
    np.testing.assert_array_equal(inlay.tone_gradients(image - 1), image - 1)


def test_the_middle_of_an_ordinary_picture_stays_in_the_middle():
    random = np.random.default_rng(1)
    image = np.rint(
        255 * encoded(0.15 * np.exp(ndimage.gaussian_filter(random.normal(size=(90, 120)), 4) * 6)).clip(0, 1)
    )
    image = image.astype(np.uint8)
    medians = [np.median(each) for each in (image, inlay.tone_gradients(image))]
    assert medians[0] <= medians[1] < 0.7 * 255
