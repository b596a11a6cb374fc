"""Goes into a copy of the plug-in: notes when an event came, and when the frame that answers it was painted."""

import json
import os
import time

from ..bridge.view import View
from .canvas import Canvas
from .viewing import Viewing

PATH = os.path.join(os.environ["INLAY_FOLDER"], "times")
KINDS = {
    "_pan": "move",
    "_split": "splitter",
    "_paint": "stroke",
    "_move": "drag a handle",
    "_scroll": "zoom",
    "_key_press": "key",
    "_configured": "setting",
}

#: The kind and time of the oldest event that no state has told of yet; those of states without a frame; those shown.
pending, waiting, shown = [], {}, []


def note(kind, began):
    with open(PATH, "a", encoding="utf-8") as file:
        file.write(json.dumps([kind, 1e3 * (time.monotonic() - began)]) + "\n")


def noting(cls, name):
    original = getattr(cls, name)

    def noted(self, *arguments):
        kind = KINDS[name] if name in KINDS else _dragged(self)
        if kind and not pending:
            pending.append((kind, time.monotonic()))
        return original(self, *arguments)

    setattr(cls, name, noted)


def _dragged(canvas):
    drag = canvas.gestures and canvas.gestures._drag
    return drag and KINDS.get(getattr(drag, "func", drag).__name__)


def send(self):
    before = self._sequence
    result = sent(self)
    if self._sequence > before and pending:
        waiting[self._sequence] = pending.pop()
    return result


def refresh(self, has_frame=False):
    refreshed(self, has_frame)
    frame = self._viewing.view and self._viewing.view.frame
    if has_frame and frame:
        shown.extend(waiting.pop(each) for each in sorted(waiting) if each <= frame.sequence)


def realized(self, widget):
    was_realized(self, widget)
    widget.get_window().get_frame_clock().connect("after-paint", painted)


def painted(clock):
    while shown:
        note(*shown.pop())


sent, View.send = View.send, send
refreshed, Canvas.refresh = Canvas.refresh, refresh
was_realized, Canvas._realized = Canvas._realized, realized
for name in ("_motion_notify", "_scroll", "_key_press"):
    noting(Canvas, name)
noting(Viewing, "_configured")
