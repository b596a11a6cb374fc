"""In the window: an operation is seen while it is set, and what is done on its picture is what arrives."""

import os
import signal
import subprocess
import time

import processes
import screen
import toolbox
from gi.repository import Gimp

from workspace import FOX, SNOW, Workspace, is_near


def check_the_place_of_a_clone_is_dragged():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    first = _last_offset(image, fox)
    with Workspace("Seamless Clone") as work:
        work.drag((110, 90), (160, 120))
        work.settled(160, 120)
        screen.photograph("clone-dragged")
        screen.press("alt+o")
        screen.arrived(image, 3)
    result = image.get_layers()[0]
    last = _offset(fox, result)
    assert abs(last[0] - first[0] - 50) <= 1 and abs(last[1] - first[1] - 30) <= 1, (first, last)
    pixels = toolbox.get(result)
    screen.window("GIMP$")
    screen.back_and_forth(image, before)
    screen.press("ctrl+z")
    screen.until(lambda: screen.is_as(image, before), "Ctrl+Z left something")
    answer = toolbox.call("seamless-clone", image, [fox], Gimp.RunMode.WITH_LAST_VALS)
    assert toolbox.get(answer.items["layer"]) == pixels, "the view's result is the operation's own"
    display.delete()


def check_a_piece_is_scaled_and_turned():
    """By a corner towards the middle, then by the ring on its upper side a quarter to the right."""
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    left, top, right, bottom = _piece(fox)
    x, y, height = (left + right) / 2, (top + bottom) / 2, bottom - top
    with Workspace("Copy and Paste") as work:
        work.settled(x, y)
        work.drag((right, bottom), ((right + x) / 2, (bottom + y) / 2))
        work.settled(x, y)
        screen.photograph("piece-scaled")
        work.drag((x, y - height / 4), (x + height / 6, y - height / 6), (x + height / 4, y))
        work.settled(x, y)
        screen.photograph("piece-turned")
        screen.press("alt+o")
        screen.arrived(image, 3)
    result = image.get_layers()[0]
    found = toolbox.place(result)
    expected = (x - height / 4, y - (right - left) / 4, height / 2, (right - left) / 2)
    assert all(abs(one - other) <= 4 for one, other in zip(found, expected, strict=True)), (found, expected)
    pixels = toolbox.get(result)
    screen.window("GIMP$")
    screen.press("ctrl+z")
    screen.until(lambda: screen.is_as(image, before), "Ctrl+Z left something")
    answer = toolbox.call("copy-paste", image, [fox], Gimp.RunMode.WITH_LAST_VALS)
    assert toolbox.get(answer.items["layer"]) == pixels, "what travels with a turned piece is not enough"
    display.delete()


def check_modes_the_splitter_and_the_original():
    image, _, _, display = screen.scene()
    Gimp.Selection.none(image)
    before = screen.state(image)
    with Workspace("Rotate Colours") as work:
        turned = work.settled(120, 95)
        assert not is_near(turned, FOX, 30), "the result"
        work.hover(120, 95)
        subprocess.run(["xdotool", "keydown", "x"], check=True)
        work.shows(FOX, 120, 95, "the original while X is held")
        subprocess.run(["xdotool", "keyup", "x"], check=True)
        work.shows(turned, 120, 95, "the result again")
        screen.press("s")
        work.shows(FOX, 80, 95, "left of the splitter")
        assert is_near(work.colour(170, 95), turned), "right of the splitter"
        screen.photograph("split")
        work.drag((150, 20), (100, 30))
        work.shows(turned, 120, 95, "the splitter was drawn to the left")
        assert is_near(work.colour(80, 95), FOX)
        screen.press("s")
        work.shows(turned, 80, 95, "without a splitter")
        seen = set()
        for _ in range(11):
            screen.press("f")
            time.sleep(0.4)
            seen.add((work.colour(120, 95), work.colour(20, 20)))
        assert len(seen) >= 5, f"the ways to look at it look alike: {seen}"
        work.shows(turned, 80, 95, "all the way round")
    assert screen.state(image) == before
    display.delete()


