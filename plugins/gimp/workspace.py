"""The picture's side of the dialog: tools, the picture itself, and a line about it."""

from __future__ import annotations

from gi.repository import Gdk, Gtk, Pango

from inlay.contract.language import _, told

from . import narrow
from .canvas import Canvas
from .row import SPACING
from .tools import Tools
from .viewing import Viewing

WIDTH, HEIGHT = 1200, 760
#: What title bars and panels take of a screen.
MARGIN = 60
#: The picture's side is not made narrower than this.
LEAST = 420
#: What the settings take of the dialog's width at most, if they can.
SHARE = 0.42


class Workspace:
    """Puts a view beside the settings of a dialog.

    Attributes
    ----------
    widget : Gtk.Widget
        The side with the picture.
    """

    def __init__(self, viewing: Viewing) -> None:
        self._viewing = viewing
        self._canvas = Canvas(viewing, self._refresh)
        self._tools = Tools(self._canvas)
        self._line = Gtk.Label(label=told(_("Reading the pictures…")), xalign=0.0, ellipsize=Pango.EllipsizeMode.END)
        self.widget = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=SPACING, margin_end=SPACING)
        self.widget.set_size_request(LEAST, -1)
        self.widget.pack_start(self._tools.widget, False, False, 0)
        self.widget.pack_start(self._canvas.widget, True, True, 0)
        self.widget.pack_start(self._line, False, False, 0)

    def join(self, dialog: Gtk.Dialog, settings: Gtk.Widget) -> None:
        """Lay the picture beside the settings, which GIMP has filled into the dialog."""
        content = dialog.get_content_area()
        content.remove(settings)
        settings.set_valign(Gtk.Align.START)
        settings.set_margin_start(SPACING)
        settings.set_margin_end(SPACING)
        scrolled = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
        scrolled.add(settings)
        paned = Gtk.Paned(margin=SPACING)
        paned.pack1(self.widget, True, True)
        paned.pack2(scrolled, False, False)
        content.pack_start(paned, True, True, 0)
        paned.show_all()
        width, height = _size()
        narrow.make(settings)
        settings.set_size_request(min(settings.get_preferred_width().natural_width, round(SHARE * width)), -1)
        dialog.connect("key-press-event", _full_screen)
        dialog.set_default_size(width, height)
        self._canvas.widget.grab_focus()
        self._viewing.follow(self._canvas.widget, self._canvas.refresh)

    def _refresh(self) -> None:
        self._tools.refresh()
        view = self._viewing.view
        error = self._viewing.error or (view and view.error)
        line = view.frame.line if view is not None and view.frame is not None else _("Reading the pictures…")
        words = error.told() if error else told(line)
        self._line.set_text(words)
        self._line.set_tooltip_text(words)


def _size() -> tuple[int, int]:
    """As large as is pleasant, and not larger than the screen."""
    monitor = Gdk.Display.get_default().get_primary_monitor() or Gdk.Display.get_default().get_monitor(0)
    room = monitor.get_workarea()
    return min(WIDTH, room.width - MARGIN), min(HEIGHT, room.height - MARGIN)


def _full_screen(dialog: Gtk.Dialog, event: Gdk.EventKey) -> bool:
    """F11: the whole screen, or no longer."""
    if event.keyval != Gdk.KEY_F11:
        return False
    is_full = dialog.get_window().get_state() & Gdk.WindowState.FULLSCREEN
    dialog.unfullscreen() if is_full else dialog.fullscreen()
    return True
