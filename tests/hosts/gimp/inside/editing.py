"""Every gradient edit on the layers that `test_gradient_edits.py` has written; leaves what GIMP then holds."""

import json
import os
import struct

import toolbox

PICTURES = os.path.join(toolbox.FOLDER, "edits")
#: Roles for which a mask, a channel or any layer is chosen.
ITEMS = ("sampling",)
PRECISIONS = {"u8": "U8_NON_LINEAR", "f32": "FLOAT_NON_LINEAR"}

with open(os.path.join(PICTURES, "edits.json"), encoding="utf-8") as file:
    TOLD = json.load(file)


def _open(depth):
    """The image with its layers, by name."""
    image = toolbox.new_image(*TOLD["size"], PRECISIONS[depth])
    layers = {}
    for name, (x, y, width, height) in TOLD["places"].items():
        with open(os.path.join(PICTURES, depth, f"{name}.raw"), "rb") as samples:
            layers[name] = toolbox.new_layer(image, name, width, height, (x, y), pixels=samples.read())
    return image, layers


def _coverage():
    with open(os.path.join(PICTURES, "region.f32"), "rb") as samples:
        return [value for (value,) in struct.iter_unpack("f", samples.read())]


def _arguments(edit, layers):
    """The selected layers, and the procedure's further arguments."""
    values, selected = dict(edit["values"]), None
    for role, given in edit["layers"].items():
        if isinstance(given, list):
            selected = [layers[name] for name in given]
        elif selected is None:
            selected = [layers[given]]
        elif role in ITEMS:
            values[f"{role}_item"] = layers[given]
        elif not (edit["below"] and role == "destination"):
            values.update({role: "layer", f"{role}_layer": layers[given]})
    for role in edit["without"]:
        values[role] = "none"
    return selected, values


def _leaves(layers):
    """Layers from the bottom, those in groups in their places."""
    for layer in reversed(layers):
        if layer.is_group():
            yield from _leaves(layer.get_children())
        else:
            yield layer


def _keep(depth, name, layers):
    layers = list(_leaves(layers))
    place = os.path.join(PICTURES, depth, f"{name}.gimp")
    with open(f"{place}.raw", "wb") as file:
        file.write(b"".join(toolbox.get(layer) for layer in layers))
    with open(f"{place}.json", "w", encoding="utf-8") as file:
        json.dump([{"name": layer.get_name(), "box": toolbox.place(layer)} for layer in layers], file)


def _all_in(depth):
    image, layers = _open(depth)
    failures = []
    for name in [name for name, wanted in TOLD["runs"] if wanted == depth]:
        edit = TOLD["edits"][name]
        if edit["region"]:
            toolbox.select(image, _coverage())
        else:
            toolbox.Gimp.Selection.none(image)
        selected, values = _arguments(edit, layers)
        image.set_selected_layers(selected)
        image.clean_all()
        before, stack = toolbox.everything(image), image.get_layers()
        shown = [layer.get_visible() for layer in stack]
        answer = toolbox.call(edit["operation"], image, selected, **values)
        if not answer.success:
            failures.append(f"{name}: {answer.message}")
            continue
        new = [layer for layer in image.get_layers() if layer not in stack]
        _keep(depth, name, new)
        assert len(new) == 1, (name, "arrived at once", new)
        image.remove_layer(new[0])
        for layer, visible in zip(stack, shown, strict=True):
            layer.set_visible(visible)
        image.set_selected_layers(selected)
        image.clean_all()
        assert toolbox.everything(image) == before, name
    assert not failures, failures


def check_every_edit_in_8_bits():
    _all_in("u8")


def check_every_edit_in_floating_point():
    _all_in("f32")
