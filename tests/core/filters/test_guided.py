"""The guided filter against the paper's equations, window by window."""

import numpy as np
import pytest
from tests import pictures
from tests.cases import every
from tests.core.filters import zoo

from inlay import filters
from inlay.errors import InputError, ParameterError


def explicit(image, guide, radius, epsilon, weights):
    """He, Sun, Tang 2013, eqs. 8, 16, 19 and 20, of numbers ``(height, width, channels)``; each pixel has a weight."""
    height, width, channels = image.shape
    image, guide = (
        np.pad(each, ((2 * radius,) * 2, (2 * radius,) * 2, (0, 0)), "symmetric") for each in (image, guide)
    )
    weights = np.pad(weights, 2 * radius, "symmetric")
    side = 2 * radius + 1
    models = np.zeros((height + 2 * radius, width + 2 * radius, channels, guide.shape[2] + 1))
    for y, x in np.ndindex(models.shape[:2]):
        window = np.s_[y : y + side, x : x + side]
        share = weights[window].ravel()
        if not share.any():
            continue
        colours, values = guide[window].reshape(side**2, -1), image[window].reshape(side**2, -1)
        mean, target = (np.average(each, axis=0, weights=share) for each in (colours, values))
        covariance = np.cov(colours.T, bias=True, aweights=share).reshape(len(mean), -1)
        both = (share[:, np.newaxis] * (colours - mean)).T @ (values - target) / share.sum()
        slopes = np.linalg.solve(covariance + epsilon * np.eye(len(mean)), both)
        models[y, x, :, :-1], models[y, x, :, -1] = slopes.T, target - mean @ slopes
    inner = np.s_[2 * radius : 2 * radius + height, 2 * radius : 2 * radius + width]
    centres = weights[radius:-radius, radius:-radius] if radius else weights
    found = np.zeros((height, width, channels))
    for y, x in np.ndindex(height, width):
        window = np.s_[y : y + side, x : x + side]
        share = centres[window].ravel()
        if share.any():
            model = np.average(models[window].reshape(side**2, channels, -1), axis=0, weights=share)
            found[y, x] = model @ [*guide[inner][y, x], 1]
    return found


def close(found, expected, image, inside=np.s_[:]):
    assert (found.dtype, found.shape) == (image.dtype, image.shape)
    if image.dtype.kind == "u":
        expected = expected.clip(0, 1)
    tolerance = max(zoo.TOLERANCE[image.dtype.name], 1e-9)
    np.testing.assert_allclose(pictures.fractions(found)[inside], expected[inside], rtol=0, atol=tolerance)


@every("dtype", pictures.DTYPES)
@pytest.mark.parametrize("radius", [0, 1, 3])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_that_is_its_own_guide(dtype, radius, channels):
    image = pictures.image(12, 15, channels, dtype)
    numbers = pictures.fractions(image)
    expected = explicit(numbers, numbers, radius, 0.01, np.ones((12, 15)))
    close(filters.guided_filter(image, radius, 0.01), expected, image)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("epsilon", [1e-6, 1e-2, 10.0])
def test_another_guide(channels, epsilon):
    image = pictures.image(14, 13, 2, "float32")
    guide = np.random.default_rng(4).integers(0, 65536, (14, 13, channels)).astype(np.uint16)
    expected = explicit(pictures.fractions(image), guide / 65535, 2, epsilon, np.ones((14, 13)))
    close(filters.guided_filter(image, 2, epsilon, guide=guide), expected, image)
    plane = filters.guided_filter(image[..., 0], 2, epsilon, guide=guide[..., 0] if channels == 1 else guide)
    close(plane[..., np.newaxis], expected[..., :1], image[..., :1])


def test_pixels_count_by_their_opacity():
    image, guide = pictures.image(13, 16, 1, "float64"), pictures.image(13, 16, 3, "float64")[::-1]
    alpha = pictures.opacity(13, 16)
    expected = explicit(image, guide, 2, 1e-3, alpha.astype(np.float64))
    assert (alpha == 0).any()
    close(filters.guided_filter(image, 2, 1e-3, guide=guide, alpha=alpha), expected, image, alpha > 0)


def test_tiles_meet_without_a_seam():
    image = pictures.image(190, 340, 1, "float64")
    whole = filters.guided_filter(image, 3, 0.01)
    near = np.s_[144:181, 149:181]
    expected = explicit(image[near], image[near], 3, 0.01, np.ones(image[near].shape[:2]))
    np.testing.assert_allclose(whole[near][6:-6, 6:-6], expected[6:-6, 6:-6], rtol=0, atol=1e-9)


def test_edges_stay_and_grain_goes():
    step = np.tile(np.repeat([0.2, 0.8], 20), (30, 1)) + np.random.default_rng(0).normal(0, 0.02, (30, 40))
    found = filters.guided_filter(step, 4, 0.1**2)
    assert found[:, :15].std() < 0.006
    assert found[:, 20:22].mean() - found[:, 18:20].mean() > 0.5
    blurred = filters.guided_filter(step, 4, 100.0)
    np.testing.assert_allclose(blurred, filters.window_mean(filters.window_mean(step, 4), 4), atol=1e-3)


def test_refusals():
    image = pictures.image(8, 9)
    for radius in (-1, 101, 1.5):
        with pytest.raises(ParameterError):
            filters.guided_filter(image, radius, 0.1)
    for epsilon in (0, -1, np.nan, np.inf):
        with pytest.raises(ParameterError):
            filters.guided_filter(image, 1, epsilon)
    with pytest.raises(InputError, match="guide"):
        filters.guided_filter(image, 1, 0.1, guide=image[:-1])
    odd = np.full((8, 9), np.nan)
    with pytest.raises(InputError, match="not finite"):
        filters.guided_filter(image, 1, 0.1, guide=odd)
