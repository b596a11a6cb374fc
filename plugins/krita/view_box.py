"""How a live view is looked at and what is painted on it, as rows of its dialog; and what there is to say of it."""

from __future__ import annotations

import math

from inlay.contract.declaration import Operation
from inlay.contract.language import _, told
from inlay.contract.views import LABELS
from krita import Krita

from ..bridge import words
from .brush import colour
from .live import Live
from .qt import QtCore, QtGui, QtWidgets

#: The largest radius of a brush. Its slider has this many steps, each the same factor.
LARGEST, STEPS = 1000, 100
SWATCH = 10


class ViewBox(QtWidgets.QGroupBox):
    """Follows a live view and changes it.

    Parameters
    ----------
    live : Live
    label_width : int
        Of the dialog's other rows: the columns line up.
    """

    def __init__(self, live: Live, label_width: int) -> None:
        super().__init__(told(_("View")))
        self._live = live
        form = QtWidgets.QFormLayout(self)
        form.setFieldGrowthPolicy(QtWidgets.QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        show = QtWidgets.QLabel(told(_("Show:")))
        show.setMinimumWidth(label_width)
        form.addRow(show, self._looking())
        self._tools: dict[int, QtWidgets.QToolButton] = {}
        if live.operation.strokes:
            form.addRow(self._painting(live.operation))
            form.addRow(told(_("Brush:")), self._sizing())
        form.addRow(self._status())
        live.altered.connect(self._follow)
        live.told.connect(self._tell)
        self._follow()

    def _looking(self) -> QtWidgets.QHBoxLayout:
        self._mode = QtWidgets.QComboBox()
        self._mode.setToolTip(told(words.NEXT_MODE))
        for name, (text, help) in words.MODES.items():
            self._mode.addItem(told(text), name)
            self._mode.setItemData(self._mode.count() - 1, told(help), QtCore.Qt.ItemDataRole.ToolTipRole)
        self._mode.activated.connect(lambda _: self._change(mode=self._mode.currentData()))
        self._split = QtWidgets.QToolButton()
        self._split.setText(told(_("Split")))
        self._split.setToolTip(told(words.SPLIT))
        self._split.setCheckable(True)
        self._split.clicked.connect(self._toggle_split)
        return _in_a_row(self._mode, self._split)

    def _painting(self, operation: Operation) -> QtWidgets.QHBoxLayout:
        group = QtWidgets.QButtonGroup(self)
        for name in operation.strokes:
            text, help = words.label(operation, name)
            label = LABELS.index(name)
            tool = self._tools[label] = QtWidgets.QToolButton()
            tool.setText(text)
            tool.setToolTip(f"{help}. {told(words.OTHER_LABEL)}.")
            tool.setIcon(_swatch(label))
            tool.setToolButtonStyle(QtCore.Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            tool.setSizePolicy(QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Fixed)
            tool.setCheckable(True)
            tool.clicked.connect(lambda checked=False, label=label: self._take_up(label))
            group.addButton(tool)
        return _in_a_row(*self._tools.values(), stretch=0)

    def _sizing(self) -> QtWidgets.QHBoxLayout:
        self._size = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
        self._size.setRange(0, STEPS)
        self._size.valueChanged.connect(lambda step: self._set_radius(LARGEST ** (step / STEPS)))
        self._radius = QtWidgets.QSpinBox()
        self._radius.setRange(1, LARGEST)
        self._radius.setSuffix(" px")
        self._radius.valueChanged.connect(self._set_radius)
        for widget in (self._size, self._radius):
            widget.setToolTip(told(words.BRUSH))
        self._undo = self._button("edit-undo", told(_("Take back the last stroke (Ctrl+Z)")), "undo")
        self._redo = self._button("edit-redo", told(_("Bring it back (Ctrl+Shift+Z)")), "redo")
        return _in_a_row(self._size, self._radius, self._undo, self._redo)

    def _button(self, icon: str, help: str, does: str) -> QtWidgets.QToolButton:
        button = QtWidgets.QToolButton()
        button.setIcon(Krita.instance().icon(icon))
        button.setToolTip(help)
        button.clicked.connect(lambda: self._step(does))
        return button

    def _status(self) -> QtWidgets.QLabel:
        self._line = QtWidgets.QLabel()
        self._line.setWordWrap(True)
        # Two lines from the beginning, and never fewer again: what is said changes all the time, nothing shall jump.
        self._line.setAlignment(QtCore.Qt.AlignmentFlag.AlignTop)
        self._line.setTextInteractionFlags(QtCore.Qt.TextInteractionFlag.TextSelectableByMouse)
        self._line.setText("\n")
        self._line.setMinimumHeight(self._line.sizeHint().height())
        return self._line

    # What the artist sets here.

    def _change(self, **changes: object) -> None:
        if self._live.view is not None:
            self._live.view.change(**changes)
            self._live.alter()

    def _toggle_split(self) -> None:
        if self._live.view is not None:
            self._live.view.toggle_split()
            self._live.alter()

    def _take_up(self, label: int) -> None:
        if self._live.view is not None:
            self._live.view.strokes.label = label
            self._live.alter()

    def _set_radius(self, radius: float) -> None:
        if self._live.view is not None and round(radius) != round(self._live.view.strokes.radius):
            self._live.view.strokes.radius = max(1.0, float(radius))
            self._live.alter()

    def _step(self, does: str) -> None:
        if self._live.view is not None and getattr(self._live.view.strokes, does)():
            self._live.alter()

    # What the view has come to.

    def _follow(self) -> None:
        view = self._live.view
        self.setEnabled(view is not None)
        if view is None:
            return
        self._mode.setCurrentIndex(self._mode.findData(view.state.mode))
        self._split.setChecked(view.state.split is not None)
        if not self._tools:
            return
        if view.strokes.label in self._tools:
            self._tools[view.strokes.label].setChecked(True)
        self._radius.setValue(round(view.strokes.radius))
        self._size.blockSignals(True)
        self._size.setValue(round(STEPS * math.log(view.strokes.radius, LARGEST)))
        self._size.blockSignals(False)
        self._undo.setEnabled(bool(view.strokes.present))
        self._redo.setEnabled(bool(view.strokes.taken_back))

    def _tell(self, line: str) -> None:
        self._line.setText(line)
        needed = self._line.heightForWidth(self._line.width())
        self._line.setMinimumHeight(max(needed, self._line.minimumHeight()))


def _in_a_row(*widgets: QtWidgets.QWidget, stretch: int = 1) -> QtWidgets.QHBoxLayout:
    """With a `stretch` the first of them takes the room that is left."""
    row = QtWidgets.QHBoxLayout()
    row.setSpacing(4)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 0 if place else stretch)
    return row


def _swatch(label: int) -> QtGui.QIcon:
    picture = QtGui.QPixmap(QtCore.QSize(SWATCH, SWATCH))
    opaque = colour(label)
    opaque.setAlpha(255)
    picture.fill(opaque)
    return QtGui.QIcon(picture)
