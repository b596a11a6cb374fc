"""Settings that make do with little room: long labels go on in a further line, long choices end in dots."""

from __future__ import annotations

from gi.repository import Gtk, Pango

#: Letters of a line.
LINE = 26


def make(widget: Gtk.Widget) -> None:
    """Let a widget, and all that it holds, become narrower than its words."""
    if isinstance(widget, Gtk.Label):
        widget.set_line_wrap(True)
        widget.set_max_width_chars(LINE)
    elif isinstance(widget, Gtk.ComboBox):
        for cell in widget.get_cells():
            if isinstance(cell, Gtk.CellRendererText):
                cell.set_property("ellipsize", Pango.EllipsizeMode.END)
    elif isinstance(widget, Gtk.Container):
        widget.forall(make)
