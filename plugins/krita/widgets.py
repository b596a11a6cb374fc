"""One widget for every kind of parameter, each with `value`, `set_value` and the signal `changed`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Dict, Type

from inlay.contract.language import _, told, translated
from inlay.contract.parameter import AREA, LENGTH, RELATIVE, Parameter

from .qt import QtCore, QtGui, QtWidgets

# A range of at most this many steps gets a slider beside its number.
SLIDER_STEPS = 1000
# A number has this many decimals over a range as short as this, else one.
DECIMALS = 3
SHORT = 10
# Units as they stand behind a number, where that is shorter.
_SIGNS = {LENGTH: "px", AREA: "px²", RELATIVE: "%"}


class Whole(QtWidgets.QWidget):
    """A whole number, with a slider where the range is short enough for one."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._spin = QtWidgets.QSpinBox()
        self._spin.setRange(parameter.minimum, parameter.maximum)
        self._spin.setSuffix(_suffix(parameter))
        widgets: list[QtWidgets.QWidget] = [self._spin]
        if parameter.maximum - parameter.minimum <= SLIDER_STEPS:
            slider = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
            slider.setRange(parameter.minimum, parameter.maximum)
            slider.valueChanged.connect(self._spin.setValue)
            self._spin.valueChanged.connect(slider.setValue)
            widgets.insert(0, slider)
        self._spin.valueChanged.connect(self.changed)
        _in_a_row(self, widgets)

    def value(self) -> int:
        return self._spin.value()

    def set_value(self, value: Any) -> None:
        self._spin.setValue(int(value))


class Real(QtWidgets.QWidget):
    """A number, with a slider over its range."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._low, self._span = parameter.minimum, parameter.maximum - parameter.minimum
        self._spin = QtWidgets.QDoubleSpinBox()
        self._spin.setDecimals(DECIMALS if self._span <= SHORT else 1)
        self._spin.setRange(parameter.minimum, parameter.maximum)
        self._spin.setSingleStep(max(self._span / 100, 10 ** -self._spin.decimals()))
        self._spin.setSuffix(_suffix(parameter))
        self._slider = QtWidgets.QSlider(QtCore.Qt.Orientation.Horizontal)
        self._slider.setRange(0, SLIDER_STEPS)
        # `sliderMoved` comes from the artist alone: the number stays as precise as it was typed.
        self._slider.sliderMoved.connect(lambda step: self._spin.setValue(self._low + self._span * step / SLIDER_STEPS))
        self._spin.valueChanged.connect(self._follow)
        self._spin.valueChanged.connect(self.changed)
        self._follow(self._spin.value())
        _in_a_row(self, [self._slider, self._spin])

    def value(self) -> float:
        return self._spin.value()

    def set_value(self, value: Any) -> None:
        self._spin.setValue(float(value))

    def _follow(self, value: float) -> None:
        self._slider.setValue(round((value - self._low) / (self._span or 1) * SLIDER_STEPS))


class Switch(QtWidgets.QCheckBox):
    """Yes or no, with the parameter's label beside it."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter.label)
        self.toggled.connect(self.changed)

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: Any) -> None:
        self.setChecked(bool(value))


class Options(QtWidgets.QComboBox):
    """One of several named options."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        for place, option in enumerate(parameter.options):
            self.addItem(option.label, option.id)
            self.setItemData(place, option.help, QtCore.Qt.ItemDataRole.ToolTipRole)
        self.currentIndexChanged.connect(self.changed)

    def value(self) -> Any:
        return self.currentData()

    def set_value(self, value: Any) -> None:
        self.setCurrentIndex(max(self.findData(value), 0))


class Swatch(QtWidgets.QPushButton):
    """A colour with its opacity, chosen in a window of its own."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._title = parameter.label
        self._colour = (0.0, 0.0, 0.0, 1.0)
        self.setIconSize(QtCore.QSize(64, 16))
        self.clicked.connect(self._choose)

    def value(self) -> list[float]:
        return list(self._colour)

    def set_value(self, value: Any) -> None:
        red, green, blue, opacity = (float(part) for part in value)
        self._colour = red, green, blue, opacity
        colour = QtGui.QColor.fromRgbF(*self._colour)
        picture = QtGui.QPixmap(self.iconSize())
        picture.fill(QtCore.Qt.GlobalColor.transparent)
        painter = QtGui.QPainter(picture)
        painter.fillRect(picture.rect(), QtGui.QBrush(QtCore.Qt.BrushStyle.Dense4Pattern))
        painter.fillRect(picture.rect(), colour)
        painter.end()
        self.setIcon(QtGui.QIcon(picture))
        self.setText(f"{colour.red()}, {colour.green()}, {colour.blue()} – {round(100 * self._colour[3])} %")
        self.changed.emit()

    def _choose(self) -> None:
        start = QtGui.QColor.fromRgbF(*self._colour)
        options = QtWidgets.QColorDialog.ColorDialogOption.ShowAlphaChannel
        colour = QtWidgets.QColorDialog.getColor(start, self, self._title, options)
        if colour.isValid():
            self.set_value(colour.getRgbF())


