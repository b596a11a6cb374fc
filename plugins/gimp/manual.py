"""The page of an operation, opened in the browser."""

from __future__ import annotations

from pathlib import Path

from gi.repository import Gdk, GLib, Gtk

from inlay.contract.declaration import Operation
from inlay.contract.errors import FileError
from inlay.contract.language import _, told

from ..bridge import installation
from . import complaint


def join(dialog: Gtk.Dialog, operation: Operation) -> None:
    """Let the dialog's help, by its button and F1, be our page instead of one of GIMP's, which knows none of ours."""

    def press(_: Gtk.Dialog, event: Gdk.EventKey) -> bool:
        if event.keyval != Gdk.KEY_F1:
            return False
        show(dialog, operation)
        return True

    dialog.connect("key-press-event", press)
    buttons = dialog.get_action_area()
    for button in buttons.get_children():
        # GIMP's own: what it answers to depends on GIMP's version.
        if dialog.get_response_for_widget(button) in (Gtk.ResponseType.NONE, Gtk.ResponseType.HELP):
            button.set_no_show_all(True)
            button.hide()
    button = Gtk.Button.new_with_mnemonic(told(_("_Help")))
    button.connect("clicked", lambda _: show(dialog, operation))
    button.show()
    buttons.add(button)
    buttons.set_child_secondary(button, True)


def show(dialog: Gtk.Dialog, operation: Operation) -> None:
    page = installation.help_page(operation.id)
    try:
        Gtk.show_uri_on_window(dialog, Path(page).as_uri(), Gdk.CURRENT_TIME)
    except GLib.Error as error:
        words = FileError(
            _("No browser opens the help page ({message}).", message=error.message), _("It is {page}.", page=page)
        )
        complaint.show(words, operation.id, dialog)
