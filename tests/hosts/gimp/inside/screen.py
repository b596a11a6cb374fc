"""A window on a screen that nobody sees: keys, pictures of it, and an image to work on."""

import contextlib
import os
import subprocess
import time

import processes
import toolbox
from gi.repository import Gimp


def press(*keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)


def window(name, seconds=10.0):
    """Bring the window whose title matches to the front; its number."""
    found, end = [], time.monotonic() + seconds
    while not found:
        assert time.monotonic() < end, f"no window is called {name}"
        # A window that closes meanwhile ends the search.
        search = ["xdotool", "search", "--onlyvisible", "--name", name]
        found = subprocess.run(search, capture_output=True, text=True, check=False).stdout.split()
        time.sleep(0.02)
    subprocess.run(["timeout", "5", "xdotool", "windowactivate", "--sync", found[-1]], check=True)
    return found[-1]


def is_open(name):
    """Whether a window's title matches."""
    found = ["xdotool", "search", "--onlyvisible", "--name", name]
    return subprocess.run(found, capture_output=True, check=False).returncode == 0


def until(condition, what, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def arrived(image, layers, what="OK inserted nothing", seconds=10.0):
    """Wait for the number of layers, and for the end of the call: it hides what it hides after it has inserted."""
    until(lambda: len(image.get_layers()) == layers, what, seconds)
    until(lambda: not processes.calls(), "the plug-in goes on", seconds)


def photograph(name):
    subprocess.run(["import", "-window", "root", os.path.join(toolbox.FOLDER, f"{name}.png")], check=False)


def scene():
    """Snow and a fox in a window, with a selection."""
    image = toolbox.new_image(300, 200)
    snow = toolbox.new_layer(image, "Snow", 300, 200, colour=(200, 210, 220, 255))
    fox = toolbox.new_layer(image, "Fox", 120, 90, (60, 50), colour=(180, 90, 30, 255))
    image.select_ellipse(Gimp.ChannelOps.REPLACE, 70, 60, 80, 60)
    Gimp.Selection.feather(image, 9)
    image.set_selected_layers([fox])
    image.clean_all()
    display = Gimp.Display.new(image)
    Gimp.displays_flush()
    front = window("Untitled.*GIMP$")
    subprocess.run(["xdotool", "windowsize", "--sync", front, "1300", "850"], check=False, timeout=5)
    time.sleep(0.5)
    return image, snow, fox, display


def state(image):
    """Like `toolbox.everything`, with the pixels of what has been inserted and without the number of images."""
    return toolbox.everything(image)[:-1]


def back_and_forth(image, before, what=""):
    after = state(image)
    assert after != before
    for turn in range(2):
        press("ctrl+z")
        until(lambda: _is(image, before), f"Ctrl+Z did not bring everything back {what} (turn {turn})")
        press("ctrl+y")
        until(lambda: _is(image, after), f"Ctrl+Y did not bring everything again {what} (turn {turn})")


def back_and_forth_one_step(image, before):
    """The newest step undone and done again."""
    after = state(image)
    press("ctrl+z")
    until(lambda: _is(image, before), "Ctrl+Z did not bring everything back")
    press("ctrl+y")
    until(lambda: _is(image, after), "Ctrl+Y did not bring everything again")


def _is(image, expected):
    try:
        return state(image) == expected
    except AttributeError:
        # A mask went away between being found and being looked at.
        return False


def choose(action):
    """Start an action by GIMP's search."""
    _open_the_search()
    subprocess.run(["xdotool", "type", "--delay", "20", action], check=True)
    # What is found follows what is typed, on a busy machine from afar.
    time.sleep(1.5)
    press("Return")


def _open_the_search():
    """Press the key again if GIMP, busy with closing a dialog, has not heard it."""
    for _ in range(3):
        press("slash")
        with contextlib.suppress(AssertionError):
            return window("Search Actions", 5)
    raise AssertionError("the search does not open")
