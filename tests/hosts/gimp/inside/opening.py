"""OpenRaster files that Inlay wrote, opened by GIMP."""

import json
import os

from gi.repository import Gegl, Gimp, Gio

FOLDER = os.path.join(os.environ["INLAY_FOLDER"], "layered")


def check_group():
    _opens("group")


def check_narrow():
    _opens("narrow")


def check_names():
    _opens("names")


def check_kept():
    # GIMP leaves out what it cannot show, as Inlay does.
    _opens("kept", but=("text", "Drawing", "Torn"))


def _opens(name, but=()):
    with open(os.path.join(FOLDER, f"{name}.json"), encoding="utf-8") as file:
        about = json.load(file)
    with open(os.path.join(FOLDER, f"{name}.rgba"), "rb") as file:
        expected = file.read()
    place = Gio.File.new_for_path(os.path.join(FOLDER, f"{name}.ora"))
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, place)
    assert image is not None, "GIMP does not open it"
    width, height = about["size"]
    assert (image.get_width(), image.get_height()) == (width, height)
    assert _names(image.get_layers()) == [each for each in about["names"] if each not in but]
    layer = image.merge_visible_layers(Gimp.MergeType.CLIP_TO_IMAGE)
    whole = Gegl.Rectangle.new(0, 0, width, height)
    held = layer.get_buffer().get(whole, 1.0, "R'G'B'A u8", Gegl.AbyssPolicy.NONE)
    assert bytes(held) == expected


def _names(layers):
    """Bottom to top, what a group holds before the group."""
    found = []
    for layer in reversed(layers):
        if layer.is_group():
            found += _names(layer.get_children())
        found.append(layer.get_name())
    return found