def check_a_setting_is_seen():
    image, _, _, display = screen.scene()
    Gimp.Selection.none(image)
    with Workspace("Rotate Colours") as work:
        first = work.settled(120, 95)
        screen.photograph("setting")
        screen.press("alt+n")
        subprocess.run(["xdotool", "type", "240"], check=True)
        screen.press("Tab")
        screen.until(lambda: not is_near(work.colour(120, 95), first, 20), "another angle looks the same")
    display.delete()


def check_what_stands_for_a_layer_is_seen_as_it_arrives():
    """In its mode and as opaque as it is, which GIMP weighs in linear light."""
    for opacity, mode in ((60, Gimp.LayerMode.NORMAL), (60, Gimp.LayerMode.MULTIPLY), (100, Gimp.LayerMode.SCREEN)):
        image, _, fox, display = screen.scene()
        Gimp.Selection.none(image)
        fox.set_opacity(opacity)
        fox.set_mode(mode)
        with Workspace("Rotate Colours") as work:
            seen = work.settled(120, 95)
            screen.photograph(f"mixed-{mode.value_nick}")
            screen.press("alt+o")
            screen.arrived(image, 3)
        flat = Gimp.Layer.new_from_visible(image, image, "flat")
        arrived = toolbox.numbers(flat)[4 * (95 * 300 + 120) :][:3]
        flat.delete()
        assert is_near(seen, arrived), (opacity, mode, seen, arrived)
        display.delete()


def check_the_picture_is_zoomed_and_moved():
    image, _, _, display = screen.scene()
    Gimp.Selection.none(image)
    with Workspace("Rotate Colours") as work:
        turned = work.settled(120, 95)
        work.hover(60, 50)
        subprocess.run(["xdotool", "click", "--repeat", "6", "--delay", "60", "4"], check=True)
        work.shows(turned, 65, 55, "zoomed about the corner of the fox")
        assert is_near(work.settled(290, 190), turned), "what lay there is far outside"
        screen.photograph("zoomed")
        work.drag((60, 50), (160, 50), button=2)
        work.shows(SNOW, 150, 100, "moved to the right")
        screen.press("0")
        work.shows(SNOW, 20, 180, "all of it again")
        work.shows(turned, 120, 95, "all of it again")
        screen.press("F11")
        time.sleep(1)
        screen.photograph("full-screen")
        screen.press("F11")
        work.shows(turned, 120, 95, "in its window again")
    display.delete()


def check_strokes_are_painted_and_taken_back():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    plain = toolbox.succeed("cut-out-selection", image, [fox])["layer"]
    expected = _opacity_at(plain, 70, 56)
    screen.press("ctrl+z")
    screen.until(lambda: screen.is_as(image, before), "Ctrl+Z left something")
    for is_undone in (True, False):
        with Workspace("Cut Out Selection") as work:
            work.hover(80, 60)
            work.drag((66, 56), (90, 60), (110, 56))
            work.settled(70, 56)
            screen.photograph(f"painted-{is_undone}")
            if is_undone:
                screen.press("ctrl+z")
                work.settled(70, 56)
            screen.press("alt+o")
            screen.arrived(image, 3)
        opacity = _opacity_at(image.get_layers()[0], 70, 56)
        assert opacity == expected if is_undone else opacity == 255, (is_undone, opacity, expected)
        screen.window("GIMP$")
        screen.press("ctrl+z")
        screen.until(lambda: screen.is_as(image, before), "Ctrl+Z left something")
    display.delete()


