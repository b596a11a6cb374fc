"""OpenRaster files that are broken, or ask for more than so few bytes can hold: refused at once, in words."""

import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image
from tests.files.drawn import noise, png_bytes
from tests.files.openraster import archive, image

from inlay.errors import FileError
from inlay.files import formats, png, rendering, unpacking

LAYER = "<layer name='a' src='data/0.png'/>"
SMALL = png_bytes(noise(8, 8, 4))


def stacked(layers, width=8, height=8):
    return image(layers, (width, height))


def written(path, stack, kind="image/openraster", **parts):
    """An OpenRaster file; parts by keywords lie in ``data/``, under numbers."""
    named = {f"data/{name[1:]}.png": content for name, content in parts.items()}
    path.write_bytes(archive(stack, named, kind, zipfile.ZIP_DEFLATED))
    return path


def refused(path, words):
    """Whether reading and composing a file ends in words that say what to do."""
    with pytest.raises(FileError, match=words) as caught:
        rendering.visible(formats.read(path))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("stack", "words"),
    [
        (None, "lacks its part “stack.xml”"),
        ("<image", "stack of layers is damaged"),
        ("", "stack of layers is damaged"),
        (b"\xff\xfe<", "stack of layers is damaged"),
        (stacked('<layer k:name="a" src="data/0.png"/>'), "does not declare “k”"),
        (stacked(LAYER, 0, 5), "impossible size"),
        (stacked(LAYER, -3, 5), "impossible size"),
        (stacked(LAYER, 10**9, 5), "impossible size, “1000000000” x “5” pixels"),
        (stacked(LAYER, "9" * 5000, 8), "impossible size, “9{60}…” x “8” pixels"),
        (stacked(LAYER, "a", 5), "impossible size, “a” x “5” pixels"),
        (stacked(LAYER, 2.5, 5), "impossible size"),
        (stacked(LAYER, "inf", 5), "impossible size"),
        ("<image><stack/></image>", "impossible size, “” x “” pixels"),
        (stacked(LAYER, 100_000, 100_000), "too large, 100,000 x 100,000 pixels"),
        (stacked(LAYER, 30_000, 30_000), "bytes cannot hold 30,000 x 30,000 pixels"),
        (stacked('<layer name="a" src="data/none.png"/>'), "lacks its part “data/none.png”"),
    ],
)
def test_broken_files(tmp_path, stack, words):
    refused(written(tmp_path / "a.ora", stack, _0=SMALL), words)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\nrubbish", SMALL[:60], SMALL[:100], SMALL.replace(b"IDAT", b"IDOT")]
)
def test_a_broken_layer_is_named(tmp_path, content):
    refused(written(tmp_path / "a.ora", stacked(LAYER), _0=content), "#a is damaged")


@pytest.mark.parametrize(("width", "height"), [(0, 8), (2**32 - 1, 8), (8, 2**31), (2**32 - 1, 2**32 - 1)])
def test_a_layer_of_an_impossible_size(tmp_path, width, height):
    content = SMALL[:16] + struct.pack(">II", width, height) + SMALL[24:]
    refused(written(tmp_path / "a.ora", stacked(LAYER), _0=content), "#a has an impossible size")


def test_a_layer_that_is_larger_than_its_bytes_can_hold(tmp_path):
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 6, 0, 0, 0)
    header = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    path = written(tmp_path / "a.ora", stacked(LAYER), _0=SMALL[:8] + header + SMALL[33:])
    refused(path, "bytes cannot hold 20,000 x 20,000 pixels")


HARMLESS = '<!DOCTYPE x [<!ENTITY a "b">]>'
MULTIPLYING = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
ELSEWHERE = '<!DOCTYPE x SYSTEM "x.dtd">'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a "b">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "us-ascii"])
@pytest.mark.parametrize("declaration", [HARMLESS, MULTIPLYING, OUTSIDE, ELSEWHERE, PARAMETER])
def test_entities_in_whatever_encoding(tmp_path, encoding, declaration):
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?>{declaration}{stacked(LAYER)}'
    refused(written(tmp_path / "a.ora", text.encode(encoding), _0=SMALL), "declares XML entities")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "shift_jis"])
