"""The row of a dialog in which settings are kept under names, and taken again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError
from inlay.contract.language import _, told

from ..bridge import installation
from ..bridge.presets import LONGEST_NAME, Presets
from .messages import mention, tell
from .qt import QtCore, QtWidgets

NONE = _("Presets")


class PresetRow(QtWidgets.QWidget):
    """Chooses, keeps and removes presets.

    Parameters
    ----------
    operation : Operation
    values : callable
        Gives what is set now.

    Signals
    -------
    chosen(values)
        These values are wanted.
    """

    chosen = QtCore.pyqtSignal(dict)

    def __init__(self, operation: Operation, values: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__()
        self._operation, self._values = operation, values
        self._presets = Presets(installation.load().presets, operation)
        self._list = QtWidgets.QComboBox()
        self._list.setToolTip(told(_("Settings that you have kept under a name, in whichever editor.")))
        self._keep = QtWidgets.QPushButton(told(_("Save as…")))
        self._keep.setToolTip(told(_("Keep what is set now under a name.")))
        self._remove = QtWidgets.QPushButton(told(_("Remove")))
        self._remove.setToolTip(told(_("Forget the preset that is chosen.")))
        self._list.activated.connect(self._choose)
        self._keep.clicked.connect(self._ask)
        self._remove.clicked.connect(self._forget)
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._list, 1)
        for button in (self._keep, self._remove):
            # Return is for the dialog's own button.
            button.setAutoDefault(False)
            row.addWidget(button)
        self._fill("")

    def _fill(self, current: str) -> None:
        names = self._presets.names()
        self._list.clear()
        self._list.addItems([told(NONE), *names])
        self._list.setCurrentIndex(names.index(current) + 1 if current in names else 0)
        self._list.setEnabled(bool(names))
        self._remove.setEnabled(self._name() != "")
        if self._presets.warning is not None:
            mention(self._presets.warning.told())
            self._presets.warning = None

    def _name(self) -> str:
        return self._list.currentText() if self._list.currentIndex() > 0 else ""

    def _choose(self) -> None:
        name = self._name()
        self._remove.setEnabled(name != "")
        if name:
            self._try(lambda: self.chosen.emit(self._presets.values(name)))

    def _ask(self) -> None:
        name, agreed = QtWidgets.QInputDialog.getText(
            self, told(_("Save settings")), told(_("Name:")), QtWidgets.QLineEdit.EchoMode.Normal, self._name()
        )
        if agreed:
            self.keep(name[: LONGEST_NAME + 1])

    def keep(self, name: str) -> None:
        """Keep what is set now under a name."""
        if self._try(lambda: self._presets.save(name, self._values())):
            self._fill(name.strip())

    def _forget(self) -> None:
        if self._try(lambda: self._presets.remove(self._name())):
            self._fill("")

    def _try(self, act: Callable[[], object]) -> bool:
        """Whether it went well; an error is told."""
        try:
            act()
        except InlayError as error:
            tell(error, self._operation.id)
            return False
        return True