def check_what_is_transparent_is_filled():
    """A selection over the corner of the fox: beside the layer, too, its colour goes on, and OK brings what is seen."""
    image, _, fox, display = screen.scene()
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 40, 40, 60, 40)
    before = screen.state(image)
    with Workspace("Fill Transparent Parts") as work:
        work.shows(FOX, 45, 45, "the filling, beside the layer")
        work.shows(SNOW, 45, 85, "below the selection")
        screen.photograph("filled")
        screen.press("alt+o")
        screen.arrived(image, 3)
    result = image.get_layers()[0]
    pixels = toolbox.get(result)
    screen.window("GIMP$")
    screen.back_and_forth(image, before)
    screen.press("ctrl+z")
    screen.until(lambda: screen.is_as(image, before), "Ctrl+Z left something")
    layer = toolbox.succeed("fill-transparent-parts", image, [fox])["layer"]
    assert toolbox.get(layer) == pixels, "the view's result is the operation's own"
    display.delete()


def check_nothing_is_left_by_cancel():
    _check_nothing_is_left("Escape")


def check_nothing_is_left_by_a_closed_window():
    _check_nothing_is_left("alt+F4")


def _check_nothing_is_left(keys):
    image, _, _, display = screen.scene()
    before = screen.state(image)
    with Workspace("Seamless Clone") as work:
        work.drag((110, 90), (140, 100))
        screen.press(keys)
        screen.until(lambda: not work.is_open(), "the dialog stays")
    screen.until(lambda: not processes.calls(), "the plug-in goes on")
    assert screen.state(image) == before
    display.delete()


def check_nothing_is_left_by_a_killed_plug_in():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    with Workspace("Seamless Clone") as work:
        work.drag((110, 90), (140, 100), keep=True)
        (number,) = processes.calls()
        os.kill(number, signal.SIGKILL)
        screen.until(lambda: not work.is_open(), "the window stays")
    subprocess.run(["xdotool", "mouseup", "1"], check=True)
    # GIMP tells of the crash.
    screen.window("GIMP Message")
    screen.press("Return")
    assert screen.state(image) == before
    assert toolbox.succeed("seamless-clone", image, [fox])["layer"], "the next one works"
    display.delete()


def check_a_worker_that_dies_in_the_middle_of_a_drag_is_followed_by_another():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    x, y = _last_offset(image, fox)
    with Workspace("Seamless Clone") as work:
        work.drag((110, 90), (130, 100), keep=True)
        for number in processes.workers():
            os.kill(number, signal.SIGKILL)
        work.drag((130, 100), (140, 100), (150, 105), goes_on=True)
        assert screen.state(image) == before
        work.settled(150, 100)
        screen.photograph("followed")
        screen.press("alt+o")
        screen.arrived(image, 3)
    found = _offset(fox, image.get_layers()[0])
    assert abs(found[0] - x - 40) <= 1 and abs(found[1] - y - 15) <= 1, (found, x, y)
    display.delete()


def _last_offset(image, fox):
    """The offset that the dialog begins with: that of the last time."""
    answer = toolbox.call("seamless-clone", image, [fox], Gimp.RunMode.WITH_LAST_VALS)
    assert answer.success, answer.message
    found = _offset(fox, answer.items["layer"])
    screen.press("ctrl+z")
    screen.until(lambda: len(image.get_layers()) == 2, "Ctrl+Z left something")
    return found


def _offset(fox, result):
    """How far a clone lies from the part of the fox that was selected."""
    left, top, _, _ = _piece(fox)
    return result.get_offsets()[1] - left, result.get_offsets()[2] - top


def _piece(fox):
    """Left, top, right and bottom of the part of the fox that is selected."""
    _, _, left, top, right, bottom = Gimp.Selection.bounds(fox.get_image())
    x, y, width, height = toolbox.place(fox)
    return max(left, x), max(top, y), min(right, x + width), min(bottom, y + height)


def _opacity_at(layer, x, y):
    left, top, width, height = toolbox.place(layer)
    column, row = x - left, y - top
    inside = 0 <= column < width and 0 <= row < height
    return toolbox.get(layer)[4 * (row * width + column) + 3] if inside else 0
