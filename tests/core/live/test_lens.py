"""What a lens shows of pictures: their own pixels in their places, whatever the part, the scale and the space."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests import pictures

from inlay import colour
from inlay.live.lens import Lens
from inlay.live.reduction import reduced_picture
from inlay.picture import Box, Picture, Space


def test_at_full_size_pixels_are_shown_as_they_are():
    pixels = pictures.image(30, 40, 4, "uint8")
    shown = Lens(5, 6, 20, 10, 20, 10).colours(Picture(pixels, 3, 2))
    np.testing.assert_allclose(255 * shown, pixels[4:14, 2:22], atol=1e-4)


def test_nothing_is_shown_where_the_picture_is_not():
    picture = Picture(pictures.image(8, 8, 3, "uint8"), 10, 10, Space("RGB"))
    shown = Lens(6, 8, 8, 4, 8, 4).colours(picture)
    assert (shown[:2] == 0).all() and (shown[:, :4] == 0).all()
    assert (shown[2:, 4:, 3] == 1).all()
    assert (Lens(50, 50, 8, 8, 8, 8).colours(picture) == 0).all()
    mask = Picture(np.ones((4, 4), bool), space=Space("MASK", np.dtype(bool)))
    assert (Lens(-50, 0, 8, 8, 8, 8).coverage(mask) == 0).all()
    assert Lens(0, 0, 8, 8, 8, 8).coverage(mask).sum() == 16


@given(
    left=st.floats(-30, 60),
    top=st.floats(-30, 60),
    scale=st.floats(0.1, 12),
    columns=st.integers(1, 40),
    rows=st.integers(1, 40),
)
def test_every_pixel_is_the_one_below_its_middle(left, top, scale, columns, rows):
    mask = Picture(np.random.default_rng(1).random((25, 33), np.float32), -4, 7, Space("MASK", np.dtype(np.float32)))
    lens = Lens(left, top, columns * scale, rows * scale, columns, rows)
    shown = lens.coverage(mask)
    for row, y in enumerate(lens.y):
        for column, x in enumerate(lens.x):
            j, i = int(np.floor(y)) - 7, int(np.floor(x)) + 4
            expected = mask.pixels[j, i] if 0 <= j < 25 and 0 <= i < 33 else 0
            assert shown[row, column] == expected
    assert not lens.box.intersect(Box(int(np.floor(left)), int(np.floor(top)), 1, 1)).is_empty
    assert 1 <= lens.factor <= max(1, scale)


def test_a_smaller_picture_is_shown_in_the_place_of_the_whole():
    gradient = np.tile(np.arange(120, dtype=np.uint8)[np.newaxis, :, np.newaxis], (90, 1, 1))
    picture = Picture(gradient, 7, 5, Space("GRAY"))
    lens = Lens(0, 0, 130, 100, 26, 20)
    near = lens.colours(reduced_picture(picture, lens.factor), lens.factor)
    np.testing.assert_allclose(255 * near[4, 3:24, 0], lens.x[3:24] - 7.5, atol=2.6)


def test_colours_of_every_space_are_those_of_srgb():
    plain = Picture(pictures.image(12, 12, 4, "float32"), space=Space("RGBA", np.dtype(np.float32)))
    lens = Lens(0, 0, 12, 12, 12, 12)
    for space in (Space("RGBA", np.dtype(np.float32), "linear"), Space("RGBA", np.dtype(np.uint16))):
        shown = lens.colours(colour.convert(plain, space))
        np.testing.assert_allclose(shown, plain.pixels, atol=2e-4)


def test_what_is_brighter_than_white_is_white():
    bright = Picture(np.array([[[4.0, -1.0, 0.5, 1.0]]], np.float32), space=Space("RGBA", np.dtype(np.float32)))
    np.testing.assert_allclose(Lens(0, 0, 1, 1, 1, 1).colours(bright), [[[1, 0, 0.5, 1]]], atol=1e-6)
