"""The dock widget: choose an operation and its layers, set what can be set, run it."""

from __future__ import annotations

from functools import partial
from typing import Any

from magicgui import widgets
from napari import Viewer
from napari.layers import Image, Labels, Layer, Shapes
from napari.settings import get_settings
from napari.utils.notifications import show_error, show_warning
from qtpy.QtCore import QLocale, QTimer
from qtpy.QtWidgets import QComboBox

from inlay.contract import language
from inlay.contract.language import _, told
from inlay.errors import Cancelled, InlayError
from inlay.operations import array_host
from inlay.operations.declaration import Input, Operation
from inlay.operations.parameters import Parameter

from .grid import shown
from .layers import arguments, kinds, results

LABEL = _("The label that is selected; 0 for all of them.")


class Inlay(widgets.Container):
    """Inlay's dock widget."""

    def __init__(self, napari_viewer: Viewer) -> None:
        language.speak(_languages())
        self._viewer = napari_viewer
        self._forms: dict[str, widgets.Container] = {}
        self.operation = widgets.ComboBox(
            choices=[(f"{each.menu}: {each.name}", each) for each in array_host.offered()]
        )
        self.summary = widgets.Label()
        self.summary.native.setWordWrap(True)
        self.number = widgets.SpinBox(label=told(_("Label")), min=-(2**31), max=2**31 - 1, value=0, tooltip=told(LABEL))
        self.every = widgets.CheckBox(text=told(_("Every slice")))
        self.expert = widgets.CheckBox(text=told(_("More settings")))
        self.start = widgets.PushButton(text=told(_("Run")))
        self.stop = widgets.PushButton(text=told(_("Cancel")), enabled=False)
        self.progress = widgets.ProgressBar(max=100)
        settings = widgets.Container(widgets=[self.number, self.every, self.expert])
        buttons = widgets.Container(layout="horizontal", widgets=[self.start, self.stop], labels=False)
        super().__init__(widgets=[self.operation, self.summary, settings, buttons, self.progress], labels=False)
        self.operation.changed.connect(self._choose)
        self.expert.changed.connect(self._show)
        self.start.changed.connect(self._start)
        self.stop.changed.connect(lambda: self._task[0].cancel())
        napari_viewer.layers.events.inserted.connect(self.reset_choices)
        napari_viewer.layers.events.removed.connect(self.reset_choices)
        # The thread says nothing to Qt; the window looks how far it is.
        self._timer = QTimer(self.native)
        self._timer.timeout.connect(self._look)
        self._choose()

    def _choose(self) -> None:
        """Show the rows of another operation.

        Those of the former one stay: if they were dropped, Python would delete them in whichever thread it collects
        garbage, and Qt's objects may go in their own thread alone.
        """
        operation = self.operation.value
        self.summary.value, self.summary.tooltip = operation.summary, operation.help
        self._entries = {each.role: each for each in operation.array_inputs}
        self._parameters = array_host.parameters(operation)
        if operation.id not in self._forms:
            form = self._forms[operation.id] = widgets.Container(labels=True)
            form.extend(_of_layer(each, operation, self._viewer) for each in self._entries.values())
            form.extend(_of_value(name, each) for name, each in self._parameters.items())
            form.changed.connect(self._show)
            self.insert(2, form)
        self.form = self._forms[operation.id]
        for form in self._forms.values():
            form.visible = form is self.form
        for box in self.native.findChildren(QComboBox):
            # No wider than there is room for.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(15)
        self.reset_choices()

    def _show(self) -> None:
        """Hide what changes nothing, and what only an expert sets."""
        said = {row.name: row.value for row in self.form}
        effective = array_host.effective(self.operation.value, said, [role for role in self._entries if not said[role]])
        for row in self.form:
            declared = self._entries.get(row.name) or self._parameters[row.name]
            row.visible = row.name in effective and (declared.rank == "everyday" or self.expert.value)
        self.number.visible = any(map(array_host.is_coverage, self._entries.values()))

    def reset_choices(self, *_: Any) -> None:
        """Offer the layers that there are; what was drawn last is what a region is taken from."""
        super().reset_choices()
        drawn = [layer for layer in self._viewer.layers if isinstance(layer, (Labels, Shapes))]
        for role, entry in self._entries.items():
            row = self.form[role]
            if drawn and row.value is None and not entry.optional and isinstance(drawn[-1], kinds(entry)):
                row.value = drawn[-1]
        self._show()

    def _start(self) -> None:
        """Do it, in a thread, with all that the widget says now."""
        operation = self.operation.value
        chosen = {role: self.form[role].value for role in self._entries}
        try:
            array_host.demand(operation, [role for role, layer in chosen.items() if not layer])
            values = {name: _value(each, self.form[name]) for name, each in self._parameters.items()}
            main = chosen[operation.canvas]
            main = main[0] if isinstance(main, list) else main
            grid = shown(main, self._viewer)
            grids = list(grid.every()) if self.every.value else [grid]
            given = [arguments(operation, chosen, values, self.number.value, each) for each in grids]
        except InlayError as error:
            self._refuse(error)
            return
        at = [min(each) for each in zip(*given[0]["at"], strict=True)] if "at" in given[0] else (0, 0)
        work = array_host.Work(operation, given)
        self._task: Any = work, partial(results, f"{main.name} {operation.name}", operation, grids, at)
        self.start.enabled, self.stop.enabled = False, True
        work.start()
        self._timer.start(50)

    def _look(self) -> None:
        work, made = self._task
        self.progress.value = round(100 * work.done)
        if work.is_alive():
            return
        # It holds pictures.
        self._task = None
        self._timer.stop()
        self.progress.value = 0
        self.start.enabled, self.stop.enabled = True, False
        try:
            found, warnings = work.result()
        except InlayError as error:
            self._refuse(error)
            return
        self._viewer.layers.extend(made(found))
        for each in warnings:
            show_warning(each)

    def _refuse(self, error: InlayError) -> None:
        if not isinstance(error, Cancelled):
            show_error(error.told())


