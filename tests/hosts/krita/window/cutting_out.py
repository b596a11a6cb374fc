"""What is cut out goes with one undo and comes with one redo; the dialogs of the operations that do it."""

from inlay.krita.qt import QtWidgets

import inlay
from krita import Krita

from . import toolbox


def check_what_is_cut_out_is_one_step():
    document = toolbox.document()
    yield from toolbox.fill(document)
    yield from toolbox.trimap(document)
    fox, trimap = toolbox.fox(document), toolbox.named(document, "Trimap")
    before = toolbox.state(document)
    for result in ("layer", "layer-with-mask", "selection", "channel"):
        inlay.run("cut-out", document, fox, {"result": result, "hide-image": False}, {"trimap": trimap})
        yield 600
        after = toolbox.state(document)
        assert after != before, result
        yield from toolbox.step(document, "edit_undo", before, result)
        yield from toolbox.step(document, "edit_redo", after, result)
        yield from toolbox.step(document, "edit_undo", before, result)


def check_the_dialogs_of_cutting_out():
    """What is offered first is what an artist means."""
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    toolbox.select(document, 50, 40, 20, 20)
    names = ("cut-out", "cut-out-selection", "cut-out-scribbles", "refine-edge", "clean-edge-colours", "make-trimap")
    for name in (*names, "background-plate"):
        Krita.instance().writeSetting("inlay", name, "{}")
        toolbox.ask(name)
        yield from toolbox.until(toolbox.dialog)
        yield 300
        toolbox.photograph(name)
        choices = toolbox.dialog().choices()
        if "trimap" in choices:
            assert choices["trimap"].nodes[0].name() != "Fox", "the picture is not its own trimap"
            assert choices["backdrop"].way == "none"
        if "edge" in choices:
            assert choices["edge"] == ("item", ()), "the active layer"
        toolbox.dialog().reject()
        yield 200
    before = toolbox.state(document)
    toolbox.ask("make-trimap")
    yield from toolbox.until(toolbox.dialog)
    toolbox.dialog()._widgets["inner-pixels"].set_value(3)
    toolbox.dialog()._widgets["outer-pixels"].set_value(5)
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: "Fox (Trimap)" in toolbox.visible(document))
    yield 500
    assert document.selection() is None and toolbox.named(document, "Fox (Trimap)").opacity() < 255, "ready to paint"
    toolbox.trigger("edit_undo")
    yield from toolbox.until(lambda: document.selection() is not None, "the selection is back")
    yield from toolbox.step(document, "edit_undo", before)


def check_only_what_changes_something_can_be_set():
    """Rows follow the settings on which they depend; what is seldom set is folded away."""
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.focus()
    Krita.instance().writeSetting("inlay", "select-threshold", "{}")
    toolbox.ask("select-threshold")
    yield from toolbox.until(toolbox.dialog)
    dialog = toolbox.dialog()
    for method, rows in (("range", {"low", "high"}), ("surroundings", {"radius"}), ("otsu", {"classes"})):
        dialog._widgets["method"].set_value(method)
        enabled = {name for name in ("low", "high", "radius", "classes") if dialog._widgets[name].isEnabled()}
        assert enabled == rows, f"{method}: {enabled}"
    toolbox.photograph("select-threshold")
    dialog.reject()
    yield 200
    Krita.instance().writeSetting("inlay", "cut-out", "{}")
    toolbox.ask("cut-out")
    yield from toolbox.until(toolbox.dialog)
    dialog = toolbox.dialog()
    assert dialog._widgets["result"].isVisible() and not dialog._widgets["linear"].isVisible()
    more = next(each for each in dialog.findChildren(QtWidgets.QPushButton) if each.isCheckable())
    more.click()
    yield 300
    assert dialog._widgets["linear"].isVisible()
    toolbox.photograph("more")
    dialog.reject()
    yield 200


def check_roles_are_guessed():
    """A trimap is offered by its look; where it is active itself, the picture below it is cut out."""
    document = toolbox.document()
    yield from toolbox.fill(document)
    yield from toolbox.trimap(document)
    toolbox.add_layer(document, "Tree", bytes(range(256)) * 100, (0, 0, 80, 80))
    yield 300
    Krita.instance().writeSetting("inlay", "cut-out", "{}")
    for active in ("Fox", "Trimap"):
        document.setActiveNode(toolbox.named(document, active))
        yield 300
        toolbox.ask("cut-out")
        yield from toolbox.until(toolbox.dialog)
        choices = toolbox.dialog().choices()
        assert choices["trimap"].nodes[0].name() == "Trimap", active
        toolbox.photograph(f"guessed-{active}")
        toolbox.dialog().accept()
        yield from toolbox.until(lambda: "Fox (Cut Out with Trimap)" in toolbox.visible(document), active)
        yield 800
        for _ in range(3):
            toolbox.trigger("edit_undo")
            yield 400
        assert toolbox.visible(document)[:3] == ["Tree", "Trimap", "Fox"], toolbox.visible(document)
