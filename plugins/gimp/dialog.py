"""The dialog that GIMP generates from a procedure's arguments."""

from __future__ import annotations

from gi.repository import Gimp, GimpUi, GObject, Gtk

from inlay.contract.declaration import Input, Operation

from . import arguments


def ask(procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, operation: Operation) -> bool:
    """Show the dialog; whether the artist agreed."""
    GimpUi.init(procedure.get_name())
    dialog = GimpUi.ProcedureDialog.new(procedure, config, operation.name)
    try:
        for argument in procedure.get_arguments():
            if isinstance(argument, Gimp.ParamChoice):
                # GIMP 3.2 would spread few options out as radio buttons.
                dialog.get_widget(argument.name, Gtk.ComboBox)
        dialog.fill(None)
        for entry in operation.inputs:
            _follow_the_way(dialog, config, entry)
        return dialog.run()
    finally:
        dialog.destroy()


def _follow_the_way(dialog: GimpUi.ProcedureDialog, config: Gimp.ProcedureConfig, entry: Input) -> None:
    """A chooser can be used only while its way is the one chosen."""
    for way in arguments.CHOSEN:
        if way in entry.ways and arguments.has_choice(entry):
            values = Gimp.ValueArray.new(1)
            values.append(GObject.Value(GObject.TYPE_STRING, way))
            dialog.set_sensitive_if_in(arguments.chosen_name(entry, way), config, entry.role, values, True)
