"""Pictures at their place: what of a rectangle of the canvas they have."""

import numpy as np
import pytest

from inlay.arrays.placed import Placed
from inlay.contract.boxes import Box


@pytest.fixture
def placed():
    colour = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    return Placed(colour, np.array([[0, 51, 255, 255], [255] * 4], np.uint8), 5, 7, 255.0)


def test_where_it_is(placed):
    assert placed.box == Box(7, 5, 4, 2)
    assert placed.colours(Box(8, 6, 2, 1)).tolist() == [[[15, 16, 17], [18, 19, 20]]]


def test_where_it_has_a_colour(placed):
    assert placed.present(Box(6, 4, 3, 3)).astype(int).tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 1]]
    assert Placed(placed.colour, None).present(Box(3, 1, 2, 2)).tolist() == [[True, False], [False, False]]
    assert not placed.present(Box(0, 0, 5, 5)).any()


def test_how_opaque_it_is(placed):
    assert placed.opacity_in(Box(7, 4, 3, 2), np.float64).tolist() == [[0, 0, 0], [0, 0.2, 1]]
    assert Placed(placed.colour, None).opacity_in(Box(3, 0, 2, 1), np.float32).tolist() == [[1, 0]]


def test_samples_of_some_pixels(placed):
    samples, present = placed.at(np.array([5, 5, 6, 6]), np.array([7, 9, 10, 11]))
    assert samples.tolist() == [[0, 1, 2], [6, 7, 8], [21, 22, 23], [0, 0, 0]]
    assert present.tolist() == [False, True, True, False]
    _, present = placed.at(np.array([0]), np.array([0]))
    assert not present.any()
