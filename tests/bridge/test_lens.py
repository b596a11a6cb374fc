"""What an area shows of a canvas: places stay where the pointer holds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from plugins.bridge.lens import LARGEST, SMALLEST, Lens


def lens(columns=800, rows=450, width=400, height=300):
    made = Lens(width, height)
    made.resize(columns, rows)
    return made


def test_all_of_it_is_seen_in_the_middle():
    made = lens()
    assert made.scale == 1.5
    assert made.rect == pytest.approx((200 - 800 / 3, 0, 1600 / 3, 300))
    made.resize(400, 900)
    assert made.scale == 1 and made.fits, "until it is zoomed it follows the area"


@given(some.floats(0, 800), some.floats(0, 450), some.lists(some.floats(0.2, 5), max_size=6))
def test_what_is_under_the_pointer_stays_there(x, y, factors):
    made = lens()
    place = made.to_canvas(x, y)
    for factor in factors:
        made.zoom(x, y, factor)
        assert made.to_area(*place) == pytest.approx((x, y), abs=1e-6)


@given(some.floats(-5000, 5000), some.floats(-5000, 5000))
def test_there_and_back(x, y):
    made = lens()
    made.zoom(100, 200, 2.5)
    assert made.to_canvas(*made.to_area(x, y)) == pytest.approx((x, y), abs=1e-6)


def test_a_pan_takes_the_canvas_along():
    made = lens()
    place = made.to_canvas(100, 100)
    made.pan(30, -12)
    assert made.to_area(*place) == pytest.approx((130, 88))
    assert not made.fits
    made.resize(1600, 900)
    assert made.scale == 1.5, "what was chosen stays"


def test_it_ends_somewhere():
    made = lens()
    for _ in range(60):
        made.zoom(0, 0, 2)
    assert made.scale == LARGEST
    for _ in range(60):
        made.zoom(0, 0, 0.5)
    assert made.scale == SMALLEST
    made.fit()
    assert made.scale == 1.5 and made.rect[1] == 0


def test_an_area_without_extent_does_no_harm():
    made = lens(0, 0)
    assert made.scale > 0 and all(extent > 0 for extent in made.rect[2:])
