"""What an artist need not say: which layer is the picture, the trimap, the strokes; and what is refused at once."""

import random

import toolbox
from gi.repository import Gimp
from inlay.bridge import installation, table
from inlay.gimp import arguments, facts

OPERATIONS = {operation.id: operation for operation in table.load(installation.load().table)}
WIDTH, HEIGHT = 60, 40
REPEATED = Gimp.RunMode.WITH_LAST_VALS


def _photograph(image, name="Cat"):
    """Noise, red in the middle and blue around."""
    noise = random.Random(1)
    pixels = bytearray()
    for y in range(HEIGHT):
        for x in range(WIDTH):
            inside = 15 < x < 45 and 10 < y < 30
            base = (180, 60, 40) if inside else (40, 70, 170)
            pixels += bytes(part + noise.randrange(40) for part in base) + b"\xff"
    return toolbox.new_layer(image, name, WIDTH, HEIGHT, pixels=bytes(pixels))


def _trimap(image):
    def level(x, y):
        margin = min(x, y, WIDTH - 1 - x, HEIGHT - 1 - y)
        return 0 if margin < 8 else 255 if margin > 14 else 128

    pixels = b"".join(bytes([level(x, y)] * 3 + [255]) for y in range(HEIGHT) for x in range(WIDTH))
    return toolbox.new_layer(image, "Trimap", WIDTH, HEIGHT, pixels=pixels)


def _strokes(image):
    def pixel(x, y):
        if y == 20 and 20 < x < 40:
            return b"\xff\xff\xff\xff"
        return b"\0\0\0\xff" if y == 3 else bytes(4)

    pixels = b"".join(pixel(x, y) for y in range(HEIGHT) for x in range(WIDTH))
    return toolbox.new_layer(image, "Strokes", WIDTH, HEIGHT, pixels=pixels)


def _made_of(operation, image, active):
    image.set_selected_layers([active])
    answer = toolbox.call(operation, image, [active], REPEATED)
    assert answer.success, answer.message
    return next(iter(answer.items.values())).get_name()


def check_a_trimap_is_found_by_its_look():
    for is_active in (False, True):
        image = toolbox.new_image(WIDTH, HEIGHT)
        cat, trimap = _photograph(image), _trimap(image)
        assert "Cat" in _made_of("cut-out", image, trimap if is_active else cat)


def check_strokes_are_found_by_their_look():
    for is_active in (False, True):
        image = toolbox.new_image(WIDTH, HEIGHT)
        cat, strokes = _photograph(image), _strokes(image)
        assert "Cat" in _made_of("cut-out-scribbles", image, strokes if is_active else cat)


def check_photographs_are_no_trimaps():
    image = toolbox.new_image(WIDTH, HEIGHT)
    cat, dog = _photograph(image), _photograph(image, "Dog")
    for active in (cat, dog):
        answer = toolbox.call("cut-out", image, [active], REPEATED)
        assert not answer.success and "needs a trimap" in answer.message, answer.message


def check_what_a_script_says_is_done():
    image = toolbox.new_image(WIDTH, HEIGHT)
    _photograph(image)
    trimap = _trimap(image)
    made = toolbox.call("cut-out", image, [trimap], trimap_item=trimap)
    assert "Trimap" in next(iter(made.items.values())).get_name() if made.success else made.message


def check_what_is_refused_at_once():
    image = toolbox.new_image(WIDTH, HEIGHT)
    alone = _photograph(image)
    words = []
    for operation in ("heal-selection", "seamless-clone"):
        answer = toolbox.call(operation, image, [alone], REPEATED)
        assert not answer.success
        words.append(answer.message)
    assert words[0].startswith("Nothing is selected."), words
    assert words[1].startswith("Nothing is visible below Cat."), words


def _facts(image, layers, operation="heal-selection"):
    return facts.of(OPERATIONS[operation], image, layers)


def check_facts():
    image = toolbox.new_image(WIDTH, HEIGHT)
    snow = toolbox.new_layer(image, "Snow", WIDTH, HEIGHT, colour=(255, 255, 255, 255))
    group = Gimp.GroupLayer.new(image, "Group")
    image.insert_layer(group, None, 0)
    fox = toolbox.new_layer(image, "Fox", 8, 8, parent=group, colour=(1, 2, 3, 255))
    nothing = toolbox.new_layer(image, "Nothing", 8, 8, parent=group)
    found = _facts(image, [fox])
    assert found == facts.Facts("Fox", False, False, True, True, True, layers=3, masks=0, selected_layers=1), found
    assert _facts(image, [nothing]).is_empty
    snow.set_visible(False)
    assert not _facts(image, [fox]).is_below and _facts(image, [fox]).next_below
    assert not _facts(image, [snow]).next_below and not _facts(image, [snow]).is_below
    assert _facts(image, [snow]).is_visible
    group.set_visible(False)
    assert not _facts(image, [snow]).is_visible
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 1, 1, 4, 4)
    snow.add_mask(snow.create_mask(Gimp.AddMaskType.WHITE))
    found = _facts(image, [snow.get_mask()])
    assert (found.active, found.is_selected, found.masks) == ("Snow", True, 1), found
    assert _facts(image, []).active is None
    assert _facts(image, [snow, fox], "merge-layers").selected_layers == 2


def check_a_preset_becomes_the_settings():
    image, operation = toolbox.new_image(WIDTH, HEIGHT), OPERATIONS["sample-everything"]
    config = Gimp.get_pdb().lookup_procedure("plug-in-inlay-sample-everything").create_config()
    wanted = {"amount": 5, "strength": 0.25, "yields": "layer", "title": "Dusk", "colour": [0.25, 0.5, 0.75, 1.0]}
    wanted["report"] = "/tmp/report.json"
    wanted["centre"] = [7.0, 8.0]
    arguments.put(operation, config, wanted)
    found = arguments.values(operation, config, image)
    assert {name: found[name] for name in wanted} == wanted, found
