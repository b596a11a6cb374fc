"""What GIMP is told about the operations, and the modes in which a procedure runs."""

import re

import toolbox
from gi.repository import Gimp

NAMES = ("seamless-clone", "sample-everything", "sample-copy", "sample-slow", "sample-fail")


def _procedure(name):
    return Gimp.get_pdb().lookup_procedure(f"plug-in-inlay-{name}")


def check_menus_and_words():
    for name in NAMES:
        procedure = _procedure(name)
        menu = "Blend" if name == "seamless-clone" else "Sample"
        assert procedure.get_menu_paths() == [f"<Image>/Filters/Inlay/{menu}"], procedure.get_menu_paths()
        assert procedure.get_image_types() == "RGB*, GRAY*"
    clone = _procedure("seamless-clone")
    assert clone.get_menu_label() == "_Seamless Clone..."
    assert _procedure("sample-copy").get_menu_label() == "_Sample Copy", "there is nothing to ask"
    assert clone.get_blurb().startswith("Paste the selected part of a layer")
    assert "content aware" in clone.get_blurb(), "GIMP's search looks here"
    assert "Perez" in clone.get_help()


def check_arguments_follow_the_declaration():
    names = [argument.name for argument in _procedure("seamless-clone").get_arguments()][3:]
    assert names[:2] == ["destination", "destination-layer"]
    parameters = ["gradients", "per", "x", "y", "scale", "rotate", "boundary", "keep-source-colour"]
    parameters += ["protect-texture", "bleeding", "optimal-boundary", "blend-space", "hide-source"]
    assert names[2:] == ["object-item", *parameters], names
    arguments = {argument.name: argument for argument in _procedure("sample-everything").get_arguments()}
    assert (arguments["amount"].minimum, arguments["amount"].maximum) == (-10, 10)
    assert arguments["amount"].get_default_value() == 3
    assert arguments["strength"].get_default_value() == 0.5
    assert {"centre-x", "centre-y", "corners", "table", "report", "colour", "trimap-item"} <= set(arguments)
    assert arguments["yields"].get_default_value() == "everything"


def check_mnemonics_are_unique():
    for name in NAMES:
        labels = [argument.nick for argument in _procedure(name).get_arguments()][3:]
        letters = [found.group(1).lower() for label in labels for found in [re.search("_(.)", label)] if found]
        assert len(letters) == len(labels) or name == "sample-everything", labels
        assert len(set(letters) | set("chlors")) == len(letters) + 6, letters


def check_the_result_is_returned_by_name():
    values = [value.name for value in _procedure("sample-everything").get_return_values()]
    assert values == ["layer", "group", "layer-mask", "selection", "channel", "path", "vector", "file"]


def check_wrong_values_are_refused_by_gimp():
    image = toolbox.new_image()
    layer = toolbox.new_layer(image, "Fox", 20, 10)
    config = _procedure("seamless-clone").create_config()
    config.set_property("image", image)
    config.set_core_object_array("drawables", [layer])
    config.set_property("x", 1 << 20)
    assert config.get_property("x") <= 262_144


def check_last_values_are_the_defaults_at_first():
    image = toolbox.new_image()
    toolbox.new_layer(image, "Snow", 40, 30, colour=(255, 255, 255, 255))
    layer = toolbox.new_layer(image, "Fox", 20, 10, colour=(180, 90, 30, 255))
    answer = toolbox.call("sample-everything", image, [layer], Gimp.RunMode.WITH_LAST_VALS)
    assert answer.success, answer.message
    assert answer.items["layer"].get_name() == "Fox (Sample)"
    assert toolbox.numbers(answer.items["layer"])[:4] == (255, 128, 64, 255), "the colour's default"
