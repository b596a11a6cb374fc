"""Channels and pixels are copied wherever they lie, and nothing else is."""

import numpy as np
import pytest

from inlay.arrays.copies import copy_channels, copy_pixels, with_pixels_together

PIXELS = np.random.default_rng(0).integers(0, 256, (7, 9, 4)).astype(np.uint8)


@pytest.mark.parametrize("image", [PIXELS[..., :3], PIXELS[..., 1:], PIXELS[::-1, ::2, 2:], PIXELS.transpose(1, 0, 2)])
def test_channels_from_between_others(image):
    together = with_pixels_together(image)
    assert together.flags.c_contiguous
    assert np.array_equal(together, image)


def test_channels_to_between_others():
    out = np.zeros((7, 9, 4), np.uint8)
    copy_channels(out[..., :3], np.ascontiguousarray(PIXELS[..., :3]))
    assert np.array_equal(out[..., :3], PIXELS[..., :3])
    assert not out[..., 3].any()


def test_one_channel_for_all():
    out = np.zeros((7, 9, 4), np.float32)
    copy_channels(out[..., :3], PIXELS[..., :1])
    assert np.array_equal(out[..., :3], np.repeat(PIXELS[..., :1], 3, axis=2))


def test_what_is_contiguous_is_not_copied():
    assert with_pixels_together(PIXELS) is PIXELS


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float16, np.float32])
@pytest.mark.parametrize(
    "view",
    [
        lambda each: each,
        lambda each: each[..., :3],
        lambda each: each[2:-1, 1:-2],
        lambda each: each[..., :1],
        lambda each: each[..., ::2],
        lambda each: each[::-1, ::2],
    ],
)
def test_pixels_are_copied_where_they_are_wanted(dtype, view):
    random = np.random.default_rng(0)
    target, values = random.integers(0, 256, (2, 12, 17, 4)).astype(dtype)
    expected, where = target.copy(), view(random.random((12, 17, 1)) > 0.5)[..., 0]
    np.copyto(view(expected), view(values), where=where[..., np.newaxis])
    copy_pixels(view(target), view(values), where)
    assert np.array_equal(target, expected)


def test_samples_of_another_type_are_converted():
    target, where = np.zeros((2, 3, 3), np.float32), np.eye(2, 3, dtype=bool)
    copy_pixels(target, np.full((2, 3, 3), 7, np.uint8), where)
    assert np.array_equal(target, 7 * np.repeat(where[..., np.newaxis], 3, axis=2))
