"""In the window: an operation is seen while it is set, and what is done on its picture is what arrives."""

import os
import signal
import subprocess
import time

import screen
import toolbox
from gi.repository import Gimp
from workspace import FOX, SNOW, Workspace, is_near


def check_the_place_of_a_clone_is_dragged():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    work = Workspace("seamless clone", "Seamless Clone")
    screen.photograph("clone")
    work.drag((110, 90), (160, 120))
    time.sleep(0.5)
    screen.photograph("clone-dragged")
    screen.press("alt+o")
    screen.until(lambda: len(image.get_layers()) == 3, "OK inserted nothing")
    result = image.get_layers()[0]
    x, y = _offset(fox, result)
    assert abs(x - 50) <= 1 and abs(y - 30) <= 1, (x, y)
    pixels = toolbox.get(result)
    screen.window("GIMP$")
    screen.back_and_forth(image, before)
    screen.press("ctrl+z")
    screen.until(lambda: screen.state(image) == before, "Ctrl+Z left something")
    expected = toolbox.succeed("seamless-clone", image, [fox], x=x, y=y)["layer"]
    assert toolbox.get(expected) == pixels, "the view's result is the operation's own"
    display.delete()


def check_modes_the_splitter_and_the_original():
    image, _, _, display = screen.scene()
    Gimp.Selection.none(image)
    before = screen.state(image)
    work = Workspace("rotate colours", "Rotate Colours")
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
    screen.press("Escape")
    screen.until(lambda: not work.is_open(), "the dialog stays")
    assert screen.state(image) == before
    display.delete()


def check_a_setting_is_seen():
    image, _, _, display = screen.scene()
    Gimp.Selection.none(image)
    work = Workspace("rotate colours", "Rotate Colours")
    first = work.settled(120, 95)
    screen.photograph("setting")
    screen.press("alt+a")
    subprocess.run(["xdotool", "type", "240"], check=True)
    screen.press("Tab")
    screen.until(lambda: not is_near(work.colour(120, 95), first, 20), "another angle looks the same")
    screen.press("Escape")
    display.delete()


def check_the_picture_is_zoomed_and_moved():
    image, _, _, display = screen.scene()
    Gimp.Selection.none(image)
    work = Workspace("rotate colours", "Rotate Colours")
    work.hover(60, 50)
    subprocess.run(["xdotool", "click", "--repeat", "6", "--delay", "60", "4"], check=True)
    time.sleep(0.6)
    screen.photograph("zoomed")
    assert is_near(work.colour(20, 50), SNOW) and not is_near(work.colour(100, 80), SNOW), "about the pointer"
    work.drag((60, 50), (150, 50), button=2)
    work.shows(SNOW, 100, 80, "moved to the right")
    screen.press("0")
    work.shows(SNOW, 20, 180, "all of it again")
    screen.press("F11")
    time.sleep(1)
    screen.photograph("full-screen")
    screen.press("F11")
    time.sleep(1)
    screen.press("Escape")
    display.delete()


def check_strokes_are_painted_and_taken_back():
    image, _, fox, display = screen.scene()
    before = screen.state(image)
    alphas = []
    for undone in (True, False):
        work = Workspace("cut out selection", "Cut Out Selection")
        work.hover(80, 60)
        work.drag((66, 56), (90, 60), (110, 56))
        time.sleep(0.8)
        screen.photograph(f"strokes-{undone}")
        if undone:
            screen.press("ctrl+z")
            time.sleep(0.3)
        screen.press("alt+o")
        screen.until(lambda: len(image.get_layers()) == 3, "OK inserted nothing", 30)
        alphas.append(_opacity_at(image.get_layers()[0], 70, 56))
        screen.window("GIMP$")
        screen.press("ctrl+z")
        screen.until(lambda: screen.state(image) == before, "Ctrl+Z left something")
    plain = toolbox.succeed("cut-out-selection", image, [fox])["layer"]
    expected = _opacity_at(plain, 70, 56)
    assert alphas[0] == expected, (alphas, expected)
    assert alphas[1] > max(expected, 200), (alphas, expected)
    display.delete()


def check_nothing_is_left_by_cancel_or_a_closed_window():
    image, _, _, display = screen.scene()
    before, running = screen.state(image), _processes("inlay.py")
    for keys in ("Escape", "alt+F4"):
        work = Workspace("seamless clone", "Seamless Clone")
        work.drag((110, 90), (140, 100))
        screen.press(keys)
        screen.until(lambda: not work.is_open(), f"{keys} does not close the dialog")
        screen.until(lambda: _processes("inlay.py") == running, f"the plug-in goes on after {keys}")
        assert screen.state(image) == before, keys
        screen.window("GIMP$")
    display.delete()


def check_nothing_is_left_by_a_killed_plug_in():
    image, _, fox, display = screen.scene()
    before, running = screen.state(image), _processes("inlay.py")
    work = Workspace("seamless clone", "Seamless Clone")
    work.drag((110, 90), (140, 100), keep=True)
    (number,) = set(_processes("inlay.py")) - set(running)
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
    work = Workspace("seamless clone", "Seamless Clone")
    work.drag((110, 90), (130, 100), keep=True)
    for number in _processes("inlay.worker"):
        os.kill(number, signal.SIGKILL)
    work.drag((130, 100), (160, 120))
    screen.photograph("followed")
    assert screen.state(image) == before
    screen.press("alt+o")
    screen.until(lambda: len(image.get_layers()) == 3, "OK inserted nothing", 30)
    x, y = _offset(fox, image.get_layers()[0])
    assert abs(x - 50) <= 1 and abs(y - 30) <= 1, (x, y)
    display.delete()


def _offset(fox, result):
    """How far a clone lies from the part of the fox that was selected."""
    _, _, left, top, _, _ = Gimp.Selection.bounds(fox.get_image())
    box = toolbox.place(fox)
    left, top = max(left, box[0]), max(top, box[1])
    return result.get_offsets()[1] - left, result.get_offsets()[2] - top


def _opacity_at(layer, x, y):
    left, top, width, height = toolbox.place(layer)
    column, row = x - left, y - top
    inside = 0 <= column < width and 0 <= row < height
    return toolbox.get(layer)[4 * (row * width + column) + 3] if inside else 0


def _processes(name):
    found = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]
    return [number for number in found if name in _command(number)]


def _command(number):
    try:
        with open(f"/proc/{number}/cmdline", encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""
