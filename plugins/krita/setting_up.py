"""What makes the private environment at the first start, in a window of Krita."""

from __future__ import annotations

from inlay.contract.errors import Cancelled
from inlay.contract.language import told
from krita import Krita

from ..bridge import first_start
from . import messages
from .qt import QtCore, QtGui, QtWidgets

LOOK_MILLISECONDS = 100
STEPS = 1000
WIDTH = 480
#: Where Krita keeps that the artist does not want to be asked at every start.
GROUP, DECLINED = "inlay", "set_up_later"


def is_to_be_offered() -> bool:
    """Whether the artist is to be asked without having chosen anything."""
    declined = Krita.instance().readSetting(GROUP, DECLINED, "")
    return first_start.is_needed() and not declined and not Krita.instance().batchmode()


class Window(QtWidgets.QDialog):
    """Says what would be done; while it is done, how far that is. It blocks nothing.

    Signals
    -------
    ready()
        Inlay is set up.
    """

    ready = QtCore.pyqtSignal()

    def __init__(self, parent: QtWidgets.QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(told(first_start.TITLE))
        self.setMinimumWidth(WIDTH)
        self._set_up: first_start.SetUp | None = None
        self._bar = QtWidgets.QProgressBar()
        self._bar.setRange(0, STEPS)
        self._doing = QtWidgets.QLabel()
        box = QtWidgets.QDialogButtonBox()
        self._install = box.addButton(told(first_start.INSTALL), QtWidgets.QDialogButtonBox.ButtonRole.AcceptRole)
        self._later = box.addButton(told(first_start.LATER), QtWidgets.QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self._start)
        box.rejected.connect(self.reject)
        layout = QtWidgets.QVBoxLayout(self)
        layout.addWidget(_words(f"<b>{told(first_start.QUESTION)}</b>"))
        layout.addWidget(_words(told(first_start.details())))
        layout.addWidget(self._doing)
        layout.addWidget(self._bar)
        layout.addStretch(1)
        layout.addWidget(box)
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._look)
        self._show_work(False)

    def reject(self) -> None:
        """Not now; or stop, and close once all is cleared up."""
        if self._set_up is None:
            Krita.instance().writeSetting(GROUP, DECLINED, "true")
            super().reject()
        else:
            self._later.setEnabled(False)
            self._set_up.cancel()

    def closeEvent(self, event: QtGui.QCloseEvent) -> None:
        if self._set_up is None:
            super().closeEvent(event)
        else:
            event.ignore()
            self.reject()

    def _start(self) -> None:
        self._set_up = first_start.SetUp("krita")
        self._show_work(True)
        self._set_up.start()
        self._timer.start(LOOK_MILLISECONDS)

    def _look(self) -> None:
        assert self._set_up is not None
        self._doing.setText(f"{told(self._set_up.doing)}…")
        self._bar.setValue(round(self._set_up.fraction * STEPS))
        if not self._set_up.has_ended:
            return
        self._timer.stop()
        self._show_work(False)
        error, self._set_up = self._set_up.error, None
        if error is None:
            self.accept()
            self.ready.emit()
        elif isinstance(error, Cancelled):
            super().reject()
        else:
            messages.tell(error, "first-start")

    def _show_work(self, is_working: bool) -> None:
        self._install.setEnabled(not is_working)
        self._later.setEnabled(True)
        self._later.setText(told(first_start.CANCEL if is_working else first_start.LATER))
        self._doing.setVisible(is_working)
        self._bar.setVisible(is_working)


def _words(text: str) -> QtWidgets.QLabel:
    label = QtWidgets.QLabel(text.replace("\n", "<br>"))
    label.setWordWrap(True)
    return label
