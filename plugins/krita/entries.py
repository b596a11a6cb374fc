"""The menu's entries: short there, and with further words wherever else Krita shows them.

Krita's search of actions and its list of shortcuts know nothing of an action but its text.
"""

from __future__ import annotations

from typing import Callable

from inlay.contract.declaration import Operation
from inlay.contract.language import _, spoken, told
from krita import Window

from ..bridge import installation
from .qt import QtGui, QtWidgets

#: Krita's own menu that holds Inlay's, by the name of the object.
PLACE = "filter"
REPEAT = "inlay_repeat"
#: Words of a text; Krita puts long ones last.
MOST_WORDS = 4


def icon() -> QtGui.QIcon:
    """Inlay's own."""
    return QtGui.QIcon(installation.ICON)


def menu(window: Window) -> QtWidgets.QMenu:
    """Inlay's own, below *Filter* as that of other editors."""
    made = QtWidgets.QMenu("Inlay", window.qwindow())
    made.setToolTipsVisible(True)
    entry = window.createAction("inlay_menu", "Inlay", PLACE)
    entry.setIcon(icon())
    entry.setMenu(made)
    return made


def add_repeat(window: Window, menu: QtWidgets.QMenu, name: Callable[[], str]) -> QtWidgets.QAction:
    """Make the action that does the last operation again; ``name()`` tells which that is, empty for none yet."""
    action = window.createAction(REPEAT, told(_("Repeat Inlay")), "")
    action.setText(told(_("Repeat Inlay")))
    action.setToolTip(told(_("Do the last operation again, with the same settings and without a dialog.")))
    menu.aboutToShow.connect(lambda: action.setText(told(_("Repeat {name}", name=name() or "Inlay"))))
    menu.aboutToHide.connect(lambda: action.setText(told(_("Repeat Inlay"))))
    menu.addAction(action)
    menu.addSeparator()
    return action


def add(window: Window, menu: QtWidgets.QMenu, operation: Operation) -> QtWidgets.QAction:
    """Make an operation's action, and an entry of the menu of it."""
    short = f"{operation.name}…"
    most = MOST_WORDS if spoken() == "en" else 2 * MOST_WORDS
    further = ", ".join(operation.further_keywords(operation.name)[:most])
    full = f"{short} ({further})" if further else short
    action = window.createAction(f"inlay_{operation.id}", full, "")
    # Krita takes what its list of actions says, which is English.
    action.setText(full)
    action.setIconText(operation.name)
    action.setToolTip(operation.summary)
    action.setIcon(icon())
    action.setIconVisibleInMenu(False)
    menu.aboutToShow.connect(lambda: action.setText(short))
    menu.aboutToHide.connect(lambda: action.setText(full))
    menu.addAction(action)
    return action
