"""An operator of Blender for every operation, made of its declaration."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from inlay.contract.language import _, told
from inlay.errors import Cancelled, InlayError, InputError
from inlay.operations import array_host
from inlay.operations.declaration import Input, Operation
from inlay.operations.parameters import Parameter

from . import images

MASK = "_mask"


class Performer:
    """What the operators have in common: a dialog, the work in a thread, Esc, and new images."""

    operation: Operation
    #: Blender's.
    layout: Any
    report: Any

    @classmethod
    def poll(cls, context: Any) -> bool:
        return bool(bpy.data.images)

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Open the dialog, the shown image chosen."""
        space = context.space_data
        if getattr(space, "image", None) is not None:
            setattr(self, self.operation.array_inputs[0].role, space.image.name)
        selection = self.operation.selection_input
        if selection and _takes_mask(self.operation, selection) and getattr(space, "mask", None) is not None:
            setattr(self, selection.role + MASK, space.mask.name)
        return context.window_manager.invoke_props_dialog(self, width=440)

    def draw(self, context: Any) -> None:
        """Show what changes anything now."""
        entries: dict[str, Any] = {each.role: each for each in self.operation.array_inputs}
        absent = [role for role in entries if not self._chosen(role)]
        effective = array_host.effective(self.operation, self._values(), absent)
        self.layout.use_property_split = True
        for name, each in {**entries, **array_host.parameters(self.operation)}.items():
            if name not in effective:
                continue
            if name not in entries:
                self.layout.prop(self, name)
                continue
            self.layout.prop_search(self, name, bpy.data, "images")
            if _takes_mask(self.operation, each):
                self.layout.prop_search(self, name + MASK, bpy.data, "masks", text=told(_("or a mask")))

    def execute(self, context: Any) -> set[str]:
        """Begin; without a window all is done at once."""
        try:
            self._work = array_host.Work(self.operation, [{**self._values(), **self._pictures()}])
        except InlayError as error:
            return self._refuse(error)
        if bpy.app.background:
            self._work.run()
            return self._finish(context)
        self._work.start()
        self._timer = context.window_manager.event_timer_add(0.1, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Any, event: Any) -> set[str]:
        """Look how far the thread is, and whether Esc was pressed."""
        if event.type == "ESC":
            self._work.cancel()
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        doing = _("{name}: {done}. Esc cancels.", name=self.operation.name, done=f"{self._work.done:.0%}")
        context.workspace.status_text_set(told(doing))
        if self._work.is_alive():
            return {"RUNNING_MODAL"}
        context.window_manager.event_timer_remove(self._timer)
        context.workspace.status_text_set(None)
        return self._finish(context)

    def _finish(self, context: Any) -> set[str]:
        """Make images of what was found, and show the first."""
        name = getattr(self, self.operation.canvas)
        like, is_selection = bpy.data.images.get(name), self.operation.outputs[0].kind == "selection"
        try:
            (found,), warnings = self._work.result()
            if like is None:
                raise InputError(_("{image} is gone.", image=name), _("Choose an image that is still there."))
        except InlayError as error:
            return self._refuse(error)
        made = [images.write(f"{name} {self.operation.name}", each, like, is_selection) for each in found]
        if getattr(context.space_data, "type", "") == "IMAGE_EDITOR":
            context.space_data.image = made[0]
        for each in warnings:
            self.report({"WARNING"}, each)
        self.report({"INFO"}, told(_("{image} was made.", image=made[0].name)))
        return {"FINISHED"}

    def _refuse(self, error: InlayError) -> set[str]:
        if not isinstance(error, Cancelled):
            self.report({"ERROR"}, error.told())
        return {"CANCELLED"}

    def _chosen(self, role: str) -> str:
        return getattr(self, role) or getattr(self, role + MASK, "")

    def _values(self) -> dict[str, Any]:
        parameters = array_host.parameters(self.operation)
        return {name: _value(each, getattr(self, name)) for name, each in parameters.items()}

    def _pictures(self) -> dict[str, Any]:
        """The arrays of the chosen images and masks."""
        entries = self.operation.array_inputs
        array_host.demand(self.operation, [each.role for each in entries if not self._chosen(each.role)])
        given: dict[str, Any] = {}
        for entry in entries:
            image = bpy.data.images.get(getattr(self, entry.role))
            mask = bpy.data.masks.get(getattr(self, entry.role + MASK, ""))
            if mask is not None:
                size = next(iter(given.values()), np.zeros((0, 0))).shape[:2]
                given[entry.role] = images.inside(mask, *size)
            elif image is not None:
                given[entry.role] = (images.coverage if array_host.is_coverage(entry) else images.read)(image)
        return given


def _takes_mask(operation: Operation, entry: Input) -> bool:
    """A mask has no size of its own: there must be a picture that it was drawn over."""
    return array_host.is_coverage(entry) and entry.role != operation.canvas


def _value(parameter: Parameter, value: Any) -> Any:
    """What a property says, as the operation takes it."""
    if parameter.type == "number":
        # Blender has single precision alone.
        return min(max(float(f"{value:.7g}"), parameter.minimum), parameter.maximum)
    if parameter.type == "colour":
        return tuple(value)
    return value if parameter.type in ("integer", "boolean", "choice") else parameter.parse(value)


def _property(parameter: Parameter) -> Any:
    common = {"name": parameter.label, "description": parameter.help, "default": parameter.default}
    if parameter.type == "boolean":
        return bpy.props.BoolProperty(**common)
    if parameter.type == "choice":
        items = [(option.id, option.label, option.help) for option in parameter.options]
        return bpy.props.EnumProperty(items=items, **common)
    if parameter.type in ("integer", "number"):
        kind = bpy.props.IntProperty if parameter.type == "integer" else bpy.props.FloatProperty
        return kind(min=parameter.minimum, max=parameter.maximum, **common)
    if parameter.type == "colour":
        return bpy.props.FloatVectorProperty(subtype="COLOR_GAMMA", size=4, min=0, max=1, **common)
    return bpy.props.StringProperty(**{**common, "default": array_host.written(parameter)})


def _made(operation: Operation) -> Any:
    """The operator of an operation."""
    name = operation.id.replace("-", "_")
    properties = {}
    for entry in operation.array_inputs:
        properties[entry.role] = bpy.props.StringProperty(name=entry.label, description=entry.help)
        if _takes_mask(operation, entry):
            properties[entry.role + MASK] = bpy.props.StringProperty(name=entry.label, description=entry.help)
    properties.update((name, _property(each)) for name, each in array_host.parameters(operation).items())
    own: dict[str, Any] = {"bl_options": {"REGISTER", "UNDO"}, "operation": operation, "__annotations__": properties}
    own.update(bl_idname=f"inlay.{name}", bl_label=operation.name, bl_description=operation.summary)
    return type(f"INLAY_OT_{name}", (Performer, bpy.types.Operator), own)


def made() -> list[Any]:
    """An operator for each operation that images are enough for, in the artist's language."""
    return [_made(each) for each in array_host.offered() if array_host.takes_pictures(each)]
