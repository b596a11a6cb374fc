"""What a pointer and keys do on a picture: each press does one thing, wherever it is."""

import pytest
from plugins.bridge.gestures import LEFT, MIDDLE, RIGHT, Gestures
from plugins.bridge.lens import Lens
from plugins.bridge.view import View
from tests.bridge import fake_worker
from tests.bridge.fake_worker import parameter

from inlay.contract.views import LABELS, Frame

ALL = ("foreground", "background", "unknown", "nothing")
X, Y = (parameter(name, "integer", 0, minimum=-500, maximum=500, unit="pixels") for name in "xy")
SCALE = parameter("scale", "number", 100.0, minimum=1.0, maximum=1000.0, unit="%")
ROTATE = parameter("rotate", "number", 0.0, minimum=-360.0, maximum=360.0, unit="degrees")
SPOTS = parameter("spots", "points", ((100.0, 100.0),))


def gestures(*parameters, **more):
    """On an area in which a pixel of the canvas is two units wide."""
    of = fake_worker.operation(*parameters, **more)
    view = View(of, fake_worker.opening(of), fake_worker.FakeWorker())
    lens = Lens(*fake_worker.CANVAS)
    lens.resize(800, 600)
    view.show(lens.rect, 800, 600)
    picked = []
    made = Gestures(
        view, lens, lambda changes: view.change(parameters=changes), lambda *place: picked.append(place)
    )  # fmt: skip
    made.picked = picked
    return made


def drag(made, button, *places, **more):
    made.press(*places[0], button, **more)
    for place in places[1:]:
        assert made.move(*place)
    made.release()
    assert not made.move(0, 0)


def strokes(made):
    return [(LABELS[stroke.label], stroke.points[0::3], stroke.points[1::3]) for stroke in made.view.strokes.present]


def test_left_paints_and_right_paints_the_other_label():
    made = gestures(strokes=ALL)
    assert made.pointer(10, 10) == "paint"
    drag(made, LEFT, (100, 60), (110, 70))
    drag(made, RIGHT, (10, 20))
    made.view.strokes.label = LABELS.index("unknown")
    drag(made, RIGHT, (30, 20))
    assert strokes(made) == [("foreground", [50, 55], [30, 35]), ("background", [5], [10]), ("foreground", [15], [10])]
    assert made.lens.fits


def test_the_only_label_is_taken_back_by_the_right_button():
    made = gestures(strokes=("foreground",))
    drag(made, RIGHT, (10, 20))
    assert strokes(made)[0][0] == "nothing"


def test_lines_are_taken_back_by_the_right_button():
    made = gestures(strokes=("foreground", "line", "nothing"))
    made.view.strokes.label = LABELS.index("line")
    drag(made, RIGHT, (10, 20))
    assert strokes(made)[0][0] == "nothing"


def test_pressure_is_kept():
    made = gestures(strokes=ALL)
    made.press(0, 0, LEFT, 0.25)
    made.move(2, 2, 0.75)
    assert made.view.strokes.present[0].points[2::3] == [0.25, 0.75]


def test_shift_draws_a_line_where_it_paints_and_pans_where_it_does_not():
    made = gestures(strokes=ALL)
    drag(made, LEFT, (100, 60))
    drag(made, LEFT, (200, 160), shift=True)
    assert strokes(made)[1] == ("foreground", [50, 100], [30, 80])
    made = gestures(X, Y, displaced_by=("x", "y"))
    drag(made, LEFT, (0, 0), (10, 0), shift=True)
    assert made.view.state.parameters == {"x": 0, "y": 0} and made.lens.to_area(0, 0) == (10, 0)


@pytest.mark.parametrize("how", ["middle", "space"])
def test_the_middle_button_and_space_pan_whatever_else_there_is(how):
    made = gestures(X, Y, SPOTS, displaced_by=("x", "y"), strokes=ALL)
    if how == "space":
        made.key("space")
        assert made.pointer(10, 10) == "pan"
    drag(made, MIDDLE if how == "middle" else LEFT, (200, 200), (230, 190), (260, 180))
    made.key_released("space")
    assert made.lens.to_area(0, 0) == pytest.approx((60, -20))
    assert made.view.state.parameters == {"x": 0, "y": 0, "spots": ((100, 100),)} and not strokes(made)
    assert made.pointer(10, 10) == "paint"


def test_the_wheel_zooms_about_the_pointer():
    made = gestures()
    place = made.lens.to_canvas(120, 50)
    made.scroll(120, 50, 2)
    assert made.lens.scale == pytest.approx(2 * 1.25**2) and made.lens.to_area(*place) == pytest.approx((120, 50))


def test_the_splitter_is_dragged_from_nearby():
    made = gestures(strokes=ALL)
    made.key("s")
    assert made.view.state.split == 200 and made.pointer(404, 10) == "split" and made.pointer(420, 10) == "paint"
    drag(made, LEFT, (404, 10), (100, 30), (160, 40))
    assert made.view.state.split == 80 and not strokes(made)


