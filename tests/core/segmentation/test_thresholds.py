"""Thresholds against brute force and scikit-image, and their laws."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from skimage import filters as peers

from inlay import segmentation
from inlay.errors import Cancelled, InputError, ParameterError

DTYPES = ("uint8", "uint16", "float16", "float32", "float64")


def white(dtype):
    return np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1


def cost(values, limits):
    """The sum over the classes of their squared distances to their means."""
    labels = np.searchsorted(limits, values, side="right")
    return sum(np.square(values[labels == label] - values[labels == label].mean()).sum() for label in np.unique(labels))


def brute_force(values, classes):
    """The least cost of all divisions between values that occur."""
    levels = np.unique(values)
    between = (levels[1:] + levels[:-1]) / 2
    return min(cost(values, limits) for limits in combinations(between, classes - 1))


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 255), min_size=8, max_size=60),
    st.integers(2, 4),
    st.sampled_from(["uint8", "uint16", "float32", "float64"]),
)
def test_otsu_is_the_best_of_all_divisions(samples, classes, dtype):
    levels = np.unique(samples)
    if len(levels) < max(2, classes) or len(levels) > 16:
        levels = np.array([3, 9, 40, 41, 100, 180, 181, 250])
        samples = levels[np.array(samples) % 8].tolist() + levels.tolist()
    plane = (np.array(samples, np.float64)[np.newaxis] * (white(dtype) / 255)).astype(dtype)
    limits = segmentation.otsu(plane, classes)
    values = plane.astype(np.float64).ravel() / white(dtype)
    assert len(limits) == classes - 1
    assert (np.diff(limits) > 0).all()
    np.testing.assert_allclose(cost(values, limits), brute_force(values, classes), rtol=1e-6, atol=1e-9)


@pytest.mark.pictures
@pytest.mark.parametrize("classes", [2, 3, 4])
def test_otsu_on_photographs(pictures, classes):
    from PIL import Image

    for path in sorted((pictures / "photos").glob("*.jpg"))[:2]:
        gray = np.array(Image.open(path).convert("L").resize((300, 200)))
        limits = segmentation.otsu(gray, classes) * 255
        expected = peers.threshold_multiotsu(gray, classes, nbins=256)
        # The peer's thresholds are the last values of a class, ours lie between two values.
        found = np.searchsorted(limits, gray.ravel())
        np.testing.assert_array_equal(found, np.searchsorted(np.sort(expected), gray.ravel()))


def test_otsu_counts_only_what_counts():
    plane = np.array([[0, 10, 100, 110, 250, 255]], np.uint8)
    (limit,) = segmentation.otsu(plane, counted=np.array([[True, True, True, True, False, False]])) * 255
    assert limit == 55


def test_a_flat_plane_has_no_threshold():
    with pytest.raises(InputError, match="same value") as refusal:
        segmentation.otsu(np.full((3, 4), 7, np.uint8))
    assert refusal.value.hint
    with pytest.raises(InputError, match="no pixel"):
        segmentation.otsu(np.zeros((3, 4), np.float32), counted=np.zeros((3, 4), bool))


def test_fewer_values_than_classes_give_fewer_thresholds():
    np.testing.assert_allclose(segmentation.otsu(np.array([[0, 100, 200]], np.uint8), 5) * 255, [50, 150])


@pytest.mark.parametrize("classes", [0, 1, 9, 2.5, True])
def test_impossible_classes(classes):
    with pytest.raises(ParameterError):
        segmentation.otsu(np.arange(4, dtype=np.uint8)[np.newaxis], classes)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(bad):
    plane = np.array([[0, 1, bad]], np.float32)
    with pytest.raises(InputError, match="not finite"):
        segmentation.otsu(plane)
    with pytest.raises(InputError, match="not finite"):
        segmentation.luminance(plane[..., np.newaxis], (1.0,))
    with pytest.raises(InputError, match="not finite"):
        segmentation.luminance(np.dstack([plane] * 3), (0.2, 0.7, 0.1))
    present = np.isfinite(plane)
    assert segmentation.luminance(np.dstack([plane] * 3), (0.2, 0.7, 0.1), present=present)[0, 2] == 0


@pytest.mark.parametrize("dtype", DTYPES)
def test_luminance_is_the_weighted_sum(dtype):
    random = np.random.default_rng(0)
    image = (random.random((30, 20, 3)) * white(dtype)).astype(dtype)
    weights = (0.2126, 0.7152, 0.0722)
    found = segmentation.luminance(image, weights)
    assert found.dtype == {"float64": np.float64, "uint8": np.uint16, "uint16": np.uint16}.get(dtype, np.float32)
    expected = image.astype(np.float64) @ weights / white(dtype)
    np.testing.assert_allclose(found / white(found.dtype), expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_range_holds_both_its_ends(dtype):
    values = np.array([[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]])
    plane = np.rint(values * white(dtype)).astype(dtype) if np.dtype(dtype).kind == "u" else values.astype(dtype)
    low, high = (float(plane[0, place]) / white(dtype) for place in (1, 3))
    assert segmentation.within(plane, low, high).tolist() == [[False, True, True, True, False, False]]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(0.05, 0.95), st.sampled_from(DTYPES))
def test_the_threshold_of_a_mask_is_the_mask(seed, low, dtype):
    mask = np.random.default_rng(seed).random((7, 9)) > 0.5
    plane = (mask * white(dtype)).astype(dtype)
    np.testing.assert_array_equal(segmentation.within(plane, low), mask)


def test_softness_is_a_ramp_around_the_limits():
    plane = np.linspace(0, 1, 101, dtype=np.float64)[np.newaxis]
    found = segmentation.within(plane, 0.3, 0.7, 0.2)[0]
    expected = np.interp(plane[0], [0.2, 0.4, 0.6, 0.8], [0, 1, 1, 0])
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_allclose(segmentation.within(plane, 0.3, softness=0.2)[0][60:], 1)


def test_an_empty_range_is_refused():
    with pytest.raises(ParameterError):
        segmentation.within(np.zeros((2, 2), np.uint8), 0.6, 0.4)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("radius", [1, 4, 30])
def test_local_thresholds_are_means_of_squares(dtype, radius):
    random = np.random.default_rng(1)
    plane = (random.random((40, 33)) * white(dtype)).astype(dtype)
    values = plane.astype(np.float64)
    mean = ndimage.uniform_filter(values, 2 * radius + 1, mode="reflect") + 0.05 * white(dtype)
    clear = np.abs(values - mean) > 1e-4 * white(dtype)
    found = segmentation.local(plane, radius, 0.05)
    np.testing.assert_array_equal(found[clear], (values > mean)[clear])


@pytest.mark.parametrize("dtype", DTYPES)
def test_nothing_of_a_flat_plane_is_brighter_than_its_surroundings(dtype):
    for level in (0.1, 0.3, 0.7, 1):
        plane = np.full((30, 41), level * white(dtype)).astype(dtype)
        for radius in (1, 3, 11):
            assert not segmentation.local(plane, radius).any()


def test_threads_change_nothing_and_a_cancel_ends_it():
    image = np.random.default_rng(2).random((700, 900, 3), np.float32)
    one, three = (segmentation.luminance(image, (0.2, 0.7, 0.1), threads=threads) for threads in (1, 3))
    np.testing.assert_array_equal(one, three)
    assert segmentation.otsu(one, threads=1) == segmentation.otsu(one, threads=3)

    def stop(fraction):
        raise Cancelled

    for work in (
        lambda: segmentation.luminance(image, (0.2, 0.7, 0.1), progress=stop),
        lambda: segmentation.otsu(one, progress=stop),
        lambda: segmentation.within(one, 0.5, progress=stop),
        lambda: segmentation.local(one, 5, progress=stop),
    ):
        with pytest.raises(Cancelled):
            work()
