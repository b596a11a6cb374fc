"""An operation as a GIMP procedure: registered, asked for in a dialog, run."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from typing import Any

from gi.repository import Gegl, Gimp, Gio, GLib, GObject

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError
from inlay.contract.language import _

from ..bridge import checks, first_start, installation, log
from . import arguments, facts, guessing, labels, repeating, task

MENU = "<Image>/Filters/Inlay"
NEEDS_A_LAYER = {"active", "layer-below", "below", "layers"}
RETURNS = {
    "layer": ("layer", Gimp.Layer),
    "group": ("group_layer", Gimp.GroupLayer),
    "layer-mask": ("layer_mask", Gimp.LayerMask),
    "selection": ("selection", Gimp.Selection),
    "channel": ("channel", Gimp.Channel),
    "path": ("path", Gimp.Path),
    "vector": ("layer", Gimp.Layer),
    "file": ("file", Gio.File),
}


def create(plug_in: Gimp.PlugIn, name: str, operation: Operation) -> Gimp.Procedure:
    """The procedure, ready to be registered or run."""
    procedure = Gimp.ImageProcedure.new(plug_in, name, Gimp.PDBProcType.PLUGIN, run, operation)
    procedure.set_image_types("RGB*, GRAY*")
    procedure.set_sensitivity_mask(_sensitivity(operation))
    arguments.declare(procedure, operation)
    procedure.set_menu_label(
        labels.with_first_letter(operation.name) + ("..." if procedure.get_arguments()[arguments.FIXED :] else "")
    )
    procedure.add_menu_path(f"{MENU}/{operation.menu}".rstrip("/"))
    procedure.set_icon_file(Gio.File.new_for_path(installation.ICON))
    procedure.set_documentation(_tooltip(operation), operation.help, name)
    procedure.set_attribution("The authors of Inlay", "The authors of Inlay", "2026")
    _declare_returns(procedure, operation)
    return procedure


def run(
    procedure: Gimp.Procedure,
    run_mode: Gimp.RunMode,
    image: Gimp.Image,
    drawables: Sequence[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
    operation: Operation,
) -> Gimp.ValueArray:
    Gegl.init(None)
    arguments.restore_colours(operation, config)
    is_asked = run_mode != Gimp.RunMode.NONINTERACTIVE
    try:
        if first_start.is_needed() and not (is_asked and _is_set_up()):
            if is_asked:
                return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, None)
            raise first_start.refusal()
        if is_asked:
            drawables = repeating.worked_on(operation, image, drawables)
            drawables = guessing.guess(operation, image, drawables, config)
            seen = facts.of(operation, image, drawables)
            checks.check(operation, seen._replace(can_paint=run_mode == Gimp.RunMode.INTERACTIVE))
        if run_mode == Gimp.RunMode.INTERACTIVE and procedure.get_arguments()[arguments.FIXED :]:
            done = _after_a_dialog(procedure, image, drawables, config, operation)
            if done is None:
                return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, None)
        else:
            done = task.perform(operation, image, drawables, config)
    except InlayError as error:
        return _failure(procedure, operation, error, is_asked, _settings(operation, config, image))
    except Exception as error:
        return _failure(procedure, operation, _unexpected(error), is_asked, _settings(operation, config, image))
    yielded, warnings = done
    for _kind, item in yielded:
        if isinstance(item, Gimp.Layer):
            repeating.remember(operation, drawables, item)
    if is_asked:
        for warning in warnings:
            Gimp.message(warning.told())
    return _success(procedure, operation, yielded)


def _is_set_up() -> bool:
    """Whether the artist let Inlay be set up, and it is."""
    from . import setting_up

    return setting_up.offer()


def _after_a_dialog(
    procedure: Gimp.Procedure,
    image: Gimp.Image,
    drawables: Sequence[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
    operation: Operation,
) -> task.Yielded | None:
    """What was inserted, or None if the artist did not agree."""
    from . import dialog, viewing

    with viewing.Viewing(operation, image, drawables, config) as seen:
        seen.demand_installed()
        return seen.finish() if dialog.ask(procedure, config, operation, seen) else None


def _sensitivity(operation: Operation) -> Gimp.ProcedureSensitivityMask:
    mask = Gimp.ProcedureSensitivityMask
    ways = {way for entry in operation.inputs for way in entry.ways}
    if "layers" in ways:
        return mask.DRAWABLE | mask.DRAWABLES
    if ways & NEEDS_A_LAYER:
        return mask.DRAWABLE
    return mask.DRAWABLE | mask.DRAWABLES | mask.NO_DRAWABLES


def _tooltip(operation: Operation) -> str:
    """The summary, and below it the words by which GIMP's search shall find the operation: it looks into tooltips."""
    further = operation.further_keywords(f"{operation.name} {operation.summary}")
    return operation.summary + (f"\n({', '.join(further)})" if further else "")


def _declare_returns(procedure: Gimp.Procedure, operation: Operation) -> None:
    kinds = [output.kind for output in operation.outputs]
    for position, output in enumerate(operation.outputs):
        earlier = kinds[:position].count(output.kind)
        name = output.kind if earlier == 0 else f"{output.kind}-{earlier + 1}"
        add = getattr(procedure, f"add_{RETURNS[output.kind][0]}_return_value")
        may_be_none = () if output.kind == "file" else (True,)
        add(name, output.kind.capitalize(), output.help, *may_be_none, GObject.ParamFlags.READWRITE)


def _success(procedure: Gimp.Procedure, operation: Operation, yielded: Sequence[tuple[str, object]]) -> Gimp.ValueArray:
    """Every declared output returns the next object of its kind, if there is one."""
    result = procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, None)
    left = list(yielded)
    for position, output in enumerate(operation.outputs, start=1):
        found = next((pair for pair in left if pair[0] == output.kind), None)
        if found is not None:
            left.remove(found)
            result.remove(position)
            result.insert(position, GObject.Value(RETURNS[output.kind][1], found[1]))
    return result


def _settings(operation: Operation, config: Gimp.ProcedureConfig, image: Gimp.Image) -> dict[str, Any]:
    """What a report tells of the settings; nothing where they cannot be read."""
    try:
        return arguments.values(operation, config, image)
    except InlayError:
        return {}


def _failure(
    procedure: Gimp.Procedure, operation: Operation, error: InlayError, is_asked: bool, settings: Mapping[str, Any]
) -> Gimp.ValueArray:
    """Tell the artist, or else the caller."""
    if is_asked:
        from . import complaint

        if complaint.can_be_shown():
            complaint.show(error, operation.id, settings=settings)
            return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, None)
    failure = GLib.Error.new_literal(Gimp.PlugIn.error_quark(), error.told(), 0)
    return procedure.new_return_values(Gimp.PDBStatusType.EXECUTION_ERROR, failure)


def _unexpected(error: Exception) -> InlayError:
    """Log what nobody foresaw, and say so."""
    path = installation.load().log
    log.note(path, "GIMP plug-in", traceback.format_exc())
    return InlayError(
        _("Something went wrong inside Inlay ({name}).", name=type(error).__name__),
        _("If it happens again, tell us: the log {path} says more.", path=path),
    )
