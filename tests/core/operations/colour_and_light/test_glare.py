"""Where highlights are too bright to have a colour, and the colours they take on."""

import numpy as np
import pytest

from inlay.operations.colour_and_light.glare import BRIGHT, CLIPPED, Glare, clipping


def test_clipping_goes_by_the_brightest_channel():
    row = np.array([[[10, 20, 237], [255, 0, 0], [200, 244, 100], [3, 2, 1]]], np.uint8)
    middle = (244 / 255 - BRIGHT) / (CLIPPED - BRIGHT)
    assert clipping(row, 255.0)[0] == pytest.approx([0, 1, middle, 0], abs=1e-5)
    assert clipping(row, 255.0, np.array([[True, False, True, True]]))[0, 1] == 0


def test_nothing_is_clipped_where_light_goes_beyond_white():
    row = np.array([[[1.0, 0.5, 0.5], [4.0, 0.0, 0.0]]], np.float32)
    assert not clipping(row, 1.0).any()
    assert clipping(row[:, :1], 1.0).all()


def test_a_white_spot_takes_on_the_colour_around_it_at_its_own_light():
    linear = np.full((9, 9, 3), (0.6, 0.3, 0.3), np.float32)
    linear[4, 4] = 1
    share = np.zeros((9, 9), np.float32)
    share[4, 4] = 1
    glare = Glare.of(share, lambda rows: linear[rows], 3)
    found = np.concatenate([glare.recoloured(linear[rows], rows) for rows in (np.s_[:3], np.s_[3:7], np.s_[7:])])
    assert found[4, 4] == pytest.approx([1.5, 0.75, 0.75], rel=1e-2)
    assert np.array_equal(np.delete(found.reshape(81, 3), 40, axis=0), np.delete(linear.reshape(81, 3), 40, axis=0))
    assert glare.within(np.s_[2:6, 2:6]).share[2, 2] == 1
