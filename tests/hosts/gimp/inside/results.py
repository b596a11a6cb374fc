"""Every kind of output arrives where it belongs, in one undo group, and nothing else changes."""

import os

import toolbox
from gi.repository import Gegl, Gimp

ORANGE = Gegl.Color.new("#ff8040")


def _scene(precision="U8_NON_LINEAR", profile=None):
    image = toolbox.new_image(40, 30, precision, profile=profile)
    toolbox.new_layer(image, "Snow", 40, 30)
    group = Gimp.GroupLayer.new(image, "Group")
    image.insert_layer(group, None, 0)
    fox = toolbox.new_layer(image, "Fox", 20, 10, (5, 6), group)
    fox.fill(Gimp.FillType.WHITE)
    toolbox.new_layer(image, "Rain", 40, 30)
    image.set_selected_layers([fox])
    image.clean_all()
    return image, fox


def _yield(kind, image, fox, **values):
    return toolbox.succeed("sample-everything", image, [fox], yields=kind, colour=ORANGE, **values)[kind]


def check_a_layer_with_its_mask():
    image, fox = _scene()
    before = toolbox.get(fox)
    layer = _yield("layer", image, fox, title="Orange")
    assert toolbox.stack(image) == ["Rain", ("Group", ["Orange", "Fox"]), "Snow"]
    assert toolbox.place(layer) == (5, 6, 20, 10)
    assert set(toolbox.numbers(layer)[:4]) == {255, 128, 64}
    assert toolbox.get(layer.get_mask()) == (bytes([0]) * 10 + bytes([255]) * 10) * 10
    assert image.get_selected_layers() == [layer]
    assert fox.get_visible()
    assert toolbox.get(fox) == before


def check_names_come_from_the_source():
    image, fox = _scene()
    assert _yield("layer", image, fox).get_name() == "Fox (Sample)"


def check_hiding_the_source():
    image, fox = _scene()
    _yield("layer", image, fox, hide_source=True)
    assert fox.get_visible(), "it is one of the references, too"
    _yield("layer", image, fox, hide_source=True, references="none")
    assert not fox.get_visible()


def _shown(image):
    flat = Gimp.Layer.new_from_visible(image, image, "flat")
    try:
        return toolbox.get(flat)
    finally:
        flat.delete()


