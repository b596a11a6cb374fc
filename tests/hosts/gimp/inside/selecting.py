"""Every way to select, on what `test_selecting.py` has written; leaves what GIMP then holds for it to compare."""

import json
import os
import struct

import toolbox
from gi.repository import Gimp, Gio

PICTURES = os.path.join(toolbox.FOLDER, "selecting")


def _read(name):
    with open(os.path.join(PICTURES, name), "rb") as file:
        return file.read()


def _open():
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.path.join(PICTURES, "image.png")))
    fox = image.get_layers()[0]
    strokes = toolbox.new_layer(image, "Strokes", image.get_width(), image.get_height(), pixels=_read("scribbles.rgba"))
    toolbox.select(image, [value for (value,) in struct.iter_unpack("f", _read("region.f32"))])
    image.set_selected_layers([fox])
    image.clean_all()
    return image, fox, strokes


def _keep(name, drawable, format=None):
    with open(os.path.join(PICTURES, f"{name}.held"), "wb") as file:
        file.write(struct.pack("II", *toolbox.place(drawable)[2:]) + toolbox.get(drawable, format))


def check_every_way_to_select():
    for name, (operation, values) in json.loads(_read("runs.json")).items():
        image, fox, strokes = _open()
        before, selected = toolbox.stack(image), toolbox.get(image.get_selection())
        items = {"scribbles_item": strokes} if operation == "select-scribbles" else {}
        made = toolbox.succeed(operation, image, [fox], **{**values, **items})
        if made["layer"] is not None:
            assert image.get_layers() == [strokes, made["layer"], fox], name
            _keep(name, made["layer"], "R'G'B'A u8")
        else:
            assert toolbox.stack(image) == before, name
        if made["layer-mask"] is not None:
            assert fox.get_mask() == made["layer-mask"], name
            _keep(name, fox.get_mask(), "Y u8")
        if made["selection"] is not None:
            _keep(name, image.get_selection(), "Y u8")
        else:
            assert toolbox.get(image.get_selection()) == selected, name
        image.delete()


def check_what_is_refused():
    image, fox, _ = _open()
    before = toolbox.everything(image)
    answer = toolbox.call("select-threshold", image, [fox], method="range", low=100.0, result="intersect")
    assert not answer.success
    assert "found nothing" in answer.message, answer.message
    assert toolbox.everything(image) == before
