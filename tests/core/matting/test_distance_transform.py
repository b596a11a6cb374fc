"""Distances along a border, and the nearest pixels of a kind."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from inlay.matting.distance_transform import nearest_true, tiles


def scattered(size, share, seed=0):
    return np.random.default_rng(seed).random(size) < share


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (37, 1), (30, 50), (300, 700)])
@pytest.mark.parametrize("share", [0.5, 0.01, 0.0])
def test_the_nearest_pixel_of_a_kind(size, share):
    mask = scattered(size, share)
    mask.flat[mask.size // 3] = True
    wanted = scattered(size, 0.05, seed=1) & ~mask
    rows, columns = nearest_true(mask, wanted)
    assert mask[rows, columns].all()
    expected, _ = cKDTree(np.argwhere(mask)).query(np.argwhere(wanted).reshape(-1, 2))
    assert np.allclose(np.hypot(*(np.nonzero(wanted) - np.array([rows, columns]))), expected)


def test_the_nearest_pixel_may_be_far():
    mask = np.zeros((400, 900), bool)
    mask[390, 880] = mask[3, 700] = True
    wanted = np.zeros_like(mask)
    wanted[200:203, 10] = True
    assert np.array_equal(nearest_true(mask, wanted), [[3] * 3, [700] * 3])
    assert nearest_true(mask, np.zeros_like(mask))[0].size == 0


@pytest.mark.parametrize("radius", [1, 6.5, 90, 1000])
def test_tiles_give_exact_distances_up_to_the_radius(radius):
    region = np.zeros((330, 640), bool)
    region[100:140, 250:270] = region[300:, :90] = True
    region[120, 255] = False
    other = [cKDTree(np.argwhere(region == side)) for side in (True, False)]
    visited = np.zeros(region.shape, int)
    for tile in tiles(region, radius):
        visited[tile.slices] += 1
        positions = np.argwhere(np.ones_like(tile.inside)) + [each.start for each in tile.slices]
        for inside in (True, False):
            own = tile.inside.ravel() == inside
            if not own.any():
                continue
            expected, _ = other[inside].query(positions[own])
            found = tile.distance.ravel()[own]
            near = expected <= radius
            assert np.allclose(found[near], expected[near], atol=1e-3)
            assert (found[~near] > radius).all()
            rows, columns = tile.nearest.reshape(2, -1)[:, own]
            assert np.all(region[rows, columns] != inside)
    assert visited.max() == 1


def test_what_is_far_from_the_border_is_not_visited():
    region = np.zeros((3000, 3000), bool)
    region[10:20, 10:20] = True
    assert len(list(tiles(region, 5))) == 1
    assert not list(tiles(np.ones((50, 50), bool), 5))
