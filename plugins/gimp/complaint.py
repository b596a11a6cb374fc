"""What went wrong, in a window from which a report can be copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from gi.repository import Gdk, GimpUi, Gtk

from inlay.contract.errors import InlayError
from inlay.contract.language import _, told

from ..bridge import installation, report
from . import keeping

COPY = 1


def can_be_shown() -> bool:
    """Whether there is a screen."""
    return bool(Gtk.init_check(None)[0])


def show(
    error: InlayError, operation: str, parent: Optional[Any] = None, settings: Optional[Mapping[str, Any]] = None
) -> None:
    """Tell the artist of an error, and wait until it was read; the settings stand in the report."""
    GimpUi.init(operation)
    window = Gtk.MessageDialog(
        transient_for=parent, modal=parent is not None, message_type=Gtk.MessageType.ERROR, text=told(error.message)
    )
    window.set_title("Inlay")
    window.format_secondary_text(told(error.hint))
    window.add_button(told(_("Copy _Report")), COPY)
    window.add_button(told(_("_Close")), Gtk.ResponseType.CLOSE)
    window.set_default_response(Gtk.ResponseType.CLOSE)
    while window.run() == COPY:
        _copy(report.text(error, operation, keeping.host(), _installation(), settings))
        window.get_widget_for_response(COPY).set_label(told(_("_Report Copied")))
    window.destroy()


def _copy(text: str) -> None:
    clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
    clipboard.set_text(text, -1)
    # This process ends soon: who manages the clipboard keeps it.
    clipboard.store()


def _installation() -> Optional[installation.Installation]:
    try:
        return installation.load()
    except InlayError:
        return None
