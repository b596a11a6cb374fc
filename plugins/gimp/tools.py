"""The rows of tools above the picture: how it is looked at, and what is painted on it."""

from __future__ import annotations

from typing import Callable

from gi.repository import Gdk, Gtk

from inlay.contract.language import _, told
from inlay.contract.views import LABELS

from ..bridge import handles, words
from ..bridge.gestures import STEP, Gestures
from ..bridge.lens import Lens
from ..bridge.view import View
from .canvas import Canvas
from .row import SPACING, Row


class Tools:
    """Shows and changes what a canvas is looked at with.

    Attributes
    ----------
    widget : Gtk.Widget
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._following = False
        self._refreshers: list[Callable[[View, Gestures], object]] = []
        self.widget = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=SPACING)
        self.widget.set_sensitive(False)
        self._made = False

    def refresh(self) -> None:
        """Follow what keys and the pointer have changed."""
        gestures = self._canvas.gestures
        if gestures is None:
            return
        if not self._made:
            self._make(gestures)
        self._following = True
        for refresh in self._refreshers:
            refresh(gestures.view, gestures)
        self._following = False

    def _make(self, gestures: Gestures) -> None:
        self._made = True
        looking, picking = self._looking(gestures.view, self._canvas.lens), self._picking(gestures)
        if gestures.view.operation.strokes:
            self._add_row([*looking, self._taking_back(gestures.view)])
            self._add_row([*self._painting(gestures), *picking])
        else:
            self._add_row([*looking, *picking])
        self.widget.set_sensitive(True)
        self.widget.show_all()

    def _add_row(self, widgets: list[Gtk.Widget]) -> None:
        self.widget.pack_start(Row(widgets), False, False, 0)

    def _act(self, change: Callable[[], object]) -> None:
        """Change something on behalf of a tool; keys go on going to the picture."""
        if not self._following:
            change()
            self._canvas.widget.grab_focus()
            self._canvas.refresh()

    # How it is looked at.

    def _looking(self, view: View, lens: Lens) -> list[Gtk.Widget]:
        split = Gtk.ToggleButton(label=told(_("Split")), tooltip_text=told(words.SPLIT), focus_on_click=False)
        split.connect("toggled", lambda button: self._act(view.toggle_split))
        self._refreshers.append(lambda view, gestures: split.set_active(view.state.split is not None))
        percent = Gtk.Label(width_chars=6, xalign=1.0)
        self._refreshers.append(lambda view, gestures: percent.set_text(f"{100 * lens.scale:.3g} %"))

        def zoom(factor: float) -> None:
            lens.zoom(lens.columns / 2, lens.rows / 2, factor)

        zooming = [
            percent,
            self._button("zoom-out", told(_("Smaller (-, or the wheel)")), lambda: zoom(1 / STEP)),
            self._button("zoom-in", told(_("Larger (+, or the wheel)")), lambda: zoom(STEP)),
            self._button("zoom-original", told(_("Pixel by pixel (1)")), lambda: zoom(1 / lens.scale)),
            self._button("zoom-fit-best", told(_("All of it (0)")), lens.fit),
        ]
        return [_together(self._modes(view), self._tint(view)), split, _together(*zooming)]

    def _modes(self, view: View) -> Gtk.Widget:
        chooser = Gtk.ComboBoxText(focus_on_click=False)
        for mode in view.modes:
            chooser.append(mode, told(words.MODES[mode][0]))
        chooser.connect("changed", lambda _: self._act(lambda: view.change(mode=chooser.get_active_id())))

        def follow(view: View, gestures: Gestures) -> None:
            chooser.set_active_id(view.state.mode)
            chooser.set_tooltip_text(f"{told(words.MODES[view.state.mode][1])}.\n{told(words.NEXT_MODE)}")

        self._refreshers.append(follow)
        return chooser

    def _tint(self, view: View) -> Gtk.Widget:
        button = Gtk.ColorButton(
            rgba=Gdk.RGBA(*view.state.tint, 1.0), tooltip_text=told(_("The colour of the overlay"))
        )
        button.set_no_show_all(True)

        def chosen(_: Gtk.Widget) -> None:
            colour = button.get_rgba()
            self._act(lambda: view.change(tint=(colour.red, colour.green, colour.blue)))

        button.connect("color-set", chosen)
        self._refreshers.append(lambda view, gestures: button.set_visible(view.state.mode == "overlay"))
        return button

    # What is painted.

    def _painting(self, gestures: Gestures) -> list[Gtk.Widget]:
        move = self._choice(None, told(_("Move")), told(words.MOVE), lambda: self._paint(gestures, None))
        self._refreshers.append(lambda view, gestures: not gestures.paints and move.set_active(True))
        labels = [self._label(gestures, name, move) for name in gestures.view.operation.strokes]
        radius = _together(Gtk.Label(label=told(_("Radius"))), self._radius(gestures.view))
        return [move, *labels, radius]

    def _taking_back(self, view: View) -> Gtk.Widget:
        undo = self._button("edit-undo", told(_("Take back the last stroke (Ctrl+Z)")), view.strokes.undo)
        redo = self._button("edit-redo", told(_("Bring it back (Ctrl+Shift+Z)")), view.strokes.redo)
        self._refreshers.append(lambda view, gestures: undo.set_sensitive(bool(view.strokes.present)))
        self._refreshers.append(lambda view, gestures: redo.set_sensitive(bool(view.strokes.taken_back)))
        return _together(undo, redo)

    def _label(self, gestures: Gestures, name: str, group: Gtk.RadioButton) -> Gtk.Widget:
        title, does = words.label(gestures.view.operation, name)
        index = LABELS.index(name)
        button = self._choice(
            group, title, f"{does}.\n{told(words.OTHER_LABEL)}.", lambda: self._paint(gestures, index)
        )

        def follow(view: View, gestures: Gestures) -> None:
            if gestures.paints and view.strokes.label == index:
                button.set_active(True)

        self._refreshers.append(follow)
        return button

    def _paint(self, gestures: Gestures, label: int | None) -> None:
        gestures.paints = label is not None
        if label is not None:
            gestures.view.strokes.label = label

    def _radius(self, view: View) -> Gtk.Widget:
        radius = Gtk.SpinButton.new_with_range(1, 1000, 1)
        radius.set_tooltip_text(told(words.BRUSH))

        def set_radius(_: Gtk.Widget) -> None:
            if not self._following:
                view.strokes.radius = radius.get_value()
                self._canvas.refresh()

        radius.connect("value-changed", set_radius)

        def follow(view: View, gestures: Gestures) -> None:
            # Setting what is there already would take away what is being typed.
            if radius.get_value() != view.strokes.radius:
                radius.set_value(view.strokes.radius)

        self._refreshers.append(follow)
        return radius

    def _picking(self, gestures: Gestures) -> list[Gtk.Widget]:
        return [self._pick(gestures, entry.id, entry.label) for entry in handles.colours(gestures.view.operation)]

    def _pick(self, gestures: Gestures, name: str, label: str) -> Gtk.Widget:
        image = Gtk.Image.new_from_icon_name("gimp-tool-color-picker", Gtk.IconSize.BUTTON)
        tooltip = told(_("{label}: pick it from the picture by a click", label=label))
        button = Gtk.ToggleButton(image=image, tooltip_text=tooltip, focus_on_click=False)

        def toggled(_: Gtk.Widget) -> None:
            self._act(lambda: setattr(gestures, "picking", name if button.get_active() else ""))

        button.connect("toggled", toggled)

        def follow(view: View, gestures: Gestures) -> None:
            button.set_active(gestures.picking == name)
            button.set_sensitive(name in view.operation.effective(view.state.parameters))

        self._refreshers.append(follow)
        return button

    # Of what they are made.

    def _button(self, icon: str, tooltip: str, act: Callable[[], object]) -> Gtk.Widget:
        button = Gtk.Button.new_from_icon_name(icon, Gtk.IconSize.BUTTON)
        button.set_tooltip_text(tooltip)
        button.set_focus_on_click(False)
        button.connect("clicked", lambda _: self._act(act))
        return button

    def _choice(
        self, group: Gtk.RadioButton | None, title: str, tooltip: str, act: Callable[[], object]
    ) -> Gtk.RadioButton:
        button = Gtk.RadioButton(label=title, tooltip_text=tooltip, draw_indicator=False, focus_on_click=False)
        if group is not None:
            button.join_group(group)

        def toggled(_: Gtk.Widget) -> None:
            if button.get_active():
                self._act(act)

        button.connect("toggled", toggled)
        return button


def _together(*widgets: Gtk.Widget) -> Gtk.Widget:
    """What stays side by side."""
    box = Gtk.Box(spacing=SPACING)
    for widget in widgets:
        box.pack_start(widget, False, False, 0)
    return box
