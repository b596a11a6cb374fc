"""Searches among pixels as points, against comparing all of them."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from tests.core.matting.laplacians import matrices

from inlay.arrays.effort import Effort
from inlay.matting.laplacians import neighbours
from inlay.matting.laplacians.domain import Domain


def smooth(shape: tuple[int, int]) -> np.ndarray:
    return gaussian_filter(matrices.picture(shape), (6, 6, 0))


@pytest.mark.parametrize("distance_weight", [0.1, 2.0])
@pytest.mark.parametrize("count", [1, 4, 9])
def test_whoever_may_choose_a_pixel_of_the_region_is_found(distance_weight, count):
    image = smooth((40, 44))
    region = np.zeros((40, 44), bool)
    region[10:14, 20:30] = True
    points = neighbours.points(Domain(image, 1.0), np.arange(image[..., 0].size), distance_weight)
    nearest = np.linalg.norm(points[:, np.newaxis] - points, axis=2).argsort(axis=1, kind="stable")[:, :count]
    choosing = region.ravel()[nearest].any(axis=1) & ~region.ravel()
    found = neighbours.choosers(Domain(image, 1.0, region=region), count, distance_weight, Effort())
    assert set(np.flatnonzero(choosing)) <= set(found)
    assert not region.ravel()[found].any()
    if distance_weight == 2.0:
        assert len(found) < region.size / 3


@pytest.mark.parametrize("balanced", [False, True])
def test_the_nearest_come_first_and_are_the_nearest(balanced):
    image = matrices.picture((20, 22))
    candidates = np.arange(0, 440, 3)
    tree = neighbours.Tree(Domain(image, 1.0), candidates, 0.5, Effort(), balanced=balanced)
    points = neighbours.points(Domain(image, 1.0), np.arange(440), 0.5)
    for queries, found in tree.nearest(np.arange(0, 440, 7), 5, Effort()):
        apart = np.linalg.norm(points[queries][:, np.newaxis] - points[candidates], axis=2)
        assert (found == candidates[apart.argsort(axis=1)[:, :5]]).all()


def test_threads_find_the_same():
    tree = neighbours.Tree(Domain(matrices.picture((50, 50)), 1.0), np.arange(2500), 1.0, Effort())
    one, two = (
        np.concatenate([found for _, found in tree.nearest(np.arange(2500), 7, Effort(threads))]) for threads in (1, 2)
    )
    assert (one == two).all()


def test_fewer_candidates_than_asked_for():
    tree = neighbours.Tree(Domain(matrices.picture((3, 3)), 1.0), np.array([2, 5]), 1.0, Effort())
    [(_, found)] = tree.nearest(np.arange(9), 20, Effort())
    assert found.shape == (9, 2)
    empty = neighbours.Tree(Domain(matrices.picture((3, 3)), 1.0), np.empty(0, int), 1.0, Effort())
    assert not list(empty.nearest(np.arange(9), 20, Effort()))
