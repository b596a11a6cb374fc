"""The operations that cut out, on scenes that `test_cutting_out.py` has written; leaves what GIMP then holds."""

import json
import os
import struct

import toolbox
from gi.repository import Gegl, Gimp, Gio

PICTURES = os.path.join(toolbox.FOLDER, "cutouts")
METHOD = {"method": "closed-form"}
PRECISIONS = {"u8": None, "u16": Gimp.Precision.U16_NON_LINEAR, "f32": Gimp.Precision.FLOAT_NON_LINEAR}


def _scenes():
    return sorted(name for name in os.listdir(PICTURES) if os.path.isdir(os.path.join(PICTURES, name)))


def _file(scene, name):
    return Gio.File.new_for_path(os.path.join(PICTURES, scene, name))


def _keep(scene, name, drawable, format=None):
    """Write a drawable's native bytes, or those in a format, and where it lies."""
    with open(os.path.join(PICTURES, scene, f"{name}.held"), "wb") as file:
        file.write(toolbox.get(drawable, format))
    with open(os.path.join(PICTURES, scene, f"{name}.json"), "w", encoding="utf-8") as file:
        json.dump({"place": toolbox.place(drawable), "name": drawable.get_name()}, file)


def _open(scene, precision=None):
    """The picture as an image with one layer."""
    image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, _file(scene, "image.png"))
    if precision is not None:
        image.convert_precision(precision)
    fox = image.get_layers()[0]
    fox.set_name("Fox")
    return image, fox


def _add(image, scene, name):
    layer = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, image, _file(scene, f"{name}.png"))
    layer.set_name(name.capitalize())
    image.insert_layer(layer, None, 0)
    return layer


def _settle(image, layer):
    image.set_selected_layers([layer])
    image.clean_all()


def _coverage(scene, name="region"):
    with open(os.path.join(PICTURES, scene, f"{name}.f32"), "rb") as file:
        return [value for (value,) in struct.iter_unpack("f", file.read())]


def check_a_trimap_layer_in_every_depth():
    for scene in _scenes():
        for depth, precision in PRECISIONS.items():
            image, fox = _open(scene, precision)
            trimap = _add(image, scene, "trimap")
            _settle(image, fox)
            before = toolbox.everything(image)
            layer = toolbox.succeed("cut-out", image, [fox], trimap_item=trimap, **METHOD)["layer"]
            assert toolbox.stack(image) == ["Trimap", "Fox (Cut Out with Trimap)", "Fox"]
            _keep(scene, f"trimap-{depth}", layer)
            image.remove_layer(layer)
            for hidden in (fox, trimap):
                assert not hidden.get_visible()
                hidden.set_visible(True)
            assert toolbox.everything(image)[:4] == before[:4]
            image.delete()


def check_a_trimap_as_channel_and_as_layer_mask():
    for scene in _scenes():
        image, fox = _open(scene)
        trimap = _add(image, scene, "trimap")
        mask = trimap.create_mask(Gimp.AddMaskType.COPY)
        values = toolbox.numbers(trimap, "R'G'B' float")[::3]
        channel = Gimp.Channel.new(image, "Trimap", *toolbox.place(trimap)[2:], 50, Gegl.Color.new("black"))
        image.insert_channel(channel, None, 0)
        carrier = toolbox.new_layer(image, "Carrier", *toolbox.place(trimap)[2:])
        carrier.add_mask(mask)
        for drawable in (channel, mask):
            toolbox.put(drawable, struct.pack(f"{len(values)}f", *values), "Y float")
        _settle(image, fox)
        for name, item in (("channel", channel), ("mask", mask)):
            answer = toolbox.succeed("cut-out", image, [fox], trimap_item=item, **METHOD)
            _keep(scene, f"by-{name}", answer["layer"])
        image.delete()


def check_every_result():
    for scene in _scenes():
        image, fox = _open(scene)
        trimap = _add(image, scene, "trimap")
        _settle(image, fox)
        common = {"trimap_item": trimap, **METHOD}
        layer = toolbox.succeed("cut-out", image, [fox], result="layer-with-mask", **common)["layer"]
        assert toolbox.numbers(layer, "R'G'B' u8") == toolbox.numbers(fox, "R'G'B' u8"), "the picture is untouched"
        _keep(scene, "result-mask", layer.get_mask(), "Y u8")
        _keep(scene, "result-alpha", toolbox.succeed("cut-out", image, [fox], result="alpha", **common)["layer"])
        channel = toolbox.succeed("cut-out", image, [fox], result="channel", **common)["channel"]
        _keep(scene, "result-channel", channel, "Y u8")
        names = toolbox.stack(image)
        selection = toolbox.succeed("cut-out", image, [fox], result="selection", **common)["selection"]
        assert toolbox.stack(image) == names, "a selection adds no layer"
        _keep(scene, "result-selection", selection, "Y u8")
        Gimp.Selection.none(image)
        trimap.set_visible(True)
        checker = toolbox.succeed("cut-out", image, [fox], result="on-checker", **common)["layer"]
        assert not trimap.get_visible()
        assert set(toolbox.numbers(checker)[3::4]) == {255}
        image.delete()


