"""In a Krita whose Inlay was imported from its zip: it is set up, not now or at once, and works without a restart."""

import contextlib

from inlay.bridge import first_start
from inlay.krita.setting_up import Window

from krita import Krita

from . import toolbox

#: A busy machine looks a whole environment through, and lists its operations.
PATIENCE = 450


def _window():
    return next(iter(toolbox.shown(Window)), None)


def check_it_is_offered_at_the_start_and_can_wait():
    yield from toolbox.until(_window, "nothing is offered")
    yield 300
    toolbox.photograph("first-start")
    _window().reject()
    yield from toolbox.until(lambda: not _window(), "the window does not close")
    assert first_start.is_needed()
    assert Krita.instance().readSetting("inlay", "set_up_later", "") == "true"


def check_what_stops_leaves_all_as_it_was():
    document = toolbox.document()
    yield from toolbox.fill(document)
    before = toolbox.state(document)
    toolbox.ask("gaussian-blur")
    yield from toolbox.until(_window, "nothing is offered")
    _button(first_start.INSTALL).click()
    yield 700
    _button(first_start.CANCEL).click()
    yield from toolbox.until(lambda: not _window(), "the window does not close", PATIENCE)
    assert first_start.is_needed() and toolbox.state(document) == before and not toolbox.dialog()


def check_it_is_set_up_and_works():
    document = toolbox.document()
    yield from toolbox.fill(document)
    toolbox.ask("gaussian-blur")
    yield from toolbox.until(_window, "nothing is offered")
    _button(first_start.INSTALL).click()
    yield 1500
    with contextlib.suppress(AttributeError):
        assert _window().isVisible() and not _window().isModal(), "Krita is blocked"
    toolbox.photograph("setting-up")
    yield from toolbox.until(toolbox.dialog, "the operation does not go on", PATIENCE)
    toolbox.photograph("set-up")
    assert not first_start.is_needed()
    toolbox.dialog().accept()
    yield from toolbox.until(lambda: len(document.rootNode().childNodes()) > 3, "no layer has come", PATIENCE)


def _button(text):
    buttons = _window().findChildren(toolbox.QtWidgets.QPushButton)
    return next(each for each in buttons if each.text().replace("&", "") == text)
