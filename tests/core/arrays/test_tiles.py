"""Masks of tiles: what lies near one, beside one, and over one on the next coarser level."""

import numpy as np
import pytest
from scipy import ndimage

from inlay.arrays import tiles


def masks():
    rng = np.random.default_rng(5)
    return [rng.random(shape) < 0.2 for shape in ((1, 1), (1, 6), (7, 1), (6, 8), (5, 9))]


@pytest.mark.parametrize("ring", [0, 1, 3])
def test_a_grown_mask_holds_all_within_a_square(ring):
    for mask in masks():
        square = np.ones((2 * ring + 1, 2 * ring + 1), bool)
        before = mask.copy()
        np.testing.assert_array_equal(tiles.grown(mask, ring), ndimage.binary_dilation(mask, square))
        np.testing.assert_array_equal(mask, before)


def test_beside_a_mask_lie_the_four_neighbours_of_its_elements():
    cross = ndimage.generate_binary_structure(2, 1)
    cross[1, 1] = False
    for mask in masks():
        np.testing.assert_array_equal(tiles.beside(mask), ndimage.binary_dilation(mask, cross))


def test_quarters_are_the_four_tiles_under_a_coarse_one():
    found = tiles.quarters(np.arange(6).reshape(2, 3), -1)
    assert found.tolist() == [[[0, 2]], [[1, -1]], [[3, 5]], [[4, -1]]]


def test_a_coarse_tile_is_in_a_halved_mask_if_any_under_it_is():
    for mask in masks():
        rows, columns = ((size + 1) // 2 for size in mask.shape)
        expected = [[mask[2 * y : 2 * y + 2, 2 * x : 2 * x + 2].any() for x in range(columns)] for y in range(rows)]
        np.testing.assert_array_equal(tiles.halved(mask), expected)
