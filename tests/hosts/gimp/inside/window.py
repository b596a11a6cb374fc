"""In the window: undo and redo, the dialog, the values it remembers, and Cancel."""

import os
import subprocess
import time

import toolbox
from gi.repository import Gimp


def _press(*keys):
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)


def _window(name, seconds=10.0):
    """Bring the window whose title matches to the front; its number."""
    found = subprocess.run(
        ["timeout", str(seconds), "xdotool", "search", "--sync", "--onlyvisible", "--name", name],
        capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    assert found, f"no window is called {name}"
    subprocess.run(["timeout", "5", "xdotool", "windowactivate", "--sync", found[-1]], check=True)
    return found[-1]


def _until(condition, what, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def _photograph(name):
    subprocess.run(["import", "-window", "root", os.path.join(toolbox.FOLDER, f"{name}.png")], check=False)


def _scene():
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
    window = _window("Untitled.*GIMP$")
    subprocess.run(["xdotool", "windowsize", "--sync", window, "1300", "850"], check=False, timeout=5)
    time.sleep(0.5)
    return image, snow, fox, display


def _state(image):
    """Like `toolbox.everything`, with the pixels of what has been inserted and without the number of images."""
    return toolbox.everything(image)[:-1]


def _back_and_forth(image, before):
    after = _state(image)
    assert after != before
    for turn in range(2):
        _press("ctrl+z")
        _until(lambda: _state(image) == before, f"Ctrl+Z did not bring everything back (turn {turn})")
        _press("ctrl+y")
        _until(lambda: _state(image) == after, f"Ctrl+Y did not bring everything again (turn {turn})")


def check_undo_and_redo_of_a_layer_and_a_hidden_source():
    image, _, fox, display = _scene()
    before = _state(image)
    toolbox.succeed("seamless-clone", image, [fox], hide_source=True)
    assert not fox.get_visible()
    _back_and_forth(image, before)
    display.delete()


def check_undo_and_redo_of_everything_at_once():
    image, _, fox, display = _scene()
    before = _state(image)
    toolbox.succeed("sample-everything", image, [fox], hide_source=True)
    _back_and_forth(image, before)
    display.delete()


def _choose(action):
    """Start an action by GIMP's search."""
    _press("slash")
    _window("Search Actions")
    subprocess.run(["xdotool", "type", "--delay", "20", action], check=True)
    time.sleep(0.7)
    _press("Return")


def check_the_dialog_and_its_values():
    image, _, _, display = _scene()
    _choose("seamless clone")
    _window("^Seamless Clone$")
    time.sleep(0.5)
    _photograph("dialog")
    _press("alt+x")
    subprocess.run(["xdotool", "type", "12"], check=True)
    _press("Tab")
    _press("alt+o")
    _until(lambda: len(image.get_layers()) == 3, "the dialog yielded no layer")
    first = image.get_layers()[0]
    assert first.get_name() == "Fox (Seamless Clone)"
    expected = toolbox.place(first)
    assert first.get_offsets()[1] > 70
    image.set_selected_layers([image.get_layers()[1]])
    answer = toolbox.call("seamless-clone", image, [image.get_layers()[1]], Gimp.RunMode.WITH_LAST_VALS)
    assert answer.success, answer.message
    assert toolbox.place(answer.items["layer"]) == expected, "the last values are remembered"
    _choose("seamless clone")
    _window("^Seamless Clone$")
    time.sleep(0.3)
    before = _state(image)
    _press("Escape")
    time.sleep(1)
    assert _state(image) == before
    display.delete()


def check_cancel():
    image, _, _, display = _scene()
    before = _state(image)
    _choose("sample slow")
    _window("^Sample Slow$")
    time.sleep(0.3)
    _press("alt+o")
    _until(toolbox.planes_left, "the work did not begin")
    time.sleep(1)
    _photograph("progress")
    _window("Untitled.*GIMP$")
    for across in range(1040, 940, -20):
        # The button at the end of the status bar.
        if toolbox.planes_left():
            subprocess.run(["xdotool", "mousemove", "--sync", str(across), "852", "click", "1"], check=True)
            time.sleep(0.2)
    assert not toolbox.planes_left(), "planes are left"
    time.sleep(0.5)
    assert _state(image) == before
    display.delete()
