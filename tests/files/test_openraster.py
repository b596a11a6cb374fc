"""OpenRaster files: read, and written as the standard asks."""

import warnings
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis.strategies import characters, text
from PIL import Image
from tests.files.drawn import WIDE, exif_block, noise, png_bytes, save
from tests.files.openraster import archive, ora, packed, stack_of

from inlay.errors import FileError, InlayWarning, InputError
from inlay.files import formats, openraster, rendering
from inlay.files.document import Document, Group, Layer, Metadata, flat
from inlay.picture import Picture, Space


def scene(path, **attributes):
    """Snow, a hidden layer, and a group that holds a fox with an offset."""
    return ora(
        path,
        (30, 20),
        [
            {"pixels": noise(20, 30, 3), "name": "Snow"},
            {"pixels": noise(20, 30, 4, seed=1), "name": "Mist", "visibility": "hidden", "opacity": "0.5"},
            {
                "name": "Animals",
                "isolation": "auto",
                "children": [
                    {
                        "pixels": noise(8, 9, 4, seed=2),
                        "name": "Fox",
                        "x": -3,
                        "y": 5,
                        "composite-op": "svg:multiply",
                        "edit-locked": "true",
                    }
                ],
            },
        ],
        xres="300",
        yres="300",
        **attributes,
    )


def test_the_stack_is_read_bottom_to_top(tmp_path):
    document = formats.read(scene(tmp_path / "a.ora"))
    assert (document.width, document.height, document.layered) == (30, 20, True)
    assert document.metadata.resolution == (300, 300)
    snow, mist, animals = document.layers
    assert (snow.name, mist.name, animals.name) == ("Snow", "Mist", "Animals")
    assert (mist.visible, mist.opacity) == (False, 0.5)
    assert isinstance(animals, Group)
    assert not animals.isolated
    fox = animals.children[0]
    assert (fox.mode, fox.picture.x, fox.picture.y) == ("svg:multiply", -3, 5)
    assert np.array_equal(fox.picture.pixels, noise(8, 9, 4, seed=2))


def test_layers_are_found_by_name_path_and_number(tmp_path):
    document = formats.read(scene(tmp_path / "a.ora"))
    fox = document.layers[2].children[0]
    assert document.find("Fox") is document.find("Animals/Fox") is document.find("2") is fox
    assert document.find("0") is document.find("Snow")
    with pytest.raises(InputError, match="no layer “Wolf”") as caught:
        document.find("Wolf")
    assert "2 “Animals/Fox”" in caught.value.hint


def test_layers_of_one_name_are_told_apart_by_number(tmp_path):
    twins = [{"pixels": noise(4, 4, 3, seed=n), "name": "Layer"} for n in range(2)]
    document = formats.read(ora(tmp_path / "a.ora", (4, 4), twins))
    with pytest.raises(InputError, match="2 layers named"):
        document.find("Layer")
    assert document.find("1") is document.layers[1]


def written(document, path):
    path.write_bytes(openraster.encode(document, rendering.visible(document)))
    return path


def test_what_was_read_is_written_again(tmp_path):
    before = scene(tmp_path / "a.ora")
    after = written(formats.read(before), tmp_path / "b.ora")

    def named(stack):
        return [
            (tag, {k: v for k, v in about.items() if k != "src"}, named(children)) for tag, about, children in stack
        ]

    snow, mist, (tag, animals, (fox,)) = named(stack_of(after))
    assert snow[1]["name"] == "Snow"
    assert mist[1]["visibility"] == "hidden"
    assert float(mist[1]["opacity"]) == 0.5
    assert (tag, animals["isolation"]) == ("stack", "auto")
    assert (fox[1]["x"], fox[1]["y"], fox[1]["composite-op"]) == ("-3", "5", "svg:multiply")
    assert fox[1]["edit-locked"] == "true"
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        kept = {new.read(name) for name in new.namelist()}
        assert {old.read(name) for name in old.namelist() if name.startswith("data/")} <= kept
        assert 'xres="300"' in new.read("stack.xml").decode()


