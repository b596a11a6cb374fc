"""A window on a screen that nobody sees: keys, pictures of it, and an image to work on."""

import contextlib
import os
import subprocess
import time

import gi
import processes
import toolbox
from gi.repository import Gimp

SEARCH = "Search Actions"


def press(*keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)


def window(name, seconds=toolbox.PATIENCE):
    """Bring the window whose title matches to the front; its number."""
    found, end = [], time.monotonic() + seconds
    while not found:
        assert time.monotonic() < end, f"no window is called {name}"
        # A window that closes meanwhile ends the search.
        search = ["xdotool", "search", "--onlyvisible", "--name", name]
        found = subprocess.run(search, capture_output=True, text=True, check=False).stdout.split()
        time.sleep(0.02)
    subprocess.run(["timeout", "30", "xdotool", "windowactivate", "--sync", found[-1]], check=True)
    return found[-1]


def is_open(name):
    """Whether a window's title matches."""
    found = ["xdotool", "search", "--onlyvisible", "--name", name]
    return subprocess.run(found, capture_output=True, check=False).returncode == 0


def until(condition, what, seconds=toolbox.PATIENCE):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def arrived(image, layers, what="OK inserted nothing", seconds=toolbox.PATIENCE):
    """Wait for the number of layers, and for the end of the call: it hides what it hides after it has inserted.

    GIMP crashes if an image is closed before it has noticed the end.
    """
    until(lambda: len(image.get_layers()) == layers, what, seconds)
    until(lambda: not processes.calls() and not processes.left(), "the plug-in goes on", seconds)


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
    # By the image's size: some languages write GIMP's own name in other letters.
    front = window("300x200")
    subprocess.run(["xdotool", "windowsize", "--sync", front, "1300", "850"], check=False, timeout=30)
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
        until(lambda: is_as(image, before), f"Ctrl+Z did not bring everything back {what} (turn {turn})")
        press("ctrl+y")
        until(lambda: is_as(image, after), f"Ctrl+Y did not bring everything again {what} (turn {turn})")


def back_and_forth_one_step(image, before):
    """The newest step undone and done again."""
    after = state(image)
    press("ctrl+z")
    until(lambda: is_as(image, before), "Ctrl+Z did not bring everything back")
    press("ctrl+y")
    until(lambda: is_as(image, after), "Ctrl+Y did not bring everything again")


def is_as(image, expected):
    """Whether the image is as `state` told it; GIMP may be changing it."""
    try:
        return state(image) == expected
    except AttributeError:
        # A mask went away between being found and being looked at.
        return False


def report(operation):
    """What *Copy report* has copied of an operation's failure."""
    for namespace in ("Gdk", "Gtk"):
        gi.require_version(namespace, "3.0")
    from gi.repository import Gdk, Gtk

    Gtk.init_check(None)
    clipboard, copied = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD), []
    press("alt+r")

    def is_copied():
        copied.append(clipboard.wait_for_text() or "")
        return f"Operation: {operation}" in copied[-1]

    until(is_copied, "no report is copied")
    return copied[-1]


def choose(action):
    """Start an action by GIMP's search."""
    _open_the_search()
    subprocess.run(["xdotool", "type", "--delay", "20", action], check=True)
    # What is found follows what is typed, on a busy machine from afar.
    for _ in range(3):
        time.sleep(1.5)
        press("Return")
        with contextlib.suppress(AssertionError):
            return until(lambda: not is_open(SEARCH), "nothing is found yet", 5)
    raise AssertionError(f"the search does not find {action}")


def _open_the_search():
    """Press the key again if GIMP, busy with closing a dialog, has not heard it."""
    for _ in range(3):
        press("slash")
        with contextlib.suppress(AssertionError):
            return window(SEARCH, 10)
    raise AssertionError("the search does not open")
