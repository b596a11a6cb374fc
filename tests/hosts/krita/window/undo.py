"""One undo takes a result back, one redo brings it again; menu, dialog and progress in the window."""

import json
import time

from inlay.krita import service
from inlay.krita.qt import QtWidgets

import inlay
from krita import Krita

from . import toolbox

COLOUR = [1, 0.5, 0, 1]


def check_ctrl_z_and_redo_of_a_layer():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    before, undo = toolbox.state(document), toolbox.undo_text()
    yield from toolbox.run(document, "sample-everything", yields="layer", colour=COLOUR)
    after = toolbox.state(document)
    assert len(after[0]) == len(before[0]) + 2, "the layer and its mask"
    yield from toolbox.step(document, "ctrl+z", before)
    assert toolbox.undo_text() == undo, "more than one step"
    yield from toolbox.step(document, "ctrl+shift+z", after)


def check_every_kind_of_result_is_one_step():
    for yields in ("layer", "group", "layer-mask", "selection", "channel", "path", "vector", "everything"):
        document = toolbox.document()
        yield from toolbox.fill(document)
        before = toolbox.state(document)
        yield from toolbox.run(document, "sample-everything", yields=yields, colour=COLOUR)
        after = toolbox.state(document)
        assert after != before, yields
        yield from toolbox.step(document, "edit_undo", before, yields)
        yield from toolbox.step(document, "edit_redo", after, yields)
        # Exactly one step: the next one takes away the layer that was there before.
        yield from toolbox.step(document, "edit_undo", before, yields)
        toolbox.trigger("edit_undo")
        yield from toolbox.until(lambda document=document: not toolbox.has_fox(document), f"a second step of {yields}")
        document.setModified(False)
        document.close()


def check_a_selection_is_in_force():
    document = toolbox.document()
    yield from toolbox.fill(document)
    source = toolbox.fox(document)
    x, y, width, _ = toolbox.BOX
    for earlier in (False, True):
        if earlier:
            toolbox.trigger("select_all")
            yield from toolbox.until(lambda: toolbox.undo_text().endswith("Select All"))
        before = toolbox.state(document)
        yield from toolbox.run(document, "sample-everything", yields="selection")
        after = toolbox.state(document)
        yield 300
        toolbox.photograph(f"selection-{earlier}")
        document.setActiveNode(source)
        yield 300
        toolbox.trigger("clear")
        yield from toolbox.until(lambda: toolbox.undo_text().endswith("Clear"))
        # The selection is half strong in the right half of the source, and zero in the left.
        old = {line[1]: line[4] for line in before[0]}["Fox"]
        left = 4 * ((y + 5) * toolbox.SIZE[0] + x + 5)
        right = left + 4 * (width - 10)
        assert bytes(source.pixelData(x + 5, y + 5, 1, 1)) == old[left : left + 4], "too much is selected"
        assert bytes(source.pixelData(x + width - 5, y + 5, 1, 1))[3] < old[right + 3], "nothing is selected"
        yield from toolbox.step(document, "edit_undo", after, "of clearing")
        yield from toolbox.step(document, "edit_undo", before, "of the selection")


def check_the_menu():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    bar = Krita.instance().activeWindow().qwindow().menuBar()
    filters = next(each for each in bar.actions() if each.objectName() == "Filter").menu()
    entry = next(each for each in filters.actions() if each.text() == "Inlay")
    repeat, line, *below = entry.menu().actions()
    assert repeat.objectName() == "inlay_repeat" and line.isSeparator()
    submenus = {each.text().replace("&", ""): each.menu() for each in below}
    assert list(submenus) == list(dict.fromkeys(each.menu for each in service.operations())), list(submenus)
    assert list(submenus)[:3] == ["Cut Out", "Blend", "Retouch"]
    offered = [each for submenu in submenus.values() for each in submenu.actions()]
    assert all(each.isEnabled() and each.toolTip() for each in offered)
    assert not entry.icon().isNull()
    filters.popup(bar.mapToGlobal(bar.rect().center()))
    filters.setActiveAction(entry)
    entry.menu().popup(filters.mapToGlobal(filters.rect().topRight()))
    submenus["Retouch"].popup(entry.menu().mapToGlobal(entry.menu().rect().topRight()))
    yield 400
    labels = [each.text().replace("&", "") for each in submenus["Retouch"].actions()]
    assert labels[0] == "Heal Selection…", labels
    toolbox.photograph("menu")
    submenus["Retouch"].close()
    entry.menu().close()
    filters.close()


