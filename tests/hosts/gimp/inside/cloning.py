"""Seamless Clone on pictures that `test_cloning.py` has written; leaves what GIMP then holds for it to compare."""

import json
import os
import struct

import toolbox
from gi.repository import Gimp, Gio

PICTURES = os.path.join(toolbox.FOLDER, "pictures")


def _file(name):
    return Gio.File.new_for_path(os.path.join(PICTURES, name))


def _keep(name, **drawables):
    """Write the native bytes of drawables, and where they lie."""
    told = {}
    for key, drawable in drawables.items():
        with open(os.path.join(PICTURES, f"{name}.{key}"), "wb") as file:
            file.write(toolbox.get(drawable))
        told[key] = {"name": drawable.get_name(), "place": toolbox.place(drawable), "bytes": drawable.get_bpp()}
    with open(os.path.join(PICTURES, f"{name}.json"), "w", encoding="utf-8") as file:
        json.dump(told, file)


def _open(case):
    """The destination as an image, the source above it, the region as the selection."""
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, _file(case["destination"]))
    snow = image.get_layers()[0]
    fox = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, image, _file(case["source"]))
    fox.set_name("Fox")
    image.insert_layer(fox, None, 0)
    fox.set_offsets(*case["at"])
    if case["region"]:
        with open(os.path.join(PICTURES, case["coverage"]), "rb") as file:
            toolbox.select(image, [value for (value,) in struct.iter_unpack("f", file.read())])
    image.set_selected_layers([fox])
    image.clean_all()
    return image, snow, fox


def check_every_case():
    with open(os.path.join(PICTURES, "cases.json"), encoding="utf-8") as file:
        cases = json.load(file)
    for name, case in cases.items():
        image, snow, fox = _open(case)
        before = toolbox.get(snow), toolbox.get(fox), toolbox.get(image.get_selection())
        profile = image.get_effective_color_profile().get_icc_profile()
        layer = toolbox.succeed("seamless-clone", image, [fox], **case["parameters"])["layer"]
        assert (toolbox.get(snow), toolbox.get(fox), toolbox.get(image.get_selection())) == before, name
        assert image.get_layers() == [layer, fox, snow], name
        assert layer.get_name() == "Fox (Seamless Clone)", name
        assert image.get_effective_color_profile().get_icc_profile() == profile, name
        _keep(name, result=layer, source=fox, destination=snow)
        image.delete()


def check_every_way_to_the_same_destination():
    with open(os.path.join(PICTURES, "cases.json"), encoding="utf-8") as file:
        case = json.load(file)["u8"]
    image, snow, fox = _open(case)
    below = toolbox.succeed("seamless-clone", image, [fox])["layer"]
    direct = toolbox.succeed("seamless-clone", image, [fox], destination="layer-below")["layer"]
    snow.set_visible(False)
    chosen = toolbox.succeed("seamless-clone", image, [fox], destination="layer", destination_layer=snow)["layer"]
    assert toolbox.get(below) == toolbox.get(direct) == toolbox.get(chosen)


def check_hiding_the_source_and_displacing_it():
    with open(os.path.join(PICTURES, "cases.json"), encoding="utf-8") as file:
        case = json.load(file)["u8"]
    image, _snow, fox = _open(case)
    Gimp.Selection.none(image)
    fox.set_offsets(5, 10)
    stays = toolbox.succeed("seamless-clone", image, [fox])["layer"]
    assert not fox.get_visible()
    fox.set_visible(True)
    moved = toolbox.succeed("seamless-clone", image, [fox], x=7, y=-3, hide_source=False)["layer"]
    assert fox.get_visible()
    left, top, width, height = toolbox.place(stays)
    assert toolbox.place(moved) == (left + 7, top - 3, width, height)


def check_a_source_in_a_group_and_a_transparent_destination():
    image = toolbox.new_image(40, 30)
    group = Gimp.GroupLayer.new(image, "Group")
    image.insert_layer(group, None, 0)
    fox = toolbox.new_layer(image, "Fox", 10, 10, (5, 5), group, colour=(10, 20, 30, 255))
    answer = toolbox.call("seamless-clone", image, [fox])
    assert not answer.success, "nothing lies below"
    assert answer.message
    toolbox.new_layer(image, "Snow", 40, 30, parent=group, colour=(90, 80, 70, 255))
    image.reorder_item(fox, group, 0)
    layer = toolbox.succeed("seamless-clone", image, [fox])["layer"]
    assert toolbox.stack(image) == [("Group", ["Fox (Seamless Clone)", "Fox", "Snow"])]
    assert set(toolbox.numbers(layer)) == {90, 80, 70, 255}, "a flat source takes the border's colour"
