"""What makes the private environment at the first start, in a window of GIMP."""

from __future__ import annotations

from gi.repository import GimpUi, GLib, Gtk

from inlay.contract.errors import Cancelled, InlayError
from inlay.contract.language import told

from ..bridge import first_start
from . import complaint

LOOK_MILLISECONDS = 100
WIDTH = 480
#: The work has ended.
ENDED = 1
MARGIN = 12


def offer() -> bool:
    """Ask the artist, and set Inlay up; whether it is ready now."""
    if not complaint.can_be_shown():
        raise first_start.refusal()
    GimpUi.init("inlay")
    window = Window()
    try:
        return window.run()
    finally:
        window.destroy()


class Window:
    """Says what would be done; while it is done, how far that is."""

    def __init__(self) -> None:
        self._set_up: first_start.SetUp | None = None
        self._dialog = Gtk.Dialog(title=told(first_start.TITLE))
        self._dialog.set_default_size(WIDTH, -1)
        self._later = self._dialog.add_button(told(first_start.LATER), Gtk.ResponseType.CANCEL)
        self._install = self._dialog.add_button(told(first_start.INSTALL), Gtk.ResponseType.OK)
        self._dialog.set_default_response(Gtk.ResponseType.OK)
        question = Gtk.Label(wrap=True, xalign=0.0, max_width_chars=60)
        question.set_markup(f"<b>{GLib.markup_escape_text(told(first_start.QUESTION))}</b>")
        self._bar = Gtk.ProgressBar(show_text=True, no_show_all=True)
        content = self._dialog.get_content_area()
        content.set_spacing(MARGIN)
        content.set_border_width(MARGIN)
        for widget in (
            question,
            Gtk.Label(label=told(first_start.details()), wrap=True, xalign=0.0, max_width_chars=60),
        ):
            content.pack_start(widget, False, False, 0)
        content.pack_start(self._bar, False, False, 0)
        self._dialog.show_all()

    def run(self) -> bool:
        """Whether Inlay is set up when the window closes."""
        while self._dialog.run() == Gtk.ResponseType.OK:
            error = self._try()
            if error is None or isinstance(error, Cancelled):
                return error is None
            complaint.show(error, "first-start", self._dialog)
        return False

    def destroy(self) -> None:
        self._dialog.destroy()

    def _try(self) -> InlayError | None:
        """Set Inlay up while the window shows how far that is; what went wrong."""
        self._set_up = first_start.SetUp("gimp")
        self._show_work(True)
        self._set_up.start()
        looking = GLib.timeout_add(LOOK_MILLISECONDS, self._look)
        if self._dialog.run() != ENDED:
            self._set_up.cancel()
            self._later.set_sensitive(False)
            # What was begun is cleared up before this process ends.
            while self._dialog.run() != ENDED:
                pass
        GLib.source_remove(looking)
        self._show_work(False)
        return self._set_up.error

    def _show_work(self, is_working: bool) -> None:
        self._install.set_sensitive(not is_working)
        self._later.set_sensitive(True)
        self._later.set_label(told(first_start.CANCEL if is_working else first_start.LATER))
        self._bar.set_visible(is_working)

    def _look(self) -> bool:
        assert self._set_up is not None
        self._bar.set_text(told(self._set_up.doing))
        self._bar.set_fraction(self._set_up.fraction)
        if self._set_up.has_ended:
            self._dialog.response(ENDED)
        return True
