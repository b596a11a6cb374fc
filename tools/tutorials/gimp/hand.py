"""An artist's hand in GIMP's window: mouse, keys, and the pictures that are taken on the way."""

import json
import os
import subprocess
import time
from itertools import pairwise

from album import Album
from gi.repository import Gimp, Gio

#: With GIMP's own arrangement of docks, on the screen of `running.SCREEN`: a column near the middle of the canvas, its
#: last row, and the colours of what lies around the image: the canvas, the rulers and their ends. Where exactly the
#: image lies depends on its thumbnail and on the version.
COLUMN, LAST = 580, 748
WIDTH, HEIGHT = 1200, 800
AROUND = b"\x3c\x3c\x3c", b"\xdc\xdc\xdc", b"\x34\x34\x34"
with open(os.environ["INLAY_OPERATIONS"], encoding="utf-8") as table:
    OPERATIONS = json.load(table)["operations"]
#: Where the pointer rests: nothing says anything about itself there.
ASIDE = 560, 797
#: Seconds for which a picture must not change to be taken for finished.
STILL = 2.0
PATIENCE = 300.0
#: How far a click may be off, in pixels of the image.
ROUNDING = 4


def mouse(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def press(*keys):
    if keys:
        mouse("key", "--clearmodifiers", "--delay", 80, *keys)


def write(text):
    mouse("type", "--delay", 25, "--", text)


def until(condition, what, seconds=PATIENCE):
    """Wait for something, and give it back."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, what
        time.sleep(0.1)
    return found


def windows(title):
    """The numbers of the windows whose title matches, the newest last."""
    search = ["xdotool", "search", "--onlyvisible", "--name", title]
    return subprocess.run(search, capture_output=True, text=True, check=False).stdout.split()


def bring(title):
    """The window whose title matches, in front."""
    number = until(lambda: windows(title), f"no window is called {title}")[-1]
    subprocess.run(["timeout", "5", "xdotool", "windowactivate", "--sync", number], check=True)
    return number


def on_screen():
    """Red, green and blue of all that the screen shows."""
    command = ["import", "-window", "root", "-depth", "8", "rgb:-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def settle(number):
    """Wait until a window shows the same for a while, and no worker works."""
    before, since, end = None, time.monotonic(), time.monotonic() + PATIENCE
    while time.monotonic() - since < STILL:
        assert time.monotonic() < end, "the picture goes on changing"
        time.sleep(0.4)
        shown = subprocess.run(["import", "-window", number, "-depth", "8", "rgb:-"], check=True, capture_output=True)
        seen = shown.stdout, _work() // 10
        if seen != before:
            before, since = seen, time.monotonic()


def _work():
    """Hundredths of a second that Inlay's workers have worked so far."""
    done = 0
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/cmdline", "rb") as command, open(f"/proc/{number}/stat", "rb") as state:
                if b"inlay.worker" in command.read():
                    done += sum(int(each) for each in state.read().rpartition(b")")[2].split()[11:13])
        except OSError:
            continue
    return done


class Studio(Album):
    """GIMP with an image, and a place for the pictures.

    Attributes
    ----------
    image : Gimp.Image
    """

    def __init__(self):
        super().__init__()
        self._photographs = os.environ["INLAY_PHOTOGRAPHS"]
        self.image = None

    def open(self, name):
        """A photograph in GIMP's window, as large as the screen allows."""
        bring("GNU Image Manipulation Program")
        # A second GIMP hands the file over to the first.
        subprocess.run([os.environ["INLAY_GIMP"], os.path.join(self._photographs, name)], check=True, timeout=PATIENCE)
        self.image = until(Gimp.get_images, f"{name} does not open")[0]
        until(lambda: windows("^.imported.*GIMP$|GIMP$"), "GIMP shows no image")
        self.image.get_layers()[0].set_name(os.path.splitext(name)[0].capitalize())
        self.image.clean_all()
        number = bring("GIMP$")
        mouse("windowmove", number, 0, 0, "windowsize", number, WIDTH, HEIGHT - 20)
        time.sleep(1)
        self.fit()

    def open_as_layer(self, name):
        """A photograph as the topmost layer."""
        file = Gio.File.new_for_path(os.path.join(self._photographs, name))
        layer = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, self.image, file)
        layer.set_name(os.path.splitext(name)[0].capitalize())
        self.image.insert_layer(layer, None, 0)
        Gimp.displays_flush()
        return layer

    def fit(self):
        """The whole image in the window, and the pointer out of the way."""
        Gimp.displays_flush()
        bring("GIMP$")
        press("ctrl+shift+j")
        mouse("mousemove", *ASIDE)
        time.sleep(1)
        self._measure()

    def at(self, x, y):
        """Where a place of the image is on the screen, once it fits."""
        scale = (self._bottom - self._top) / self.image.get_height()
        return round(self._middle + (x - self.image.get_width() / 2) * scale), round(self._top + y * scale)

    def _measure(self):
        """The first and the last row of the image on the screen, and its middle column."""
        shown = on_screen()

        def is_around(column, row):
            place = 3 * (row * WIDTH + column)
            return shown[place : place + 3] in AROUND

        def edge(column, row, across, down):
            while not all(is_around(column + more * across, row + more * down) for more in range(3)):
                column, row = column + across, row + down
            return column if across else row

        self._bottom = next(row for row in range(LAST, 0, -1) if not is_around(COLUMN, row))
        # What lies between is the border of the layer.
        self._top = edge(COLUMN, self._bottom, 0, -1) + 2
        middle = (self._top + self._bottom) // 2
        self._middle = (edge(COLUMN, middle, -1, 0) + edge(COLUMN, middle, 1, 0)) / 2

    def lasso(self, *places, add=False):
        """Draw around something with Free Select, corner by corner."""
        bring("GIMP$")
        press("f")
        time.sleep(0.3)
        for number, place in enumerate((*places, places[0])):
            hold = add and number == 0
            mouse(*(["keydown", "shift"] if hold else []), "mousemove", *self.at(*place), "sleep", 0.15, "click", 1)
            mouse("sleep", 0.15, *(["keyup", "shift"] if hold else []))
        press("Return")
        until(lambda: self._has_selected(places), "a corner of the lasso was lost", 20)
        mouse("mousemove", *ASIDE)
        time.sleep(0.5)

    def _has_selected(self, places):
        """Whether the selection reaches as far as these places, but for rounding."""
        left, top, right, bottom = Gimp.Selection.bounds(self.image)[-4:]
        across, down = zip(*places)
        return (
            left <= min(across) + ROUNDING
            and top <= min(down) + ROUNDING
            and right >= max(across) - ROUNDING
            and bottom >= max(down) - ROUNDING
        )

    def rectangle(self, left, top, right, bottom):
        """Select with Rectangle Select."""
        self._drag("r", (left, top), (right, bottom))

    def ellipse(self, x, y, reach):
        """Add a circle to the selection with Ellipse Select."""
        self._drag("e", (x - reach, y - reach), (x + reach, y + reach), add=True)

    def _drag(self, tool, first, last, add=False):
        """Draw a box from corner to corner with a tool that selects."""
        bring("GIMP$")
        press(tool)
        begin, end = self.at(*first), self.at(*last)
        middle = [(here + there) // 2 for here, there in zip(begin, end)]
        hold, let_go = (["keydown", "shift"], ["keyup", "shift"]) if add else ([], [])
        mouse(*hold, "mousemove", *begin, "sleep", 0.1, "mousedown", 1, "sleep", 0.1, *let_go)
        mouse("mousemove", *middle, "sleep", 0.1, "mousemove", *end, "sleep", 0.1, "mouseup", 1, "sleep", 0.3)
        press("Return")
        mouse("mousemove", *ASIDE)

    def menu(self, name):
        """Open *Filters > Inlay* with the pointer on an operation; GIMP sorts entries by name."""
        bring("GIMP$")
        press("alt+r")
        time.sleep(0.5)
        press("Up", "Right")
        menu = next(each["menu"] for each in OPERATIONS if each["name"] == name)
        for entry, among in (
            (menu, {each["menu"] for each in OPERATIONS}),
            (name, {each["name"] for each in OPERATIONS if each["menu"] == menu}),
        ):
            time.sleep(0.4)
            press(*["Down"] * sorted(among).index(entry))
            if entry == menu:
                press("Right")
        time.sleep(0.5)

    def choose(self, name):
        """Click the entry on which the open menu stands; its dialog, once the picture is finished."""
        press("Return")
        return Dialog(self, name)

    def export(self, name):
        """The image as it looks now, in a file."""
        path = self.path(name)
        flat = self.image.duplicate()
        flat.flatten()
        Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, flat, Gio.File.new_for_path(path), None)
        flat.delete()
        return path