def test_a_displaced_picture_is_dragged_wherever_it_is_taken():
    made = gestures(X, Y, displaced_by=("x", "y"))
    assert made.pointer(700, 500) == "move"
    drag(made, LEFT, (700, 500), (710, 490), (720, 460))
    assert made.view.state.parameters == {"x": 10, "y": -20}
    drag(made, LEFT, (0, 0), (-2, 0))
    assert made.view.state.parameters == {"x": 9, "y": -20}


def test_arrows_move_it_by_single_pixels():
    made = gestures(X, Y, displaced_by=("x", "y"))
    assert made.key("right") and made.key("up", shift=True)
    assert made.view.state.parameters == {"x": 1, "y": -10}
    assert not gestures().key("right")


def test_points_are_dragged_added_and_taken_away():
    made = gestures(SPOTS)
    assert made.pointer(203, 200) == "move"
    drag(made, LEFT, (203, 200), (303, 220))
    assert made.view.state.parameters["spots"] == [[150, 110]]
    drag(made, LEFT, (20, 20), (40, 40))
    assert made.view.state.parameters["spots"] == [[150, 110], [20, 20]]
    made.press(300, 220, RIGHT)
    assert made.view.state.parameters["spots"] == [[20, 20]] and not made.move(0, 0)


def test_without_anything_to_move_the_picture_itself_is():
    made = gestures()
    assert made.pointer(5, 5) == "pan"
    drag(made, LEFT, (5, 5), (9, 9))
    assert made.lens.to_area(0, 0) == pytest.approx((4, 4))


def turning(**more):
    """On a view that shows a piece of 80 x 40 pixels, 100 from the left and 50 from the top of the canvas."""
    made = gestures(X, Y, SCALE, ROTATE, displaced_by=("x", "y"), turned_by=("scale", "rotate"), **more)
    made.view.frame = Frame(0, "view-0.rgb", 1, 4, 3, 12, (0, 0, 4, 3), piece=(100, 50, 80, 40))
    return made


def test_a_piece_is_scaled_by_its_corners_and_turned_by_its_ring():
    made = turning()
    assert [made.pointer(*place) for place in ((200, 100), (280, 103), (372, 188), (280, 140))] == [
        "scale", "turn", "turn", "move",
    ]  # fmt: skip
    drag(made, LEFT, (360, 180), (400, 200), (440, 220))
    assert made.view.state.parameters == {"x": 0, "y": 0, "scale": 200.0, "rotate": 0.0}
    drag(made, LEFT, (280, 60), (360, 140))
    assert made.view.state.parameters == {"x": 0, "y": 0, "scale": 200.0, "rotate": 90.0}
    drag(made, LEFT, (280, 140), (290, 150))
    assert made.view.state.parameters == {"x": 5, "y": 5, "scale": 200.0, "rotate": 90.0}


def test_shift_turns_in_steps_and_pans_elsewhere():
    made = turning()
    made.press(280, 100, LEFT, shift=True)
    assert made.move(310, 105, shift=True)
    assert made.view.state.parameters["rotate"] == 45.0
    assert made.move(310, 105) and made.view.state.parameters["rotate"] == pytest.approx(40.6)
    made.release()
    drag(made, LEFT, (280, 140), (290, 140), shift=True)
    assert made.lens.to_area(0, 0) == pytest.approx((10, 0)) and made.view.state.parameters["x"] == 0


def test_without_a_frame_nothing_can_be_turned_yet():
    made = turning()
    made.view.frame = None
    assert made.pointer(200, 100) == "move"


def test_painting_can_be_put_aside():
    made = gestures(X, Y, displaced_by=("x", "y"), strokes=ALL)
    made.paints = False
    drag(made, LEFT, (0, 0), (8, 0))
    assert made.view.state.parameters == {"x": 4, "y": 0} and not strokes(made)


def test_a_colour_is_picked_and_nothing_else_happens():
    made = gestures(strokes=ALL)
    made.picking = "ink"
    assert made.pointer(5, 5) == "pick"
    made.press(40, 60, LEFT)
    assert made.picked == [("ink", 20, 30)] and not strokes(made) and not made.move(0, 0)
    assert made.key("escape") and not made.picking and not made.key("escape")


def test_keys_zoom_undo_and_look():
    made = gestures(strokes=ALL)
    made.key("1")
    assert made.lens.scale == pytest.approx(1) and not made.lens.fits
    made.key("+"), made.key("-"), made.key("-")
    assert made.lens.scale == pytest.approx(0.8)
    made.key("0")
    assert made.lens.fits
    drag(made, LEFT, (100, 60))
    assert made.key("z", control=True) and not strokes(made)
    assert made.key("z", control=True, shift=True) and len(strokes(made)) == 1
    radius = made.view.strokes.radius
    made.key("]")
    assert made.view.strokes.radius > radius
    made.key("x")
    assert made.view.state.mode == "before"
    made.key_released("x")
    assert made.view.state.mode == "result"
