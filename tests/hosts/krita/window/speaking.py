"""Krita was told to speak another language: menus, dialogs and errors are told in it."""

import json
import os

from inlay.krita.qt import QtWidgets

from krita import Krita

from . import toolbox

with open(os.path.join(os.environ["INLAY_FOLDER"], "pseudo.json"), encoding="utf-8") as file:
    WORDS = json.load(file)


def check_an_action():
    yield 10
    action = Krita.instance().action("inlay_seamless-clone")
    assert action.text().startswith(f"{WORDS['Seamless Clone']}…"), action.text()
    assert action.iconText() == WORDS["Seamless Clone"]


def check_the_menu():
    yield 10
    bar = Krita.instance().activeWindow().qwindow().menuBar()
    filters = next(each for each in bar.actions() if each.objectName() == "Filter").menu()
    menu = next(each for each in filters.actions() if each.text() == "Inlay").menu()
    assert WORDS["Blend"] in [each.text().replace("&", "") for each in menu.actions()]


def check_an_error():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.trigger("inlay_repeat")
    yield from toolbox.until(lambda: toolbox.shown(QtWidgets.QMessageBox))
    box = toolbox.shown(QtWidgets.QMessageBox)[0]
    assert box.text() == WORDS["There is nothing to repeat yet."], box.text()
    box.close()


def check_a_dialog():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.ask("seamless-clone")
    yield from toolbox.until(toolbox.dialog)
    dialog = toolbox.dialog()
    assert dialog.windowTitle() == WORDS["Seamless Clone"]
    labels = [label.text() for label in dialog.findChildren(QtWidgets.QLabel)]
    assert f"{WORDS['Scene']}:" in labels, labels
    yield 3000
    toolbox.photograph("dialog")
    dialog.reject()
    yield 300