class Dialog:
    """The dialog of an operation, with its live picture."""

    def __init__(self, studio, name):
        self._studio, self._title = studio, f"^{name}$"
        self._declared = next(each for each in OPERATIONS if each["name"] == name)
        self._procedure = Gimp.get_pdb().lookup_procedure(f"plug-in-inlay-{self._declared['id']}")
        self.number = bring(self._title)
        # As wide as the tools above the picture want to be.
        mouse("windowmove", self.number, 0, 16, "windowsize", self.number, WIDTH, HEIGHT - 60)
        self._layers = len(studio.image.get_layers())
        self.settle()

    def settle(self):
        settle(self.number)

    def set(self, name, value):
        """Give a setting a value by its key and what is typed."""
        argument = next(each for each in self._procedure.get_arguments() if each.name == name)
        press(f"alt+{argument.nick[argument.nick.index('_') + 1].lower()}")
        parameter = next(each for each in self._declared["parameters"] if each["id"] == name)
        if parameter["type"] == "choice":
            names = [each["id"] for each in parameter["options"]]
            steps = names.index(value) - names.index(parameter["default"])
            press(*["Down" if steps > 0 else "Up"] * abs(steps))
        elif parameter["type"] != "boolean":
            write(str(value))
            press("Tab")
        self.settle()

    def at(self, x, y):
        """Where a place of the image is on the screen, while all of it is seen."""
        left, top, right, bottom = self._area()
        width, height = self._studio.image.get_width(), self._studio.image.get_height()
        scale = min((right - left) / width, (bottom - top) / height)
        return (
            round((left + right) / 2 + (x - width / 2) * scale),
            round((top + bottom) / 2 + (y - height / 2) * scale),
        )

    def _area(self):
        """Left, top, right and bottom of the picture's place: what is not of the dialog's own colour."""
        command = ["xdotool", "getwindowgeometry", "--shell", self.number]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        window = dict(line.split("=") for line in told.splitlines())
        x, y, width, height = (int(window[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
        shown = on_screen()

        def colour(column, row):
            place = 3 * (row * WIDTH + column)
            return shown[place : place + 3]

        plain = colour(x + 3, y + 3)

        def is_gap(column, row, across, down):
            return all(colour(column + more * across, row + more * down) == plain for more in range(3))

        middle = y + height // 2
        left = next(column for column in range(x + 3, x + width) if colour(column, middle) != plain)
        inside = left + 40
        top = next(row for row in range(middle, y, -1) if is_gap(inside, row, 0, -1)) + 1
        bottom = next(row for row in range(middle, y + height) if is_gap(inside, row, 0, 1))
        right = next(column for column in range(inside, x + width) if is_gap(column, bottom - 2, 1, 0))
        return left, top, right, bottom

    def stroke(self, *places, button=1):
        """Draw on the picture."""
        words = ["mousemove", *self.at(*places[0]), "sleep", 0.2, "mousedown", button]
        for (x, y), (to_x, to_y) in pairwise(places):
            for step in range(1, 9):
                words += ["mousemove", *self.at(x + (to_x - x) * step / 8, y + (to_y - y) * step / 8), "sleep", 0.02]
        mouse(*words, "mouseup", button, "sleep", 0.3)

    def ok(self, layers=1):
        """Press *OK* and wait for what arrives."""
        image, before = self._studio.image, self._layers
        press("alt+o")
        until(lambda: len(image.get_layers()) == before + layers, "OK brought nothing")
        until(lambda: not windows(self._title), "the dialog stays open")
        time.sleep(2)
        self._studio.fit()
