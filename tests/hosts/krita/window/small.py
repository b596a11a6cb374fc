"""On a small screen: an operation's dialog fits on it with all that is folded away, and scrolls."""

from inlay.krita.qt import QtWidgets

from . import toolbox

#: Those with the longest words, the most settings and the most tools.
OPERATIONS = ("seamless-clone", "cut-out-selection", "harmonise")
#: What a dialog may ask of a screen.
LARGEST = 900, 680


def _fits(dialog):
    # The widget may have asked for its frame before the window had one.
    frame, screen = dialog.windowHandle().frameGeometry(), dialog.screen().geometry()
    assert frame != dialog.geometry(), "there is no frame"
    assert screen.contains(frame), (dialog.windowTitle(), frame, screen)
    asked = dialog.minimumSizeHint()
    assert asked.width() <= LARGEST[0] and asked.height() <= LARGEST[1], (dialog.windowTitle(), asked)


def _turn_over_a_setting(dialog):
    """The wheel moves the column, and changes no setting that it passes."""
    column, before = dialog.findChild(QtWidgets.QScrollArea), dialog.values()
    bar, passed = column.verticalScrollBar(), column.findChildren(QtWidgets.QAbstractSpinBox)[0]
    toolbox.wheel(passed.mapToGlobal(passed.rect().center()), -20)
    yield from toolbox.until(lambda: bar.value() == bar.maximum() > 0, "the wheel moves nothing")
    assert dialog.values() == before


def check_dialogs_fit_on_the_screen():
    document = toolbox.document()
    toolbox.focus()
    yield from toolbox.fill(document)
    toolbox.select(document, 50, 40, 40, 30)
    for operation in OPERATIONS:
        toolbox.ask(operation)
        yield from toolbox.until(toolbox.dialog)
        dialog = toolbox.dialog()
        yield 2000
        _fits(dialog)
        folded = next(each for each in dialog.findChildren(QtWidgets.QPushButton) if each.isCheckable())
        folded.click()
        yield 500
        toolbox.photograph(f"small-{operation}")
        _fits(dialog)
        yield from _turn_over_a_setting(dialog)
        toolbox.photograph(f"small-{operation}-below")
        folded.click()
        yield 500
        _fits(dialog)
        dialog.reject()
        yield 500
