"""How the screen shows colours: what GIMP does to sRGB on its way to a monitor."""

from __future__ import annotations

from gi.repository import Babl, Gegl, Gimp, GimpUi, Gtk

from inlay.contract.views import DISPLAY_EDGE

FORMAT = "R'G'B' u8"


def table(widget: Gtk.Widget) -> bytes:
    """How the monitor that shows a widget shows sRGB, for a view's opening; empty where it shows it as it is."""
    format, profile = Babl.format(FORMAT), Gimp.ColorProfile.new_rgb_srgb()
    transform = GimpUi.widget_get_color_transform(
        widget,
        Gimp.get_color_configuration(),
        profile,
        format,
        format,
        profile,  # of what is proofed; the binding takes no None
        Gimp.ColorRenderingIntent.RELATIVE_COLORIMETRIC,
        False,
    )
    if transform is None:
        return b""
    area = Gegl.Rectangle.new(0, 0, DISPLAY_EDGE**2, DISPLAY_EDGE)
    given, shown = (Gegl.Buffer.introspectable_new(FORMAT, 0, 0, area.width, area.height) for _ in range(2))
    given.set(area, FORMAT, grid())
    transform.process_buffer(given, area, shown, area)
    return bytes(shown.get(area, 1.0, FORMAT, Gegl.AbyssPolicy.NONE))


def grid() -> bytes:
    """Every colour of the table as it is, red outermost."""
    levels = [round(255 * step / (DISPLAY_EDGE - 1)) for step in range(DISPLAY_EDGE)]
    return bytes(part for red in levels for green in levels for blue in levels for part in (red, green, blue))
