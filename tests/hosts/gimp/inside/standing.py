"""What stands for layers is mixed as they are, and nothing of them shows through it."""

import os
import sys

import toolbox
from gi.repository import Gimp

SNOW = (90, 140, 210, 255)
HOW = ((60, Gimp.LayerMode.NORMAL), (100, Gimp.LayerMode.MULTIPLY), (60, Gimp.LayerMode.SCREEN))


def _image():
    image = toolbox.new_image()
    return image, toolbox.new_layer(image, "Snow", 40, 30, colour=SNOW)


def _stripes(image, name, width, height, at, opacity=lambda column, row: 255):
    """A layer whose columns are shades by their place on the canvas."""
    pixels = [
        (6 * (column + at[0]), 200 - 4 * (column + at[0]), 60, opacity(column, row))
        for row in range(height)
        for column in range(width)
    ]
    values = bytes(value for pixel in pixels for value in pixel)
    return toolbox.new_layer(image, name, width, height, at, pixels=values)


def _mix(layer, opacity, mode):
    layer.set_opacity(opacity)
    layer.set_mode(mode)
    return layer


def _shown(image):
    flat = Gimp.Layer.new_from_visible(image, image, "flat")
    try:
        return toolbox.get(flat)
    finally:
        flat.delete()


def _near(found, wanted, tolerance=1):
    assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= tolerance


def check_merged_layers_that_are_mixed_alike():
    for how in HOW:
        image, _ = _image()
        whole = _mix(_stripes(image, "Whole", 40, 30, (0, 0)), *how)
        wanted = _shown(image)
        image.remove_layer(whole)
        parts = [_mix(_stripes(image, "Part", 25, 30, (left, 0)), *how) for left in (0, 15)]
        layer = toolbox.succeed("merge-layers", image, parts)["layer"]
        assert [part.get_visible() for part in parts] == [False, False]
        assert (layer.get_opacity(), layer.get_mode()) == how
        assert toolbox.place(layer) == (0, 0, 40, 30)
        _near(_shown(image), wanted)


def check_merged_layers_that_differ():
    image, _ = _image()
    parts = [_stripes(image, "Part", 25, 30, (left, 0)) for left in (0, 15)]
    _mix(parts[1], 50, Gimp.LayerMode.NORMAL)
    layer = toolbox.succeed("merge-layers", image, parts)["layer"]
    assert (layer.get_opacity(), layer.get_mode()) == (100, Gimp.LayerMode.NORMAL)
    assert _shown(image) == toolbox.get(layer), "as if both were opaque"


def check_pictures_of_a_translucent_layer():
    for name, values in (("show-channels", {"channels": "gray"}), ("show-gradients", {})):
        image, _ = _image()
        fox = _stripes(image, "Fox", 20, 12, (5, 6), lambda column, row: 20 * row)
        group = toolbox.succeed(name, image, [fox], **values)["group"]
        top, *lower = group.get_children()
        assert not fox.get_visible() and top.get_visible() and not any(each.get_visible() for each in lower)
        found = _shown(image)
        toolbox.new_layer(image, "Snow", 40, 30, colour=SNOW)
        image.insert_layer(Gimp.Layer.new_from_drawable(top, image), None, 0)
        _near(found, _shown(image))


def check_channels_that_add_up():
    for how in HOW:
        image, _ = _image()
        fox = _mix(_stripes(image, "Fox", 20, 12, (5, 6)), *how)
        before = _shown(image)
        group = toolbox.succeed("show-channels", image, [fox])["group"]
        assert not fox.get_visible() and (group.get_opacity(), group.get_mode()) == how
        _near(_shown(image), before)


def check_what_fills_a_layer():
    for how in HOW:
        for up_to, (at, size) in {"layer": ((5, 6), (30, 20)), "canvas": ((0, 0), (40, 30))}.items():
            image, _ = _image()
            plain = [(200, 90, 40, 255)] * (size[0] * size[1])
            whole = toolbox.new_layer(image, "Whole", *size, at, pixels=bytes(v for pixel in plain for v in pixel))
            _mix(whole, *how)
            wanted = _shown(image)
            image.remove_layer(whole)
            holed = [
                (200, 90, 40, max(0, min(255, 30 * abs(column - 15) - 60))) for row in range(20) for column in range(30)
            ]
            fox = toolbox.new_layer(image, "Fox", 30, 20, (5, 6), pixels=bytes(v for pixel in holed for v in pixel))
            _mix(fox, *how)
            layer = toolbox.succeed("fill-transparent-parts", image, [fox], up_to=up_to)["layer"]
            assert not fox.get_visible() and (layer.get_opacity(), layer.get_mode()) == how
            assert toolbox.place(layer) == (*at, *size)
            _near(_shown(image), wanted, 2)


def _light(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _stored(value):
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


FORMULAS = {
    "normal": lambda below, above: above,
    "multiply": lambda below, above: below * above,
    "screen": lambda below, above: below + above - below * above,
    "overlay": lambda below, above: 2 * below * above if below < 0.5 else 1 - 2 * (1 - below) * (1 - above),
    "darken": min,
    "lighten": max,
    "difference": lambda below, above: abs(below - above),
    "exclusion": lambda below, above: below + above - 2 * below * above,
    "plus": lambda below, above: min(1, below + above),
}


def _mixed(below, above, opacity, mixing):
    """A sample of 0 to 255 as a view shows it."""

    def in_light(light, formula, *values):
        return _stored(formula(*map(_light, values))) if light == "linear" else formula(*values)

    below, above = below / 255, above / 255
    blended = in_light(mixing.blends, FORMULAS[mixing.mode], below, above)
    return 255 * in_light(mixing.weighs, lambda low, high: low + opacity * (high - low), below, blended)


def check_a_view_mixes_layers_as_the_image_does():
    sys.path.insert(0, os.path.join(Gimp.directory(), "plug-ins"))
    from inlay.gimp.modes import mixing_of

    modes = Gimp.LayerMode
    own = (modes.NORMAL, modes.MULTIPLY, modes.SCREEN, modes.OVERLAY, modes.DARKEN_ONLY, modes.LIGHTEN_ONLY)
    more = (modes.DIFFERENCE, modes.EXCLUSION, modes.ADDITION, modes.NORMAL_LEGACY, modes.MULTIPLY_LEGACY)
    for mode in (*own, *more, modes.SCREEN_LEGACY, modes.ADDITION_LEGACY, modes.DIFFERENCE_LEGACY):
        for opacity in (100, 60):
            image, _ = _image()
            fox = _mix(_stripes(image, "Fox", 40, 30, (0, 0)), opacity, mode)
            shown, own = _shown(image), toolbox.get(fox)
            mixing = mixing_of(fox)
            wanted = [
                _mixed(SNOW[place % 4], own[place], opacity / 100, mixing) for place in range(160) if place % 4 < 3
            ]
            found = [shown[place] for place in range(160) if place % 4 < 3]
            off = max(abs(one - other) for one, other in zip(found, wanted, strict=True))
            assert off <= 1.5, (mode, opacity, mixing, off)
