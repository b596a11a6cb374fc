"""The best offset: multiples of a period, the nearest of equals, the radius, and what must not be used."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inlay.errors import Cancelled
from inlay.inpainting import offsets
from inlay.inpainting.healing import patched
from inlay.inpainting.offsets import best_offset


def weave(height, width, period, seed=0, channels=1):
    tile = np.random.default_rng(seed).random((*period, channels))
    return np.tile(tile, (height // period[0] + 1, width // period[1] + 1, 1))[:height, :width]


def disc(height, width, y, x, radius):
    rows, columns = np.mgrid[:height, :width]
    return np.hypot(rows - y, columns - x) < radius


def offset_of(picture, hole, usable=None, **options):
    wild = picture.copy()
    wild[hole if usable is None else hole | ~usable] = np.nan
    return best_offset(wild, ~hole if usable is None else usable & ~hole, hole, **options)


@settings(max_examples=25)
@given(st.integers(3, 17), st.integers(3, 17), st.integers(0, 99), st.integers(3, 12), st.sampled_from([1, 3]))
def test_a_multiple_of_the_period(down, across, seed, radius, channels):
    picture = weave(110, 130, (down, across), seed, channels)
    hole = disc(110, 130, 50, 60, radius)
    y, x = offset_of(picture, hole)
    assert (y % down, x % across) == (0, 0)
    assert (y, x) != (0, 0)


@settings(max_examples=12)
@given(st.integers(4, 40), st.integers(4, 40), st.integers(0, 99))
def test_a_multiple_of_the_period_through_a_pyramid(down, across, seed):
    picture = weave(300, 340, (down, across), seed)
    hole = disc(300, 340, 140, 180, 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offsets, "COARSE", 1 << 14)
        y, x = offset_of(picture, hole)
    assert (y % down, x % across) == (0, 0)


def test_another_light_does_no_harm():
    picture = weave(110, 130, (9, 12)) + 5
    picture[:, 75:] += 0.4
    y, x = offset_of(picture, disc(110, 130, 50, 60, 9), radius=26)
    assert (y % 9, x % 12) == (0, 0)


@settings(max_examples=20)
@given(st.integers(1, 80), st.integers(0, 99))
def test_the_place_is_free_and_within_the_radius(radius, seed):
    random = np.random.default_rng(seed)
    picture, usable = random.random((90, 100, 1)), np.ones((90, 100), bool)
    usable[random.integers(0, 90, 3), random.integers(0, 100, 3)] = False
    hole = disc(90, 100, *random.integers(10, 80, 2), random.integers(2, 14))
    offset = offset_of(picture, hole, usable, radius=radius)
    assume(offset is not None)
    assert max(map(abs, offset)) <= radius
    rim = np.argwhere(offsets.with_neighbours(hole)) + offset
    assert (rim >= 0).all()
    assert (usable & ~hole)[tuple(rim.T)].all()


def test_the_inside_counts_as_well_as_the_border():
    """Two places have the same border; in one of them there is something."""
    random = np.random.default_rng(1)
    picture = random.normal(0.5, 0.02, (80, 160, 1))
    hole = disc(80, 160, 40, 80, 9)
    patch = picture[20:60, 60:100].copy()
    picture[20:60, 10:50] = picture[20:60, 110:150] = patch
    picture[36:44, 26:34] += random.uniform(-0.4, 0.4, (8, 8, 1))
    assert offset_of(picture, hole) == (0, 50)


def test_no_place():
    picture, hole = weave(40, 40, (5, 5)), disc(40, 40, 20, 20, 15)
    assert offset_of(picture, hole) is None
    assert offset_of(picture, disc(40, 40, 20, 20, 4), radius=3) is None
    assert offset_of(picture, np.ones((40, 40), bool)) is None


def test_groups_have_offsets_of_their_own_and_share_one_when_there_are_many(monkeypatch):
    picture = np.concatenate([weave(100, 120, (8, 11)), weave(100, 120, (10, 7), 5)], axis=1)
    hole = disc(100, 240, 50, 50, 7) | disc(100, 240, 50, 190, 7)
    filling = patched(picture, ~hole, hole, 50)
    np.testing.assert_array_equal(filling.picture, picture)
    assert filling.missing == 0
    assert filling.present.all()
    holes = np.zeros((100, 240), bool)
    holes[20:90:30, 20:230:40] = True
    monkeypatch.setattr("inlay.inpainting.healing.MOST_GROUPS", 3)
    filling = patched(picture, ~holes, holes, 60)
    assert filling.missing == 0


def test_what_an_offset_does_not_reach_is_missing():
    picture, hole = weave(30, 40, (5, 5)), disc(30, 40, 15, 20, 5)
    for offset, expected in (((0, 15), 0), ((0, 0), hole.sum()), ((100, 0), hole.sum()), ((-100, 3), hole.sum())):
        assert patched(picture, ~hole, hole, 1, offset).missing == expected
    assert 0 < patched(picture, ~hole, hole, 1, (0, 17)).missing < hole.sum()


def test_progress_grows_and_may_cancel():
    picture, hole = weave(300, 340, (9, 11)), disc(300, 340, 140, 180, 20)
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offsets, "COARSE", 1 << 14)
        best_offset(picture, ~hole, hole, progress=told.append)
    assert len(told) > 30
    assert np.all(np.diff(told) >= 0)
    assert told[-1] <= 1

    def cancel(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        best_offset(picture, ~hole, hole, progress=cancel)
