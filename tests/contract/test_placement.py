"""Where pieces come to lie: whole turns, whole pixels, and boxes that hold all of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.contract.boxes import Box
from inlay.contract.placement import Placement

FAR, LONG = st.integers(-50, 50), st.integers(1, 60)
BOXES = st.builds(Box, FAR, FAR, LONG, LONG)
PLACEMENTS = st.builds(Placement, FAR, FAR, st.floats(1, 1000), st.floats(-360, 360))


@pytest.mark.parametrize(
    "placement", [Placement(), Placement(3, -4), Placement(rotation=360), Placement(rotation=-360)]
)
def test_what_is_only_moved_is_not_turned(placement):
    box = Box(5, 6, 7, 8)
    assert not placement.is_turned and placement.quarters == 0
    assert placement.placed(box, 5, 6) == (5 + placement.x, 6 + placement.y)
    assert placement.bounds(box) == placement.covered(box) == box.shift(placement.x, placement.y)
    assert placement.reach(3) == 3
    assert placement.taken(box, Box(0, 0, 9, 9)) == box.intersect(Box(-placement.x, -placement.y, 9, 9))


@given(BOXES, PLACEMENTS)
def test_the_middle_is_only_moved(box, placement):
    x, y = placement.placed(box, *box.middle)
    away = math.hypot(x - box.middle[0] - placement.x, y - box.middle[1] - placement.y)
    assert away < 1e-6 if placement.quarters is None else away <= math.hypot(0.5, 0.5)


@given(BOXES, PLACEMENTS)
def test_sides_are_as_long_as_the_scale_says_and_turn_clockwise(box, placement):
    corners = [complex(*corner) for corner in placement.corners(box)]
    side = complex(corners[1] - corners[0])
    assert abs(side) == pytest.approx(box.width * placement.scale / 100)
    assert abs(corners[2] - corners[1]) == pytest.approx(box.height * placement.scale / 100)
    expected = complex(math.cos(math.radians(placement.rotation)), math.sin(math.radians(placement.rotation)))
    assert abs(side / abs(side) - expected) < 1e-6


@given(BOXES, st.sampled_from([-270, -90, 90, 180, 270]), FAR, FAR)
def test_quarter_turns_lay_pixels_on_pixels(box, rotation, x, y):
    placement = Placement(x, y, 100.0, rotation)
    places = [part for corner in placement.corners(box) for part in corner]
    assert all(part == int(part) for part in places)
    turned = placement.bounds(box)
    assert turned.area == box.area and {turned.width, turned.height} == {box.width, box.height}


@given(BOXES, PLACEMENTS, st.data())
def test_the_box_of_a_part_lies_in_that_of_all_parts(box, placement, data):
    """Only what travels is known of a piece before its pixels are."""
    left = data.draw(st.integers(box.x, box.right - 1))
    top = data.draw(st.integers(box.y, box.bottom - 1))
    part = Box(left, top, data.draw(st.integers(1, box.right - left)), data.draw(st.integers(1, box.bottom - top)))
    inside, all_parts = placement.bounds(part), placement.covered(box)
    assert inside.intersect(all_parts) == inside


@given(BOXES, PLACEMENTS, st.integers(0, 5))
def test_what_is_read_is_all_that_the_ring_needs(box, placement, ring):
    """Every pixel in the ring of a corner looks up places within the reach, and a filter's lobes around them."""
    if not placement.is_turned:
        return
    grown = box.grow(placement.reach(ring))
    scale = placement.scale / 100
    lobes = 3 * max(1.0, 1 / scale)
    (cosine, sine), (left, top) = placement.axes, placement.origin(box)
    for x, y in placement.corners(box):
        for dx, dy in ((-ring - 1, -ring - 1), (ring + 1, -ring - 1), (ring + 1, ring + 1), (-ring - 1, ring + 1)):
            across, down = x + dx - left, y + dy - top
            back = (cosine * across + sine * down) / scale**2, (cosine * down - sine * across) / scale**2
            assert grown.x <= back[0] - lobes + 1e-6 and back[0] + lobes - 1e-6 <= grown.right
            assert grown.y <= back[1] - lobes + 1e-6 and back[1] + lobes - 1e-6 <= grown.bottom
