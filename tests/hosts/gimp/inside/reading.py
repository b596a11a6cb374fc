"""Every way in which an operation finds its pictures, and what the artist sees is what is read."""

import toolbox
from gi.repository import Gegl, Gimp

RED, GREEN, BLUE = (250, 10, 20, 255), (10, 240, 30, 255), (20, 30, 230, 255)


def _scene():
    """Snow below all of the canvas, above it a group with a bush, the fox and a veil, above it rain."""
    image = toolbox.new_image(40, 30)
    snow = toolbox.new_layer(image, "Snow", 40, 30, colour=GREEN)
    group = Gimp.GroupLayer.new(image, "Group")
    image.insert_layer(group, None, 0)
    bush = toolbox.new_layer(image, "Bush", 20, 30, parent=group, colour=BLUE)
    fox = toolbox.new_layer(image, "Fox", 10, 10, (15, 5), group, colour=RED)
    toolbox.new_layer(image, "Veil", 40, 30, parent=group, colour=(9, 9, 9, 255))
    toolbox.new_layer(image, "Rain", 40, 30, colour=(1, 2, 3, 255))
    return image, snow, group, bush, fox


def _images(image, layer, **values):
    return toolbox.echo(image, [layer], **values)["images"]


def check_what_is_visible_below():
    image, snow, _group, bush, fox = _scene()
    before = toolbox.everything(image)
    told = _images(image, fox)
    assert told["source"]["name"] == "Fox"
    assert told["source"]["first"] == [*RED]
    assert told["destination"]["box"] == [15, 5, 10, 10]
    assert told["destination"]["first"] == [*BLUE]
    assert told["scene"]["first"] == [1, 2, 3, 255]
    assert toolbox.everything(image) == before
    bush.set_visible(False)
    assert _images(image, fox)["destination"]["first"] == [*GREEN]
    snow.set_visible(False)
    assert _images(image, fox)["destination"]["first"] == [0, 0, 0, 0]


def check_below_follows_opacity_modes_and_locks():
    image, _snow, group, bush, fox = _scene()
    for layer in (*image.get_layers(), *group.get_children()):
        layer.set_lock_visibility(True)
        layer.set_lock_content(not layer.is_group())
    bush.set_mode(Gimp.LayerMode.MULTIPLY)
    group.set_mode(Gimp.LayerMode.PASS_THROUGH)
    bush.set_opacity(50)
    seen = _images(image, fox)["destination"]["first"]
    for layer in (image.get_layers()[0], *group.get_children()[:2]):
        layer.set_lock_visibility(False)
        layer.set_visible(False)
    shown = Gimp.Layer.new_from_visible(image, image, "shown")
    assert seen == list(toolbox.numbers(shown)[:4])
    assert seen not in ([*BLUE], [*GREEN])


def check_a_chosen_destination_and_the_layer_below():
    image, snow, _group, bush, fox = _scene()
    told = _images(image, fox, destination="layer", destination_layer=snow)
    assert (told["destination"]["name"], told["destination"]["first"]) == ("Snow", [*GREEN])
    told = _images(image, fox, destination="layer-below")
    assert (told["destination"]["name"], told["destination"]["first"]) == ("Bush", [*BLUE])
    told = _images(image, bush, destination="layer-below")
    assert told["destination"]["name"] == "Snow", "the group ends: below it lies the snow"
    answer = toolbox.call("sample-everything", image, [snow], destination="layer-below")
    assert "No layer lies below Snow" in answer.message, answer.message
    answer = toolbox.call("sample-everything", image, [fox], destination="layer")
    assert "No destination is chosen" in answer.message, answer.message


def check_several_layers_masks_and_channels():
    image, snow, _group, _bush, fox = _scene()
    mask = fox.create_mask(Gimp.AddMaskType.WHITE)
    fox.add_mask(mask)
    channel = Gimp.Channel.new(image, "Saved", 40, 30, 50, Gegl.Color.new("black"))
    image.insert_channel(channel, None, 0)
    told = _images(image, fox, trimap_item=mask)["trimap"]
    assert (told["space"], told["box"], told["first"]) == (["MASK", "uint8", "linear"], [15, 5, 10, 10], [255])
    told = _images(image, fox, trimap_item=channel)["trimap"]
    assert (told["space"], told["box"], told["first"]) == (["MASK", "uint8", "linear"], [0, 0, 40, 30], [0])
    told = _images(image, fox, trimap_item=snow)["trimap"]
    assert (told["name"], told["first"]) == ("Snow", [*GREEN])
    told = _images(image, fox, references="none", scene="none")
    assert told["references"] is told["trimap"] is told["scene"] is None
    assert _images(image, mask)["source"]["name"] == "Fox", "a mask being edited stands for its layer"