def _languages() -> list[str]:
    """The language that napari was told to speak, where it knows others than English, or those of the system."""
    chosen = getattr(get_settings().application, "language", "en")
    return [chosen] if chosen != "en" else list(QLocale.system().uiLanguages())


def _of_layer(entry: Input, operation: Operation, viewer: Viewer) -> widgets.Widget:
    def choices(_: Any) -> list[Layer]:
        return [layer for layer in viewer.layers if isinstance(layer, kinds(entry))]

    common = {"name": entry.role, "choices": choices, "label": entry.label, "tooltip": entry.help}
    if "layers" in entry.kinds:
        return widgets.Select(**common)
    is_picture = kinds(entry) == (Image,) and (not entry.optional or entry.role == operation.canvas)
    return widgets.ComboBox(**common) if is_picture else widgets.ComboBox(nullable=True, value=None, **common)


def _of_value(name: str, parameter: Parameter) -> widgets.Widget:
    common = {"name": name, "label": array_host.label(parameter), "tooltip": parameter.help}
    common["value"] = parameter.default
    if parameter.type == "boolean":
        return widgets.CheckBox(**common)
    if parameter.type == "choice":
        return widgets.ComboBox(choices=[(option.label, option.id) for option in parameter.options], **common)
    limits = {"min": parameter.minimum, "max": parameter.maximum}
    if parameter.type == "integer":
        return widgets.SpinBox(**limits, **common)
    if parameter.type == "number":
        # A row shows as many digits as its step has, which then follows the value.
        row = widgets.FloatSpinBox(step=10.0 ** -array_host.digits(parameter), **limits, **common)
        row.step = None
        return row
    return widgets.LineEdit(**{**common, "value": array_host.written(parameter)})


def _value(parameter: Parameter, row: widgets.Widget) -> Any:
    return parameter.parse(row.value) if isinstance(row, widgets.LineEdit) else row.value
