"""Selections grown, shrunk, opened and closed: against SciPy and by the laws of morphology."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from skimage.morphology import disk, reconstruction
from tests.cases import every

from inlay import segmentation
from inlay.errors import Cancelled, InputError, ParameterError
from inlay.segmentation.morphology import inverse

DTYPES = ("bool", "uint8", "uint16", "float16", "float32", "float64")


def white(dtype):
    return np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1


def selection(dtype="uint8", seed=0, shape=(47, 61)):
    """Blobs with soft edges; of booleans with hard ones. Half of them touch the border."""
    plane = ndimage.gaussian_filter(np.random.default_rng(seed).random(shape), 2.5)
    plane = np.clip((plane - plane.mean()) / plane.std() + 0.3, 0, 1)
    if dtype == "bool":
        return plane > 0.5
    # Sixty-fourths are exact in every type of floating point, and so are their differences to one.
    return (np.rint(plane * 64) / 64 * white(dtype)).astype(dtype)


planes = st.builds(selection, st.sampled_from(DTYPES), st.integers(0, 10_000), st.just((25, 33)))
radii = st.integers(0, 12)


@pytest.mark.parametrize(
    ("dtype", "radius"), [*product(DTYPES, [0, 1, 2, 3.5, 7]), ("uint8", 20), ("float32", 20), ("uint16", 80)]
)
def test_discs_are_those_of_scipy(dtype, radius):
    plane = selection(dtype)
    reach = int(radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = x * x + y * y <= radius * radius
    plain = plane.astype(np.float64)
    largest = ndimage.grey_dilation(plain, footprint=disc, mode="constant", cval=0)
    least = ndimage.grey_erosion(plain, footprint=disc, mode="constant", cval=white(dtype))
    for found, expected in ((segmentation.grown(plane, radius), largest), (segmentation.shrunk(plane, radius), least)):
        assert found.dtype == plane.dtype
        np.testing.assert_array_equal(found.astype(np.float64), expected)


def test_the_disc_is_that_of_scikit_image():
    dot = np.zeros((41, 41), bool)
    dot[20, 20] = True
    np.testing.assert_array_equal(segmentation.grown(dot, 20), disk(20).astype(bool))


def test_more_than_a_tile():
    plane = np.zeros((1000, 1700), bool)
    plane[480:520, 700:900] = True
    away = ndimage.distance_transform_edt(~plane)
    for threads in (1, 3):
        np.testing.assert_array_equal(segmentation.grown(plane, 300, threads=threads), away <= 300)


@settings(max_examples=60)
@given(planes, radii)
def test_shrinking_is_growing_of_what_is_not_selected(plane, radius):
    np.testing.assert_array_equal(
        segmentation.shrunk(plane, radius), inverse(segmentation.grown(inverse(plane), radius))
    )
    np.testing.assert_array_equal(
        segmentation.opened(plane, radius), inverse(segmentation.closed(inverse(plane), radius))
    )


@settings(max_examples=60)
@given(planes, radii)
def test_opening_and_closing_change_nothing_more_the_second_time(plane, radius):
    opened, closed = segmentation.opened(plane, radius), segmentation.closed(plane, radius)
    assert (opened <= plane).all()
    assert (closed >= plane).all()
    np.testing.assert_array_equal(segmentation.opened(opened, radius), opened)
    np.testing.assert_array_equal(segmentation.closed(closed, radius), closed)


@settings(max_examples=40)
@given(st.integers(0, 10_000), radii)
def test_hard_levels_of_soft_selections_grow_alike(seed, radius):
    plane = selection("uint8", seed, (25, 33))
    for level in (1, 100, 200):
        np.testing.assert_array_equal(
            segmentation.grown(plane, radius) >= level, segmentation.grown(plane >= level, radius)
        )


def test_the_border_lies_on_both_sides():
    plane = np.zeros((40, 60), bool)
    plane[:, 30:] = True
    band = segmentation.border(plane, 8)
    assert (np.flatnonzero(band.any(axis=0)) == np.arange(26, 34)).all()


@pytest.mark.parametrize("dtype", DTYPES)
@every("seed", range(4))
def test_holes_are_filled_as_by_reconstruction(dtype, seed):
    plane = selection(dtype, seed)
    flooded = np.full(plane.shape, float(white(dtype)))
    for side in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        flooded[side] = plane[side]
    cross = ndimage.generate_binary_structure(2, 1)
    expected = reconstruction(flooded, plane.astype(np.float64), method="erosion", footprint=cross)
    found = segmentation.without_holes(plane)
    assert found.dtype == plane.dtype
    tolerance = 2 / 65535 if plane.dtype.kind == "f" else 0
    np.testing.assert_allclose(found.astype(np.float64), expected, rtol=0, atol=tolerance * white(dtype))


def test_hard_holes_are_those_of_scipy():
    plane = np.random.default_rng(0).random((80, 90)) > 0.45
    np.testing.assert_array_equal(segmentation.without_holes(plane), ndimage.binary_fill_holes(plane))


def test_an_island_in_a_hole_is_filled_with_it_and_a_bay_is_not():
    y, x = np.mgrid[:60, :60]
    away = np.hypot(y - 30, x - 30)
    rings = (away < 8) | ((away > 14) & (away < 20))
    assert (segmentation.without_holes(rings) == (away < 20)).all()
    rings[30, 30:] = False
    assert (segmentation.without_holes(rings) == rings).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2)])
def test_tiny_selections(shape):
    plane = np.ones(shape, np.float32)
    for work in (
        segmentation.without_holes,
        lambda found: segmentation.grown(found, 5),
        lambda found: segmentation.shrunk(found, 5),
        lambda found: segmentation.without_specks(found, 1),
    ):
        np.testing.assert_array_equal(work(plane), plane)


@pytest.mark.parametrize("dtype", DTYPES)
def test_specks_go_by_their_area(dtype):
    plane = np.zeros((30, 40), dtype)
    plane[2:4, 2:5] = white(dtype)
    plane[10, 10] = plane[11, 11] = white(dtype)
    plane[20:25, 20:30] = white(dtype)
    kept = segmentation.without_specks(plane, 6)
    assert kept[2:4, 2:5].all()
    assert not kept[10:12, 10:12].any()
    assert np.count_nonzero(segmentation.without_specks(plane, 7)) == 50
    np.testing.assert_array_equal(segmentation.without_specks(plane, 2), plane)
    np.testing.assert_array_equal(segmentation.without_specks(plane, 0), plane)


def test_soft_specks_count_by_their_coverage_and_go_with_their_edges():
    plane = np.zeros((9, 9), np.float32)
    plane[3:6, 3:6] = 0.25
    plane[4, 4] = 1
    assert segmentation.without_specks(plane, 3).any()
    assert not segmentation.without_specks(plane, 3.01).any()


@pytest.mark.parametrize("dtype", DTYPES)
def test_nothing_and_everything_stay(dtype):
    for level in (0, white(dtype)):
        plane = np.full((9, 12), level, dtype)
        for work in (segmentation.grown, segmentation.shrunk, segmentation.opened, segmentation.closed):
            np.testing.assert_array_equal(work(plane, 3), plane)
        np.testing.assert_array_equal(segmentation.without_holes(plane), plane)


def test_the_input_is_not_written_to():
    plane = selection("float32")
    plane.setflags(write=False)
    for work in (segmentation.grown, segmentation.shrunk, segmentation.opened, segmentation.closed):
        assert not np.shares_memory(work(plane, 2), plane)
        work(plane, 0)
    segmentation.without_holes(plane)
    segmentation.without_specks(plane, 4)


def test_bad_input():
    for bad in (np.zeros((3, 3, 3)), np.zeros((0, 3)), np.array([["a"]]), np.array([[0, np.nan]])):
        for work in (lambda plane: segmentation.grown(plane, 1), segmentation.without_holes):
            with pytest.raises(InputError) as refusal:
                work(bad)
            assert refusal.value.hint
    for radius in (-1, 1001, np.nan, True):
        with pytest.raises(ParameterError):
            segmentation.grown(np.zeros((3, 3)), radius)
    with pytest.raises(ParameterError):
        segmentation.without_specks(np.zeros((3, 3)), -1)


def test_a_cancel_ends_it():
    plane = selection("float32", shape=(900, 1000))

    def stop(fraction):
        raise Cancelled

    for work in (
        lambda: segmentation.grown(plane, 3, progress=stop),
        lambda: segmentation.closed(plane, 3, progress=stop),
        lambda: segmentation.border(plane, 3, progress=stop),
        lambda: segmentation.without_holes(plane, progress=stop),
        lambda: segmentation.without_specks(plane, 3, progress=stop),
    ):
        with pytest.raises(Cancelled):
            work()
