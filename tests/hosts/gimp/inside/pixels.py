"""Pixels arrive at the worker and come back as the bytes they are stored in."""

import itertools
import math

import toolbox
from gi.repository import Gimp

EXACT = ("U8_NON_LINEAR", "U8_LINEAR", "U8_PERCEPTUAL", "U16_NON_LINEAR", "U16_LINEAR", "HALF_LINEAR", "FLOAT_LINEAR")
EXACT += ("HALF_NON_LINEAR", "FLOAT_NON_LINEAR", "FLOAT_PERCEPTUAL")
AS_FLOAT = ("U32_NON_LINEAR", "DOUBLE_LINEAR")


def _varied(layer):
    """Samples all over their range, with opacity above 0."""
    kind = toolbox.sample_type(layer)
    channels = layer.get_bpp() // _size(kind)
    count = layer.get_width() * layer.get_height() * channels
    if kind in ("half", "float", "double"):
        opacity = channels - 1 if layer.has_alpha() else channels
        return [0.5 if place % channels == opacity else (place * 37) % 101 / 32 - 0.5 for place in range(count)]
    largest = {"u8": 255, "u16": 65535, "u32": 4294967295}[kind]
    return [(place * 2654435761) % largest + 1 for place in range(count)]


def _size(kind):
    return {"u8": 1, "u16": 2, "half": 2, "u32": 4, "float": 4, "double": 8}[kind]


def _copied(precision, gray, profile, alpha=True):
    image = toolbox.new_image(60, 50, precision, gray, profile)
    layer = toolbox.new_layer(image, "Fox", 33, 21, (7, -4), alpha=alpha)
    toolbox.put(layer, toolbox.pack(layer, _varied(layer)))
    before = toolbox.get(layer)
    result = toolbox.succeed("sample-copy", image, [layer])["layer"]
    assert toolbox.get(layer) == before, "the source was touched"
    inside = toolbox.new_layer(image, "inside", 33, 17, (7, 0), alpha=alpha)
    toolbox.put(inside, before[len(before) // 21 * 4 :])
    assert toolbox.place(result) == (7, 0, 33, 17), toolbox.place(result)
    return inside, result


def check_native_bytes_of_every_precision_come_back():
    for precision in EXACT:
        expected, result = _copied(precision, False, None)
        assert toolbox.get(result) == toolbox.get(expected), precision


def check_native_bytes_of_gray_and_wide_gamut_images_come_back():
    kinds = ((False, toolbox.WIDE), (True, None), (True, toolbox.WIDE_GRAY))
    for (gray, profile), precision in itertools.product(kinds, ("U8_NON_LINEAR", "U16_NON_LINEAR", "FLOAT_LINEAR")):
        expected, result = _copied(precision, gray, profile)
        assert toolbox.get(result) == toolbox.get(expected), (precision, gray, profile)


def check_wide_samples_travel_as_float_in_the_same_encoding():
    for precision, profile in itertools.product(AS_FLOAT, (None, toolbox.WIDE)):
        expected, result = _copied(precision, False, profile)
        white = 4294967295 if precision.startswith("U32") else 1
        for one, other in zip(toolbox.numbers(expected), toolbox.numbers(result), strict=True):
            assert math.isclose(one, other, rel_tol=2e-7, abs_tol=2e-7 * white), (precision, one, other)


def check_a_layer_without_opacity_becomes_an_opaque_one():
    for precision in ("U8_NON_LINEAR", "FLOAT_LINEAR"):
        expected, result = _copied(precision, False, toolbox.WIDE, alpha=False)
        colours = [number for place, number in enumerate(toolbox.numbers(result)) if place % 4 != 3]
        assert colours == list(toolbox.numbers(expected))
        assert set(toolbox.numbers(result)[3::4]) == {255 if precision.startswith("U8") else 1.0}


def check_values_beyond_the_range_survive():
    values = (4.5, -0.25, 100.0, 1.0, math.inf, -math.inf, 0.0)
    for precision in ("FLOAT_LINEAR", "FLOAT_NON_LINEAR", "HALF_LINEAR"):
        image = toolbox.new_image(2, 1, precision, profile=toolbox.WIDE)
        layer = toolbox.new_layer(image, "Fox", 2, 1)
        toolbox.put(layer, toolbox.pack(layer, (*values, 1.5)))
        result = toolbox.succeed("sample-copy", image, [layer])["layer"]
        assert toolbox.numbers(result) == (*values, 1.0), "opacity ends at one"


def check_the_worker_is_told_how_samples_are_stored():
    told = {
        "U8_NON_LINEAR": ("uint8", "perceptual"),
        "U8_PERCEPTUAL": ("uint8", "perceptual"),
        "U16_LINEAR": ("uint16", "linear"),
        "U32_NON_LINEAR": ("float32", "perceptual"),
        "HALF_LINEAR": ("float16", "linear"),
        "DOUBLE_LINEAR": ("float32", "linear"),
    }
    for precision, (dtype, transfer) in told.items():
        image = toolbox.new_image(precision=precision)
        layer = toolbox.new_layer(image, "Fox", 4, 4)
        assert toolbox.echo(image, [layer])["images"]["source"]["space"] == ["RGBA", dtype, transfer], precision


def check_soft_selections_stay_soft():
    for precision, largest in (("U8_NON_LINEAR", 255), ("U16_NON_LINEAR", 65535), ("FLOAT_LINEAR", 1 << 20)):
        image = toolbox.new_image(40, 30, precision)
        layer = toolbox.new_layer(image, "Fox", 40, 30)
        values = [(place * largest // 1199) / largest for place in range(1200)]
        toolbox.select(image, values)
        before = toolbox.get(image.get_selection())
        assert len(set(before)) > 100
        toolbox.succeed("sample-copy", image, [layer])
        assert toolbox.get(image.get_selection()) == before, precision


def check_only_the_box_of_the_selection_travels():
    image = toolbox.new_image(40, 30)
    layer = toolbox.new_layer(image, "Fox", 30, 20, (8, 6))
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 5, 9, 10, 7)
    told = toolbox.echo(image, [layer])["images"]
    for role in ("source", "destination", "region"):
        assert told[role]["box"] == [8, 9, 7, 7], (role, told[role])
    assert told["references"][0]["box"] == [8, 6, 30, 20]


def check_large_layers_travel_in_bands():
    image = toolbox.new_image(2100, 2100)
    layer = toolbox.new_layer(image, "Fox", 2100, 2100)
    toolbox.put(layer, bytes(range(1, 255)) * (2100 * 2100 * 4 // 254) + bytes(2100 * 2100 * 4 % 254))
    result = toolbox.succeed("sample-copy", image, [layer])["layer"]
    assert toolbox.get(result) == toolbox.get(layer)
