"""How far a job is: a small window beside the work, which goes on underneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.contract.language import _, told

from .qt import QtCore, QtWidgets

if TYPE_CHECKING:
    from .task import Task

# A job that ends sooner shows no window.
PATIENCE_MILLISECONDS = 400
STEPS = 1000


class Progress(QtWidgets.QProgressDialog):
    """Shows a task's progress until it ends; closing it or its button cancels the task."""

    def __init__(self, task: Task, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Inlay – {task.operation.name}")
        self.setWindowModality(QtCore.Qt.WindowModality.NonModal)
        self.setLabelText(told(_("Reading the picture…")))
        self.setRange(0, STEPS)
        self.setMinimumWidth(360)
        self.setAutoClose(False)
        self.setAutoReset(False)
        # Qt would decide by its own estimate when to appear.
        self.setMinimumDuration(1 << 30)
        self._patience = QtCore.QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.show)
        self._patience.start(PATIENCE_MILLISECONDS)
        self.canceled.connect(task.cancel)
        task.progressed.connect(self._tell)
        task.ended.connect(self._finish)

    def _tell(self, fraction: float, doing: str) -> None:
        self.setValue(round(min(max(fraction, 0), 1) * STEPS))
        self.setLabelText(f"{doing or told(_('Working'))}…")

    def _finish(self) -> None:
        self._patience.stop()
        self.canceled.disconnect()
        self.close()
        self.deleteLater()
