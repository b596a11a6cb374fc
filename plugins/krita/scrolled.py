"""What of a dialog scrolls where the screen is too low for all of it."""

from __future__ import annotations

from .qt import QtCore, QtWidgets

#: It can be made as low as this.
LOWEST = 120
#: What the wheel changes where the pointer is.
SETTINGS = (QtWidgets.QAbstractSpinBox, QtWidgets.QComboBox, QtWidgets.QSlider)


class Scrolled(QtWidgets.QScrollArea):
    """A column of widgets, as wide as they are, and as high as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        content = QtWidgets.QWidget()
        self.column = QtWidgets.QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def spare(self) -> None:
        """Let the wheel that moves the column change no setting on its way; one that has the focus it does change."""
        for kind in SETTINGS:
            for widget in self.widget().findChildren(kind):
                widget.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
                widget.installEventFilter(self)

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        is_wheel = event.type() == QtCore.QEvent.Type.Wheel and self.verticalScrollBar().maximum() > 0
        if is_wheel and isinstance(watched, SETTINGS) and not watched.hasFocus():
            # The column's turn.
            event.setAccepted(False)
            return True
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QtCore.QSize:
        return self._with_bar(self.widget().sizeHint())

    def minimumSizeHint(self) -> QtCore.QSize:
        least = self._with_bar(self.widget().minimumSizeHint())
        return QtCore.QSize(least.width(), min(LOWEST, least.height()))

    def _with_bar(self, size: QtCore.QSize) -> QtCore.QSize:
        return size + QtCore.QSize(self.verticalScrollBar().sizeHint().width(), 0)
