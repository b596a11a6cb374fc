"""In the window, on a small screen: dialogs fit on it, whatever language they speak."""

import os
import re
import subprocess
import threading
import time

import screen
import toolbox
from gi.repository import Gimp, GimpUi, GLib, Gtk
from inlay.bridge import table
from inlay.gimp import arguments, dialog

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


def check_what_is_folded_away_has_its_title_where_reading_begins():
    GimpUi.init("checks")
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-inlay-seamless-clone")
    operation = next(each for each in table.offered() if each.id == "seamless-clone")
    shown = GimpUi.ProcedureDialog.new(procedure, procedure.create_config(), operation.name)
    dialog._fill(shown, [each.name for each in procedure.get_arguments()[arguments.FIXED :]], operation)
    shown.show_all()
    folded = _expander(shown)
    title = folded.get_label_widget()
    context = GLib.MainContext.default()
    screen.until(lambda: not context.iteration(False) and title.get_allocated_width() > 1, "it is not shown")
    row, words = folded.get_allocation(), title.get_allocation()
    left, right = words.x - row.x, row.x + row.width - words.x - words.width
    is_rightwards = os.environ["INLAY_RIGHTWARDS"] == "yes"
    assert (Gtk.Widget.get_default_direction() == Gtk.TextDirection.RTL) == is_rightwards
    shown.destroy()
    assert right < left if is_rightwards else left < right, (left, right)


def _expander(widget):
    """The first one among all that a widget holds."""
    if isinstance(widget, Gtk.Expander):
        return widget
    held = widget.get_children() if isinstance(widget, Gtk.Container) else []
    return next(filter(None, map(_expander, held)), None)
