"""Sobel's outlines against scipy, on pictures of several strips."""

import numpy as np
import pytest
from scipy import ndimage

from inlay.filters import edge_detection


def expected(picture, sigma):
    """The length of the gradient of the channel that changes most."""
    planes = np.moveaxis(np.atleast_3d(picture).astype(float), 2, 0)
    blurred = [ndimage.gaussian_filter(plane, sigma, mode="nearest", truncate=edge_detection.CUT) for plane in planes]
    lengths = [np.hypot(*(ndimage.sobel(plane, axis, mode="nearest") / 4 for axis in (0, 1))) for plane in blurred]
    return np.max(lengths, axis=0)


@pytest.mark.parametrize("sigma", [0.0, 0.1, 0.8, 3.0])
@pytest.mark.parametrize("shape", [(330, 401, 3), (1, 9, 3), (9, 1), (401, 330)])
def test_outlines_are_where_a_channel_is_steep(shape, sigma):
    picture = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    length = expected(picture, sigma)
    threshold = float(np.median(length)) + 1e-3
    found = edge_detection.sobel(picture, threshold, sigma)
    clear = np.abs(length - threshold) > 1e-3
    assert clear.mean() > 0.5
    assert np.array_equal(found[clear], (length >= threshold)[clear])


def test_a_step_that_is_the_threshold_is_an_outline():
    picture = np.repeat(np.array([[3, 3, 3, 10, 10, 10]], np.uint8), 4, axis=0)
    assert edge_detection.sobel(picture, 7.0).tolist() == [[False, False, True, True, False, False]] * 4
    assert edge_detection.sobel(picture, 0.0).all()
