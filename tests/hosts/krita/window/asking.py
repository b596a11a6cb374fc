"""What comes before the work: obstacles in words, presets, help; and what comes of an error."""

import os
import re
import time
from urllib.parse import unquote

from inlay.bridge import installation
from inlay.bridge.presets import Presets
from inlay.krita import messages, service
from inlay.krita.preset_row import PresetRow
from inlay.krita.qt import QtWidgets

from krita import Krita, Selection

from . import toolbox


def _operation(name):
    return next(each for each in service.operations() if each.id == name)


def _told(document, operation):
    """Generator: what is said instead of a dialog."""
    before = toolbox.state(document)
    toolbox.ask(operation)
    yield from toolbox.until(lambda: toolbox.shown(QtWidgets.QMessageBox) or toolbox.dialog())
    assert not toolbox.dialog(), f"{operation} shows a dialog"
    box = toolbox.shown(QtWidgets.QMessageBox)[0]
    words = box.text()
    assert box.informativeText()
    box.close()
    yield 100
    assert toolbox.state(document) == before
    return words


def check_obstacles_are_told_before_a_dialog_opens():
    document = toolbox.document()
    yield from toolbox.fill(document)
    for operation in ("heal-selection", "cut-out-selection"):
        assert (yield from _told(document, operation)) == "Nothing is selected.", operation
    empty = document.createNode("Cat", "paintlayer")
    document.rootNode().addChildNode(empty, None)
    yield 300
    document.setActiveNode(empty)
    yield 200
    assert (yield from _told(document, "gaussian-blur")) == "Cat is empty."
    adjusting = document.createFilterLayer(
        "Curves", Krita.instance().filter("invert"), document.selection() or _everywhere()
    )
    document.rootNode().addChildNode(adjusting, None)
    yield 300
    document.setActiveNode(adjusting)
    yield 200
    assert "no picture of its own" in (yield from _told(document, "gaussian-blur"))


def _everywhere():
    selection = Selection()
    selection.select(0, 0, *toolbox.SIZE, 255)
    return selection


def check_nothing_below_is_told():
    document = toolbox.document()
    yield 600
    assert (yield from _told(document, "seamless-clone")) == "Nothing is visible below Background."


def check_what_the_worker_misses_is_told_before_a_dialog_opens():
    document = toolbox.document()
    yield from toolbox.fill(document)
    assert (yield from _told(document, "sample-conditional")) == "There is no oracle on this machine."


def check_presets():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    operation = _operation("gaussian-blur")
    presets = Presets(installation.load().presets, operation)
    for name in presets.names():
        presets.remove(name)
    Krita.instance().writeSetting("inlay", operation.id, "{}")
    toolbox.ask(operation.id)
    yield from toolbox.until(toolbox.dialog)
    dialog = toolbox.dialog()
    row = dialog.findChild(PresetRow)
    box, (keep, remove) = row.findChild(QtWidgets.QComboBox), row.findChildren(QtWidgets.QPushButton)
    assert not box.isEnabled() and not remove.isEnabled() and keep.isEnabled()
    wide, narrow = dialog.values(), dialog.values()
    name = next(each.id for each in operation.parameters if each.type in ("number", "integer"))
    wide[name], narrow[name] = 21.0, 2.0
    for label, values in (("Wide", wide), ("Narrow", narrow)):
        dialog.set_values(values)
        row.keep(label)
    assert presets.names() == ["Narrow", "Wide"]
    yield 200
    toolbox.photograph("presets")
    box.setCurrentIndex(box.findText("Wide"))
    box.activated.emit(box.currentIndex())
    assert dialog.values()[name] == 21
    remove.click()
    assert presets.names() == ["Narrow"] and box.currentText() == "Presets"
    row.keep("")
    yield from toolbox.until(lambda: toolbox.shown(QtWidgets.QMessageBox))
    assert toolbox.shown(QtWidgets.QMessageBox)[0].text() == "A preset needs a name."
    toolbox.shown(QtWidgets.QMessageBox)[0].close()
    dialog.reject()
    yield 200
    presets.remove("Narrow")


def check_help_opens_a_page():
    document = toolbox.document()
    yield from toolbox.fill(document)
    opened, browse = [], messages.browse
    messages.browse = opened.append
    try:
        toolbox.ask("gaussian-blur")
        yield from toolbox.until(toolbox.dialog)
        buttons = toolbox.dialog().findChild(QtWidgets.QDialogButtonBox)
        buttons.button(QtWidgets.QDialogButtonBox.StandardButton.Help).click()
    finally:
        messages.browse = browse
    (page,) = opened
    with open(page, encoding="utf-8") as file:
        text = file.read()
    assert "Gaussian Blur" in text
    shown = [os.path.join(os.path.dirname(page), unquote(each)) for each in re.findall(r'<img src="([^"]+)"', text)]
    assert len(shown) > 5 and all(map(os.path.isfile, shown)), shown
    toolbox.dialog().reject()
    yield 200


def check_an_error_offers_a_report():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.ask("sample-fail")
    yield from toolbox.until(toolbox.dialog)
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: toolbox.shown(QtWidgets.QMessageBox))
    box = toolbox.shown(QtWidgets.QMessageBox)[0]
    QtWidgets.QApplication.clipboard().setText("")
    next(each for each in box.buttons() if each.text().replace("&", "") == "Copy report").click()
    yield 200
    toolbox.photograph("report")
    report = QtWidgets.QApplication.clipboard().text()
    assert "Settings: " in report, report
    assert "Operation: sample-fail" in report and f"Krita {Krita.instance().version()}" in report, report
    assert "This went wrong." in report and box.isVisible(), report
    box.close()
    yield 200


def check_after_an_update_the_next_operation_has_the_new_worker():
    document = toolbox.document()
    yield from toolbox.fill(document)
    old = service.get().worker
    assert service.get().worker is old
    later = time.time() + 1
    os.utime(installation.load().table, (later, later))
    yield 1200
    yield from _blurred(document, 4)
    # A busy machine may still be at what the dialog before showed.
    yield from toolbox.until(lambda: service.get().worker is not old, "the old worker stays")
    new = service.get().worker
    assert not old.alive and new.alive
    yield from _blurred(document, 5)
    assert service.get().worker is new


def _blurred(document, layers):
    """Generator: blur, and wait until there are so many layers."""
    toolbox.ask("gaussian-blur")
    yield from toolbox.until(toolbox.dialog)
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: len(document.rootNode().childNodes()) == layers, "no layer has come", 60)