def test_entities_in_encodings_that_are_not_read(tmp_path, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{HARMLESS}{stacked(LAYER)}'
    refused(written(tmp_path / "a.ora", text.encode(encoding), _0=SMALL), "entities|stack of layers is damaged")


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_are_read(tmp_path, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + stacked(LAYER.replace("name='a'", "name='é'"))
    [layer] = formats.read(written(tmp_path / "a.ora", text.encode(encoding), _0=SMALL)).layers
    assert layer.name == "é"


def test_nesting(tmp_path):
    def nested(depth):
        return written(tmp_path / "a.ora", stacked('<stack name="g">' * depth + LAYER + "</stack>" * depth), _0=SMALL)

    shown = rendering.visible(formats.read(nested(unpacking.DEEPEST_NESTING)))
    assert np.array_equal(shown.pixels[..., 3], noise(8, 8, 4)[..., 3])
    refused(nested(unpacking.DEEPEST_NESTING + 1), "nests its groups 101 deep, and at most 100")
    refused(nested(3000), "nests its groups 3,000 deep")


def test_the_number_of_layers(tmp_path):
    refused(written(tmp_path / "a.ora", stacked(LAYER * unpacking.MOST_LAYERS), _0=SMALL), "more than 10,000 layers")
    many = " ".join(f"a{number}=''" for number in range(320_001))
    refused(written(tmp_path / "b.ora", stacked(f"<layer {many}/>")), "more than 10,000 layers, or says far too much")


def test_the_length_of_the_stack(tmp_path):
    path = written(tmp_path / "a.ora", stacked(" " * unpacking.LARGEST_STACK + LAYER), _0=SMALL)
    refused(path, r"its part “stack\.xml” is 33,554,5\d\d bytes long, and at most 33,554,432")


def test_the_length_of_the_kind(tmp_path):
    kind = "image/openraster" + " " * 10**6
    refused(written(tmp_path / "a.ora", stacked(LAYER), kind, _0=SMALL), "“mimetype” is 1,000,016 bytes long")


def test_what_lies_behind_a_picture_is_not_unpacked(tmp_path):
    path = written(tmp_path / "a.ora", stacked(LAYER), _0=SMALL + bytes(40 << 20))
    refused(path, r"its part “data/0\.png” is 41,\d{3},\d{3} bytes long, and at most 37,")


def test_a_picture_that_does_not_pack_is_read(tmp_path):
    grain = np.random.default_rng(0).integers(0, 256, (60, 70, 4), np.uint8)
    Image.fromarray(grain).save(tmp_path / "0.png", compress_level=0)
    path = written(tmp_path / "a.ora", stacked(LAYER), _0=(tmp_path / "0.png").read_bytes())
    assert np.array_equal(formats.read(path).layers[0].picture.pixels, grain)


def test_layers_that_share_a_file_decode_it_once(tmp_path, monkeypatch):
    decoded = []
    original = png.decode
    monkeypatch.setattr(png, "decode", lambda *given: decoded.append(given) or original(*given))
    document = formats.read(written(tmp_path / "a.ora", stacked(LAYER * 300), _0=SMALL))
    for layer in document.layers:
        assert np.array_equal(layer.picture.pixels, noise(8, 8, 4))
    rendering.visible(document)
    assert len(decoded) == 1


def test_layers_that_share_a_damaged_file_try_it_once(tmp_path, monkeypatch):
    decoded = []
    original = png.decode
    monkeypatch.setattr(png, "decode", lambda *given: decoded.append(given) or original(*given))
    refused(written(tmp_path / "a.ora", stacked(LAYER * 300), _0=SMALL[:100]), "#a is damaged")
    assert len(decoded) == 1


CORNERS = "<stack><layer src='data/1.png'/><layer src='data/1.png' x='1999' y='1999'/></stack>"


CLEARING = "<layer src='data/1.png' composite-op='svg:dst-in'/>"
EMPTY = "<stack composite-op='svg:dst-atop'/>"


@pytest.mark.parametrize(
    "layers",
    [
        LAYER * 3000,
        CORNERS * 3000,
        "<stack>" * 90 + CORNERS + "</stack>" * 90,
        CLEARING * 3000,
        EMPTY * 3000,
        "<stack>" * 9 + LAYER + "</stack>" * 9,
    ],
)
def test_more_to_compose_than_the_bytes_can_hold(tmp_path, layers):
    blank = np.zeros((1000, 1000, 4), np.uint8)
    path = written(tmp_path / "a.ora", stacked(layers, 2000, 2000), _0=png_bytes(blank), _1=png_bytes(blank[:1, :1]))
    refused(path, "bytes cannot hold layers of [0-9,]+ pixels")


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "/etc/passwd", r"..\..\a.png", "C:/a.png"])
def test_names_that_lead_out_of_the_file(tmp_path, name):
    path = written(tmp_path / "a.ora", stacked(f'<layer name="a" src="{name}"/>'), _0=SMALL)
    refused(path, "outside of the file")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, SMALL)
    refused(path, "outside of the file")


def test_names_that_two_parts_have(tmp_path):
    path = written(tmp_path / "a.ora", stacked(LAYER), _0=SMALL, _1=png_bytes(noise(8, 8, 4, seed=1)))
    path.write_bytes(path.read_bytes().replace(b"data/1.png", b"data/0.png"))
    document = formats.read(path)
    assert np.array_equal(document.layers[0].picture.pixels, noise(8, 8, 4, seed=1))
    with pytest.warns(UserWarning, match=r"several parts named “data/0\.png”; the last one is used"):
        rendering.visible(document)
