"""Contours: sub-pixel places, nesting at any depth, and the saddle between two corners."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage
from skimage import measure

from inlay.errors import Cancelled, InputError, ParameterError
from inlay.segmentation import contoured, filling
from inlay.segmentation.contours import labelled

BITMAPS = arrays.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12)))
PLANES = arrays.arrays(np.float32, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(-8, 8))


def disc(radius, centre=(50.3, 49.8), side=100, fine=16):
    """An antialiased disc: the share of each pixel that it covers."""
    y, x = (np.mgrid[: side * fine, : side * fine] + 0.5) / fine
    covered = np.hypot(x - centre[0], y - centre[1]) <= radius
    return covered.reshape(side, fine, side, fine).mean(axis=(1, 3))


def rings(depth):
    """`depth` squares in squares, each four pixels narrower on all sides, the outermost filled."""
    side = 8 * depth + 6
    y, x = np.mgrid[:side, :side]
    inwards = np.minimum(np.minimum(x, side - 1 - x), np.minimum(y, side - 1 - y))
    return (np.minimum((inwards - 1) // 4, depth - 1) % 2 == 0) & (inwards > 0)


def is_inside(ring, point):
    return bool(measure.points_in_poly([point], ring)[0])


@pytest.mark.parametrize("radius", [8, 15, 30, 45])
def test_area_and_perimeter_of_antialiased_discs(radius):
    found = contoured(disc(radius), 0.5)
    assert len(found) == 1
    assert found.areas[0] == pytest.approx(np.pi * radius**2, rel=0.01)
    assert found.perimeters[0] == pytest.approx(2 * np.pi * radius, rel=0.01)


def test_a_crossing_lies_where_the_line_between_two_pixels_reaches_the_level():
    ramp = np.tile(np.arange(8.0), (5, 1))
    ring = contoured(ramp, 2.75)[0]
    inner = ring[(ring[:, 1] > 0.6) & (ring[:, 1] < 4.4) & (ring[:, 0] < 7)]
    np.testing.assert_allclose(inner[:, 0], 2.75 + 0.5)
    assert ring[:, 0].max() == 8  # what reaches the border ends on it


@pytest.mark.parametrize("depth", [1, 2, 4, 7])
def test_nested_rings_know_which_holds_which(depth):
    found = contoured(rings(depth), 0.5)
    assert len(found) == depth
    np.testing.assert_array_equal(found.depths, np.arange(depth))
    np.testing.assert_array_equal(found.parents, np.arange(depth) - 1)
    assert (np.sign(found.areas) == np.where(found.depths % 2 == 0, 1, -1)).all()


def test_islands_in_holes_and_neighbours_have_the_right_parents():
    plane = np.zeros((40, 60))
    plane[5:35, 5:30] = 1
    plane[8:14, 8:14] = plane[18:32, 8:26] = 0
    plane[20:24, 10:14] = plane[20:24, 18:22] = 1
    plane[5:35, 35:55] = 1
    found = contoured(plane, 0.5)
    assert sorted(found.depths.tolist()) == [0, 0, 1, 1, 2, 2]
    for ring, parent in enumerate(found.parents):
        if parent >= 0:
            assert is_inside(found[parent], found[ring][0])
            assert abs(found.areas[ring]) < abs(found.areas[parent])


@settings(max_examples=200)
@given(PLANES, st.sampled_from([-2.0, 0.0, 0.5, 3.0]))
def test_centres_of_pixels_lie_in_the_rings_if_they_reach_the_level(plane, level):
    traced = labelled(plane, level)
    found, inside = traced.contours, plane >= level
    centres = np.argwhere(np.ones(plane.shape))[:, ::-1] + 0.5
    winding = np.zeros(len(centres), int)
    for ring in range(len(found)):
        winding += np.sign(found.areas[ring]).astype(int) * measure.points_in_poly(centres, found[ring])
    np.testing.assert_array_equal(winding.reshape(plane.shape), inside)  # 0 or 1: even-odd and non-zero agree
    polygons = filling.polygons(found)
    labels = filling.labels(traced, inside, polygons)
    np.testing.assert_array_equal(labels >= 0, inside)
    for polygon in np.unique(labels[inside]):
        assert polygons[polygon] == polygon


@settings(max_examples=150)
@given(BITMAPS)
def test_polygons_are_the_parts_that_touch_and_parents_come_first(bitmap):
    traced = labelled(bitmap, 0.5)
    found = traced.contours
    labels = filling.labels(traced, bitmap, filling.polygons(found))
    parts, count = ndimage.label(bitmap, np.ones((3, 3)))
    assert len(np.unique(labels[bitmap])) == count
    assert len(set(zip(parts[bitmap].tolist(), labels[bitmap].tolist(), strict=True))) == count
    assert (found.parents < np.arange(len(found))).all()
    background = ndimage.label(~np.pad(bitmap, 1))[1]
    assert np.count_nonzero(found.depths % 2 == 1) == background - 1


@pytest.mark.parametrize("between, parts", [(0.45, 1), (0.12, 1), (0.08, 2), (-0.7, 2)])
def test_the_saddle_decides_whether_corners_join(between, parts):
    plane = np.full((6, 6), -1.0)
    plane[2, 2] = plane[3, 3] = 0.9
    plane[2, 3] = plane[3, 2] = between
    assert len(contoured(plane, 0.5)) == parts


def test_agrees_with_scikit_image_on_a_smooth_plane():
    plane = ndimage.gaussian_filter(np.random.default_rng(3).random((120, 150)), 5)  # no saddle within a cell
    level = float(np.median(plane))
    ours = contoured(plane, level)
    theirs = measure.find_contours(np.pad(plane, 1, mode="constant", constant_values=-1e9), level)
    inner = [ring for ring in theirs if ring.min() > 2 and ring[:, 0].max() < 119 and ring[:, 1].max() < 149]
    areas = sorted(abs(_shoelace(ring)) for ring in inner)
    own = sorted(
        abs(_shoelace(ours[ring]))
        for ring in range(len(ours))
        if ours[ring].min() > 1.5 and ours[ring][:, 1].max() < 118.5 and ours[ring][:, 0].max() < 148.5
    )
    np.testing.assert_allclose(own, areas, rtol=1e-3, atol=1e-3)


def _shoelace(ring):
    x, y = ring.T
    return np.dot(x, np.roll(y, -1)) / 2 - np.dot(y, np.roll(x, -1)) / 2


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
def test_every_type_of_samples(dtype):
    plane = (rings(3) * 200).astype(dtype)
    np.testing.assert_array_equal(contoured(plane, 100).points, contoured(rings(3), 0.5).points)


def test_values_beyond_white_and_below_black():
    plane = np.full((9, 9), -3.0)
    plane[3:6, 3:6] = 5.0
    assert contoured(plane, 1.0).areas[0] == pytest.approx(contoured(plane >= 0, 0.5).areas[0], abs=0.5)


def test_nothing_and_everything():
    assert len(contoured(np.zeros((4, 5)), 0.5)) == 0
    assert contoured(np.ones((4, 5)), 0.5).areas.tolist() == [4 * 5 - 0.5]
    assert contoured(np.ones((1, 1)), 0.5).areas.tolist() == [0.5]


def test_what_cannot_be_traced():
    with pytest.raises(InputError, match="not finite"):
        contoured(np.array([[0.0, np.nan]]), 0.5)
    with pytest.raises(InputError, match="shape"):
        contoured(np.zeros((2, 3, 3)), 0.5)
    with pytest.raises(InputError, match="shape"):
        contoured(np.zeros((0, 3)), 0.5)
    with pytest.raises(ParameterError, match="level"):
        contoured(np.zeros((3, 3)), np.nan)


def test_it_tells_how_far_it_is_and_stops():
    noise = np.random.default_rng(0).random((700, 900))
    told = []
    contoured(noise, 0.5, progress=told.append)
    assert len(told) > 10
    assert told == sorted(told)
    assert min(told) >= 0 and max(told) <= 1

    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        contoured(noise, 0.5, progress=stop)