def check_an_edit_of_a_translucent_layer_stands_for_it():
    """Laid over it, its soft edge would be doubled, and the old colours seen in it."""
    image = toolbox.new_image()
    toolbox.new_layer(image, "Snow", 40, 30, colour=(90, 140, 210, 255))
    edge = [(40 * (column % 5), 200 - 8 * row, 60, min(255, 25 * row)) for row in range(12) for column in range(20)]
    fox = toolbox.new_layer(image, "Fox", 20, 12, (5, 6), pixels=bytes(value for pixel in edge for value in pixel))
    fox.set_opacity(60)
    fox.set_mode(Gimp.LayerMode.MULTIPLY)
    toolbox.select(image, [max(0.0, min(1.0, (x - 12) / 6)) for _ in range(30) for x in range(40)])
    before = _shown(image)
    layer = toolbox.succeed("gaussian-blur", image, [fox], radius=2.0)["layer"]
    assert not fox.get_visible() and layer.get_visible()
    assert (layer.get_opacity(), layer.get_mode()) == (fox.get_opacity(), fox.get_mode())
    assert toolbox.place(layer) == toolbox.place(fox)
    old, new = toolbox.get(fox), toolbox.get(layer)
    assert new[3::4] == old[3::4], "its soft edge"
    changed = [place % 80 // 4 for place in range(len(old)) if old[place] != new[place]]
    assert min(changed) > 12 - 5 and max(changed) == 19, "what is selected"
    after = _shown(image)
    seen = {place % 160 // 4 for place in range(len(before)) if before[place] != after[place]}
    assert seen and min(seen) > 12 and max(seen) < 25, seen


def check_an_edit_of_an_opaque_layer_that_is_mixed_as_a_whole_stands_for_it():
    """Laid over it, it would be more opaque than what is around it."""
    for opacity, mode in ((60, Gimp.LayerMode.NORMAL), (100, Gimp.LayerMode.MULTIPLY)):
        image = toolbox.new_image()
        toolbox.new_layer(image, "Snow", 40, 30, colour=(90, 140, 210, 255))
        pixels = [(40 * (column % 5), 200 - 8 * row, 60, 255) for row in range(12) for column in range(20)]
        fox = toolbox.new_layer(
            image, "Fox", 20, 12, (5, 6), pixels=bytes(value for pixel in pixels for value in pixel)
        )
        fox.set_opacity(opacity)
        fox.set_mode(mode)
        toolbox.select(image, [float(x >= 15) for _ in range(30) for x in range(40)])
        before = _shown(image)
        layer = toolbox.succeed("gaussian-blur", image, [fox], radius=2.0)["layer"]
        assert not fox.get_visible() and layer.get_visible()
        assert (layer.get_opacity(), layer.get_mode()) == (opacity, mode)
        assert toolbox.place(layer) == toolbox.place(fox)
        after = _shown(image)
        seen = {place % 160 // 4 for place in range(len(before)) if before[place] != after[place]}
        assert seen and min(seen) >= 15 and max(seen) < 25, seen


def check_an_edit_of_an_opaque_layer_leaves_it():
    image = toolbox.new_image()
    snow = toolbox.new_layer(image, "Snow", 40, 30, colour=(90, 140, 210, 255))
    toolbox.succeed("gaussian-blur", image, [snow], radius=2.0)
    assert snow.get_visible()


def check_colours_are_right_in_a_wide_gamut_image():
    image, fox = _scene("FLOAT_LINEAR", toolbox.WIDE)
    layer = _yield("layer", image, fox)
    seen = toolbox.numbers(layer)[:4]
    picked = image.pick_color([layer], 6, 7, False, False, 0)
    red, green, blue, _ = (picked[1] if isinstance(picked, tuple) else picked).get_rgba()
    assert abs(red - 1) < 2e-3, (seen, red)
    assert abs(green - 0.2158605) < 2e-3, (seen, green)
    assert abs(blue - 0.0512695) < 2e-3, (seen, blue)


def check_a_group():
    image, fox = _scene()
    group = _yield("group", image, fox, title="New")
    expected = ("New group", [("Inner", ["Top"]), "Bottom"])
    assert toolbox.stack(image) == ["Rain", ("Group", [expected, "Fox"]), "Snow"]
    assert group.is_group()
    assert image.get_selected_layers() == [group]
    assert toolbox.numbers(group.get_children()[1])[:4] == (255, 128, 64, 255)
    assert toolbox.place(group.get_children()[1]) == (5, 6, 20, 10)


def check_a_layer_mask():
    image, fox = _scene()
    mask = _yield("layer-mask", image, fox)
    assert fox.get_mask() == mask
    assert toolbox.get(mask) == (bytes([64]) * 10 + bytes([191]) * 10) * 10
    _yield("layer-mask", image, fox)
    assert toolbox.place(fox.get_mask()) == (5, 6, 20, 10)
    assert toolbox.stack(image) == ["Rain", ("Group", ["Fox"]), "Snow"]


def check_a_selection():
    image, fox = _scene()
    _yield("selection", image, fox)
    selection = toolbox.get(image.get_selection())
    row = bytes(15) + bytes([128]) * 10 + bytes(15)
    assert selection == bytes(40 * 6) + row * 10 + bytes(40 * 14)
    assert toolbox.stack(image) == ["Rain", ("Group", ["Fox"]), "Snow"]
    assert image.get_selected_layers() == [fox]


def check_a_channel():
    image, fox = _scene("FLOAT_LINEAR")
    channel = _yield("channel", image, fox)
    assert channel.get_name() == "Sample channel"
    assert not channel.get_visible()
    values = toolbox.numbers(channel, "Y float")
    assert values[6 * 40 : 7 * 40] == (0.0,) * 5 + (1.0,) * 10 + (0.0,) * 25
    assert image.get_selected_layers() == [fox]
    assert image.get_channels() == [channel]


def check_a_path():
    image, fox = _scene()
    path = _yield("path", image, fox)
    outline, bow = (path.stroke_get_points(stroke) for stroke in path.get_strokes())
    corners = [(5, 6), (25, 6), (25, 16), (5, 16)]
    assert outline.controlpoints == [number for corner in corners for number in corner * 3]
    assert outline.closed
    assert not bow.closed
    assert bow.controlpoints == [5, 11, 5, 11, 5, 6, 25, 6, 25, 11, 25, 11]


def check_a_vector_picture():
    for precision in ("U8_NON_LINEAR", "FLOAT_LINEAR"):
        image, fox = _scene(precision)
        layer = _yield("vector", image, fox)
        assert layer.get_name() == "Sample vector"
        assert toolbox.place(layer) == (0, 0, 40, 30)
        assert toolbox.stack(image) == ["Rain", ("Group", ["Sample vector", "Fox"]), "Snow"]
        alpha = toolbox.numbers(layer, "R'G'B'A u8")[3::4]
        assert [place for place, value in enumerate(alpha[7 * 40 : 8 * 40]) if value == 255] == list(range(5, 25))
        assert alpha[11 * 40 + 15] == 0, "the hole"
        assert toolbox.numbers(layer, "R'G'B'A u8")[(7 * 40 + 6) * 4 :][:4] == (255, 128, 64, 255)


def check_a_file():
    image, fox = _scene()
    before = toolbox.everything(image)
    told = toolbox.echo(image, [fox])
    assert told["document"] == [40, 30]
    assert toolbox.everything(image) == before


def check_everything_at_once():
    image, fox = _scene()
    path = os.path.join(toolbox.FOLDER, "everything.json")
    report = toolbox.Gio.File.new_for_path(path)
    made = toolbox.succeed("sample-everything", image, [fox], report=report, title="New")
    assert list(made) == ["layer", "group", "layer-mask", "selection", "channel", "path", "vector", "file"]
    assert made["file"].get_path() == path
    assert all(value is not None for value in made.values())
    new = ["New", ("New group", [("Inner", ["Top"]), "Bottom"]), "Sample vector", "Fox"]
    assert toolbox.stack(image) == ["Rain", ("Group", new), "Snow"]


def check_a_gray_image():
    image = toolbox.new_image(40, 30, "U16_NON_LINEAR", gray=True)
    fox = toolbox.new_layer(image, "Fox", 20, 10, (5, 6))
    layer = _yield("layer", image, fox)
    assert layer.is_gray()
    assert toolbox.numbers(layer)[1] == 65535


def _nested(width=40, height=30):
    """A selection of a frame with an island in its hole, as values of the canvas, and where its outlines run."""
    boxes = ((2, 3, 36, 27), (8, 7, 32, 23), (14, 11, 26, 19))
    values = [
        sum(left <= x < right and top <= y < bottom for left, top, right, bottom in boxes) % 2
        for y in range(height)
        for x in range(width)
    ]
    corners = [{(x, y) for x in (left, right) for y in (top, bottom)} for left, top, right, bottom in boxes]
    return values, corners


def check_an_outline_becomes_a_path():
    for precision in ("U8_NON_LINEAR", "FLOAT_LINEAR"):
        image, fox = _scene(precision)
        values, corners = _nested()
        toolbox.select(image, values)
        image.set_selected_layers([fox])
        selected, before = toolbox.get(image.get_selection()), toolbox.stack(image)
        path = toolbox.succeed("trace", image, [fox])["path"]
        assert path.get_name() == "Fox (Trace to Path)"
        assert image.get_paths() == [path] and path.get_visible()
        strokes = [path.stroke_get_points(stroke) for stroke in path.get_strokes()]
        assert len(strokes) == 3 and all(stroke.closed for stroke in strokes)
        for stroke, expected in zip(strokes, corners, strict=True):
            points = list(zip(stroke.controlpoints[0::2], stroke.controlpoints[1::2], strict=True))
            assert len(points) == 12 and {(round(x, 3), round(y, 3)) for x, y in points} == expected, points
        assert toolbox.stack(image) == before and toolbox.get(image.get_selection()) == selected


def check_polygons_are_the_same_drawn_and_in_pixels():
    image, fox = _scene()
    toolbox.select(image, [float((x - 20) ** 2 + (y - 14) ** 2 < 140) for y in range(30) for x in range(40)])
    image.set_selected_layers([fox])
    values = {"fill": "colour", "colour": ORANGE}
    drawn = toolbox.succeed("trace", image, [fox], yields="vector", **values)["vector"]
    image.set_selected_layers([fox])
    layer = toolbox.succeed("trace", image, [fox], yields="layer", **values)["layer"]
    assert toolbox.stack(image) == ["Rain", ("Group", [layer.get_name(), drawn.get_name(), "Fox"]), "Snow"]
    left, top, width, height = toolbox.place(layer)
    shown, painted = toolbox.numbers(drawn, "R'G'B'A u8"), toolbox.numbers(layer, "R'G'B'A u8")
    differences = [
        abs(shown[4 * ((top + y) * 40 + left + x) + 3] - painted[4 * (y * width + x) + 3])
        for y in range(height)
        for x in range(width)
    ]
    assert sum(painted[3::4]) > 255 * 350 and sum(shown[3::4]) > 255 * 350
    edge = sum(0 < value < 255 for value in painted[3::4])
    assert max(differences) <= 40 and sum(differences) <= 8 * edge, (max(differences), sum(differences), edge)
    assert shown[4 * (14 * 40 + 20) :][:4] == painted[4 * ((14 - top) * width + 20 - left) :][:4] == (255, 128, 64, 255)
