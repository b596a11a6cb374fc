"""Every filter on the picture that `test_filtering.py` has written; leaves what GIMP then holds for it to compare."""

import json
import os
import struct

import toolbox
from gi.repository import Gimp, Gio

PICTURES = os.path.join(toolbox.FOLDER, "filters")


def _open():
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(os.path.join(PICTURES, "image.png")))
    fox = image.get_layers()[0]
    fox.set_name("Fox")
    with open(os.path.join(PICTURES, "region.f32"), "rb") as file:
        toolbox.select(image, [value for (value,) in struct.iter_unpack("f", file.read())])
    image.set_selected_layers([fox])
    image.clean_all()
    return image, fox


def check_every_filter():
    with open(os.path.join(PICTURES, "filters.json"), encoding="utf-8") as file:
        filters = json.load(file)
    image, fox = _open()
    before = toolbox.everything(image)
    for name, values in filters.items():
        layer = toolbox.succeed(name, image, [fox], **values)["layer"]
        assert image.get_layers() == [layer, fox], name
        with open(os.path.join(PICTURES, f"{name}.held"), "wb") as file:
            file.write(struct.pack("II", *toolbox.place(layer)[2:]) + toolbox.get(layer))
        assert not fox.get_visible(), "it would show through"
        image.remove_layer(layer)
        fox.set_visible(True)
        image.set_selected_layers([fox])
        image.clean_all()
        assert toolbox.everything(image) == before, name


def check_steps_are_a_group_or_an_animation():
    image, fox = _open()
    toolbox.succeed("rotate-colours", image, [fox], steps=3, angle=270.0)
    names = ["Fox (270°)", "Fox (180°)", "Fox (90°)"]
    assert toolbox.stack(image) == [("Fox (Rotate Colours)", names), "Fox"]
    path = os.path.join(PICTURES, "turning.gif")
    file = Gio.File.new_for_path(path)
    toolbox.succeed("rotate-colours", image, [fox], steps=3, into="animation", animation=file)
    assert len(image.get_layers()) == 2
    assert len(Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, file).get_layers()) == 3


def check_channels_add_up_to_the_picture():
    for precision in ("U8_NON_LINEAR", "U16_NON_LINEAR", "FLOAT_LINEAR"):
        image = toolbox.new_image(precision=precision)
        fox = toolbox.new_layer(image, "Fox", 40, 30, alpha=False)
        toolbox.put(fox, bytes(each * 37 % 256 for each in range(3 * 40 * 30)), "R'G'B' u8")
        toolbox.succeed("show-channels", image, [fox])
        assert toolbox.stack(image) == [("Fox (Show Channels)", ["Red", "Green", "Blue"]), "Fox"]
        fox.set_visible(False)
        shown = image.duplicate().merge_visible_layers(Gimp.MergeType.CLIP_TO_IMAGE)
        pairs = zip(toolbox.numbers(shown, "RGB float"), toolbox.numbers(fox, "RGB float"), strict=True)
        assert max(abs(one - other) for one, other in pairs) < 1e-6, precision


def check_what_a_filter_refuses():
    image, fox = _open()
    before = toolbox.everything(image)
    answer = toolbox.call("convolve", image, [fox], matrix="1 2; 3 4")
    assert not answer.success
    assert "odd number" in answer.message, answer.message
    assert toolbox.everything(image) == before
