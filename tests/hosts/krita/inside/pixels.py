"""Pixels arrive at the worker and come back as the bytes they are stored in, whatever the colour space."""

import struct

import toolbox

import inlay

BOX = (7, 5, 33, 21)


def _comes_back(model, depth, profile=""):
    document = toolbox.new_document(model, depth, profile)
    layer = toolbox.add_layer(document, "Fox", BOX)
    toolbox.refresh(document)
    before = toolbox.pixels(layer, BOX)
    assert len(set(before)) > 16
    result = inlay.run("sample-copy", document, layer)
    assert toolbox.box_of(result) == BOX, toolbox.box_of(result)
    assert toolbox.pixels(result, BOX) == before, (model, depth, profile)
    assert toolbox.pixels(layer, BOX) == before, "the source was touched"
    assert (result.colorModel(), result.colorDepth()) == (model, depth)
    assert result.colorProfile() == document.colorProfile()


def check_native_bytes_of_every_depth_come_back():
    for model in ("RGBA", "GRAYA"):
        for depth in toolbox.DEPTHS:
            _comes_back(model, depth)


def check_cmyk_and_lab_travel_too():
    for depth in ("U8", "U16"):
        _comes_back("CMYKA", depth)
        _comes_back("LABA", depth)


def check_floating_inks_and_lab_lose_no_more_than_the_last_place():
    """Krita has percent of ink, and L, a and b themselves; the worker has 0 to 1."""
    for model in ("CMYKA", "LABA"):
        document = toolbox.new_document(model, "F32")
        values = [round(0.37 * place, 2) % 100 for place in range(BOX[2] * BOX[3] * toolbox.CHANNELS[model])]
        values[toolbox.CHANNELS[model] - 1 :: toolbox.CHANNELS[model]] = [1.0] * (BOX[2] * BOX[3])
        layer = toolbox.add_layer(document, "Fox", BOX, struct.pack(f"={len(values)}f", *values))
        toolbox.refresh(document)
        result = inlay.run("sample-copy", document, layer)
        found = struct.unpack(f"={len(values)}f", toolbox.pixels(result, BOX))
        assert max(abs(a - b) for a, b in zip(found, values, strict=True)) < 4e-5, model


def check_profiles_are_kept():
    for depth in toolbox.DEPTHS:
        _comes_back("RGBA", depth, "ClayRGB-elle-V2-g22.icc")
        _comes_back("RGBA", depth, "sRGB-elle-V2-srgbtrc.icc")
    _comes_back("GRAYA", "U16", "Gray-D50-elle-V2-g22.icc")


def check_values_beyond_one_survive():
    import struct

    document = toolbox.new_document("RGBA", "F32")
    data = struct.pack("=16f", 4.5, -0.25, 100, 1, 0, 7, 1e-7, 0.5, 3, 2, 1, 1, 1e6, -3, 0.1, 0.25)
    layer = toolbox.add_layer(document, "Sun", (2, 3, 2, 2), data)
    toolbox.refresh(document)
    result = inlay.run("sample-copy", document, layer)
    assert toolbox.pixels(result, (2, 3, 2, 2)) == data


def check_other_models_are_refused_in_words():
    document = toolbox.new_document("XYZA", "U8")
    error = toolbox.refused("sample-copy", document, document.rootNode().childNodes()[0])
    assert "XYZA" in error.message and "Convert" in error.hint, error


def check_colours_arrive_in_the_right_channels():
    for depth in toolbox.DEPTHS:
        document = toolbox.new_document("RGBA", depth, "sRGB-elle-V2-srgbtrc.icc")
        layer = toolbox.add_layer(document, "Fox", BOX, opacity=1)
        toolbox.refresh(document)
        result = inlay.run("sample-everything", document, layer, {"yields": "layer", "colour": [1, 0.5, 0, 1]})
        pixel = memoryview(toolbox.pixels(result, (7, 5, 1, 1)))
        if depth == "U8":
            assert list(pixel) == [0, 128, 255, 255], list(pixel)
        elif depth == "U16":
            assert list(pixel.cast("H")) == [0, 32768, 65535, 65535], list(pixel.cast("H"))
        else:
            import struct

            numbers = struct.unpack(f"=4{toolbox.CODES[depth]}", pixel)
            assert all(abs(a - b) < 1e-3 for a, b in zip(numbers, (1, 0.5, 0, 1), strict=True)), numbers


def check_layers_in_another_space_arrive_in_the_documents():
    document = toolbox.new_document("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
    layer = toolbox.add_layer(document, "Fox", BOX, bytes([0, 128, 255, 255]) * (33 * 21))
    layer.setColorSpace("RGBA", "F32", "sRGB-elle-V2-g10.icc")
    toolbox.refresh(document)
    assert layer.colorDepth() == "F32"
    result = inlay.run("sample-copy", document, layer)
    assert result.colorDepth() == "U8"
    assert list(toolbox.pixels(result, (7, 5, 1, 1))) == [0, 128, 255, 255]