def check_a_mask_on_the_layer_itself():
    for scene in _scenes():
        image, fox = _open(scene)
        trimap = _add(image, scene, "trimap")
        _settle(image, fox)
        pixels, common = toolbox.get(fox), {"trimap_item": trimap, "result": "layer-mask", **METHOD}
        mask = toolbox.succeed("cut-out", image, [fox], **common)["layer-mask"]
        assert fox.get_mask() == mask and toolbox.get(fox) == pixels
        assert toolbox.stack(image) == ["Trimap", "Fox"] and image.get_selected_layers() == [fox]
        assert fox.get_visible() and not trimap.get_visible()
        _keep(scene, "result-layer-mask", mask, "Y u8")
        alpha = toolbox.numbers(mask, "Y float")
        half = struct.pack(f"{len(alpha)}f", *([0.5] * len(alpha)))
        toolbox.put(mask, half, "Y float")
        both = toolbox.succeed("cut-out", image, [fox], **common)["layer-mask"]
        assert fox.get_mask() == both and max(toolbox.numbers(both, "Y float")) < 0.51, "what it hid stays hidden"
        anew = toolbox.succeed("refine-edge", image, [fox], edge_item=trimap, result="layer-mask")["layer-mask"]
        assert fox.get_mask() == anew and max(toolbox.numbers(anew, "Y float")) > 0.99, "the mask was refined"
        image.delete()


def check_a_selection():
    for scene in _scenes():
        image, fox = _open(scene)
        toolbox.select(image, _coverage(scene))
        _settle(image, fox)
        before = toolbox.get(image.get_selection())
        _keep(scene, "subject-inside", toolbox.succeed("remove-background", image, [fox], edge=4.0, **METHOD)["layer"])
        fox.set_visible(True)
        _settle(image, fox)
        layer = toolbox.succeed("cut-out-selection", image, [fox], inner=6, outer=9, **METHOD)["layer"]
        assert toolbox.get(image.get_selection()) == before
        _keep(scene, "selection", layer)
        fox.set_visible(True)
        made = toolbox.succeed("make-trimap", image, [fox], inner=6, outer=9)["layer"]
        assert made.get_opacity() == 50 and image.get_selected_layers() == [made] and fox.get_visible()
        assert Gimp.Selection.is_empty(image), "it can be painted on everywhere"
        _keep(scene, "made", made)
        _settle(image, fox)
        again = toolbox.succeed("cut-out", image, [fox], trimap_item=made, **METHOD)["layer"]
        assert toolbox.place(again)[2] > 10
        image.delete()


def check_a_subject():
    for scene in _scenes():
        image, fox = _open(scene)
        _settle(image, fox)
        layer = toolbox.succeed("remove-background", image, [fox], edge=4.0, **METHOD)["layer"]
        assert layer.get_name() == f"{fox.get_name()} (Remove Background)" and not fox.get_visible()
        _keep(scene, "subject", layer)
        image.delete()


def check_scribbles():
    for scene in _scenes():
        image, fox = _open(scene)
        strokes = _add(image, scene, "strokes")
        _settle(image, fox)
        layer = toolbox.succeed("cut-out-scribbles", image, [fox], scribbles_item=strokes, **METHOD)["layer"]
        _keep(scene, "scribbles", layer)
        image.delete()


def check_a_layer_and_its_mask():
    """What the mask hides is there to be found again, and the mask itself stays."""
    for scene in _scenes():
        image, fox = _open(scene)
        fox.add_alpha()
        mask = fox.create_mask(Gimp.AddMaskType.WHITE)
        fox.add_mask(mask)
        values = _coverage(scene)
        toolbox.put(mask, struct.pack(f"{len(values)}f", *values), "Y float")
        _settle(image, fox)
        before = toolbox.get(fox), toolbox.get(mask)
        for drawable in (fox, mask):
            for operation in ("refine-edge", "clean-edge-colours", "background-plate"):
                layer = toolbox.succeed(operation, image, [drawable])["layer"]
                below = image.get_item_position(layer) > image.get_item_position(fox)
                assert below == (operation == "background-plate"), operation
                assert fox.get_visible() == below, "over the plate the layer is still to be seen"
                fox.set_visible(True)
                kind = "layer" if drawable == fox else "mask"
                _keep(scene, f"{operation}-{kind}", layer)
                image.remove_layer(layer)
        assert (toolbox.get(fox), toolbox.get(mask)) == before
        image.delete()


def check_failures_leave_the_image_as_it_was():
    scene = _scenes()[0]
    image, fox = _open(scene)
    trimap = _add(image, scene, "trimap")
    empty = toolbox.new_layer(image, "Empty", *toolbox.place(fox)[2:])
    _settle(image, fox)
    before = toolbox.everything(image)
    for operation, values, words in (
        ("cut-out", {}, "needs a trimap"),
        ("cut-out", {"trimap_item": fox}, "picture itself"),
        ("cut-out", {"trimap_item": empty}, "unknown"),
        ("cut-out", {"trimap_item": trimap, "result": "on-backdrop"}, "no backdrop"),
        ("cut-out-selection", {}, "Nothing is selected"),
        ("cut-out-scribbles", {"scribbles_item": empty}, "unknown"),
        ("refine-edge", {}, "opaque everywhere"),
        ("clean-edge-colours", {}, "opaque everywhere"),
        ("background-plate", {}, "opaque everywhere"),
        ("make-trimap", {}, "Nothing is selected"),
    ):
        answer = toolbox.call(operation, image, [fox], **values)
        assert not answer.success, operation
        assert words in answer.message, (operation, answer.message)
        assert toolbox.everything(image) == before, operation
