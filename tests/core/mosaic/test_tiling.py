"""Tileable pictures against the equations as a sparse matrix, and their laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from scipy.sparse.linalg import spsolve

from inlay.errors import Cancelled
from inlay.mosaic import tiling
from inlay.mosaic.tiling import tileable

SHAPES = [(7, 9), (8, 6), (1, 6), (5, 1), (2, 3), (2, 2), (31, 37)]


def solved(plane, vertically, horizontally, seam):
    """The least squares of the same picture by sparse LU, its mean kept, with a weight of the edges at the ends."""
    height, width = plane.shape
    number = np.arange(plane.size).reshape(plane.shape)
    pairs = [(number[:-1], number[1:], 1.0, True), (number[:, :-1], number[:, 1:], 1.0, True)]
    if vertically and height > 1:
        pairs.append((number[-1], number[0], seam, False))
    if horizontally and width > 1:
        pairs.append((number[:, -1], number[:, 0], seam, False))
    matrix, right = sparse.lil_matrix((plane.size, plane.size)), np.zeros(plane.size)
    flat = plane.ravel()
    for first, second, weight, keeps in pairs:
        for a, b in zip(first.ravel(), second.ravel(), strict=True):
            for one, other in ((a, b), (b, a)):
                matrix[one, one] += weight
                matrix[one, other] -= weight
                right[one] += weight * (flat[one] - flat[other]) * keeps
    held = sparse.bmat([[matrix, np.ones((plane.size, 1))], [np.ones((1, plane.size)), None]]).tocsc()
    return spsolve(held, np.append(right, flat.sum()))[:-1].reshape(plane.shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("vertically", "horizontally"), [(True, False), (False, True)])
def test_it_solves_the_equations(shape, vertically, horizontally):
    picture = np.random.default_rng(1).normal(0, 2, (*shape, 2))
    found = tileable(picture, vertically=vertically, horizontally=horizontally)
    for channel in range(2):
        expected = solved(picture[..., channel], vertically, horizontally, tiling.SEAM)
        np.testing.assert_allclose(found[..., channel], expected, atol=1e-10)


@pytest.mark.parametrize("shape", SHAPES)
def test_two_seams_with_edges_like_those_inside(shape, monkeypatch):
    monkeypatch.setattr(tiling, "SEAM", 1.0)
    picture = np.random.default_rng(1).normal(0, 2, (*shape, 1))
    np.testing.assert_allclose(tileable(picture)[..., 0], solved(picture[..., 0], True, True, 1.0), atol=1e-10)


@pytest.mark.parametrize(
    ("dtype", "atol"), [("uint8", 0.51), ("uint16", 1.0), ("float16", 2e-3), ("float32", 1e-6), ("float64", 1e-12)]
)
def test_every_type(dtype, atol):
    plane = np.random.default_rng(2).uniform(0.3, 0.7, (40, 50, 1))
    white = {"uint8": 255, "uint16": 65535}.get(dtype, 1)
    picture = (np.rint(plane * white) if white > 1 else plane).astype(dtype)
    found = tileable(picture)
    assert found.dtype == picture.dtype
    exact = tileable(picture.astype(np.float64))
    np.testing.assert_allclose(found.astype(float), exact, atol=atol)


@settings(max_examples=30)
@given(arrays(np.float64, (6, 5, 1), elements=st.floats(-3, 3)), st.integers(2, 3))
def test_a_period_repeated_is_only_evened_out_within_it(tile, times):
    """What already goes on at its other side, so that its ends agree, stays as it is."""
    tile[-1] = tile[0]
    tile[:, -1] = tile[:, 0]
    np.testing.assert_allclose(tileable(tile), tile, atol=1e-12)
    again = tileable(np.tile(tile, (times, times, 1)))
    np.testing.assert_allclose(again, np.tile(tile, (times, times, 1)), atol=1e-12)


@settings(max_examples=30)
@given(arrays(np.float64, (9, 8, 1), elements=st.floats(-3, 3)), st.floats(-2, 2), st.floats(-5, 5))
def test_it_is_linear_keeps_the_mean_and_turns_with_the_picture(picture, gain, level):
    made = tileable(picture)
    np.testing.assert_allclose(made.mean(), picture.mean(), atol=1e-12)
    np.testing.assert_allclose(tileable(gain * picture + level), gain * made + level, atol=1e-10)
    np.testing.assert_allclose(tileable(np.rot90(picture)), np.rot90(made), atol=1e-12)


def test_threads_agree_and_progress_may_cancel():
    picture = np.random.default_rng(3).integers(0, 256, (600, 700, 3)).astype(np.uint8)
    told = []
    np.testing.assert_array_equal(tileable(picture, threads=1, progress=told.append), tileable(picture, threads=3))
    assert told[-1] == 1
    assert len(told) > 8

    def cancel(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        tileable(picture, progress=cancel)
