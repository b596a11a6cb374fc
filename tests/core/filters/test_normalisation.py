"""Stretching: where there is nothing to stretch, and which pixels count."""

import numpy as np
import pytest
from tests import pictures

from inlay import filters
from inlay.errors import InlayWarning, RegionError


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_a_flat_picture_stays_with_a_warning(dtype):
    image = np.full((5, 6, 3), 0.4 * pictures.white(dtype)).astype(dtype)
    with pytest.warns(InlayWarning, match="alike") as told:
        result = filters.stretched_range(image)
    np.testing.assert_array_equal(result, image)
    assert told[0].message.hint


def test_a_flat_channel_stays_alone():
    image = pictures.image(dtype="uint8") // 2
    image[..., 1] = 9
    with pytest.warns(InlayWarning):
        result = filters.stretched_range(image, per="channel")
    assert (result[..., 1] == 9).all()
    assert [result[..., 0].min(), result[..., 0].max()] == [0, 255]


def test_only_the_pixels_that_count_tell_the_range():
    image = pictures.image(dtype="float32")
    counted = np.zeros(image.shape[:2], bool)
    counted[5:9, 5:9] = True
    result = filters.stretched_range(image, counted=counted)
    assert result[counted].min() == 0
    assert result[counted].max() == pytest.approx(1)
    assert result.min() < 0, "what does not count may lie beyond"
    with pytest.raises(RegionError, match="range"):
        filters.stretched_range(image, counted=np.zeros_like(counted))


@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize("per", ["colour", "channel"])
def test_pieces_have_the_range_of_the_whole(dtype, per):
    image, counted = pictures.image(dtype=dtype), pictures.image(dtype="float64")[..., 0] > 0.4
    rows = slice(0, 3), slice(3, 4), slice(4, None)
    options = {"low": 7, "high": 3, "per": per}
    ranges = filters.common_ranges(
        lambda: ({"image": image[each], "counted": counted[each]} for each in rows), **options
    )
    found = filters.stretched_range(image, ranges=ranges, per=per)
    np.testing.assert_array_equal(found, filters.stretched_range(image, counted=counted, **options))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_negative_samples_and_both_zeros(dtype):
    image = np.array([[-3.5, -0.0, 0.0, 2.25, 1e-3]], dtype)
    expected = (image.astype(float) + 3.5) / 5.75
    np.testing.assert_allclose(
        filters.stretched_range(image).astype(float), expected, atol=2e-3 if dtype == "float16" else 1e-6
    )


def test_hues_stay_with_a_joint_range_and_a_cast_goes_with_separate_ones():
    image = pictures.image() * (0.3, 0.6, 0.5) + (0.1, 0.05, 0.2)
    joint, separate = filters.stretched_range(image), filters.stretched_range(image, per="channel")
    ratio = (joint[..., 0] - joint[..., 1]) / (image[..., 0] - image[..., 1])
    np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-9)
    np.testing.assert_allclose(separate.min(axis=(0, 1)), 0, atol=1e-12)
    np.testing.assert_allclose(separate.max(axis=(0, 1)), 1, atol=1e-12)
