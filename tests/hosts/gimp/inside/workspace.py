"""The picture in a dialog: where it is on the screen, what it shows there, and a hand that works on it."""

import subprocess
import time
from itertools import pairwise

import screen
import toolbox

SNOW, FOX = (200, 210, 220), (180, 90, 30)


class Workspace:
    """The dialog of an operation on `screen.scene`, whose snow is seen to all sides of the canvas."""

    size = (300, 200)

    def __init__(self, title):
        screen.choose(title.lower())
        self.chosen, self.seen = time.monotonic(), None
        self._title = f"^{title}$"
        self.window = screen.window(self._title)
        # On a busy machine the picture is there before the window has its size.
        found, end = [], time.monotonic() + toolbox.PATIENCE
        while len(found) < 3 or not found[-1] or len(set(found[-3:])) > 1:
            assert time.monotonic() < end, f"{title} shows no picture"
            self.width, self.height = (int(each) for each in self._ask("%w %h"))
            found.append(self._find() and (self.left, self.top, self.scale))
            self.seen = self.seen or (found[-1] and time.monotonic())
            time.sleep(0.2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.is_open():
            subprocess.run(["xdotool", "keyup", "x", "mouseup", "1", "mouseup", "2"], check=True)
            screen.window(self._title)
            screen.press("Escape")
            screen.until(lambda: not self.is_open(), "the dialog stays")

    def _ask(self, format):
        command = ["import", "-window", self.window, "-format", format, "info:"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    def pixels(self):
        """Red, green and blue of all that the window shows."""
        command = ["import", "-window", self.window, "-depth", "8", "rgb:-"]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def _find(self):
        """Where the canvas lies in the window: its left, top and scale."""
        shown, row = self.pixels(), 3 * self.width
        lines = [shown[top : top + row] for top in range(0, len(shown), row)]
        full = bytes(SNOW) * 40
        rows = [place for place, line in enumerate(lines) if full in line]
        if len(rows) < 40:
            return False
        spans = [_span(lines[place]) for place in rows]
        left, right = min(span[0] for span in spans), max(span[1] for span in spans)
        self.left, self.top, self.scale = left, rows[0], (right - left) / self.size[0]
        return abs((rows[-1] + 1 - rows[0]) / self.scale - self.size[1]) < 3 / self.scale

    def at(self, x, y):
        """A place of the canvas in the window."""
        return round(self.left + x * self.scale), round(self.top + y * self.scale)

    def colour(self, x, y):
        """What is shown at a place of the canvas."""
        column, row = self.at(x, y)
        place = 3 * (row * self.width + column)
        return tuple(self.pixels()[place : place + 3])

    def shows(self, colour, x, y, what="", near=3):
        """Wait until a colour is shown at a place of the canvas."""
        screen.until(lambda: is_near(self.colour(x, y), colour, near), f"{what}: {self.colour(x, y)} at {x}, {y}")

    def settled(self, x, y):
        """What is shown at a place once it does not change any more."""
        seen, end = [], time.monotonic() + toolbox.PATIENCE
        while len(seen) < 4 or len(set(seen[-4:])) > 1:
            assert time.monotonic() < end, f"the picture goes on changing at {x}, {y}"
            seen.append(self.colour(x, y))
            time.sleep(0.2)
        return seen[-1]

    def drag(self, *places, button=1, goes_on=False, keep=False):
        """Draw the pointer along places of the canvas with a button held.

        The drag before `goes_on`, or this one does: it will `keep` the button held.
        """
        words = ["xdotool", *self._to(places[0]), *([] if goes_on else ["mousedown", str(button)])]
        for (x, y), (to_x, to_y) in pairwise(places):
            for step in range(1, 9):
                words += [*self._to((x + (to_x - x) * step / 8, y + (to_y - y) * step / 8)), "sleep", "0.02"]
        subprocess.run([*words, *([] if keep else ["mouseup", str(button)])], check=True)

    def _to(self, place):
        return ["mousemove", "--window", self.window, *(str(each) for each in self.at(*place))]

    def hover(self, x, y):
        """Bring the pointer, and with it the keys, to the picture."""
        subprocess.run(["xdotool", *self._to((x, y)), "sleep", "0.1"], check=True)

    def is_open(self):
        return (
            subprocess.run(["xdotool", "getwindowname", self.window], capture_output=True, check=False).returncode == 0
        )


def is_near(colour, expected, near=3):
    return all(abs(one - other) <= near for one, other in zip(colour, expected, strict=True))


def _span(line):
    places = [place for place in range(0, len(line), 3) if tuple(line[place : place + 3]) == SNOW]
    return places[0] // 3, places[-1] // 3 + 1
