"""What an OpenRaster file holds beside layers that can be shown: it is said, and it stays in the file."""

import warnings
import zipfile

import numpy as np
import pytest
from tests.files.drawn import noise, png_bytes
from tests.files.openraster import archive, packed, said_by, stack_of, written_quietly

from inlay.errors import FileError
from inlay.files import formats, rendering

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


def test_what_lies_beside_the_stack_is_spoken_of(tmp_path):
    path = tmp_path / "a.ora"
    stacks = '<image w="9" h="9"><stack><layer src="a.png"/></stack><stack/><animation/></image>'
    path.write_bytes(archive(stacks, {"a.png": png_bytes(noise(2, 2, 3))}))
    said = said_by(formats.read(path))
    assert [line.split(": ")[1] for line in said] == [
        f"an element “{name}” beside the stack of layers is left out." for name in ("stack", "animation")
    ]