def check_masks_and_filters_count_as_the_artist_sees_them():
    image, _snow, _group, bush, fox = _scene()
    mask = fox.create_mask(Gimp.AddMaskType.WHITE)
    fox.add_mask(mask)
    toolbox.put(mask, bytes([64]) * 100)
    before = toolbox.everything(image)
    assert _images(image, fox)["source"]["first"] == [*RED[:3], 64]
    assert toolbox.everything(image) == before
    fox.set_apply_mask(False)
    assert _images(image, fox)["source"]["first"] == [*RED]
    invert = Gimp.DrawableFilter.new(bush, "gegl:invert-gamma", "Invert")
    bush.append_filter(invert)
    assert _images(image, bush)["source"]["first"] == [255 - part for part in BLUE[:3]] + [255]
    assert _images(image, fox)["destination"]["first"] == [255 - part for part in BLUE[:3]] + [255]
    invert.set_visible(False)
    assert _images(image, bush)["source"]["first"] == [*BLUE]


def check_groups_text_and_locked_layers_can_be_read():
    image, _snow, group, _bush, fox = _scene()
    group.get_children()[0].set_visible(False)
    told = _images(image, group)
    assert (told["source"]["box"], told["source"]["first"]) == ([0, 0, 40, 30], [*BLUE])
    assert told["destination"]["first"] == [*GREEN]
    mask = group.create_mask(Gimp.AddMaskType.WHITE)
    group.add_mask(mask)
    toolbox.put(mask, bytes([128]) * 1200)
    group.set_opacity(30)
    assert _images(image, group)["source"]["first"] == [*BLUE[:3], 128]
    fox.set_lock_content(True)
    assert _images(image, fox)["source"]["first"] == [*RED]
    fox.set_visible(False)
    assert _images(image, fox)["source"]["first"] == [*RED]
    text = Gimp.TextLayer.new(image, "Fox", Gimp.context_get_font(), 12, Gimp.Unit.pixel())
    image.insert_layer(text, None, 0)
    assert _images(image, text)["source"]["name"] == text.get_name()


def check_every_kind_of_parameter():
    image, _snow, _group, _bush, fox = _scene()
    told = toolbox.echo(image, [fox])["parameters"]
    path = Gimp.Path.new(image, "Corners")
    image.insert_path(path, None, 0)
    path.stroke_new_from_points(Gimp.PathStrokeType.BEZIER, [0, 0, 7, 8, 9, 9, 1, 1, 2, 3, 4, 4], False)
    assert (told["amount"], told["strength"], told["enabled"], told["title"]) == (3, 0.5, True, "")
    assert (told["centre"], told["corners"], told["hide-source"]) == ([4, 5.5], [[1, 2], [3.5, 4]], False)
    colour = Gegl.Color.new("black")
    colour.set_rgba(1.0, 0.2140411, 0.0, 0.5)
    values = {"amount": -4, "strength": 0.25, "enabled": False, "title": "A “fox”", "hide_source": True}
    values |= {"centre_x": -3.25, "centre_y": 7, "corners": "1,2 -3.5,4e2", "colour": colour}
    told = toolbox.echo(image, [fox], **values)["parameters"]
    assert (told["amount"], told["strength"], told["enabled"], told["title"]) == (-4, 0.25, False, "A “fox”")
    assert (told["centre"], told["corners"], told["hide-source"]) == ([-3.25, 7], [[1, 2], [-3.5, 400]], True)
    assert [round(part, 3) for part in told["colour"]] == [1, 0.5, 0, 0.5]
    assert told["report"].endswith("echo.json")
    assert toolbox.echo(image, [fox], corners="Corners")["parameters"]["corners"] == [[7, 8], [2, 3]]
    answer = toolbox.call("sample-everything", image, [fox], corners="nowhere")
    assert "neither a list of points nor the name of a path" in answer.message, answer.message


def check_the_selection_is_read_softly():
    image, _snow, _group, _bush, fox = _scene()
    toolbox.select(image, [0.25] * 1200)
    told = _images(image, fox)["region"]
    assert told == {
        "box": [15, 5, 10, 10],
        "space": ["MASK", "uint8", "linear"],
        "name": "Selection Mask",
        "first": [64],
    }
