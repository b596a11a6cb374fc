"""What would cover a result is hidden as it arrives, so that it is seen; undo shows all of it again."""

import inlay
from krita import Krita

from . import toolbox


def check_a_cut_out_is_seen_and_undo_brings_all_back():
    document = toolbox.document()
    yield from toolbox.fill(document)
    yield from toolbox.trimap(document)
    toolbox.focus()
    before, undo = toolbox.state(document), toolbox.undo_text()
    trimap = toolbox.named(document, "Trimap")
    inlay.run("cut-out", document, toolbox.fox(document), {}, {"trimap": trimap})
    yield 800
    after = toolbox.state(document)
    assert toolbox.visible(document) == ["Fox (Cut Out with Trimap)", "Snow", "Background"], toolbox.visible(document)
    assert document.activeNode().name() == "Fox (Cut Out with Trimap)", "the result is worked on next"
    toolbox.photograph("hidden")
    # The result's arrival is a step, and so is each layer that is hidden.
    for _ in range(3):
        toolbox.press("ctrl+z")
        yield 500
    assert toolbox.state(document) == before and toolbox.undo_text() == undo
    for _ in range(3):
        toolbox.press("ctrl+shift+z")
        yield 500
    assert toolbox.state(document) == after


def check_what_is_hidden_already_costs_no_step():
    document = toolbox.document()
    yield from toolbox.fill(document)
    yield from toolbox.trimap(document)
    trimap = toolbox.named(document, "Trimap")
    trimap.setVisible(False)
    toolbox.fox(document).setVisible(False)
    document.refreshProjection()
    document.waitForDone()
    yield 300
    before = toolbox.state(document)
    inlay.run("cut-out", document, toolbox.fox(document), {}, {"trimap": trimap})
    yield 800
    assert toolbox.visible(document)[0] == "Fox (Cut Out with Trimap)", toolbox.visible(document)
    yield from toolbox.step(document, "edit_undo", before)


def check_an_image_behind_another_is_not_touched_undoably_so_it_is_said():
    behind = toolbox.document()
    yield from toolbox.fill(behind)
    yield from toolbox.trimap(behind)
    front = toolbox.document()
    yield from toolbox.fill(front)
    assert Krita.instance().activeDocument() == front
    seen = toolbox.visible(behind), toolbox.visible(front)
    inlay.run("cut-out", behind, toolbox.fox(behind), {}, {"trimap": toolbox.named(behind, "Trimap")})
    yield 600
    assert toolbox.visible(behind) == ["Trimap", "Fox (Cut Out with Trimap)", *seen[0][1:]], toolbox.visible(behind)
    assert toolbox.visible(front) == seen[1], "the other image was touched"
