"""In the window, on a small screen: dialogs fit on it, whatever language they speak."""

import os
import re
import subprocess
import threading
import time

import screen
import toolbox
from gi.repository import Gimp

#: Those with the longest words, the most settings and the most tools.
OPERATIONS = ("seamless-clone", "cut-out-selection", "harmonise")
#: What a dialog may ask of a screen.
LARGEST = 1000, 720


def _title(operation):
    label = Gimp.get_pdb().lookup_procedure(f"plug-in-inlay-{operation}").get_menu_label()
    return label.replace("_", "").removesuffix("...")


def _asked(window):
    """The size below which a window cannot be made, as it tells the window manager."""
    told = subprocess.run(["xprop", "-id", window, "WM_NORMAL_HINTS"], check=True, capture_output=True, text=True)
    return tuple(map(int, re.search(r"minimum size: (\d+) by (\d+)", told.stdout).groups()))


def _place(window):
    told = subprocess.run(["xwininfo", "-id", window], check=True, capture_output=True, text=True).stdout
    words = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
    return tuple(int(re.search(rf"{each}: +(-?\d+)", told).group(1)) for each in words)


def _look(operation, title, problems):
    """Wait for a dialog that is about to open, look at it, and close it; GIMP is not asked anything meanwhile."""
    try:
        window = screen.window(f"^{re.escape(title)}$", 60)
        time.sleep(3)
        screen.photograph(f"small-{operation}")
        asked, (x, y, across, down) = _asked(window), _place(window)
        width, height = (int(each) for each in os.environ["INLAY_SCREEN"].split("x"))
        if asked[0] > LARGEST[0] or asked[1] > LARGEST[1]:
            problems.append(f"{title} asks for {asked}")
        if x < 0 or y < 0 or x + across > width or y + down > height:
            problems.append(f"{title} lies at {x}, {y} and is {across} by {down} large")
    except Exception as error:
        problems.append(f"{operation}: {error!r}")
    finally:
        screen.press("Escape")


def check_dialogs_fit_on_the_screen():
    image, _, fox, display = screen.scene()
    problems = []
    for operation in OPERATIONS:
        eye = threading.Thread(target=_look, args=(operation, _title(operation), problems))
        eye.start()
        toolbox.call(operation, image, [fox], Gimp.RunMode.INTERACTIVE)
        eye.join()
    display.delete()
    assert not problems, problems
