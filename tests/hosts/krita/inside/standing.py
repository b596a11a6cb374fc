"""What stands for layers is mixed as they are, and nothing of them shows through it."""

import toolbox
from inlay.krita import modes

import inlay

CANVAS = (0, 0, toolbox.WIDTH, toolbox.HEIGHT)
HOW = ((150, "normal"), (255, "multiply"), (150, "screen"))


def _document():
    document = toolbox.new_document("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
    width, height = CANVAS[2:]
    toolbox.add_layer(document, "Snow", CANVAS, bytes((210, 140, 90, 255)) * (width * height))
    return document


def _stripes(document, name, box, opacity=lambda column, row: 255):
    """A layer whose columns are shades by their place on the canvas."""
    left, _, width, height = box
    pixels = [
        (60, 200 - (column + left), 2 * (column + left), opacity(column, row))
        for row in range(height)
        for column in range(width)
    ]
    return toolbox.add_layer(document, name, box, bytes(value for pixel in pixels for value in pixel))


def _mix(layer, opacity, mode):
    layer.setOpacity(opacity)
    layer.setBlendingMode(mode)
    return layer


def _shown(document):
    toolbox.refresh(document)
    return bytes(document.pixelData(*CANVAS))


def _near(found, wanted, tolerance=1):
    assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= tolerance


def check_merged_layers_that_are_mixed_alike():
    width, height = CANVAS[2:]
    boxes = [(0, 0, width * 2 // 3, height), (width // 3, 0, width - width // 3, height)]
    for how in HOW:
        document = _document()
        whole = _mix(_stripes(document, "Whole", CANVAS), *how)
        wanted = _shown(document)
        whole.remove()
        parts = [_mix(_stripes(document, "Part", box), *how) for box in boxes]
        toolbox.refresh(document)
        node = inlay.run("merge-layers", document, parts[0], ways={"layers": parts})
        assert not any(part.visible() for part in parts)
        assert (node.opacity(), node.blendingMode()) == how
        _near(_shown(document), wanted)


def check_merged_layers_that_differ():
    width, height = CANVAS[2:]
    document = _document()
    left = _stripes(document, "Left", (0, 0, width * 2 // 3, height))
    right = _mix(_stripes(document, "Right", (width // 3, 0, width - width // 3, height)), 100, "difference")
    toolbox.refresh(document)
    node = inlay.run("merge-layers", document, left, ways={"layers": [left, right]})
    assert (node.opacity(), node.blendingMode()) == (255, "normal")
    assert _shown(document) == toolbox.pixels(node, CANVAS), "as if both were plain"


def check_pictures_of_a_translucent_layer():
    for name, values in (("show-channels", {"channels": "gray"}), ("show-gradients", {})):
        document = _document()
        fox = _stripes(document, "Fox", (11, 9, 20, 12), lambda column, row: 20 * row)
        toolbox.refresh(document)
        group = inlay.run(name, document, fox, values)
        *lower, top = group.childNodes()
        assert not fox.visible() and top.visible() and not any(each.visible() for each in lower)
        found, pixels = _shown(document), toolbox.pixels(top, (11, 9, 20, 12))
        group.remove()
        toolbox.add_layer(document, "Alone", (11, 9, 20, 12), pixels)
        _near(found, _shown(document))


def check_channels_that_add_up():
    for how in HOW:
        document = _document()
        fox = _mix(_stripes(document, "Fox", (11, 9, 20, 12)), *how)
        before = _shown(document)
        group = inlay.run("show-channels", document, fox)
        assert not fox.visible() and (group.opacity(), group.blendingMode()) == how
        _near(_shown(document), before)


def check_what_fills_a_layer():
    box = (11, 9, 30, 20)
    holed = [(40, 90, 200, max(0, min(255, 30 * abs(column - 15) - 60))) for row in range(20) for column in range(30)]
    for how in HOW:
        for up_to, filled in (("layer", box), ("canvas", CANVAS)):
            document = _document()
            plain = bytes((40, 90, 200, 255)) * (filled[2] * filled[3])
            whole = _mix(toolbox.add_layer(document, "Whole", filled, plain), *how)
            wanted = _shown(document)
            whole.remove()
            fox = _mix(toolbox.add_layer(document, "Fox", box, bytes(v for pixel in holed for v in pixel)), *how)
            toolbox.refresh(document)
            node = inlay.run("fill-transparent-parts", document, fox, {"up-to": up_to})
            assert not fox.visible() and (node.opacity(), node.blendingMode()) == how
            assert toolbox.box_of(node) == filled
            _near(_shown(document), wanted, 2)


FORMULAS = {
    "normal": lambda below, above: above,
    "multiply": lambda below, above: below * above,
    "screen": lambda below, above: below + above - below * above,
    "overlay": lambda below, above: 2 * below * above if below < 0.5 else 1 - 2 * (1 - below) * (1 - above),
    "darken": min,
    "lighten": max,
    "diff": lambda below, above: abs(below - above),
    "exclusion": lambda below, above: below + above - 2 * below * above,
    "add": lambda below, above: min(1, below + above),
}


def check_a_view_mixes_layers_as_the_image_does():
    for name, formula in FORMULAS.items():
        for opacity in (255, 150):
            document = _document()
            fox = _mix(_stripes(document, "Fox", CANVAS), opacity, name)
            mixing = modes.mixing_of(fox)
            assert mixing.mode == {"diff": "difference", "add": "plus"}.get(name, name) and not mixing.clips
            shown, own = _shown(document), toolbox.pixels(fox, CANVAS)
            for place in range(4 * CANVAS[2]):
                low, high = (210, 140, 90, 255)[place % 4] / 255, own[place] / 255
                wanted = 255 * (low + opacity / 255 * (formula(low, high) - low))
                assert place % 4 == 3 or abs(shown[place] - wanted) <= 1.5, (name, opacity, place)
