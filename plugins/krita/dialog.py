"""The dialog of an operation, made from its declaration."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Union

from inlay.contract.declaration import Input, Operation
from inlay.contract.language import _, told
from inlay.contract.parameter import Parameter
from krita import Document, Krita, Node

from ..bridge import installation
from . import layers, messages
from .choosers import Chooser
from .inputs import Source
from .preset_row import PresetRow
from .qt import QtCore, QtWidgets
from .reading import CAPABILITIES
from .scrolled import Scrolled
from .widgets import widget_for

SETTINGS = "inlay"
SPACING = 10


class Dialog(QtWidgets.QDialog):
    """Asks for an operation's inputs and parameters and remembers the answers for the next time.

    Parameters
    ----------
    operation : Operation
    document : krita.Document
    node : krita.Node
        What is worked on.
    guessed : mapping of str to krita.Node
        What most likely serves roles; it is offered first.
    parent : QWidget, optional

    Signals
    -------
    changed()
        Parameters have other values.
    chosen()
        Another picture serves an input.
    """

    changed = QtCore.pyqtSignal()
    chosen = QtCore.pyqtSignal()

    def __init__(
        self,
        operation: Operation,
        document: Document,
        node: Node,
        guessed: Mapping[str, Node],
        parent: QtWidgets.QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._operation = operation
        self.setWindowTitle(operation.name)
        self.setMinimumWidth(360)
        node = layers.layer_of(node)
        self._choosers = {
            entry.role: Chooser(entry, document, node, guessed.get(entry.role)) for entry in operation.inputs
        }
        self._parameters = operation.parameters_for(CAPABILITIES)
        self._widgets = {parameter.id: widget_for(parameter) for parameter in self._parameters}
        self._labels: dict[str, QtWidgets.QLabel] = {}
        self._lay_out()
        self._recall()
        self._grey_out()
        for widget in self._widgets.values():
            widget.changed.connect(self._grey_out)
            widget.changed.connect(self.changed)
        for chooser in self._choosers.values():
            chooser.changed.connect(self._grey_out)
            chooser.changed.connect(self.chosen)

    def values(self) -> dict[str, Any]:
        return {name: widget.value() for name, widget in self._widgets.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Set some of the parameters."""
        for name, value in values.items():
            self._widgets[name].set_value(value)

    def choices(self) -> dict[str, Source]:
        return {role: chooser.source() for role, chooser in self._choosers.items()}

    def accept(self) -> None:
        remembered = {
            "values": self.values(),
            "ways": {role: chooser.remember() for role, chooser in self._choosers.items()},
        }
        Krita.instance().writeSetting(SETTINGS, self._operation.id, json.dumps(remembered))
        super().accept()

    def reset(self) -> None:
        """Back to the declared defaults."""
        for parameter in self._parameters:
            self._widgets[parameter.id].set_value(parameter.default)
        for chooser in self._choosers.values():
            chooser.reset()

    def _recall(self) -> None:
        try:
            remembered = json.loads(Krita.instance().readSetting(SETTINGS, self._operation.id, "{}"))
            for name, value in remembered.get("values", {}).items():
                if name in self._widgets:
                    self._widgets[name].set_value(value)
            for role, way in remembered.get("ways", {}).items():
                if role in self._choosers:
                    self._choosers[role].recall(way)
        except (ValueError, TypeError, AttributeError):
            # Left by another version: the defaults serve.
            self.reset()

    def _grey_out(self) -> None:
        """What changes nothing with the other settings as they are cannot be set."""
        absent = [role for role, source in self.choices().items() if source.way == "none"]
        effective = self._operation.effective(self.values(), absent)
        for name, widget in {**self._choosers, **self._widgets}.items():
            for part in (self._labels[name], widget):
                part.setEnabled(name in effective)

    def _lay_out(self) -> None:
        summary = QtWidgets.QLabel(self._operation.summary)
        summary.setWordWrap(True)
        self._column = column = QtWidgets.QVBoxLayout(self)
        column.setSpacing(SPACING)
        column.addWidget(summary)
        column.addWidget(self._preset_row())
        self._scrolled = Scrolled()
        self._add_boxes(self._scrolled.column)
        column.addWidget(self._scrolled, 1)
        column.addWidget(self._buttons())

    def _add_boxes(self, column: QtWidgets.QVBoxLayout) -> None:
        """What is chosen and set, and what of it is seldom changed."""
        column.setSpacing(SPACING)
        pictures, more_pictures = _by_rank(self._operation.inputs)
        settings, more_settings = _by_rank(self._parameters)
        column.addWidget(self._box(told(_("Pictures")), pictures))
        if settings:
            column.addWidget(self._box(told(_("Settings")), settings))
        if more_pictures or more_settings:
            self._add_folded(column, self._box(told(_("More settings")), [*more_pictures, *more_settings]))
        column.addStretch(1)
        self._scrolled.spare()

    def _add_above_buttons(self, widget: QtWidgets.QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)

    def _preset_row(self) -> PresetRow:
        row = PresetRow(self._operation, self.values)
        row.chosen.connect(self.set_values)
        return row

    def _box(self, title: str, entries: Sequence[Union[Input, Parameter]]) -> QtWidgets.QGroupBox:
        box = QtWidgets.QGroupBox(title)
        form = self._form(box)
        for entry in entries:
            name, widget = _named(entry), {**self._choosers, **self._widgets}[_named(entry)]
            self._labels[name] = QtWidgets.QLabel() if _labels_itself(entry) else self._label(entry)
            form.addRow(self._labels[name], widget)
        return box

    def _add_folded(self, column: QtWidgets.QVBoxLayout, box: QtWidgets.QGroupBox) -> None:
        """Add a box that is seen once it is asked for."""
        button = QtWidgets.QPushButton(told(_("More…")))
        button.setCheckable(True)
        box.setVisible(False)
        button.toggled.connect(box.setVisible)
        button.toggled.connect(lambda _: QtCore.QTimer.singleShot(0, self._fit))
        column.addWidget(button, 0, QtCore.Qt.AlignmentFlag.AlignLeft)
        column.addWidget(box)

    def _fit(self) -> None:
        """As large as what it holds, if the screen is."""
        self._scrolled.updateGeometry()
        self.layout().activate()
        room = self.screen().availableGeometry().marginsRemoved(self._frame())
        size = self.sizeHint().boundedTo(room.size())
        left = max(room.left(), min(self.geometry().left(), room.right() + 1 - size.width()))
        top = max(room.top(), min(self.geometry().top(), room.bottom() + 1 - size.height()))
        self.setGeometry(left, top, size.width(), size.height())

    def _frame(self) -> QtCore.QMargins:
        """What stands around it; before it has been shown, as around the window behind it.

        The widget itself remembers its frame from when it had none.
        """
        own = self.windowHandle().frameMargins()
        behind = self.parentWidget()
        return behind.window().windowHandle().frameMargins() if own.isNull() and behind else own

    def _form(self, box: QtWidgets.QGroupBox) -> QtWidgets.QFormLayout:
        form = QtWidgets.QFormLayout(box)
        form.setFieldGrowthPolicy(QtWidgets.QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(QtCore.Qt.AlignmentFlag.AlignRight | QtCore.Qt.AlignmentFlag.AlignVCenter)
        return form

    def _label(self, declared: Union[Input, Parameter]) -> QtWidgets.QLabel:
        """A label, as wide as the widest of its page: the columns of the boxes line up."""
        label = QtWidgets.QLabel(f"{declared.label}:")
        label.setMinimumWidth(self._label_width(declared.rank))
        label.setToolTip(declared.help)
        return label

    def _label_width(self, rank: str) -> int:
        entries: list[Union[Input, Parameter]] = [*self._operation.inputs, *self._parameters]
        labels = [entry.label for entry in entries if entry.rank == rank and not _labels_itself(entry)]
        return max((self.fontMetrics().horizontalAdvance(f"{text}:") for text in labels), default=0)

    def _buttons(self) -> QtWidgets.QDialogButtonBox:
        names = QtWidgets.QDialogButtonBox.StandardButton
        buttons = QtWidgets.QDialogButtonBox(names.Ok | names.Cancel | names.RestoreDefaults | names.Help)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.helpRequested.connect(lambda: messages.browse(installation.help_page(self._operation.id)))
        buttons.button(names.RestoreDefaults).setText(told(_("Reset")))
        buttons.button(names.RestoreDefaults).clicked.connect(self.reset)
        return buttons


def _by_rank(entries: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Those of the first page, and the others."""
    everyday = [entry for entry in entries if entry.rank == "everyday"]
    return everyday, [entry for entry in entries if entry not in everyday]


def _named(entry: Union[Input, Parameter]) -> str:
    return entry.role if isinstance(entry, Input) else entry.id


def _labels_itself(entry: Union[Input, Parameter]) -> bool:
    """Whether it is a check box, with its words beside it."""
    return isinstance(entry, Parameter) and entry.type == "boolean"
