"""Lines through a hole: found where there are some, at any angle and size, and not where there are none."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from tests.core.inpainting.structure.drawings import SIZE, beside, disc, drawn, horizon, stripes, wire

from inlay.inpainting.structure import curves_along, curves_through


def through(picture, hole):
    return curves_through(picture, ~hole, hole)


def distances(curve, plane):
    """How far the points of a curve are from where a plane is zero."""
    return np.abs(ndimage.map_coordinates(plane, curve.points.T, order=1, mode="nearest"))


@settings(max_examples=25)
@given(st.floats(0, 180), st.floats(-15, 15))
def test_a_horizon_at_any_angle(degrees, off):
    plane = beside(degrees, off=off)
    (curve,) = through(horizon(degrees, off=off), disc())
    assert distances(curve, plane).max() < 1
    assert curve.inside.sum() >= 0.95 * 2 * np.sqrt(35**2 - off**2) - 3


@pytest.mark.parametrize("radius, size", [(90, (400, 440)), (260, (1000, 1100))])
def test_the_larger_the_hole_the_coarser_is_looked(radius, size):
    hole, plane = disc(radius, size), beside(33, size)
    (curve,) = through(drawn(plane + 0.5), hole)
    assert distances(curve, plane)[curve.inside].max() < 1
    assert curve.inside.sum() >= 1.9 * radius


@pytest.mark.parametrize("degrees", [0, 17, 45, 80, 130])
def test_stripes_are_paired_with_themselves(degrees):
    """Each curve stays on its own edge, where the distance to the middle of a stripe is a quarter of the period."""
    plane = np.abs(beside(degrees) % 16 - 8) - 4
    curves = through(stripes(degrees, 16), disc())
    assert len(curves) >= 6
    assert max(distances(curve, plane)[curve.inside].max() for curve in curves) < 1


def test_both_edges_of_a_wire():
    curves = through(wire(20), disc())
    assert len(curves) == 2
    assert max(distances(curve, beside(20)).max() for curve in curves) < 2.5


@pytest.mark.parametrize("radius", [60, 90, 150])
def test_an_arc(radius):
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]].astype(float)
    plane = np.hypot(rows - 100 - radius, columns - 130) - radius
    (curve,) = through(drawn(plane + 0.5), disc())
    assert distances(curve, plane).max() < 1.5


def test_no_line_in_grain():
    """One in twenty holes may have one by chance."""
    found = 0
    for seed, scale in product(range(10), (0, 1, 2, 4)):
        grain = np.random.default_rng(seed).standard_normal(SIZE)
        grain = ndimage.gaussian_filter(grain, scale) if scale else grain
        found += len(through(drawn(0.5 + grain / (6 * grain.std())), disc()))
    assert found <= 2


def test_no_line_where_nothing_is_or_where_one_ends():
    hole = disc()
    assert through(np.full((*SIZE, 3), 80, np.uint8), hole) == []
    ends = beside(90) + 0.5
    ends[:100] = 0.5
    assert through(drawn(ends), hole) == []


def test_a_line_of_other_colours_is_another_line():
    plane = beside(90)
    picture = np.repeat(drawn(plane + 0.5), 3, axis=2)
    picture[:100, :, 1] = 255 - picture[:100, :, 1]
    picture[:100, :, 0] = 120
    assert through(picture, disc()) == []


def test_what_is_not_usable_does_not_count():
    picture, hole = horizon(30).astype(np.float32), disc()
    usable = ~hole
    usable[:, :60] = False
    picture[~usable] = np.nan
    (curve,) = curves_through(picture, usable, hole)
    assert distances(curve, beside(30)).max() < 1


@pytest.mark.parametrize("kind", ["exact", "beside", "inside only"])
def test_a_stroke_is_led_to_the_edge_that_it_means(kind):
    rows = {"exact": (0, 0), "beside": (3, -3), "inside only": (2, 2)}[kind]
    columns = (98, 162) if kind == "inside only" else (70, 190)
    stroke = np.array([(100 + rows[0], columns[0]), (100 + rows[1], columns[1])], float)
    hole = disc()
    (curve,) = curves_along([stroke], horizon(0), ~hole, hole)
    assert distances(curve, beside(0)).max() < 1
    assert (~curve.inside).sum() > 60


def test_a_stroke_without_an_edge_stays_as_it_is():
    hole = disc()
    stroke = np.array([(80.0, 60.0), (120.0, 200.0)])
    (curve,) = curves_along([stroke], np.full((*SIZE, 1), 80, np.uint8), ~hole, hole)
    assert np.allclose(curve.points[[0, -1]], stroke)


def test_a_stroke_through_two_holes_is_two_lines():
    hole = disc(20, middle=(100, 80)) | disc(20, middle=(100, 180))
    curves = curves_along([np.array([(100.0, 20.0), (100.0, 240.0)])], horizon(0), ~hole, hole)
    assert [curve.inside.sum() for curve in curves] == [39, 39]


def test_strokes_that_miss_the_hole_are_none():
    hole = disc()
    strokes = [np.array([(10.0, 10.0), (10.0, 200.0)]), np.array([(90.0, 120.0), (110.0, 140.0)])]
    assert curves_along(strokes, np.full((*SIZE, 1), 80, np.uint8), ~hole, hole) == []
