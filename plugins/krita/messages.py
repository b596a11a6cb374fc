"""What the artist is told: errors in a window, all else over the canvas."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from inlay.contract import language
from inlay.contract.errors import FileError, InlayError
from inlay.contract.language import _
from krita import Krita

from ..bridge import installation, report
from .qt import QtCore, QtGui, QtWidgets

MILLISECONDS = 6000


def tell(error: InlayError, operation: str = "", settings: Mapping[str, Any] | None = None) -> None:
    """Show what went wrong and what to do about it; the operation's id and its settings stand in the report."""
    if Krita.instance().batchmode():
        print(f"Inlay: {error.told()}", file=sys.stderr)
        return
    box = QtWidgets.QMessageBox(window())
    box.setWindowTitle("Inlay")
    box.setIcon(QtWidgets.QMessageBox.Icon.Warning)
    box.setText(language.told(error.message))
    box.setInformativeText(language.told(error.hint))
    # With two buttons Qt must be told which of them closing the window means.
    box.setEscapeButton(box.addButton(QtWidgets.QMessageBox.StandardButton.Ok))
    copying = box.addButton(language.told(_("Copy report")), QtWidgets.QMessageBox.ButtonRole.ActionRole)
    # The window stays: who copies a report still reads the error.
    copying.clicked.disconnect()
    copying.clicked.connect(lambda: QtWidgets.QApplication.clipboard().setText(_report(error, operation, settings)))
    box.setWindowModality(QtCore.Qt.WindowModality.WindowModal)
    box.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
    box.show()


def mention(text: str) -> None:
    """Show a passing message over the canvas."""
    active = Krita.instance().activeWindow()
    view = active.activeView() if active is not None else None
    if view is not None:
        view.showFloatingMessage(text, QtGui.QIcon(), MILLISECONDS, 1)


def browse(path: str) -> None:
    """Open a page of the help in the artist's browser."""
    if not QtGui.QDesktopServices.openUrl(QtCore.QUrl.fromLocalFile(path)):
        tell(FileError(_("No browser opens for the help."), _("The page is {path}.", path=path)))


def window() -> QtWidgets.QWidget | None:
    """Krita's window, on which others stand."""
    active = Krita.instance().activeWindow()
    return active.qwindow() if active is not None else None


def _report(error: InlayError, operation: str, settings: Mapping[str, Any] | None) -> str:
    try:
        installed = installation.load()
    except InlayError:
        installed = None
    return report.text(error, operation, f"Krita {Krita.instance().version()}", installed, settings)
