"""How soon the canvas shows what an artist does: measured, not checked; see `tests.benchmarks.live_in_krita`."""

import json
import os
import time

from inlay.krita.qt import QtCore, QtGui, QtWidgets
from inlay.krita.surface import Surface

from krita import Krita

from . import toolbox

SIZE = (4000, 3000)
FOX = (1400, 1000, 1000, 900)
EVENTS = 40
#: From one event of a drag to the next.
MILLISECONDS = 25


def check_pace():
    document = yield from _document()
    found = {}
    dialog = yield from _open("seamless-clone")
    found["clone, splitter"] = yield from _split(dialog)
    found["clone, pan"] = yield from _measured(dialog, lambda step: _pan(dialog, step))
    found["clone, offset"] = yield from _measured(dialog, lambda step: dialog.set_values({"x": 4 * step}))
    dialog.reject()
    yield 500
    toolbox.select(document, 1450, 1050, 700, 700)
    yield 300
    dialog = yield from _open("cut-out-selection")
    found["cut-out, stroke"] = yield from _stroke(dialog)
    found["cut-out, radius"] = yield from _measured(
        dialog, lambda step: dialog.set_values({"outer": 4.0 + step % 7 / 5}), 6, 1500
    )
    dialog.reject()
    yield 300
    with open(os.path.join(os.environ["INLAY_FOLDER"], "pace-figures.json"), "w") as file:
        json.dump(found, file)


def _document():
    """Generator: twelve million pixels, with a fox that is active."""
    document = Krita.instance().createDocument(*SIZE, "Pace", "RGBA", "U8", "", 72.0)
    Krita.instance().activeWindow().addView(document)
    toolbox.focus()
    yield 600
    width, height = SIZE
    row = bytes(part for x in range(width) for part in (x // 20, 120, 200 - x // 40, 255))
    toolbox.add_layer(document, "Snow", row * height, (0, 0, *SIZE))
    row = bytes(part for x in range(FOX[2]) for part in (20, 30 + x % 97, 40 + x // 8, 255))
    fox = toolbox.add_layer(document, "Fox", row * FOX[3], FOX)
    document.refreshProjection()
    document.waitForDone()
    yield 600
    document.setActiveNode(fox)
    yield 400
    return document


def _open(operation):
    """Generator: the dialog, and figures of its opening."""
    Krita.instance().writeSetting("inlay", operation, "{}")
    began = time.monotonic()
    toolbox.ask(operation)
    yield from toolbox.until(toolbox.dialog)
    dialog = toolbox.dialog()
    yield from _rest(dialog)
    print(f"{operation}: finished {1000 * (time.monotonic() - began):.0f} ms after the click", flush=True)
    return dialog


def _rest(dialog):
    """Generator: until nothing more is to come."""
    view = lambda: dialog._live.view  # noqa: E731
    yield from toolbox.until(
        lambda: view() and view().frame and view().frame.done == 1 and not view().is_due, "a finished picture", 200
    )
    yield 300


def _measured(dialog, act, events=EVENTS, pause=MILLISECONDS):
    """Generator: milliseconds from what `act(step)` does until a frame that answers it is painted."""
    view, waiting, found = dialog._live.view, {}, []
    paint = Surface.paintEvent

    def painted(surface, event):
        paint(surface, event)
        answered = [number for number in waiting if view.frame and number <= view.frame.sequence]
        found.extend(1000 * (time.monotonic() - waiting.pop(number)) for number in answered)

    Surface.paintEvent = painted
    try:
        for step in range(1, events + 1):
            waiting.setdefault(view._sequence + 1, time.monotonic())
            act(step)
            yield pause
        yield from toolbox.until(lambda: not waiting, "answers", 30)
    finally:
        Surface.paintEvent = paint
    yield from _rest(dialog)
    return found


def _pan(dialog, step):
    """Krita's own panning, as the wheel does it."""
    for bar in dialog._canvas.widget.parentWidget().parentWidget().findChildren(QtWidgets.QScrollBar):
        bar.setValue(bar.value() + (3 if step % 20 < 10 else -3))


def _split(dialog):
    dialog._live.view.toggle_split()
    yield from _rest(dialog)
    start = dialog._live.view.state.split
    return (yield from _measured(dialog, lambda step: dialog._live.view.change(split=start + 10.0 * step)))


def _stroke(dialog):
    surface = dialog._surface

    def send(kind, step, button, buttons):
        place = surface.placement.map(QtCore.QPointF(2150 + 5 * step, 1300 + 3 * step))
        where = QtCore.QPointF(surface.mapToGlobal(place.toPoint()))
        event = QtGui.QMouseEvent(kind, place, where, button, buttons, QtCore.Qt.KeyboardModifier.NoModifier)
        QtWidgets.QApplication.sendEvent(surface, event)

    kinds, left = QtCore.QEvent.Type, QtCore.Qt.MouseButton.LeftButton
    send(kinds.MouseButtonPress, 0, left, left)
    found = yield from _measured(dialog, lambda step: send(kinds.MouseMove, step, QtCore.Qt.MouseButton.NoButton, left))
    send(kinds.MouseButtonRelease, EVENTS, left, QtCore.Qt.MouseButton.NoButton)
    return found
