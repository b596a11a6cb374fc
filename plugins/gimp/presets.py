"""The row of an operation's presets: settings that have a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from gi.repository import Gtk

from inlay.contract.errors import InlayError, InlayWarning
from inlay.contract.language import _, told

from ..bridge.presets import Presets

SPACING = 6


class Row:
    """A list of presets, in which a new name can be written, with buttons to keep and to remove one.

    Parameters
    ----------
    presets : Presets
    values : callable
        The settings as they are now.
    put : callable
        Takes settings, and makes them those of the dialog.
    complain : callable
        Takes an error that the artist is to be told of.

    Attributes
    ----------
    widget : Gtk.Widget
    """

    def __init__(
        self,
        presets: Presets,
        values: Callable[[], Mapping[str, Any]],
        put: Callable[[Mapping[str, Any]], object],
        complain: Callable[[InlayError], object],
    ) -> None:
        self._presets, self._values, self._put, self._complain = presets, values, put, complain
        self._names: list[str] = []
        self._list = Gtk.ComboBoxText.new_with_entry()
        self._list.set_tooltip_text(told(_("Choose a preset, or write the name of a new one")))
        self._list.get_child().set_placeholder_text(told(_("Preset")))
        self._save = _button("document-save", told(_("Keep these settings under this name")), self._kept)
        self._remove = _button("edit-delete", told(_("Forget this preset")), self._removed)
        self.widget = Gtk.Box(spacing=SPACING, valign=Gtk.Align.CENTER)
        for part in (self._list, self._save, self._remove):
            self.widget.pack_start(part, False, False, 0)
        self._fill()
        self._list.connect("changed", self._changed)
        self._changed()

    def _fill(self) -> None:
        self._names = self._presets.names()
        self._list.remove_all()
        for name in self._names:
            self._list.append_text(name)

    def _name(self) -> str:
        return (self._list.get_active_text() or "").strip()

    def _changed(self, *_: object) -> None:
        """A preset was chosen, or a name is being written."""
        name = self._name()
        self._save.set_sensitive(bool(name))
        self._remove.set_sensitive(name in self._names)
        if self._list.get_active() >= 0:
            self._try(lambda: self._put(self._presets.values(name)))

    def _kept(self, *_: object) -> None:
        name = self._name()
        self._try(lambda: self._presets.save(name, self._values()))
        self._fill()
        self._changed()

    def _removed(self, *_: object) -> None:
        name = self._name()
        self._try(lambda: self._presets.remove(name))
        self._fill()
        self._list.get_child().set_text("")

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except InlayError as error:
            self._complain(error)
        warning, self._presets.warning = self._presets.warning, None
        if warning is not None:
            self._complain(_as_error(warning))


def _as_error(warning: InlayWarning) -> InlayError:
    return InlayError(warning.message, warning.hint)


def _button(icon: str, tooltip: str, act: Callable[..., object]) -> Gtk.Button:
    button = Gtk.Button.new_from_icon_name(icon, Gtk.IconSize.BUTTON)
    button.set_tooltip_text(tooltip)
    button.connect("clicked", act)
    return button
