"""A layer is laid over a picture as editors do it."""

import numpy as np
import pytest

from inlay.colour.compositing import over, straight
from inlay.errors import InputError
from inlay.picture import Picture, Space


def rgba(*pixels, dtype=np.uint8):
    return Picture(np.array([pixels], dtype), space=Space("RGBA", np.dtype(dtype)))


def test_opaque_replaces_transparent_keeps_and_half_mixes():
    layer = rgba((200, 0, 0, 255), (200, 0, 0, 0), (200, 0, 0, 51))
    below = Picture(np.full((1, 3, 3), 100, np.uint8), space=Space("RGB"))
    np.testing.assert_array_equal(over(layer, below), [[[200, 0, 0], [100, 100, 100], [120, 80, 80]]])


def test_over_a_transparent_picture_opacity_adds_up():
    layer = rgba((200, 0, 0, 128), (200, 0, 0, 128))
    below = rgba((0, 100, 0, 0), (0, 100, 0, 255))
    np.testing.assert_array_equal(over(layer, below), [[[200, 0, 0, 128], [100, 50, 0, 255]]])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_over_opacity_beyond_one_and_what_is_no_number(dtype):
    layer = rgba((4, 0, 0, 1), (4, 0, 0, 0.5), (4, 0, 0, 0), dtype=dtype)
    below = rgba((np.nan, 1, 1, 1), (0, 2, 0, 4), (np.inf, 1, 1, 4), dtype=dtype)
    np.testing.assert_array_equal(over(layer, below), [[[4, 0, 0, 1], [2, 1, 0, 1], [np.inf, 1, 1, 4]]])
    with pytest.raises(InputError, match="soft edge"):
        over(rgba((4, 0, 0, 0.5), dtype=dtype), rgba((np.nan, 1, 1, 1), dtype=dtype))


def test_straight_colours_are_those_before_they_were_multiplied():
    colours = np.random.default_rng(0).random((4, 5, 3))
    opacity = np.linspace(0, 1, 20).reshape(4, 5, 1)
    found = straight(colours * opacity, opacity)
    np.testing.assert_allclose(found[opacity[..., 0] > 0], colours[opacity[..., 0] > 0], rtol=1e-12)
    assert not found[0, 0].any()
