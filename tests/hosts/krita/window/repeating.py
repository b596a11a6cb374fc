"""The last operation once more: by the menu and by its shortcut."""

import json

from inlay.krita.qt import QtWidgets

from krita import Krita

from . import toolbox

REPEAT = "inlay_repeat"
SHORTCUT = "ctrl+alt+shift+f"
COLOUR = [1.0, 0.5, 0.0, 1.0]


def _settings(**values):
    Krita.instance().writeSetting("inlay", "sample-everything", json.dumps({"values": values}))


def _names(document):
    return [node.name() for node in reversed(document.rootNode().childNodes())]


def check_nothing_to_repeat_is_said():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.trigger(REPEAT)
    yield from toolbox.until(lambda: toolbox.shown(QtWidgets.QMessageBox))
    box = toolbox.shown(QtWidgets.QMessageBox)[0]
    assert box.text() == "There is nothing to repeat yet.", box.text()
    box.close()


def check_the_shortcut_is_free():
    yield 10
    taken = [
        each.objectName()
        for each in Krita.instance().actions()
        if each.shortcut().toString().lower() == SHORTCUT and each.objectName() != REPEAT
    ]
    assert not taken, taken
    assert Krita.instance().action(REPEAT).shortcut().toString().lower() == SHORTCUT


def check_again_on_the_same_layer():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    _settings(yields="layer", colour=COLOUR, title="")
    toolbox.ask("sample-everything")
    yield from toolbox.until(toolbox.dialog)
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: len(_names(document)) == 4)
    yield 600
    made = document.activeNode().name()
    assert made != "Fox", "the result is active, as ever"
    before = toolbox.state(document)
    toolbox.focus()
    yield 300
    toolbox.press(SHORTCUT)
    yield from toolbox.until(lambda: len(_names(document)) == 5)
    yield 600
    assert _names(document) == [made, made, "Fox", "Snow", "Background"] or _names(document)[1] == made
    once, again = (node for node in document.rootNode().childNodes() if node.name() == made)
    assert bytes(once.pixelData(*toolbox.BOX)) == bytes(again.pixelData(*toolbox.BOX)), (
        "other settings, or another layer"
    )
    yield from toolbox.step(document, "edit_undo", before)


def check_again_on_the_layer_that_was_chosen_since():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    _settings(yields="layer", colour=COLOUR, title="")
    toolbox.ask("sample-everything")
    yield from toolbox.until(toolbox.dialog)
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: len(_names(document)) == 4)
    yield 600
    document.setActiveNode(toolbox.named(document, "Snow"))
    yield 300
    toolbox.trigger(REPEAT)
    yield from toolbox.until(lambda: len(_names(document)) == 5)
    yield 600
    assert document.activeNode().bounds().width() == toolbox.SIZE[0], "it is not made of the snow"


def check_the_menu_says_what_would_be_repeated():
    window = Krita.instance().activeWindow().qwindow()
    filters = next(each for each in window.menuBar().actions() if each.objectName() == "Filter").menu()
    menu = next(each for each in filters.actions() if each.text() == "Inlay").menu()
    menu.popup(window.mapToGlobal(window.rect().center()))
    yield 200
    toolbox.photograph("repeat")
    assert Krita.instance().action(REPEAT).text() == "Repeat Sample Everything"
    menu.close()
    yield 100
    assert Krita.instance().action(REPEAT).text() == "Repeat Inlay"