def test_the_file_is_what_the_standard_asks_for(tmp_path):
    path = written(formats.read(scene(tmp_path / "a.ora")), tmp_path / "b.ora")
    content = path.read_bytes()
    assert content[30:38] == b"mimetype"
    assert content[38:54] == b"image/openraster"
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        merged = np.asarray(Image.open(BytesIO(archive.read("mergedimage.png"))))
        thumbnail = Image.open(BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert all(name in archive.namelist() for name in ("stack.xml", "data/000.png"))
    assert np.array_equal(merged, rendering.visible(formats.read(path)).pixels)
    assert max(thumbnail.size) <= 256


def test_thumbnails_of_large_pictures_are_small_and_alike(tmp_path):
    wide = np.zeros((600, 3000, 3), np.uint8)
    wide[:, 1500:] = 200
    path = written(formats.read(save(tmp_path / "a.png", wide)), tmp_path / "b.ora")
    with zipfile.ZipFile(path) as archive:
        thumbnail = Image.open(BytesIO(archive.read("Thumbnails/thumbnail.png")))
    assert thumbnail.size == (256, 51)
    assert thumbnail.getpixel((20, 20))[:3] == (0, 0, 0)
    assert thumbnail.getpixel((240, 20))[:3] == (200, 200, 200)


def test_16_bits_and_the_profile_are_kept(tmp_path):
    import imagecodecs

    from inlay.files import png

    deep = noise(5, 6, 4, "u2")
    encoded = png.encode(Picture(deep, space=Space("RGBA", np.dtype("u2"), profile=WIDE)))
    document = formats.read(ora(tmp_path / "a.ora", (6, 5), [{"png": encoded, "name": "Deep"}]))
    assert document.space == Space("RGBA", np.dtype("u2"), profile=WIDE)
    path = written(document, tmp_path / "b.ora")
    with zipfile.ZipFile(path) as archive:
        merged = imagecodecs.png_decode(archive.read("mergedimage.png"))
        assert b"iCCP" in archive.read("mergedimage.png")
    assert merged.dtype == np.uint16
    assert np.array_equal(formats.read(path).layers[0].picture.pixels, deep)


def test_gray_layers_make_a_gray_document(tmp_path):
    document = formats.read(ora(tmp_path / "a.ora", (6, 5), [{"pixels": noise(5, 6, 1), "name": "Gray"}]))
    assert document.space.model == "GRAYA"
    assert rendering.visible(document).pixels.shape == (5, 6, 2)


def test_unknown_modes_are_said_when_the_picture_is_composed(tmp_path):
    path = ora(tmp_path / "a.ora", (6, 5), [{"pixels": noise(5, 6, 3), "name": "Odd", "composite-op": "krita:xor"}])
    document = formats.read(path)
    with pytest.warns(UserWarning, match="krita:xor"):
        rendering.visible(document)
    again = written_quietly(document, tmp_path / "b.ora")
    assert stack_of(again)[0][1]["composite-op"] == "krita:xor"


def written_quietly(document, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return written(document, path)


def test_a_cut_file(tmp_path):
    path = scene(tmp_path / "a.ora")
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(FileError, match="damaged or cut off"):
        formats.read(path)


def said_by(document):
    """What is said when a document is composed."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rendering.visible(document)
    return [str(warning.message) for warning in caught]


MYPAINT = "http://mypaint.org/ns/openraster"


def mypaint(path):
    """As MyPaint writes it: attributes in a namespace of its own, and without one, that name parts of the archive."""
    return packed(
        path,
        '<layer name="ink" src="data/ink.png" mypaint:strokemap="data/000.png" edit-locked="true"/>'
        '<stack name="G" mypaint:notes="data/notes.txt">'
        '<layer name="paper" src="data/paper.png" background_tile="data/tile.png" '
        'mypaint:background-tile="data/tile.png"/></stack>',
        declared=f'xmlns:mypaint="{MYPAINT}" mypaint:json-settings="data/settings.json" mypaint:eotf="2.2"',
        ink_png=png_bytes(noise(8, 9, 4)),
        **{"000.png": b"strokes"},
        notes_txt=b"notes",
        paper_png=png_bytes(noise(20, 30, 3)),
        tile_png=png_bytes(noise(4, 4, 3)),
        settings_json=b"{}",
        never_named=b"rubbish",
    )


def test_parts_that_attributes_name_are_passed_on(tmp_path):
    path = written(formats.read(mypaint(tmp_path / "a.ora")), tmp_path / "b.ora")
    with zipfile.ZipFile(path) as archive:
        image = ElementTree.fromstring(archive.read("stack.xml"))
        ink, group = image.find("stack")
        paper = group[0]

        def named(element, name):
            return archive.read(element.get(f"{{{MYPAINT}}}{name}"))

        assert image.get(f"{{{MYPAINT}}}eotf") == "2.2"
        assert named(image, "json-settings") == b"{}"
        assert named(ink, "strokemap") == b"strokes"
        assert named(group, "notes") == b"notes"
        tile = png_bytes(noise(4, 4, 3))
        assert named(paper, "background-tile") == archive.read(paper.get("background_tile")) == tile
        assert archive.read(ink.get("src")) == png_bytes(noise(8, 9, 4))
        assert len(set(archive.namelist())) == len(archive.namelist())
        assert "data/never.named" not in archive.namelist()
        assert b'mypaint:strokemap="data/000.png"' in archive.read("stack.xml")


def test_a_part_that_cannot_be_passed_on_goes_with_its_attribute(tmp_path):
    layer = '<layer name="ink" src="data/ink.png" strokemap="data/map"/>'
    content = packed(tmp_path / "a.ora", layer, ink_png=png_bytes(noise(8, 9, 4)), map=b"strokes")
    content.write_bytes(content.read_bytes().replace(b"strokes", b"rubbish"))
    document = formats.read(content)
    assert "“strokemap”, which names it" in " ".join(said_by(document))
    path = written_quietly(document, tmp_path / "b.ora")
    assert "strokemap" not in stack_of(path)[0][1]


def test_parts_of_layers_that_are_gone_are_not_written(tmp_path):
    document = formats.read(mypaint(tmp_path / "a.ora"))
    path = written(replace(document, layers=document.layers[:1]), tmp_path / "b.ora")
    with zipfile.ZipFile(path) as archive:
        assert "data/tile.png" in archive.namelist()
        assert "data/notes.txt" in archive.namelist()
        assert "data/000.png" not in archive.namelist()


@pytest.mark.parametrize("part", ["stack.xml", "mimetype", "mergedimage.png"])
def test_an_attribute_that_names_what_is_written_anew(tmp_path, part):
    layer = f'<layer src="data/ink.png" other="{part}"/>'
    document = formats.read(packed(tmp_path / "a.ora", layer, ink_png=png_bytes(noise(8, 9, 4))))
    with zipfile.ZipFile(written(document, tmp_path / "b.ora")) as archive:
        assert archive.namelist().count(part) == 1


def test_positions_of_groups_count(tmp_path):
    pixels = noise(8, 9, 4)
    stack = '<stack name="G" x="10" y="-3"><stack x="2"><layer src="data/a.png" x="-5" y="6"/></stack></stack>'
    document = formats.read(packed(tmp_path / "a.ora", stack, a_png=png_bytes(pixels)))
    layer = document.layers[0].children[0].children[0]
    assert layer.picture.box == (7, 3, 9, 8)
    assert np.array_equal(rendering.visible(document).pixels[3:11, 7:16, 3], pixels[..., 3])
    path = written(document, tmp_path / "b.ora")
    [(_, group, [(_, inner, [(_, about, _)])])] = stack_of(path)
    assert (about["x"], about["y"]) == ("7", "3")
    assert not {"x", "y"} & {*group, *inner}
    assert np.array_equal(rendering.visible(formats.read(path)).pixels, rendering.visible(document).pixels)


def test_the_position_of_the_whole_stack_counts(tmp_path):
    path = tmp_path / "a.ora"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("stack.xml", '<image w="9" h="9"><stack x="2" y="3"><layer src="a.png"/></stack></image>')
        archive.writestr("a.png", png_bytes(noise(2, 2, 3)))
    assert formats.read(path).layers[0].picture.box == (2, 3, 2, 2)


@pytest.mark.parametrize(
    ("attribute", "field", "value", "words"),
    [
        ('opacity="50%"', "opacity", 0.5, None),
        ('opacity=" .25 "', "opacity", 0.25, None),
        ('opacity="5e-1"', "opacity", 0.5, None),
        ('opacity=""', "opacity", 1.0, None),
        ('opacity="0,5"', "opacity", 1.0, "an opacity of “0,5”, which is read as 100%"),
        ('opacity="half"', "opacity", 1.0, "an opacity of “half”"),
        ('opacity="nan"', "opacity", 1.0, "an opacity of “nan”"),
        ('opacity="255"', "opacity", 1.0, "an opacity of “255”"),
        ('opacity="-1"', "opacity", 0.0, "an opacity of “-1”, which is read as 0%"),
        ('visibility="Hidden"', "visible", False, None),
        ('visibility=""', "visible", True, None),
        ('visibility="no"', "visible", True, "a visibility of “no”"),
        ('composite-op=""', "mode", "svg:src-over", None),
        ('x="-4.0"', "x", -4, None),
        ('x="1e1"', "x", 10, None),
        ('x=""', "x", 0, None),
        ('x="2.7"', "x", 3, "rounded to whole pixels: x is “2.7”"),
    ],
)
def test_attributes_as_programs_write_them(tmp_path, attribute, field, value, words):
    layers = f'<layer src="data/b.png"/><layer name="a" src="data/a.png" {attribute}/>'
    pictures = {"a_png": png_bytes(noise(8, 9, 4)), "b_png": png_bytes(noise(8, 9, 4))}
    document = formats.read(packed(tmp_path / "a.ora", layers, **pictures))
    assert getattr(document.layers[0], field) == value
    said = said_by(document)
    assert not said if words is None else words in said[0]


@pytest.mark.parametrize("position", ["inf", "-inf", "nan", "left", "50%", "1e400", "0x10", "1_0"])
def test_positions_that_are_no_numbers(tmp_path, position):
    for stack in ('<layer name="a" src="data/a.png" {}/>', '<stack name="a" {}/>'):
        path = packed(tmp_path / "a.ora", stack.format(f'y="{position}"'), a_png=png_bytes(noise(8, 9, 4)))
        with pytest.raises(FileError, match=f"the position of “a” is not a number: y is “{position}”"):
            formats.read(path)


def test_positions_that_are_too_far_away(tmp_path):
    stack = '<stack x="1e9"><layer name="a" src="data/a.png" x="1e9"/></stack>'
    with pytest.raises(FileError, match="the position of “a” is impossible"):
        formats.read(packed(tmp_path / "a.ora", stack, a_png=png_bytes(noise(8, 9, 4))))


@pytest.mark.parametrize(("across", "down"), [("4e9", "4e9"), ("nan", "72"), ("72", "0"), ("-72", "72"), ("high", "")])
@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg", ".webp", ".ora"])
def test_impossible_resolutions_are_left_out(inlay, tmp_path, across, down, suffix):
    ora(tmp_path / "a.ora", (9, 8), [{"pixels": noise(8, 9, 3)}], xres=across, yres=down)
    assert formats.read(tmp_path / "a.ora").metadata.resolution is None
    outcome = inlay("run", "gaussian-blur", "--source", "a.ora", "--output", f"out{suffix}")
    assert outcome.code == 0
    assert f"an impossible resolution, “{across}” x" in outcome.err


@pytest.mark.parametrize("resolution", [(float("nan"), 72.0), (72.0, float("inf")), (1e12, 72.0), (0.0, 0.0)])
def test_a_resolution_that_cannot_be_written(tmp_path, resolution):
    picture = Picture(noise(8, 9, 4))
    document = flat(picture, Metadata(resolution=resolution), "", tmp_path / "a.tif")
    with pytest.warns(InlayWarning, match="dots an inch cannot be written"):
        content = openraster.encode(document, picture)
    assert openraster.read(content, tmp_path / "a.ora").metadata.resolution is None


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="3" height="3"/></svg>'


def mixed(path):
    """One layer that can be shown among many that cannot."""
    return packed(
        path,
        '<text name="Words" x="1" k:about="data/about">Once <b>upon</b></text>'
        '<layer name="Drawing" src="data/a.svg" opacity="0.5"/>'
        '<layer name="Torn" src="data/torn.png"/>'
        '<layer name="Lost" src="data/lost.png"/>'
        '<layer name="Nothing"/>'
        '<layer name="Fox" src="data/fox.png"/>',
        declared='xmlns:k="urn:k"',
        about=b"about",
        a_svg=SVG,
        torn_png=png_bytes(noise(8, 9, 4))[:150],
        fox_png=png_bytes(noise(20, 30, 4)),
    )


def test_a_layer_that_cannot_be_shown_does_not_block_the_others(tmp_path):
    document = formats.read(mixed(tmp_path / "a.ora"))
    said = said_by(document)
    assert len(said) == 5
    for name in ("“Words” is of a kind, “text”", "“Drawing” is no PNG", "#Torn is damaged", "lost.png", "“Nothing”"):
        assert sum(name in line and "left out of the picture" in line for line in said) == 1
    fox = document.find("Fox")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.array_equal(rendering.visible(document).pixels[..., 3], fox.picture.pixels[..., 3])
    for name in ("Words", "Drawing", "Torn", "Lost", "Nothing"):
        with pytest.raises(FileError):
            rendering.alone(document, document.find(name))


def test_a_layer_that_cannot_be_shown_stays_in_the_file(tmp_path):
    path = written_quietly(formats.read(mixed(tmp_path / "a.ora")), tmp_path / "b.ora")
    fox, torn, drawing, words = stack_of(path)
    assert (fox[1]["name"], torn[1]["name"], drawing[1]["name"]) == ("Fox", "Torn", "Drawing")
    assert drawing[1]["opacity"] == "0.5"
    assert (words[0], words[1]["name"], words[2][0][0]) == ("text", "Words", "b")
    with zipfile.ZipFile(path) as archive:
        assert archive.read(drawing[1]["src"]) == SVG
        assert drawing[1]["src"].endswith(".svg")
        assert archive.read(words[1]["{urn:k}about"]) == b"about"
        assert b">Once <b>upon</b></text>" in archive.read("stack.xml")
        assert archive.read(torn[1]["src"]) == png_bytes(noise(8, 9, 4))[:150]
        assert not torn[1]["src"].endswith(".png")  # GIMP gives up the whole file for a PNG that is damaged
    assert said_by(formats.read(path))[0].endswith("#Torn is damaged or cut off. It is left out of the picture.")


def test_what_is_no_layer_moves_with_its_group(tmp_path):
    stack = '<stack x="7" y="-2"><text x="1.5">a</text><text y="50%">b</text></stack><text x="left">c</text>{}'
    stack = stack.format('<layer src="data/fox.png"/>')
    document = formats.read(packed(tmp_path / "a.ora", stack, fox_png=png_bytes(noise(8, 9, 4))))
    _, alone, (_, _, inner) = stack_of(written_quietly(document, tmp_path / "b.ora"))
    assert alone[1] == {"x": "left"}
    assert [about for _, about, _ in inner] == [{"x": "7", "y": "50%"}, {"x": "8.5", "y": "-2"}]


def test_what_cannot_be_shown_and_is_hidden_is_not_spoken_of(tmp_path):
    layers = '<layer src="data/a.svg" visibility="hidden"/><layer src="data/fox.png"/>'
    document = formats.read(packed(tmp_path / "a.ora", layers, a_svg=SVG, fox_png=png_bytes(noise(8, 9, 4))))
    assert not said_by(document)


def test_a_file_of_which_nothing_can_be_shown(tmp_path):
    document = formats.read(packed(tmp_path / "a.ora", '<layer name="a" src="data/a.svg"/>', a_svg=SVG))
    with pytest.raises(FileError, match="“a” is no PNG picture"):
        rendering.visible(document)


def test_an_unnamed_layer_with_the_least_attributes(tmp_path):
    document = formats.read(packed(tmp_path / "a.ora", '<layer src="data/a.png"/>', a_png=png_bytes(noise(8, 9, 4))))
    [layer] = document.layers
    assert (layer.name, layer.visible, layer.opacity, layer.mode) == ("", True, 1.0, "svg:src-over")
    assert not said_by(document)


def painted(**about):
    picture = Picture(noise(4, 4, 4))
    return Document(4, 4, picture.space, (Layer(decode=lambda: picture, **about),), layered=True)


@given(text(characters(), max_size=12))
@example("a\x0fb")
@example("\ud800\udfff\ufffe\x00")
def test_every_name_can_be_written(name):
    document = painted(name=name, attributes={"note": name})
    again = openraster.read(openraster.encode(document, rendering.visible(document)), Path("a.ora"))
    [layer] = again.layers
    assert layer.name == layer.attributes["note"]
    assert len(layer.name) == len(name)
    wrong = [new for new, old in zip(layer.name, name, strict=True) if new != old]
    assert set(wrong) <= {"\ufffd"}
    if name.isprintable():
        assert not wrong


@pytest.mark.parametrize("size", [(1, 23), (23, 1), (1, 1), (1, 3000)])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_pictures_of_one_pixel_a_side(tmp_path, size, orientation):
    pixels = noise(*size, 3)
    before = formats.read(save(tmp_path / "a.png", pixels, exif=exif_block(orientation)))
    path = written(before, tmp_path / "b.ora")
    turned = size if orientation in (1, 3) else size[::-1]
    with zipfile.ZipFile(path) as archive:
        thumbnail = Image.open(BytesIO(archive.read("Thumbnails/thumbnail.png")))
        assert min(thumbnail.size) == 1
        assert max(thumbnail.size) <= 256
    assert np.array_equal(formats.read(path).layers[0].picture.pixels, before.layers[0].picture.pixels)
    assert before.layers[0].picture.pixels.shape[:2] == turned


@pytest.mark.parametrize("shape", [(0, 0, 4), (0, 7, 3), (7, 0, 1)])
def test_layers_without_pixels(shape):
    picture = Picture(np.zeros(shape, np.uint8), 5, 1_660_944_384, Space({1: "GRAY", 3: "RGB", 4: "RGBA"}[shape[2]]))
    document = Document(4, 4, Space(), (Layer("none", lambda: picture),), layered=True)
    again = openraster.read(openraster.encode(document, rendering.visible(document)), Path("a.ora"))
    assert again.layers[0].picture.box == (0, 0, 1, 1)
    assert not rendering.visible(again).pixels.any()


def test_a_file_that_two_layers_share_stays_shared(tmp_path):
    layers = '<layer name="a" src="data/a.png"/><layer name="b" src="data/a.png" x="3"/>'
    document = formats.read(packed(tmp_path / "a.ora", layers, a_png=png_bytes(noise(8, 9, 4))))
    path = written(document, tmp_path / "b.ora")
    sources = {about["src"] for _, about, _ in stack_of(path)}
    assert len(sources) == 1
    assert [layer.picture.x for layer in formats.read(path).layers] == [3, 0]


def test_new_layers_have_files_of_their_own(tmp_path):
    pictures = [Picture(noise(8, 9, 4, seed=number)) for number in range(5)]
    layers = tuple(Layer(str(number), lambda picture=picture: picture) for number, picture in enumerate(pictures))
    path = written(Document(9, 8, Space(), layers, layered=True), tmp_path / "a.ora")
    for layer, picture in zip(formats.read(path).layers, pictures, strict=True):
        assert np.array_equal(layer.picture.pixels, picture.pixels)


def test_what_lies_beside_the_stack_is_spoken_of(tmp_path):
    path = tmp_path / "a.ora"
    stacks = '<image w="9" h="9"><stack><layer src="a.png"/></stack><stack/><animation/></image>'
    path.write_bytes(archive(stacks, {"a.png": png_bytes(noise(2, 2, 3))}))
    said = said_by(formats.read(path))
    assert [line.split(": ")[1] for line in said] == [
        f"an element “{name}” beside the stack of layers is left out." for name in ("stack", "animation")
    ]


@pytest.mark.pictures
def test_a_real_file(pictures, tmp_path):
    document = formats.read(pictures / "layered" / "map_1.ora")
    assert [path for path, _ in document.walk()] == [
        "heightmap",
        "cities/city_1",
        "cities/city_2",
        "cities",
        "palette",
    ]
    with zipfile.ZipFile(pictures / "layered" / "map_1.ora") as archive:
        merged = np.asarray(Image.open(BytesIO(archive.read("mergedimage.png"))).convert("RGBA")).astype(int)
    assert np.abs(rendering.visible(document).pixels - merged).max() <= 1
    again = formats.read(written(document, tmp_path / "b.ora"))
    assert all(isinstance(node, Layer | Group) for _, node in again.walk())
    assert np.array_equal(rendering.visible(again).pixels, rendering.visible(document).pixels)
