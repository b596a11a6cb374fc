"""Points in polygons: against rational arithmetic, against scikit-image, and on the boundary."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage import measure

from inlay.errors import Cancelled, InputError, ParameterError
from inlay.segmentation import contoured, points_inside

#: Few places, so that points meet corners and edges, and edges overlap.
GRID = st.integers(-3, 3)
#: Numbers whose products are rounded in double precision.
ROUGH = st.sampled_from([0.1, 0.2, 0.3, 0.7, 1 / 3, 0.1 + 2**-54, 1e16, 1e-200, -0.6, -1e16 / 3])
SQUARE = np.array([[0, 0], [4, 0], [4, 4], [0, 4]])


def rings_of(numbers):
    return st.lists(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6), min_size=1, max_size=3)


def explicit(point, rings):
    """Whether a point is on a ring, how often a ray to the right crosses them, and how they wind around it."""
    x, y = map(Fraction, point)
    on_ring, crossings, winding = False, 0, 0
    for ring in rings:
        corners = [(Fraction(a), Fraction(b)) for a, b in ring]
        for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
            is_between = min(x0, x1) <= x <= max(x0, x1) and min(y0, y1) <= y <= max(y0, y1)
            on_ring |= is_between and (x1 - x0) * (y - y0) == (y1 - y0) * (x - x0)
            if (y0 <= y) != (y1 <= y) and x0 + (y - y0) * (x1 - x0) / (y1 - y0) > x:
                crossings += 1
                winding += 1 if y1 > y0 else -1
    return on_ring, crossings, winding


@settings(max_examples=300)
@given(st.data(), st.sampled_from([GRID, ROUGH]))
def test_agrees_with_rational_arithmetic(data, numbers):
    rings = [np.array(ring, float) for ring in data.draw(rings_of(numbers))]
    points = np.array(data.draw(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8)), float)
    told = [explicit(point, rings) for point in points.tolist()]
    for boundary in (True, False):
        even_odd = [boundary if on_ring else crossings % 2 == 1 for on_ring, crossings, _ in told]
        nonzero = [boundary if on_ring else winding != 0 for on_ring, _, winding in told]
        assert points_inside(points, rings, boundary=boundary).tolist() == even_odd
        assert points_inside(points, rings, "nonzero", boundary=boundary).tolist() == nonzero


def test_agrees_with_scikit_image():
    drawn = np.random.default_rng(1)
    ring = drawn.random((40, 2)) * (30, 20)
    points = drawn.random((5000, 2)) * (34, 24) - 2
    np.testing.assert_array_equal(points_inside(points, ring), measure.points_in_poly(points, ring))
    grid = np.stack(np.mgrid[:30, :20], axis=-1)
    np.testing.assert_array_equal(points_inside(grid, ring), measure.grid_points_in_poly((30, 20), ring))


def test_the_rules_differ_where_rings_run_twice_around():
    inner = SQUARE / 2 + 1
    middle = np.array([[2, 2]])
    assert [points_inside(middle, [SQUARE, inner], rule)[0] for rule in ("even-odd", "nonzero")] == [False, True]
    assert [points_inside(middle, [SQUARE, inner[::-1]], rule)[0] for rule in ("even-odd", "nonzero")] == [False] * 2


@pytest.mark.parametrize("rule", ["even-odd", "nonzero"])
def test_contours_enclose_the_pixels_that_they_were_drawn_around(rule):
    plane = np.random.default_rng(2).random((25, 31))
    centres = np.stack(np.mgrid[:25, :31][::-1], axis=-1) + 0.5
    np.testing.assert_array_equal(points_inside(centres, contoured(plane, 0.5), rule), plane >= 0.5)


def test_many_points_and_edges_are_taken_in_pieces():
    turns = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    disc = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    points = np.random.default_rng(3).random((600, 600, 2)) * 2.4 - 1.2
    radius = np.hypot(*np.moveaxis(points, -1, 0))
    clear = np.abs(radius - 1) > 1e-4
    said = []
    found = points_inside(points, disc, progress=said.append)
    np.testing.assert_array_equal(found[clear], radius[clear] < 1)
    assert len(said) > 2
    assert said == sorted(said)


def test_nothing_lies_in_no_ring_and_a_line_is_all_boundary():
    points = np.array([[1, 1], [2, 2], [3, 1]])
    assert not points_inside(points, []).any()
    assert not points_inside(points, [np.zeros((0, 2))]).any()
    assert points_inside(points, SQUARE[[0, 2]]).tolist() == [True, True, False]
    assert points_inside(np.zeros((0, 2)), SQUARE).shape == (0,)


@pytest.mark.parametrize(
    "points, rings",
    [
        (np.zeros((3, 3)), SQUARE),
        (np.array([[np.nan, 0]]), SQUARE),
        (np.zeros((1, 2)), [np.zeros((4, 3))]),
        (np.zeros((1, 2)), np.full((4, 2), np.inf)),
        (np.zeros((1, 2), complex), SQUARE),
        (np.zeros((1, 2)), np.zeros(2)),
    ],
)
def test_what_is_no_point_and_no_ring(points, rings):
    with pytest.raises(InputError):
        points_inside(points, rings)


def test_another_rule_and_a_stop():
    with pytest.raises(ParameterError, match="even-odd, nonzero"):
        points_inside(np.zeros((1, 2)), SQUARE, "odd")

    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        points_inside(np.ones((1, 2)), SQUARE, progress=stop)