class Line(QtWidgets.QLineEdit):
    """A line of text."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.setMaxLength(parameter.maximum_length)
        self.textChanged.connect(self.changed)

    def value(self) -> str:
        return self.text()

    def set_value(self, value: Any) -> None:
        self.setText(value)


class Path(QtWidgets.QWidget):
    """A file's path, typed or browsed for."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._parameter = parameter
        self._line = QtWidgets.QLineEdit()
        self._line.setPlaceholderText(told(_("No file")))
        self._line.setClearButtonEnabled(True)
        self._line.textChanged.connect(self.changed)
        button = QtWidgets.QPushButton(told(_("Browse…")))
        button.clicked.connect(self._browse)
        _in_a_row(self, [self._line, button])

    def value(self) -> str:
        return self._line.text()

    def set_value(self, value: Any) -> None:
        self._line.setText(value)

    def _browse(self) -> None:
        patterns = " ".join(f"*.{extension}" for extension in self._parameter.extensions)
        filters = (
            told(_("{parameter} ({patterns});;All files (*)", parameter=self._parameter.label, patterns=patterns))
            if patterns
            else ""
        )
        dialog = QtWidgets.QFileDialog
        ask = dialog.getSaveFileName if self._parameter.save else dialog.getOpenFileName
        start = self._line.text() or os.path.expanduser("~")
        path = ask(self, self._parameter.label, start, filters)[0]
        if path:
            self._line.setText(path)


class Position(QtWidgets.QWidget):
    """A place on the canvas: x and y in pixels."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._spins = [QtWidgets.QDoubleSpinBox(), QtWidgets.QDoubleSpinBox()]
        for spin, axis in zip(self._spins, "xy"):
            spin.setRange(-1e6, 1e6)
            spin.setDecimals(2)
            spin.setPrefix(f"{axis}  ")
            spin.setSuffix(" px")
            spin.valueChanged.connect(self.changed)
        _in_a_row(self, self._spins)

    def value(self) -> list[float]:
        return [spin.value() for spin in self._spins]

    def set_value(self, value: Any) -> None:
        for spin, part in zip(self._spins, value):
            spin.setValue(part)


class Positions(QtWidgets.QLineEdit):
    """Places on the canvas, written as ``10,20 35.5,40``; what cannot be read is marked and left out."""

    changed = QtCore.pyqtSignal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.setPlaceholderText("x,y x,y …")
        self.textChanged.connect(self._mark)
        self.textChanged.connect(self.changed)

    def value(self) -> list[list[float]]:
        return [point for point in map(_point, self.text().split()) if point is not None]

    def set_value(self, value: Any) -> None:
        self.setText(" ".join(",".join(f"{part:g}" for part in point) for point in value))

    def _mark(self) -> None:
        wrong = any(_point(word) is None for word in self.text().split())
        self.setStyleSheet("color: #e05050" if wrong else "")


KINDS: Dict[str, Type[Any]] = {
    "integer": Whole,
    "number": Real,
    "boolean": Switch,
    "choice": Options,
    "colour": Swatch,
    "text": Line,
    "file": Path,
    "point": Position,
    "points": Positions,
}


def widget_for(parameter: Parameter) -> Any:
    """The widget for a parameter, at its default."""
    widget = KINDS[parameter.type](parameter)
    widget.setToolTip(parameter.help)
    widget.set_value(parameter.default)
    return widget


def _point(word: str) -> list[float] | None:
    try:
        x, y = (float(part) for part in word.split(","))
        return [x, y]
    except ValueError:
        return None


def _suffix(parameter: Parameter) -> str:
    return f" {_SIGNS.get(parameter.unit) or translated(parameter.unit)}" if parameter.unit else ""


def _in_a_row(widget: QtWidgets.QWidget, parts: Sequence[QtWidgets.QWidget]) -> None:
    row = QtWidgets.QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        row.addWidget(part, 0 if isinstance(part, QtWidgets.QPushButton) else 1)
