"""What lies along lines: it continues within a pixel, and comes only from where it may."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.inpainting.structure.drawings import SIZE, astray, beside, disc, drawn, filled, horizon, stripes, wire

from inlay.errors import Cancelled
from inlay.inpainting.structure import propagated


def near(plane, hole, pixels=2):
    return hole & (np.abs(plane) < pixels)


@settings(max_examples=15)
@given(st.floats(0, 180), st.floats(-15, 15))
def test_a_horizon_continues_within_a_pixel(degrees, off):
    picture, hole = horizon(degrees, off=off), disc()
    mask, shifts = propagated(picture, ~hole, hole)
    assert not (mask & ~hole).any()
    assert mask[near(beside(degrees, off=off), hole)].mean() > 0.95
    assert astray(picture, mask, shifts) == 0


@pytest.mark.parametrize("degrees", [0, 17, 45, 80, 130])
def test_stripes_continue_within_a_pixel(degrees):
    picture, hole = stripes(degrees, 16), disc()
    mask, shifts = propagated(picture, ~hole, hole)
    assert mask.sum() > 0.7 * hole.sum()
    assert astray(picture, mask, shifts) == 0


@pytest.mark.parametrize("degrees", [0, 25, 45, 110])
def test_a_wire_stays_whole(degrees):
    picture, hole = wire(degrees), disc()
    mask, shifts = propagated(picture, ~hole, hole)
    assert mask[near(beside(degrees), hole)].mean() > 0.95
    assert astray(picture, mask, shifts) == 0
    assert abs(int(filled(picture, mask, shifts)[mask].sum()) / int(picture[mask].sum()) - 1) < 0.01


def test_a_grid():
    lines = [np.abs(beside(degrees) % 30 - 15) for degrees in (0, 90)]
    picture, hole = drawn(2.5 - np.minimum(*lines)), disc()
    mask, shifts = propagated(picture, ~hole, hole)
    crossings = near(lines[0], hole, 1) & near(lines[1], hole, 1)
    alone = near(np.minimum(*lines), hole) & (np.maximum(*lines) > 12)
    assert mask[alone].mean() > 0.9
    assert not mask[crossings].any()
    assert astray(picture, mask, shifts) == 0


@pytest.mark.parametrize("radius", [90, 150])
def test_an_arc_continues_within_a_pixel(radius):
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]].astype(float)
    picture, hole = drawn(np.hypot(rows - 100 - radius, columns - 130) - radius + 0.5), disc()
    mask, shifts = propagated(picture, ~hole, hole)
    assert mask.sum() > 400
    assert astray(picture, mask, shifts) == 0


@pytest.mark.parametrize("radius, size", [(90, (400, 440)), (260, (1000, 1100))])
def test_a_large_hole(radius, size):
    picture, hole = horizon(33, size=size), disc(radius, size)
    mask, shifts = propagated(picture, ~hole, hole)
    assert mask[near(beside(33, size), hole)].mean() > 0.95
    assert astray(picture, mask, shifts) == 0


def test_sources_are_usable_and_colours_of_the_hole_unseen():
    hole = disc()
    picture = stripes(30, 16).astype(np.float32)
    usable = ~hole
    usable[:, :70] = False
    wild = picture.copy()
    wild[~usable] = np.nan
    mask, shifts = propagated(wild, usable, hole)
    rows, columns = np.nonzero(mask)
    assert len(rows)
    assert usable[rows + shifts[rows, columns, 0], columns + shifts[rows, columns, 1]].all()
    again = propagated(np.where(usable[..., None], picture, 7), usable, hole)
    assert (again[0] == mask).all()
    assert (again[1] == shifts).all()


def test_a_stroke_says_where_a_line_goes_that_is_not_found():
    """A line that turns by a right angle in the hole."""
    upright, level = np.abs(beside(90)), np.abs(beside(0))
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    corner = np.where((rows >= 100) & (columns <= 132), upright, np.inf)
    picture = drawn(2.5 - np.minimum(corner, np.where((columns >= 130) & (rows <= 102), level, np.inf)))
    hole = disc()
    assert not propagated(picture, ~hole, hole)[0].any()
    stroke = np.array([(180.0, 130.0), (100.0, 130.0), (100.0, 220.0)])
    mask, shifts = propagated(picture, ~hole, hole, [stroke])
    assert mask[near(level, hole) & (columns > 136)].mean() > 0.9
    assert mask[near(upright, hole) & (rows > 106)].mean() > 0.9
    straight = mask & ((columns > 140) | (rows > 110))
    assert astray(picture, straight, shifts) == 0


def test_any_type_and_several_holes():
    hole = disc(15, middle=(100, 60)) | disc(15, middle=(100, 200))
    for picture in (horizon(0), horizon(0).astype(np.uint16) * 257, horizon(0) / np.float32(255)):
        mask, shifts = propagated(picture, ~hole, hole)
        assert mask[near(beside(0), hole)].all()
        assert not shifts[mask][:, 0].any()


def test_without_a_line_nothing_is_said():
    hole = disc()
    mask, _ = propagated(np.full((*SIZE, 3), 80, np.uint8), ~hole, hole)
    assert not mask.any()
    mask, _ = propagated(horizon(0), np.zeros(SIZE, bool), hole)
    assert not mask.any()
    mask, _ = propagated(horizon(90)[:1], ~hole[100:101], hole[100:101])
    assert not mask.any()


def test_it_can_be_cancelled():
    def stop(fraction):
        if fraction > 0.3:
            raise Cancelled

    hole = disc()
    with pytest.raises(Cancelled):
        propagated(horizon(0), ~hole, hole, progress=stop)
