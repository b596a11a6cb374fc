"""Composites with known truth: what is promised of their lights, their parts and their seeds."""

import numpy as np
import pytest

from inlay.harmonisation.network.relit import LIGHTS, composite
from inlay.harmonisation.network.relit.lights import to_linear, to_perceptual
from inlay.harmonisation.network.relit.parts import MOST, blob


def picture(seed=0, shape=(150, 190)):
    """Gray and green waves with a red square."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[0], : shape[1]] / 20
    waves = np.stack([np.sin(x), np.cos(y + x), np.sin(y)], axis=-1) * 0.1 + 0.4
    waves[40:90, 50:110] = 0.7, 0.2, 0.1
    return np.rint(255 * np.clip(waves + random.normal(0, 0.02, waves.shape), 0, 1)).astype(np.uint8)


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("part", ["blob", "thing"])
def test_only_the_piece_is_in_another_light(light, part):
    made = composite(picture(), np.random.default_rng(3), (96, 120), other=picture(1), light=light, part=part)
    assert made.light == light
    assert made.truth.shape == made.source.shape == made.pasted.shape == (96, 120, 3)
    assert {each.dtype for each in (made.truth, made.source, made.coverage, made.pasted)} == {np.dtype(np.float32)}
    assert made.source.min() >= 0 and made.source.max() <= 1
    np.testing.assert_array_equal(made.pasted[made.coverage == 0], made.truth[made.coverage == 0])
    inside = made.coverage > 0.99
    assert 0 < inside.mean() <= MOST + 0.02
    assert np.abs(made.pasted - made.truth)[inside].mean() > 0.002


def test_a_seed_gives_the_same_pixels():
    first, again = (composite(picture(), np.random.default_rng(9), (64, 64)) for _ in range(2))
    np.testing.assert_array_equal(first.pasted, again.pasted)
    np.testing.assert_array_equal(first.coverage, again.coverage)


def test_exposure_is_one_factor_of_linear_light():
    made = composite(picture(), np.random.default_rng(2), (96, 120), light="exposure", part="blob")
    inside = (made.coverage > 0.99)[..., None] & (made.source > 0.05) & (made.source < 0.95)
    ratio = to_linear(made.source)[inside] / to_linear(made.truth)[inside]
    assert np.ptp(ratio) < 1e-3
    assert abs(np.log2(ratio.mean())) > 0.1


def test_light_and_samples_are_inverse():
    samples = np.linspace(0, 1, 257)
    np.testing.assert_allclose(to_perceptual(to_linear(samples)), samples, atol=1e-9)


def test_blobs_are_connected_and_of_promised_size():
    from scipy import ndimage

    for seed in range(12):
        found = blob(np.random.default_rng(seed), (90, 120))
        assert ndimage.label(found)[1] == 1
        assert 0 < found.mean() <= MOST + 0.05
