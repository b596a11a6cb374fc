"""The dialog that GIMP generates from a procedure's arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gi.repository import Gimp, GimpUi, GObject, Gtk

from inlay.contract.declaration import Input, Operation
from inlay.contract.language import _, told
from inlay.contract.parameter import Parameter

from . import arguments, heading, manual
from .viewing import Viewing
from .workspace import Workspace


def ask(procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, operation: Operation, viewing: Viewing) -> bool:
    """Show the dialog, and the result in it; whether the artist agreed."""
    GimpUi.init(procedure.get_name())
    dialog = GimpUi.ProcedureDialog.new(procedure, config, operation.name)
    try:
        for argument in procedure.get_arguments():
            if isinstance(argument, Gimp.ParamChoice):
                # GIMP 3.2 would spread few options out as radio buttons.
                dialog.get_widget(argument.name, Gtk.ComboBox)
        names = [argument.name for argument in procedure.get_arguments()[arguments.FIXED :]]
        settings = _fill(dialog, names, operation)
        for entry in operation.inputs:
            _follow_the_way(dialog, config, entry)
        _grey_out(dialog, config, operation)
        Workspace(viewing).join(dialog, settings)
        heading.join(dialog, operation, config, viewing.image)
        manual.join(dialog, operation)
        return dialog.run()
    finally:
        dialog.destroy()


def _fill(dialog: GimpUi.ProcedureDialog, names: Sequence[str], operation: Operation) -> Gtk.Widget:
    """Fill in all settings, what is seldom set into a part that is folded away; the box that holds them."""
    expert = [name for _, entry, held in _rows(operation) if entry.rank != "everyday" for name in held]
    shown = [name for name in names if name not in expert]
    if expert:
        dialog.get_label("more-label", told(_("More")), False, False)
        dialog.fill_box("more-box", expert)
        _turn(dialog.fill_expander("more", "more-label", False, "more-box"))
        shown.append("more")
    settings = dialog.fill_box("settings", shown)
    dialog.fill(["settings"])
    return settings


def _turn(expander: Gtk.Expander) -> None:
    """Have its title begin where reading does: GTK moves it only when the direction changes."""
    expander.set_direction(Gtk.TextDirection.LTR)
    expander.set_direction(Gtk.TextDirection.NONE)


def _rows(operation: Operation) -> Iterator[tuple[str, Input | Parameter, list[str]]]:
    """Inputs and parameters by role and id, each with the arguments that hold it."""
    for entry in operation.inputs:
        yield entry.role, entry, arguments.names_of_input(entry)
    for parameter in operation.parameters_for(arguments.CAPABILITIES):
        yield parameter.id, parameter, arguments.names_of(parameter)


def _grey_out(dialog: GimpUi.ProcedureDialog, config: Gimp.ProcedureConfig, operation: Operation) -> None:
    """What changes nothing with the other settings as they are cannot be set, from now on."""
    offered = operation.parameters_for(arguments.CAPABILITIES)
    decisive = [entry.id for entry in offered if entry.type in ("choice", "boolean", "integer", "number")]
    dependent = [(key, name) for key, entry, held in _rows(operation) if _depends(entry) for name in held]

    def follow(*_: object) -> None:
        values = {name: config.get_property(name) for name in decisive}
        effective = operation.effective(values, arguments.absent(operation, config))
        for key, name in dependent:
            dialog.get_widget(name, GObject.TYPE_NONE).set_sensitive(key in effective)

    config.connect("notify", follow)
    follow()


def _depends(entry: Input | Parameter) -> bool:
    return bool(entry.matters_when or (isinstance(entry, Parameter) and entry.with_input))


def _follow_the_way(dialog: GimpUi.ProcedureDialog, config: Gimp.ProcedureConfig, entry: Input) -> None:
    """A chooser can be used only while its way is the one chosen."""
    for way in arguments.CHOSEN:
        if way in entry.ways and arguments.has_choice(entry):
            values = Gimp.ValueArray.new(1)
            values.append(GObject.Value(GObject.TYPE_STRING, way))
            dialog.set_sensitive_if_in(arguments.chosen_name(entry, way), config, entry.role, values, True)
