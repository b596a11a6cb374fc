"""Ways to look at a result, against what each means."""

import numpy as np
import pytest
from tests.cases import every

from inlay.live.lens import Lens
from inlay.live.modes import MODES, Sight, frame

LENS = Lens(0, 0, 40, 30, 40, 30)


def plane(*colour):
    return np.broadcast_to(np.array(colour, np.float32), (30, 40, 4)).copy()


@pytest.fixture
def sight():
    """A red square that is half transparent on the left, before blue."""
    layer = plane(0, 0, 0, 0)
    layer[10:20, 10:30] = (1, 0, 0, 1)
    layer[10:20, 10:20, 3] = 0.5
    return Sight(LENS, plane(0, 0, 1, 1), layer)


OUTSIDE, HALF, INSIDE = (5, 5), (15, 15), (15, 25)


@every(
    ("mode", "outside", "half", "inside"),
    [
        ("result", (0, 0, 255), (128, 0, 128), (255, 0, 0)),
        ("before", (0, 0, 255), (0, 0, 255), (0, 0, 255)),
        ("black", (0, 0, 0), (128, 0, 0), (255, 0, 0)),
        ("white", (255, 255, 255), (255, 128, 128), (255, 0, 0)),
        ("ground", (0, 255, 0), (128, 128, 0), (255, 0, 0)),
        ("overlay", (153, 0, 102), (76, 0, 178), (0, 0, 255)),
        ("alpha", (0, 0, 0), (128, 128, 128), (255, 255, 255)),
        ("difference", (128, 128, 128), (255, 128, 0), (255, 128, 0)),
    ],
)
def test_a_mode_shows_what_it_says(sight, mode, outside, half, inside):
    sight = Sight(sight.lens, sight.before, sight.layer, ground=plane(0, 1, 0, 1))
    shown = frame(sight, mode).astype(int)
    for place, expected in zip((OUTSIDE, HALF, INSIDE), (outside, half, inside), strict=True):
        assert np.abs(shown[place] - expected).max() <= 1, place


def test_checks_lie_below_what_is_transparent(sight):
    shown = frame(sight, "checker")
    assert set(map(tuple, shown[:10].reshape(-1, 3).tolist())) == {(102, 102, 102), (153, 153, 153)}
    assert (shown[INSIDE] == (255, 0, 0)).all()
    nothing = Sight(LENS, plane(0, 0, 0, 0), sight.layer)
    np.testing.assert_array_equal(frame(nothing, "result"), shown)
    np.testing.assert_array_equal(frame(nothing, "ground"), shown)


def test_the_overlay_has_the_colour_of_ones_choice(sight):
    green = Sight(LENS, sight.before, sight.layer, tint=(0, 1, 0))
    assert frame(green, "overlay")[OUTSIDE].tolist() == [0, 153, 102]


def test_the_outline_lies_on_both_sides_of_the_border(sight):
    changed = (frame(sight, "outline") != frame(sight, "before")).any(axis=2)
    border = np.zeros((30, 40), bool)
    border[9:21, 9:31] = True
    border[[9, 9, 20, 20], [9, 30, 9, 30]] = False
    border[11:19, 11:29] = False
    np.testing.assert_array_equal(changed, border)


@pytest.mark.parametrize("mode", MODES)
def test_the_splitter_parts_before_from_the_mode(sight, mode):
    shown, whole, before = frame(sight, mode, split=20), frame(sight, mode), frame(sight, "before")
    np.testing.assert_array_equal(shown[:, :20], before[:, :20])
    assert (shown[:, 20] == 255).all()
    np.testing.assert_array_equal(shown[:, 21:], whole[:, 21:])
    np.testing.assert_array_equal(frame(sight, mode, split=-5), whole)
    np.testing.assert_array_equal(frame(sight, mode, split=90), before)
