"""Normalise: the selection tells the range, and clipping."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay.errors import InlayWarning


def test_the_selected_pixels_tell_the_range():
    image = pictures.image(dtype="uint8") // 2 + 40
    region = np.zeros(image.shape[:2], bool)
    region[4:30, 6:20] = True
    result = inlay.normalise(image, region, clip_dark=0, clip_bright=0)
    inside = image[region].astype(float)
    expected = (inside - inside.min()) / (inside.max() - inside.min()) * 255
    np.testing.assert_allclose(result[region], expected, atol=0.51)
    # A bright pixel beside the selection changes nothing.
    image[0, 0] = 255
    np.testing.assert_array_equal(inlay.normalise(image, region, clip_dark=0, clip_bright=0)[region], result[region])


@pytest.mark.parametrize("clip", [(0, 0), (5, 0), (0, 10), (20, 30)])
def test_what_is_clipped_goes_beyond_in_floating_point(clip):
    result = inlay.normalise(pictures.image(), clip_dark=clip[0], clip_bright=clip[1])
    below, above = np.mean(result < 0) * 100, np.mean(result > 1 + 1e-12) * 100
    assert below == pytest.approx(clip[0], abs=0.1)
    assert above == pytest.approx(clip[1], abs=0.1)


def test_a_flat_selection_stays_with_a_warning():
    image = np.full((9, 9, 3), 100, np.uint8)
    with pytest.warns(InlayWarning, match="alike"):
        np.testing.assert_array_equal(inlay.normalise(image), image)
