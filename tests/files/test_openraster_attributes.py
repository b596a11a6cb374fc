"""Attributes of OpenRaster's stacks as programs write them: positions, numbers, names, and the parts they name."""

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis.strategies import characters, text
from tests.files.drawn import noise, png_bytes
from tests.files.openraster import ora, packed, said_by, stack_of, written, written_quietly

from inlay.errors import FileError, InlayWarning
from inlay.files import formats, openraster, rendering
from inlay.files.document import Document, Layer, Metadata, flat
from inlay.picture import Picture

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