#: What artists type, and which entries they want to find with it.
SEARCHED = {
    "remove background": "Cut Out Selection",
    "select and mask": "Cut Out Selection",
    "content aware": "Heal Selection",
    "matting": "Cut Out",
    "hair": "Cut Out Selection",
    "vectorize": "Trace to Path",
    "panorama": "Merge Layers",
    "tone mapping": "Tone Gradients",
    "seamless": "Seamless Clone",
}


def check_words_of_other_programs_find_entries():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    toolbox.trigger("command_bar_open")
    yield 400
    bar = next(each for each in QtWidgets.QApplication.topLevelWidgets() if each.inherits("KateCommandBar"))
    model = bar.findChild(QtWidgets.QTreeView).model()
    for words, wanted in SEARCHED.items():
        bar.findChild(QtWidgets.QLineEdit).setText(words)
        yield 100
        found = [str(model.index(row, 0).data()) for row in range(min(model.rowCount(), 3))]
        assert any(wanted in each for each in found), (words, found)
        if words == "hair":
            toolbox.photograph("search")
    bar.hide()


def check_the_dialog_and_what_it_remembers():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    Krita.instance().writeSetting("inlay", "sample-everything", "{}")
    toolbox.ask("sample-everything")
    yield from toolbox.until(toolbox.dialog)
    yield 300
    toolbox.photograph("dialog")
    dialog = toolbox.dialog()
    declared = next(each for each in service.operations() if each.id == "sample-everything")
    offered = {parameter.id: parameter.default for parameter in declared.parameters}
    assert offered["hide-source"] is False, "Krita can undo the hiding of a layer"
    assert json.loads(json.dumps(dialog.values())) == json.loads(json.dumps(offered)), dialog.values()
    assert {role: choice.way for role, choice in dialog.choices().items()} == {
        entry.role: "none" if entry.role == "trimap" else entry.ways[0] for entry in declared.inputs
    }
    tips = {each.toolTip() for each in dialog.findChildren(QtWidgets.QWidget)}
    assert all(entry.help in tips for entry in declared.inputs)
    assert all(parameter.help in tips for parameter in declared.parameters)
    wanted = {
        "yields": "layer",
        "amount": -4,
        "strength": 0.125,
        "enabled": False,
        "colour": [0.0, 1.0, 0.0, 0.5],
        "title": "Ünder",
        "table": "/tmp/a.json",
        "report": "",
        "centre": [3.25, -7.0],
        "corners": [[1.5, 2.0], [3.0, 4.0], [-5.0, 6.0]],
        "hide-source": True,
    }
    for name, value in wanted.items():
        dialog._widgets[name].set_value(value)
    dialog._choosers["destination"].recall("layer:Snow")
    assert dialog.values() == wanted, dialog.values()
    before = toolbox.state(document)
    dialog.accept()
    yield from toolbox.until(lambda: len(toolbox.state(document)[0]) > len(before[0]))
    names = [line[1] for line in toolbox.state(document)[0]]
    assert names[0] == "Ünder", names
    assert document.rootNode().childNodes()[-1].pixelData(45, 35, 1, 1)[1] == b"\xff", "not the colour"
    document.setActiveNode(toolbox.fox(document))
    yield 500
    toolbox.ask("sample-everything")
    yield from toolbox.until(toolbox.dialog)
    again = toolbox.dialog()
    assert again.values() == wanted, again.values()
    assert again.choices()["destination"].nodes[0].name() == "Snow"
    again.reset()
    assert again.values()["amount"] == 3 and again.choices()["destination"].way == "below"
    state = toolbox.state(document)
    again.reject()
    yield 500
    assert toolbox.state(document) == state, "Cancel did something"


