"""The pointer's shape: what a press would do, and the brush's size; the screen itself moves it, nothing lags."""

from __future__ import annotations

from gi.repository import Gdk, GLib

from . import area

SHAPES = {
    "pick": "crosshair",
    "pan": "grab",
    "split": "col-resize",
    "move": "move",
    "scale": "nwse-resize",
    "turn": "alias",
}
#: Larger pointers than this the screen does not draw.
LARGEST = 255


def of(display: Gdk.Display, what: str, radius: float) -> Gdk.Cursor:
    """The pointer for what `bridge.gestures` names; `radius` is the brush's on the screen."""
    edge = 2 * int(radius + 2) + 1
    if what != "paint" or edge > LARGEST:
        return Gdk.Cursor.new_from_name(display, SHAPES.get(what, "crosshair"))
    shape = area.pixels(GLib.Bytes.new(ring(edge, radius)), True, edge, edge, 4 * edge)
    return Gdk.Cursor.new_from_pixbuf(display, shape, edge // 2, edge // 2)


def ring(edge: int, radius: float) -> bytes:
    """A white circle inside a black one, smooth, as red, green, blue, opacity of `edge` x `edge` pixels."""
    middle = edge // 2
    picture = bytearray()
    for y in range(edge):
        for x in range(edge):
            distance = abs(complex(x - middle, y - middle)) - radius
            white, black = max(0.0, 1 - abs(distance + 0.5)), max(0.0, 1 - abs(distance - 0.7))
            opacity = min(1.0, white + black)
            level = round(255 * white / opacity) if opacity else 0
            picture += bytes((level, level, level, round(255 * opacity)))
    return bytes(picture)
