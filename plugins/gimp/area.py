"""Widgets that show frames: drawn by cairo where GIMP's Python has it, else GIMP's own preview."""

from __future__ import annotations

from typing import Tuple, Union

import gi
from gi.repository import Gdk, GdkPixbuf, Gimp, GimpUi, GLib, Gtk

from inlay.contract.views import Frame, Rect

from ..bridge.lens import Lens

#: What lies around a picture.
SURROUNDINGS = 0.2


class DrawnArea:
    """Moves and stretches the last frame at once when the picture is moved, and is sharp on dense screens."""

    def __init__(self, lens: Lens) -> None:
        self.widget = Gtk.DrawingArea()
        self.widget.connect("draw", self._draw)
        self._lens = lens
        self._shown: Tuple[Rect, GdkPixbuf.Pixbuf] | None = None

    @property
    def density(self) -> int:
        """Pixels of the screen for one of the units in which GTK tells of events."""
        return self.widget.get_scale_factor()

    def show(self, frame: Frame, path: str) -> None:
        """Show a frame's file; it is not read again after the next frame is shown."""
        content = GLib.MappedFile.new(path, False).get_bytes()
        self._shown = frame.rect, pixels(content, False, frame.width, frame.height, frame.stride)
        self.move()

    def move(self) -> None:
        """The lens has changed."""
        self.widget.queue_draw()

    def _draw(self, widget: Gtk.Widget, context: Gdk.Context) -> bool:
        context.set_source_rgb(SURROUNDINGS, SURROUNDINGS, SURROUNDINGS)
        context.paint()
        if self._shown is not None:
            (left, top, width, height), picture = self._shown
            context.translate(*self._lens.to_area(left, top))
            scale = self._lens.scale
            context.scale(width * scale / picture.get_width(), height * scale / picture.get_height())
            Gdk.cairo_set_source_pixbuf(context, picture, 0, 0)
            context.paint()
        return True


class PreviewedArea:
    """Shows frames as they come, one pixel for each unit of GTK: there is no drawing from Python."""

    density = 1

    def __init__(self, lens: Lens) -> None:
        self.widget = GimpUi.PreviewArea()

    def show(self, frame: Frame, path: str) -> None:
        with open(path, "rb") as file:
            content = file.read(frame.size)
        self.widget.draw(0, 0, frame.width, frame.height, Gimp.ImageType.RGB_IMAGE, content, frame.stride)

    def move(self) -> None:
        """The next frame follows."""


Area = Union[DrawnArea, PreviewedArea]


def of(lens: Lens) -> Area:
    """The better one that there can be. Without cairo's part of gi GTK would never ask Python to draw."""
    try:
        gi.require_foreign("cairo")
    except ImportError:
        return PreviewedArea(lens)
    return DrawnArea(lens)


def pixels(content: GLib.Bytes, alpha: bool, width: int, height: int, stride: int) -> GdkPixbuf.Pixbuf:
    return GdkPixbuf.Pixbuf.new_from_bytes(content, GdkPixbuf.Colorspace.RGB, alpha, 8, width, height, stride)
