"""A row of widgets that goes on in a further line where there is not the room for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gi.repository import Gdk, Gtk

SPACING = 6


class Row(Gtk.Fixed):
    """Widgets side by side from where reading begins, each as wide as it likes to be."""

    def __init__(self, widgets: Sequence[Gtk.Widget]) -> None:
        super().__init__()
        for widget in widgets:
            self.add(widget)

    def do_get_request_mode(self) -> Gtk.SizeRequestMode:
        return Gtk.SizeRequestMode.HEIGHT_FOR_WIDTH

    def do_get_preferred_width(self) -> tuple[int, int]:
        widths = [_size(child).width for child in self._shown()]
        return max(widths, default=0), sum(widths) + SPACING * max(len(widths) - 1, 0)

    def do_get_preferred_width_for_height(self, _height: int) -> tuple[int, int]:
        # A divided pane asks so.
        return self.do_get_preferred_width()

    def do_get_preferred_height(self) -> tuple[int, int]:
        return self.do_get_preferred_height_for_width(self.do_get_preferred_width()[0])

    def do_get_preferred_height_for_width(self, width: int) -> tuple[int, int]:
        heights = [max(_size(child).height for child in line) for line in self._lines(width)]
        height = sum(heights) + SPACING * max(len(heights) - 1, 0)
        return height, height

    def do_size_allocate(self, place: Gdk.Rectangle) -> None:
        self.set_allocation(place)
        is_mirrored = self.get_direction() == Gtk.TextDirection.RTL
        top = place.y
        for line in self._lines(place.width):
            height = max(_size(child).height for child in line)
            left = 0
            for child in line:
                width = _size(child).width
                own = Gdk.Rectangle()
                own.x = place.x + (place.width - left - width if is_mirrored else left)
                own.y, own.width, own.height = top, width, height
                child.size_allocate(own)
                left += width + SPACING
            top += height + SPACING

    def _shown(self) -> list[Gtk.Widget]:
        return [child for child in self.get_children() if child.get_visible()]

    def _lines(self, width: int) -> Iterator[list[Gtk.Widget]]:
        """What fits side by side into a width, line by line."""
        line: list[Gtk.Widget] = []
        left = width
        for child in self._shown():
            wanted = _size(child).width
            if line and wanted > left:
                yield line
                line, left = [], width
            line.append(child)
            left -= wanted + SPACING
        if line:
            yield line


def _size(widget: Gtk.Widget) -> Gtk.Requisition:
    return widget.get_preferred_size().natural_size
