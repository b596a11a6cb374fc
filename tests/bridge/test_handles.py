"""What is taken hold of on a picture, and what a drag makes of the parameters."""

import pytest
from plugins.bridge import handles
from tests.bridge.fake_worker import operation, parameter

SPOTS = parameter("spots", "points", ((10.0, 10.0), (50.0, 20.0)))
CENTRE = parameter("centre", "point", (100.0, 80.0))
ACROSS = parameter("across", "integer", 0, minimum=-500, maximum=500, unit="pixels")
DOWN = parameter("down", "integer", 0, minimum=-500, maximum=500, unit="pixels")


def test_the_nearest_point_in_reach_is_taken():
    of = operation(SPOTS, CENTRE)
    values = of.defaults()
    assert handles.handle_at(of, values, 30, 15, 7) is None
    found = handles.handle_at(of, values, 48, 21, 7)
    assert found.parameters == (SPOTS,) and found.index == 1
    assert handles.handle_at(of, values, 101, 80, 7).parameters == (CENTRE,)


def test_a_point_keeps_its_distance_from_the_pointer():
    of = operation(SPOTS, CENTRE)
    values = of.defaults()
    found = handles.handle_at(of, values, 48, 21, 7)
    assert handles.dragged(found, values, 148, 71) == {"spots": [[10, 10], [150, 70]]}
    found = handles.handle_at(of, values, 101, 80, 7)
    assert handles.dragged(found, values, 1, 0) == {"centre": [0, 0]}


def test_points_are_added_and_taken_away():
    of = operation(SPOTS)
    values = of.defaults()
    changes, handle = handles.added(of, values, 5, 6)
    assert changes == {"spots": [[10, 10], [50, 20], [5, 6]]}
    assert handles.dragged(handle, changes, 7, 8) == {"spots": [[10, 10], [50, 20], [7, 8]]}
    assert handles.removed(handles.handle_at(of, values, 10, 10, 3), values) == {"spots": [[50, 20]]}


def test_the_one_point_comes_to_where_is_clicked():
    of = operation(CENTRE)
    changes, handle = handles.added(of, of.defaults(), 5, 6)
    assert changes == {"centre": [5, 6]} and handles.removed(handle, changes) == {}
    assert handles.added(operation(ACROSS), {"across": 0}, 5, 6) is None


def test_what_is_displaced_is_dragged_by_whole_pixels_and_stays_within_its_limits():
    of = operation(ACROSS, DOWN, displaced_by=("across", "down"))
    values = {"across": 3, "down": -4}
    found = handles.offset(of, values, 100, 100)
    assert handles.dragged(found, values, 110.4, 95.6) == {"across": 13, "down": -8}
    assert handles.dragged(found, values, 9000, 100) == {"across": 500, "down": -4}


def test_an_offset_without_a_displaced_picture_is_called_x_and_y():
    """As that of a healing's source."""
    x, y = (parameter(name, "integer", 0, minimum=-9, maximum=9, unit="pixels") for name in "xy")
    assert handles.offset(operation(x, y), {"x": 0, "y": 0}, 0, 0).parameters == (x, y)
    degrees = parameter("y", "integer", 0, minimum=-9, maximum=9, unit="degrees")
    assert handles.offset(operation(x, degrees), {"x": 0, "y": 0}, 0, 0) is None
    assert handles.offset(operation(x), {"x": 0}, 0, 0) is None


def test_what_changes_nothing_now_is_not_taken_hold_of():
    way = parameter("way", "choice", "none")
    useful = {"matters_when": {"way": ("some",)}}
    points = parameter("spots", "points", ((10.0, 10.0),), **useful)
    x, y = (parameter(name, "integer", 0, minimum=-9, maximum=9, unit="pixels", **useful) for name in "xy")
    of = operation(way, points, x, y)
    for chosen in ("none", "some"):
        values = {**of.defaults(), "way": chosen}
        found = (
            handles.handle_at(of, values, 10, 10, 5), handles.offset(of, values, 0, 0), handles.added(of, values, 0, 0)
        )  # fmt: skip
        assert [each is not None for each in found] == [chosen == "some"] * 3


def test_every_declared_displacement_is_an_offset(operations):
    """The real declarations: whatever moves a picture can be dragged."""
    displaced = [of for of in operations.values() if any(entry.displaced_by for entry in of.inputs)]
    assert displaced
    for of in displaced:
        assert handles.offset(of, of.defaults(), 0, 0) is not None, of.id


@pytest.mark.parametrize("kind", ["colour", "number"])
def test_colours_are_picked(kind):
    of = operation(parameter("ink", kind, (1, 0, 0, 1)))
    assert [each.id for each in handles.colours(of)] == (["ink"] if kind == "colour" else [])