def check_progress_leaves_the_window_free():
    document = toolbox.document()
    yield from toolbox.fill(document)
    Krita.instance().writeSetting("inlay", "sample-slow", json.dumps({"values": {"seconds": 2.0}}))
    inlay.run("sample-slow", document, toolbox.fox(document), {"seconds": 0.0})
    toolbox.ask("sample-slow")
    yield from toolbox.until(toolbox.dialog)
    before = toolbox.state(document)
    toolbox.dialog().accept()
    ticks, pictured = [], False
    while len(toolbox.state(document)[0]) == len(before[0]):
        ticks.append(time.monotonic())
        assert ticks[-1] - ticks[0] < toolbox.PATIENCE, "it does not end"
        windows = toolbox.shown(QtWidgets.QProgressDialog)
        if windows and windows[0].value() > 300 and not pictured:
            pictured = True
            assert not windows[0].isModal() and "Dawdling" in windows[0].labelText()
            toolbox.photograph("progress")
        yield 20
    # On a busy machine the timer comes seldom; a window that is not free would have served it not once.
    assert pictured, len(ticks)
    yield 200
    assert not toolbox.shown(QtWidgets.QProgressDialog), "the progress window stays"


def check_cancel_button():
    document = toolbox.document()
    yield from toolbox.fill(document)
    Krita.instance().writeSetting("inlay", "sample-slow", json.dumps({"values": {"seconds": 60.0}}))
    before = toolbox.state(document)
    toolbox.ask("sample-slow")
    yield from toolbox.until(toolbox.dialog)
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: toolbox.shown(QtWidgets.QProgressDialog))
    yield 300
    window = toolbox.shown(QtWidgets.QProgressDialog)[0]
    window.findChild(QtWidgets.QPushButton).click()
    yield 300
    assert not toolbox.shown(QtWidgets.QProgressDialog) and not toolbox.shown(QtWidgets.QMessageBox)
    assert toolbox.state(document) == before


def check_failures_are_told():
    document = toolbox.document()
    yield from toolbox.fill(document)
    before = toolbox.state(document)
    toolbox.ask("sample-fail")
    yield from toolbox.until(toolbox.dialog)
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: toolbox.shown(QtWidgets.QMessageBox))
    yield 200
    box = toolbox.shown(QtWidgets.QMessageBox)[0]
    assert (box.text(), box.informativeText()) == ("This went wrong.", "Do something else.")
    toolbox.photograph("failure")
    box.close()
    Krita.instance().setBatchmode(True)
    try:
        Krita.instance().action("inlay_sample-fail").trigger()
        yield 1500
        assert not toolbox.shown(QtWidgets.QMessageBox) and not toolbox.shown(QtWidgets.QProgressDialog)
    finally:
        Krita.instance().setBatchmode(False)
    assert toolbox.state(document) == before


def check_the_dialog_of_seamless_clone():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    toolbox.select(document, 50, 40, 20, 20)
    toolbox.ask("seamless-clone")
    yield from toolbox.until(toolbox.dialog)
    yield 300
    toolbox.photograph("seamless-clone")
    before = toolbox.state(document)
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: len(toolbox.state(document)[0]) > len(before[0]))
    assert "Fox (Seamless Clone)" in [line[1] for line in toolbox.state(document)[0]]
    yield 500
    assert not toolbox.fox(document).visible(), "the source would show beside the clone"
    toolbox.trigger("edit_undo")
    yield from toolbox.until(lambda: toolbox.fox(document).visible(), "the source is seen again")
    yield from toolbox.step(document, "edit_undo", before)
