"""Simplified rings, fitted curves and filled outlines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage
from skimage import measure
from tests.core.segmentation.test_contours import disc, rings

from inlay.errors import Cancelled
from inlay.segmentation import contoured, coverage, filling, fitted, polygonal, simplified
from inlay.segmentation.contours import Contours, labelled
from inlay.segmentation.simplification import vertices


def blobs(seed=1, shape=(200, 260), width=9):
    smooth = ndimage.gaussian_filter(np.random.default_rng(seed).random(shape), width)
    return smooth >= np.median(smooth)


def distance_to(ring, points):
    """How far each of some points is from a closed ring of segments."""
    start, end = ring, np.roll(ring, -1, axis=0)
    along = end - start
    share = ((points[:, None] - start) * along).sum(-1) / np.maximum((along * along).sum(-1), 1e-30)
    nearest = start + np.clip(share, 0, 1)[..., None] * along
    return np.linalg.norm(points[:, None] - nearest, axis=-1).min(axis=1)


@pytest.mark.parametrize("tolerance", [0.3, 0.5, 1.0, 3.0])
def test_no_point_that_was_left_out_is_far_away(tolerance):
    found = contoured(blobs(), 0.5)
    simple = simplified(found, tolerance)
    assert len(simple.points) < len(found.points) / 2
    np.testing.assert_array_equal(simple.parents, found.parents)
    # Points may have moved by 1.1 tolerances to where the sides meet.
    for ring in range(len(found)):
        assert distance_to(simple[ring], found[ring]).max() <= 2.1 * tolerance + 1e-6
        assert len(simple[ring]) >= 3


def test_douglas_and_peucker_agree_with_scikit_image():
    found = contoured(disc(30), 0.5)
    kept = vertices(found, 0.5)
    theirs = measure.approximate_polygon(found[0][np.r_[0 : len(found[0]), 0]], 0.5)
    assert abs(int(kept.sum()) - (len(theirs) - 1)) <= 6
    assert distance_to(found.points[kept], found.points).max() <= 0.5


def test_without_tolerance_only_points_on_lines_go():
    found = contoured(rings(1), 0.5)
    simple = simplified(found, 0)
    assert len(simple[0]) == 8  # the corners of pixels stay cut off
    np.testing.assert_allclose(simple.areas, found.areas)


def test_corners_that_pixels_cut_off_become_sharp():
    plane = np.zeros((40, 50))
    plane[10:30, 5:45] = 1
    for outline in (polygonal(simplified(contoured(plane, 0.5), 0.5)), fitted(contoured(plane, 0.5), 0.5)):
        assert sorted(outline.points.tolist()) == [[5, 10], [5, 30], [45, 10], [45, 30]]
        np.testing.assert_array_equal(outline.anchors[:, 0], outline.anchors[:, 2])  # straight lines


@pytest.mark.parametrize("tolerance", [0.3, 1.0])
@pytest.mark.parametrize("radius", [12, 40])
def test_a_disc_becomes_few_curves(radius, tolerance):
    outline = fitted(contoured(disc(radius), 0.5), tolerance)
    flat = outline.flattened()
    assert len(outline.points) <= 12
    assert flat.areas[0] == pytest.approx(np.pi * radius**2, rel=max(0.01, 0.2 * tolerance / radius))
    away = np.hypot(*(flat.points - (50.3, 49.8)).T) - radius
    assert np.abs(away).max() <= tolerance


@pytest.mark.parametrize("tolerance", [0.4, 1.0, 2.0])
def test_curves_stay_near_the_contour_and_join_without_a_kink(tolerance):
    smooth = ndimage.gaussian_filter(np.random.default_rng(4).random((150, 180)), 8)
    found = contoured(smooth, float(smooth.mean()))
    outline = fitted(found, tolerance)
    flat = outline.flattened()
    for ring in range(len(found)):
        assert distance_to(flat[ring], found[ring]).max() <= 1.5 * tolerance + 0.1
        assert distance_to(found[ring], flat[ring]).max() <= 1.5 * tolerance + 0.1
    into, out = outline.points - outline.anchors[:, 0], outline.anchors[:, 2] - outline.points
    lengths = np.hypot(*into.T) * np.hypot(*out.T)
    cosine = (into * out).sum(axis=1)[lengths > 0] / lengths[lengths > 0]
    assert np.mean(cosine > 1 - 1e-9) > 0.6  # the others are corners


@settings(max_examples=80)
@given(arrays.arrays(bool, st.tuples(st.integers(1, 14), st.integers(1, 14))), st.sampled_from([0.0, 0.2, 0.5, 2.0]))
def test_every_ring_stays_a_ring_whatever_the_mask(mask, tolerance):
    found = contoured(mask, 0.5)
    for outline in (polygonal(simplified(found, tolerance)), fitted(found, max(tolerance, 0.1))):
        assert len(outline) == len(found)
        assert np.isfinite(outline.anchors).all()
        np.testing.assert_array_equal(outline.parents, found.parents)
        assert (np.diff(outline.starts) >= 2).all()
        flat = outline.flattened()
        assert (np.diff(flat.starts) >= 2).all()
        reach = max(tolerance, 0.1) * 3 + 1
        assert flat.points.size == 0 or (flat.points.min() > -reach and flat.points.max() < 14 + reach)


@settings(max_examples=60)
@given(arrays.arrays(bool, st.tuples(st.integers(1, 14), st.integers(1, 14))))
def test_exact_rings_give_the_mask_back(mask):
    mask = mask.repeat(2, 0).repeat(2, 1)  # a single pixel is half covered, exactly
    np.testing.assert_array_equal(coverage(contoured(mask, 0.5), mask.shape) >= 0.5, mask)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("curves", [False, True])
def test_filling_what_was_traced_gives_the_mask_back(seed, curves):
    mask = blobs(seed)
    found = contoured(mask, 0.5)
    outline = fitted(found, 0.5) if curves else polygonal(simplified(found, 0.5))
    again = coverage(outline.flattened(), mask.shape) >= 0.5
    assert np.mean(again != mask) < 0.005


@pytest.mark.pictures
def test_tracing_the_lemur_and_filling_gives_it_back(pictures):
    from PIL import Image

    alpha = np.asarray(Image.open(pictures / "matting" / "lemur_on_sunset_alpha_truth.png").convert("L")) / 255
    found = contoured(alpha, 0.5)
    for outline in (polygonal(simplified(found, 0.5)), fitted(found, 0.5)):
        again = coverage(outline.flattened(), alpha.shape) >= 0.5
        assert np.mean(again != (alpha >= 0.5)) < 0.005


def test_coverage_is_the_exact_area():
    triangle = Contours(np.array([(2.0, 1.0), (7.0, 4.0), (1.0, 4.5)]), np.array([0, 3]), np.array([-1]))
    covered = coverage(triangle, (6, 9))
    assert covered.sum() == pytest.approx(triangle.areas[0], abs=1e-5)
    fine = 40
    y, x = (np.mgrid[: 6 * fine, : 9 * fine] + 0.5) / fine
    inside = measure.points_in_poly(np.column_stack((x.ravel(), y.ravel())), triangle.points)
    shares = inside.reshape(6, fine, 9, fine).mean(axis=(1, 3))
    np.testing.assert_allclose(covered, shares, atol=0.01)
    soft = contoured(disc(30), 0.5)
    np.testing.assert_allclose(coverage(soft, (100, 100)), disc(30), atol=0.12)


def test_nested_polygons_have_colours_of_their_own():
    mask = rings(4)
    traced = labelled(mask, 0.5)
    places = filling.labels(traced, mask, filling.polygons(traced.contours))
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]]
    colours = np.dstack([x, y, x * y]).astype(np.uint16)
    weights = (x % 3).astype(np.uint8)
    means = filling.mean_colours(places, 4, colours, weights)
    medians = filling.median_colours(places, 4, colours, weights)
    for polygon in (0, 2):
        own = (places == polygon) & (weights > 0)
        expected = np.average(colours[own], axis=0, weights=weights[own])
        np.testing.assert_allclose(means[polygon], expected, rtol=1e-6)
        np.testing.assert_array_equal(medians[polygon], np.median(colours[own], axis=0))
    assert np.isnan(means[1]).all() and np.isnan(medians[3]).all()


def test_overlapping_fillings_mix_and_never_exceed_one():
    square = np.array([(1.0, 1.0), (5.0, 1.0), (5.0, 5.0), (1.0, 5.0)])
    both = Contours(np.concatenate((square, square + 2)), np.array([0, 4, 8]), np.array([-1, -1]))
    (strip,) = filling.filled(both, np.array([[1.0], [0.0]]), (8, 8))
    assert strip.alpha.max() == 1
    assert strip.colours[3, 3, 0] == 0.5 and strip.colours[1, 1, 0] == 1 and strip.colours[6, 6, 0] == 0


def test_cancelling_anywhere_stops():
    found = contoured(np.random.default_rng(0).random((300, 300)), 0.5)
    for work in (lambda told: fitted(found, 0.5, progress=told), lambda told: simplified(found, 0.5, progress=told)):
        fractions = []
        work(fractions.append)
        assert fractions == sorted(fractions) and len(fractions) > 3
        for last in range(1, len(fractions), max(1, len(fractions) // 4)):
            left = [last]

            def stop(fraction, left=left):
                left[0] -= 1
                if not left[0]:
                    raise Cancelled

            with pytest.raises(Cancelled):
                work(stop)
