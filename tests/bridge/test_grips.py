"""What scales and turns a piece: where it is taken hold of, and what a drag makes of the values."""

import pytest
from plugins.bridge.grips import grip_at
from tests.bridge.fake_worker import operation, parameter

X, Y = (parameter(name, "integer", 0, minimum=-500, maximum=500, unit="pixels") for name in "xy")
SCALE = parameter("scale", "number", 100.0, minimum=1.0, maximum=1000.0, unit="%")
ROTATE = parameter("rotate", "number", 0.0, minimum=-360.0, maximum=360.0, unit="degrees")
OF = operation(X, Y, SCALE, ROTATE, displaced_by=("x", "y"), turned_by=("scale", "rotate"))
PIECE = (100, 50, 80, 40)


def at(x, y, values=(), piece=PIECE, reach=5.0, of=OF):
    return grip_at(of, {**of.defaults(), **dict(values)}, piece, x, y, reach)


@pytest.mark.parametrize("corner", [(100, 50), (180, 50), (180, 90), (100, 90)])
def test_corners_scale_about_the_middle(corner):
    grip = at(corner[0] + 1, corner[1] - 1)
    assert grip.parameter is SCALE and not grip.turns and grip.middle == 140 + 70j
    double = 140 + 2 * (corner[0] + 1 - 140), 70 + 2 * (corner[1] - 1 - 70)
    assert grip.dragged(*double) == {"scale": 200.0}
    assert grip.dragged(corner[0] + 1, corner[1] - 1) == {"scale": 100.0}
    assert grip.dragged(140, 70) == {}
    assert grip.dragged(140.01, 70) == {"scale": 1.0} and grip.dragged(9000, 9000) == {"scale": 1000.0}


def test_the_ring_on_the_upper_side_turns_clockwise():
    grip = at(141, 52)
    assert grip.parameter is ROTATE and grip.turns
    above = at(140, 50)
    assert above.dragged(160, 70) == {"rotate": 90.0}
    assert above.dragged(140, 90) == {"rotate": 180.0}
    assert above.dragged(120, 70) == {"rotate": -90.0}
    assert above.dragged(150, 50) == {"rotate": pytest.approx(26.6)}
    assert above.dragged(150, 50, in_steps=True) == {"rotate": 30.0}


def test_outside_of_a_corner_it_turns_inside_nothing_happens():
    assert at(180 + 9, 90 + 6).turns
    assert at(180 - 9, 90 - 6) is None and at(140, 70) is None and at(180 + 30, 90) is None


def test_grips_go_along_with_the_piece():
    values = {"x": 10, "y": -5, "scale": 50.0, "rotate": 90.0}
    # The middle is at (150, 65), and the piece 20 wide and 40 high.
    assert at(160, 45, values).parameter is SCALE
    ring = at(160, 65, values)
    assert ring.turns and ring.value == 90
    assert ring.dragged(150, 75) == {"rotate": 180.0} and ring.dragged(150, 74.999) == {"rotate": 180.0}
    assert ring.dragged(150, 55) == {"rotate": 0.0}
    assert at(100, 50, values) is None


def test_nothing_is_taken_hold_of_where_nothing_turns():
    assert at(100, 50, piece=None) is None
    moved = operation(X, Y, displaced_by=("x", "y"))
    assert at(100, 50, of=moved) is None and at(100, 50, of=operation(X, Y)) is None


def test_every_declared_turn_is_a_grip(operations):
    """The real declarations: whatever turns a picture can be dragged, and stays as it is at its defaults."""
    turned = [of for of in operations.values() if any(entry.turned_by for entry in of.inputs)]
    assert {of.id for of in turned} >= {"seamless-clone", "copy-paste"}
    for of in turned:
        corner, ring = at(100, 50, of=of), at(140, 50, of=of)
        assert corner.dragged(100, 50) == {corner.parameter.id: 100.0}
        assert ring.dragged(140, 50) == {ring.parameter.id: 0.0}
        for grip in (corner, ring):
            assert grip.parameter.accepts(next(iter(grip.dragged(7, 9).values())))
