"""The live picture on the canvas: it is what arrives, it follows the hand, and it leaves nothing behind."""

import os
import signal

from inlay.krita import canvas, service
from inlay.krita.qt import QtCore, QtGui, QtWidgets

from krita import Krita

from . import toolbox, workspace
from .workspace import SIZE

FOX = (220, 140, 180, 160)
#: Right of this the screen is free while a dialog stands in its corner.
BESIDE = 520


def _document():
    """Generator: a document with a smooth picture and a fox with a hard edge; the fox is active."""
    document = yield from workspace.new_document()
    width, height = SIZE
    rows = (bytes(part for x in range(width) for part in (x // 3, 90 + y // 8, 200, 255)) for y in range(height))
    toolbox.add_layer(document, "Snow", b"".join(rows), (0, 0, *SIZE))
    _, _, width, height = FOX
    inside = [[(x - 90) ** 2 + (y - 80) ** 2 < 70**2 for x in range(width)] for y in range(height)]
    pixels = (
        (20, 30 + x // 2, 40 + y, 255) if inside[y][x] else (230, 225, 210, 255)
        for y in range(height)
        for x in range(width)
    )
    fox = toolbox.add_layer(document, "Fox", bytes(part for pixel in pixels for part in pixel), FOX)
    yield from workspace.show(document, fox)
    return document


def _beside(widget):
    """What the screen shows of a widget to the right of a dialog in the screen's corner, as bytes."""
    seen = toolbox.pixels(widget).convertToFormat(QtGui.QImage.Format.Format_RGB32)
    left = BESIDE - widget.mapToGlobal(QtCore.QPoint(0, 0)).x()
    part = seen.copy(left, 0, seen.width() - left, seen.height())
    return bytes(part.constBits().asarray(part.sizeInBytes()))


def check_what_is_seen_arrives():
    """At 100 % the picture on the canvas is Krita's own, pixel by pixel; turned and zoomed it is in place."""
    # Krita turns and zooms by filters of its own: what is out of place by a pixel differs by more on the average.
    for name, action, most, opacity, mode in (
        ("plain", None, 0, 255, "normal"),
        ("mirrored", "mirror_canvas", 0, 255, "normal"),
        ("turned", "rotate_canvas_right", 0.3, 255, "normal"),
        ("zoomed", "view_zoom_in", 0.3, 255, "normal"),
        # Krita rounds on the way.
        ("half", None, 0.3, 150, "normal"),
        ("multiplied", None, 0.3, 150, "multiply"),
        ("screened", None, 0.3, 255, "screen"),
    ):
        document = yield from _document()
        document.activeNode().setOpacity(opacity)
        document.activeNode().setBlendingMode(mode)
        document.refreshProjection()
        if action is not None:
            toolbox.trigger(action)
        yield 300
        dialog = yield from workspace.open_dialog("sharpen-gradients")
        assert dialog._canvas.display_table() == b"", "this screen shows sRGB as it is"
        dialog.move(0, 0)
        # The brush would leave its outline.
        toolbox.trigger("PanTool")
        toolbox.point_away()
        yield 500
        widget = dialog._canvas.widget
        seen = _beside(widget)
        toolbox.photograph(f"live-{name}")
        before = toolbox.state(document)
        dialog.accept()
        yield from toolbox.until(lambda document=document, before=before: toolbox.state(document) != before)
        yield 1000
        arrived = _beside(widget)
        toolbox.photograph(f"arrived-{name}")
        average = sum(abs(one - other) for one, other in zip(seen, arrived, strict=True)) / len(seen)
        assert average <= most, f"{name}: {average}"
        document.setModified(False)
        document.close()
        yield 300


def check_the_mouse_and_the_keys():
    """The picture is dragged to its place, the splitter to where it parts, and keys change what is seen."""
    document = yield from _document()
    before = workspace.everything(document)
    dialog = yield from workspace.open_dialog("seamless-clone")
    live = dialog._live
    dialog.move(0, 0)
    start, end = workspace.place(dialog, 420, 300), workspace.place(dialog, 450, 280)
    yield from toolbox.drag(start, workspace.place(dialog, 430, 295), end)
    assert (dialog.values()["x"], dialog.values()["y"]) == (30, -20), dialog.values()
    toolbox.press("Right")
    yield 200
    assert dialog.values()["x"] == 31, "not nudged"
    toolbox.press("s")
    yield from workspace.finished(dialog)
    middle = live.view.state.split
    assert middle is not None
    toolbox.photograph("live-split")
    at = workspace.place(dialog, middle, 300)
    yield from toolbox.drag(at, at + QtCore.QPoint(20, 0), at + QtCore.QPoint(60, 0))
    assert abs(live.view.state.split - middle - 60) < 2, live.view.state.split
    modes = []
    for _ in range(3):
        toolbox.press("f")
        yield 150
        modes.append(live.view.state.mode)
    assert modes == ["checker", "black", "white"], modes
    yield from workspace.finished(dialog)
    toolbox.photograph("live-white")
    assert dialog.findChildren(QtWidgets.QComboBox)[-1].currentData() == "white", "the dialog does not follow"
    toolbox.hold("x", True)
    yield 200
    assert live.view.state.mode == "before"
    toolbox.hold("x", False)
    yield 200
    assert live.view.state.mode == "white"
    assert workspace.everything(document) == before, "the document is not as it was"
    dialog.accept()
    yield from toolbox.until(lambda: toolbox.state(document) != before[0])
    yield 500
    yield from workspace.undo(document, before[0])
    assert not toolbox.shown(QtWidgets.QMessageBox)


def check_a_piece_is_scaled_and_turned():
    """By a corner, by the ring on its upper side, and in steps of 15 degrees with Shift."""
    document = yield from _document()
    before = workspace.everything(document)
    dialog = yield from workspace.open_dialog("seamless-clone")
    dialog.move(0, 0)
    left, top, width, height = FOX
    x, y = left + width // 2, top + height // 2
    way = [(left + width - step * width // 16, top + height - step * height // 16) for step in range(5)]
    yield from toolbox.drag(*(workspace.place(dialog, *place) for place in way))
    assert abs(dialog.values()["scale"] - 50) <= 1, dialog.values()
    yield from workspace.finished(dialog)
    toolbox.photograph("live-scaled")
    reach = height // 4
    turn = [(x, y - reach), (x + reach // 2, y - reach), (x + reach, y - reach // 2), (x + reach, y - 2)]
    yield from toolbox.drag(*(workspace.place(dialog, *place) for place in turn))
    assert 85 <= dialog.values()["rotate"] <= 89, dialog.values()
    assert (dialog.values()["x"], dialog.values()["y"]) == (0, 0), dialog.values()
    toolbox.hold("shift", True)
    yield from toolbox.drag(
        workspace.place(dialog, x + reach, y - 2),
        workspace.place(dialog, x + reach, y + 8),
        workspace.place(dialog, x, y + 30),
    )
    toolbox.hold("shift", False)
    assert dialog.values()["rotate"] == 180, dialog.values()
    dialog.set_values({"rotate": 30.0})
    yield from workspace.finished(dialog)
    toolbox.photograph("live-turned")
    assert workspace.everything(document) == before, "the document is not as it was"
    dialog.accept()
    yield from toolbox.until(lambda: toolbox.state(document) != before[0])
    yield 500
    toolbox.photograph("arrived-turned")
    # Its middle, a place that only the turned piece covers, one that only the upright one would, and its old corner.
    found = [
        workspace.opacity(document, *place)
        for place in ((x, y), (x + 50, y - 10), (x + 40, y - 35), (left + 4, top + 4))
    ]
    assert found == [255, 255, 0, 0], found
    yield from workspace.undo(document, before[0])
    document.setModified(False)
    document.close()
    yield 300


def check_strokes():
    """What is painted changes the result; strokes are taken back one by one, and the document knows of none."""
    document = yield from _document()
    toolbox.select(document, 240, 160, 100, 120)
    yield 200
    before = workspace.everything(document)
    dialog = yield from workspace.open_dialog("cut-out-selection")
    live = dialog._live
    dialog.move(0, 0)
    yield 200
    strokes = live.view.strokes
    yield from toolbox.drag(*(workspace.place(dialog, x, 180) for x in range(340, 380, 4)))
    yield from toolbox.drag(*(workspace.place(dialog, x, 280) for x in range(340, 380, 4)), button=3)
    labels = [(stroke.label, len(stroke.points) // 3 > 5) for stroke in strokes.present]
    assert labels == [(1, True), (0, True)], labels
    yield from workspace.finished(dialog)
    toolbox.photograph("live-strokes")
    toolbox.press("ctrl+z")
    yield 200
    assert len(strokes.present) == 1
    toolbox.press("ctrl+shift+z")
    yield 200
    assert len(strokes.present) == 2
    toolbox.press("bracketright")
    yield 200
    assert strokes.radius == 25.0, strokes.radius
    yield from workspace.finished(dialog)
    assert workspace.everything(document) == before, "the document is not as it was"
    dialog.accept()
    yield from toolbox.until(lambda: toolbox.state(document) != before[0], "a result", 60)
    yield 500
    toolbox.photograph("arrived-strokes")
    assert workspace.opacity(document, 360, 180) == 255, "not foreground"
    yield from workspace.undo(document, before[0])


def check_the_background_is_removed():
    """The subject is what the sample package finds red; a stroke takes some of it away."""
    document = yield from _document()
    _, _, width, height = FOX
    inside = [(x - 90) ** 2 + (y - 80) ** 2 < 60**2 for y in range(height) for x in range(width)]
    pixels = b"".join(bytes((30, 70, 220, 255) if is_in else (130, 70, 40, 255)) for is_in in inside)
    toolbox.add_layer(document, "Picture", pixels, FOX)
    yield from workspace.show(document, toolbox.named(document, "Picture"))
    before = workspace.everything(document)
    dialog = yield from workspace.open_dialog("remove-background")
    dialog.move(0, 0)
    yield 300
    toolbox.photograph("background-removed")
    yield from toolbox.drag(*(workspace.place(dialog, x, 250) for x in range(290, 330, 4)), button=3)
    yield from workspace.finished(dialog)
    toolbox.photograph("background-painted")
    assert workspace.everything(document) == before, "the document is not as it was"
    dialog.accept()
    yield from toolbox.until(lambda: toolbox.state(document) != before[0], "a result", 60)
    yield 500
    assert [workspace.opacity(document, x, y) for x, y in ((310, 190), (310, 250), (230, 150))] == [255, 0, 0]
    yield from workspace.undo(document, before[0])
    document.setModified(False)
    document.close()
    yield 300


def check_a_loose_rectangle_is_enough():
    """What lies somewhere inside of a rectangle is found; what is not it is gone from the corners."""
    document = yield from _document()
    toolbox.select(document, 230, 143, 160, 154)
    yield 200
    before = toolbox.state(document)
    dialog = yield from workspace.open_dialog("cut-out-selection")
    dialog._widgets["mode"].set_value("lasso")
    yield from workspace.finished(dialog)
    toolbox.photograph("a loose rectangle")
    dialog.accept()
    yield from toolbox.until(lambda: toolbox.state(document) != before, "a result", 60)
    yield 500
    assert [workspace.opacity(document, x, y) for x, y in ((310, 220), (260, 220), (235, 148), (385, 292))] == [
        255,
        255,
        0,
        0,
    ]
    yield from workspace.undo(document, before)


def check_nothing_is_left():
    """Cancelled, closed, or its document closed in the middle of a drag: all is as it was."""
    for way in ("cancel", "window", "escape"):
        document = yield from _document()
        before = workspace.everything(document)
        dialog = yield from workspace.open_dialog("seamless-clone", x=20)
        widget = dialog._canvas.widget
        if way == "cancel":
            dialog.reject()
        elif way == "window":
            dialog.close()
        else:
            dialog.activateWindow()
            yield 200
            toolbox.press("Escape")
        yield from toolbox.until(lambda: toolbox.dialog() is None, way)
        yield 300
        assert workspace.everything(document) == before, way
        assert not [each for each in widget.children() if type(each).__name__ == "Overlay"], way
        assert not service.get()._viewers, way
        document.setModified(False)
        document.close()
        yield 300
    document = yield from _document()
    dialog = yield from workspace.open_dialog("seamless-clone")
    place = workspace.place(dialog, 240, 200)
    steps = toolbox.drag(*(place + QtCore.QPoint(x, 0) for x in range(0, 90, 3)))
    for count, pause in enumerate(steps):
        if count == 10:
            document.setModified(False)
            document.close()
        yield pause
    yield from toolbox.until(lambda: toolbox.dialog() is None, "the dialog goes with its document")
    yield 300
    assert not service.get()._viewers
    assert not toolbox.shown(QtWidgets.QMessageBox)


def check_a_dead_worker_is_replaced():
    """A worker that is killed in the middle of a drag is missed for a moment; strokes and settings are told again."""
    document = yield from _document()
    toolbox.select(document, 240, 160, 100, 120)
    yield 200
    before = workspace.everything(document)
    dialog = yield from workspace.open_dialog("cut-out-selection", outer=2.0)
    live = dialog._live
    dialog.move(0, 0)
    yield 200
    first = live.view.worker
    for count, pause in enumerate(toolbox.drag(*(workspace.place(dialog, 340 + 2 * x, 180) for x in range(40)))):
        if count == 10:
            os.killpg(first._process.pid, signal.SIGKILL)
        yield pause
    yield from toolbox.until(lambda: live.view is not None and live.view.worker is not first, "no other worker comes")
    yield from workspace.finished(dialog, 60)
    assert live.view.worker.alive
    assert len(live.view.strokes.present) == 1 and not live._said.startswith("The worker"), live._said
    assert workspace.everything(document) == before
    os.killpg(live.view.worker._process.pid, signal.SIGKILL)
    yield from toolbox.until(lambda: not live.view.worker.alive or live.view.number == 1)
    dialog.accept()
    yield from toolbox.until(lambda: toolbox.state(document) != before[0], "a result", 60)
    yield 500
    assert workspace.opacity(document, 360, 180) == 255, "the stroke is lost"
    yield from workspace.undo(document, before[0])


def check_pictures_are_chosen_while_they_are_seen():
    """Another destination is read at once; what cannot be read is said in the dialog, which goes on."""
    document = yield from _document()
    dialog = yield from workspace.open_dialog("seamless-clone")
    number = dialog._live.view.number
    dialog._choosers["destination"].recall("layer:Snow")
    yield from workspace.finished(dialog)
    assert dialog._live.view.number == number + 1, (dialog._live.view.number, number, dialog._live._said)
    dialog.reset()
    yield from workspace.finished(dialog)
    document.setActiveNode(next(node for node in document.rootNode().childNodes() if node.name() == "Snow"))
    yield 200
    toolbox.ask("relight")
    yield 300
    assert toolbox.dialog() is dialog and len(toolbox.shown(QtWidgets.QDialog)) == 1, "one at a time"
    dialog.reject()
    yield 300


def check_errors_are_said_below_the_picture():
    yield from _document()
    Krita.instance().writeSetting("inlay", "sample-fail", "{}")
    toolbox.ask("sample-fail")
    yield from toolbox.until(toolbox.dialog)
    dialog = toolbox.dialog()
    yield from toolbox.until(lambda: "This went wrong." in dialog._live._said, "words", 60)
    toolbox.photograph("live-error")
    dialog.set_values({"how": "warning"})
    yield from workspace.finished(dialog)
    assert "wrong" not in dialog._live._said
    dialog.reject()
    yield 200


def check_a_picture_in_the_dialog():
    """Where no canvas is found the dialog has a picture of its own, which zooms and moves."""
    document = yield from _document()
    before = workspace.everything(document)
    find, canvas.find = canvas.find, lambda window, document: None
    try:
        dialog = yield from workspace.open_dialog("seamless-clone")
    finally:
        canvas.find = find
    dialog.move(0, 0)
    dialog.resize(760, 860)
    yield from workspace.finished(dialog)
    toolbox.photograph("live-in-the-dialog")
    surface = dialog._surface
    scale = surface.placement.m11()
    toolbox.wheel(workspace.place(dialog, 300, 200), 4)
    yield 300
    assert surface.placement.m11() > 2 * scale
    where = surface.placement.map(QtCore.QPointF(300, 200))
    place = workspace.place(dialog, 300, 200)
    yield from toolbox.drag(place, place + QtCore.QPoint(10, 4), place + QtCore.QPoint(40, 8), button=2)
    moved = surface.placement.map(QtCore.QPointF(300, 200)) - where
    assert abs(moved.x() - 40) < 2 and abs(moved.y() - 8) < 2, moved
    yield from workspace.finished(dialog)
    dialog.accept()
    yield from toolbox.until(lambda: toolbox.state(document) != before[0])
    yield 500
    yield from workspace.undo(document, before[0])
