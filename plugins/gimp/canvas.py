"""The picture in the dialog: frames come up in it, and what the artist does on it goes to the view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

from gi.repository import Gdk, Gtk

from ..bridge.gestures import Gestures
from ..bridge.lens import Lens
from . import area, arguments, pointer
from .viewing import Viewing

NAMES = {"bracketleft": "[", "bracketright": "]", "plus": "+", "kp_add": "+", "minus": "-", "kp_subtract": "-"}
SIGNALS = ("button-press", "button-release", "motion-notify", "scroll", "key-press", "key-release", "focus-out")


class Canvas:
    """Shows a view, and turns events into gestures.

    Parameters
    ----------
    viewing : Viewing
    changed : callable
        Called after whatever may have changed the way it is looked at.

    Attributes
    ----------
    widget : Gtk.Widget
    lens : Lens
    gestures : Gestures or None
        None until there is a view.
    """

    def __init__(self, viewing: Viewing, changed: Callable[[], object]) -> None:
        self._viewing, self._changed = viewing, changed
        self.lens = Lens(viewing.image.get_width(), viewing.image.get_height())
        self.gestures: Gestures | None = None
        self._area = area.of(self.lens)
        self._at = (0.0, 0.0)
        self._pointer: tuple[str, float] | None = None
        self.widget = self._area.widget
        self.widget.set_can_focus(True)
        masks = Gdk.EventMask
        self.widget.add_events(
            masks.BUTTON_PRESS_MASK
            | masks.BUTTON_RELEASE_MASK
            | masks.POINTER_MOTION_MASK
            | masks.SCROLL_MASK
            | masks.SMOOTH_SCROLL_MASK
            | masks.KEY_PRESS_MASK
            | masks.KEY_RELEASE_MASK
            | masks.FOCUS_CHANGE_MASK
        )
        for signal in SIGNALS:
            self.widget.connect(f"{signal}-event", getattr(self, "_" + signal.replace("-", "_")))
        self.widget.connect("size-allocate", lambda *_: self.refresh())
        self.widget.connect("realize", self._realized)

    def refresh(self, has_frame: bool = False) -> None:
        """Show what is new; tell the view what part of the canvas is seen."""
        view, place = self._viewing.view, self.widget.get_allocation()
        self.lens.resize(place.width, place.height)
        if not self.widget.get_realized():
            return
        if view is None:
            self._changed()
            return
        if self.gestures is None:
            self.gestures = Gestures(view, self.lens, self._set, self._pick)
        if has_frame and view.frame is not None:
            self._area.show(view.frame, view.path)
        density = self._area.density
        view.show(self.lens.rect, place.width * density, place.height * density)
        if view.is_due:
            self._viewing.touch()
            self._area.move()
        self._point()
        self._changed()

    def _realized(self, widget: Gtk.Widget) -> None:
        widget.get_window().set_event_compression(False)  # every point of a stroke
        self.refresh()

    def _point(self) -> None:
        """Give the pointer the shape of what a press would do."""
        gestures, window = self.gestures, self.widget.get_window()
        if gestures is None or window is None:
            return
        shape = gestures.pointer(*self._at), gestures.view.strokes.radius * self.lens.scale
        if shape != self._pointer:
            self._pointer = shape
            window.set_cursor(pointer.of(self.widget.get_display(), *shape))

    def _set(self, changes: Mapping[str, Any]) -> None:
        arguments.put(self._viewing.operation, self._viewing.config, changes)

    def _pick(self, name: str, x: float, y: float) -> None:
        """A colour of the settings becomes what the image shows at a place."""
        image = self._viewing.image
        drawables = image.get_selected_drawables()
        if 0 <= x < image.get_width() and 0 <= y < image.get_height():
            picked, colour = image.pick_color(drawables, x, y, True, False, 0)
            if picked:
                self._viewing.config.set_property(name, colour)

    def _button_press(self, widget: Gtk.Widget, event: Gdk.EventButton) -> bool:
        widget.grab_focus()
        if self.gestures is not None and event.type == Gdk.EventType.BUTTON_PRESS:
            self.gestures.press(event.x, event.y, event.button, _pressure(event), _is_shifted(event))
            self.refresh()
        return True

    def _motion_notify(self, widget: Gtk.Widget, event: Gdk.EventMotion) -> bool:
        self._at = (event.x, event.y)
        if self.gestures is not None and self.gestures.move(event.x, event.y, _pressure(event), _is_shifted(event)):
            self.refresh()
        else:
            self._point()
        return True

    def _button_release(self, widget: Gtk.Widget, event: Gdk.EventButton) -> bool:
        if self.gestures is not None:
            self.gestures.release()
            self.refresh()
        return True

    def _scroll(self, widget: Gtk.Widget, event: Gdk.EventScroll) -> bool:
        smooth, _, down = event.get_scroll_deltas()
        directions = {Gdk.ScrollDirection.UP: 1.0, Gdk.ScrollDirection.DOWN: -1.0}
        steps = -down if smooth else directions.get(event.direction, 0.0)
        if self.gestures is not None and steps:
            self.gestures.scroll(event.x, event.y, steps)
            self.refresh()
        return True

    def _key_press(self, widget: Gtk.Widget, event: Gdk.EventKey) -> bool:
        name, state = _name(event), event.state
        control = bool(state & Gdk.ModifierType.CONTROL_MASK)
        shift = _is_shifted(event)
        if self.gestures is None or state & Gdk.ModifierType.MOD1_MASK or not self.gestures.key(name, control, shift):
            return False
        self.refresh()
        return True

    def _key_release(self, widget: Gtk.Widget, event: Gdk.EventKey) -> bool:
        if self.gestures is not None:
            self.gestures.key_released(_name(event))
            self.refresh()
        return False

    def _focus_out(self, widget: Gtk.Widget, event: Gdk.EventFocus) -> bool:
        """Keys that are held are let go of elsewhere."""
        if self.gestures is not None:
            for name in ("space", "x"):
                self.gestures.key_released(name)
            self.refresh()
        return False


def _name(event: Gdk.EventKey) -> str:
    name = (Gdk.keyval_name(event.keyval) or "").lower()
    return NAMES.get(name, name)


def _is_shifted(event: Gdk.Event) -> bool:
    return bool(event.state & Gdk.ModifierType.SHIFT_MASK)


def _pressure(event: Gdk.Event) -> float:
    """From 0 to 1; a mouse has none and presses fully."""
    value = event.get_axis(Gdk.AxisUse.PRESSURE)
    return 1.0 if value is None else value
