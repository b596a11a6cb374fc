"""What a file says besides its pixels arrives in every format that has a place for it."""

import itertools
import re
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.files import chunks
from tests.files.drawn import WIDE, exif_block, load, noise, png_bytes, pointers

from inlay.errors import InlayWarning
from inlay.files import formats, openraster, png
from inlay.files.document import Metadata, flat
from inlay.files.metadata import exif, iptc, xmp
from inlay.picture import Picture, Space

XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="%d" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
    b'%s</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
IPTC = b"\x1c\2\5\0\7A title\x1c\2\x74\0\4(c) "
PICTURE = Picture(noise(8, 8, 3), space=Space("RGB"))
EVERYTHING = Metadata(exif_block()[6:], (300, 150), XMP % (1, b""), IPTC, {"Comment": "(c) me", "Title": "Ünï ж"})


def written(metadata, path):
    path.write_bytes(formats.encode(PICTURE, metadata, path))
    return formats.read(path).metadata


def expected(format):
    kept = {name: getattr(EVERYTHING, name) for name in format.metadata}
    texts = {key: text for key, text in kept.pop("texts", {}).items() if not format.texts or key in format.texts}
    return Metadata(**{**kept, "texts": texts})


def similar(found, wanted):
    assert found.resolution == pytest.approx(wanted.resolution, abs=0.02)
    assert (found.xmp, found.iptc, found.texts) == (wanted.xmp, wanted.iptc, wanted.texts)
    exif = Image.Exif()
    exif.load(found.exif)
    assert exif[0x010F] == "Inlay Optics"
    assert exif.get_ifd(0x8825)[0x001D] == "2024:05:06"


@pytest.mark.parametrize("format", [formats.PNG, formats.JPEG, formats.WEBP], ids=lambda format: format.name)
def test_all_that_a_format_can_hold_comes_back(tmp_path, format):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InlayWarning)
        similar(written(EVERYTHING, tmp_path / f"a{format.suffixes[0]}"), expected(format))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.jpg", "a.jpg: JPEG has no place for texts other than Comment; left out."),
        ("a.webp", "a.webp: WebP has no place for IPTC data and texts and comments; left out."),
    ],
)
def test_what_is_lost_is_said_in_one_line(name, words):
    with pytest.warns(InlayWarning) as caught:
        formats.encode(PICTURE, EVERYTHING, Path(name))
    assert [warning.message.message for warning in caught] == [words]


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(["png", "jpg", "webp"], 2)))
def test_a_picture_passed_on_keeps_what_both_can_hold(tmp_path, inlay, first, second):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InlayWarning)
        before = written(EVERYTHING, tmp_path / f"a.{first}")
    done = inlay("run", "gaussian-blur", "--radius", 0.1, "--source", f"a.{first}", "--output", f"b.{second}")
    assert done.code == 0
    after = formats.read(tmp_path / f"b.{second}").metadata
    lost = {"jpg": {"Title"}, "webp": {"Title", "Comment"}}.get(second, set())
    texts = {key: text for key, text in before.texts.items() if key not in lost}
    similar(after, Metadata(b"", before.resolution, before.xmp, b"" if second == "webp" else before.iptc, texts))
    assert done.err.count("warning") == ((first, second) not in [("webp", "png"), ("webp", "jpg"), ("jpg", "png")])


@pytest.mark.parametrize("name", ["a.jpg", "a.webp"])
@pytest.mark.parametrize("block", [b"", exif_block()[6:]])
def test_texts_go_to_exif_where_the_format_has_no_place(tmp_path, name, block):
    texts = {"Software": "GIMP", "Author": "Ünï ж", "Copyright": "(c) me", "Description": "a view"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        content = formats.encode(PICTURE, Metadata(block, texts=texts), tmp_path / name)
    (tmp_path / name).write_bytes(content)
    found = exif.read(formats.read(tmp_path / name).metadata.exif)
    for keyword, text in texts.items():
        assert found[exif.TEXTS[keyword]].value == text.encode() + b"\0"
    assert (0x010F in found) == bool(block)


def test_a_text_does_not_replace_what_exif_says():
    block, left = exif.with_texts(b"", {"Software": "GIMP", "Title": "a"})
    assert left == {"Title": "a"}
    assert exif.with_texts(block, {"Software": "GIMP"}) == (block, {})
    assert exif.with_texts(block, {"Software": "Krita"}) == (block, {"Software": "Krita"})
    assert exif.with_texts(b"", {"Description": "a", "Comment": "b"})[1] == {"Comment": "b"}
    assert exif.with_texts(block, {"Description": "a" * 70_000})[0] == block


@pytest.mark.parametrize("operation", ["gaussian-blur", "show-gradients"])
def test_layers_and_groups_alone_keep_it_too(tmp_path, inlay, operation):
    written(EVERYTHING, tmp_path / "a.png")
    assert inlay("run", operation, "--source", "a.png", "--output", "b.png", "--layer-only").code == 0
    similar(formats.read(tmp_path / "b.png").metadata, EVERYTHING)


def test_pillow_finds_what_was_written(tmp_path):
    for name, comment in [("a.png", "(c) me"), ("a.jpg", b"(c) me"), ("a.webp", None)]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InlayWarning)
            written(EVERYTHING, tmp_path / name)
        with Image.open(tmp_path / name) as image:
            image.load()
            assert image.info["xmp"].strip() == EVERYTHING.xmp
            assert image.info.get("Comment", image.info.get("comment")) == comment
    with Image.open(tmp_path / "a.jpg") as image:
        assert image.info["photoshop"][0x0404] == IPTC
    with Image.open(tmp_path / "a.png") as image:
        assert image.text["Title"] == "Ünï ж"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_a_turned_picture_is_not_turned_again(tmp_path, name):
    """By Exif, by XMP as attribute and element, and by a preview that shows it lying."""
    element = b"<tiff:Orientation> 6 </tiff:Orientation><xmp:Thumbnails>preview</xmp:Thumbnails>"
    packet = XMP % (6, element)
    pixels = noise(8, 16, 3)
    path = tmp_path / name
    Image.fromarray(pixels).save(path, exif=exif_block(6), xmp=packet, lossless=True)
    if name == "a.png":
        path.write_bytes(png.encode(Picture(pixels, space=Space("RGB")), Metadata(exif_block(6)[6:], xmp=packet)))
    document = formats.read(path)
    assert (document.width, document.height) == (8, 16)
    assert re.findall(rb'tiff:Orientation[="> ]+(\d)', document.metadata.xmp) == [b"1", b"1"]
    assert b"preview" not in document.metadata.xmp
    again = tmp_path / f"b{path.suffix}"
    again.write_bytes(formats.encode(document.layers[0].picture, document.metadata, again))
    assert load(again).shape == (16, 8, 3)
    assert formats.read(again).width == 8


@pytest.mark.parametrize(
    ("block", "packet", "turned"),
    [
        (b"", XMP % (6, b""), True),
        (b"", XMP % (1, b""), False),
        (b"", XMP % (56, b""), False),
        (b"", (XMP % (1, b"")).replace(b'"1"', b'"' + b"6" * 5000 + b'"'), False),
        (exif_block(1)[6:], XMP % (6, b""), False),
        (exif_block(8)[6:], XMP % (1, b""), True),
    ],
)
def test_xmp_turns_a_picture_where_exif_says_nothing(block, packet, turned):
    content = png.encode(Picture(noise(8, 16, 3), space=Space("RGB")), Metadata(block, xmp=packet))
    picture, metadata = png.decode(content, Path("a.png"))
    assert (picture.width == 8) == turned
    assert xmp.orientation(metadata.xmp) == 1


def test_the_sides_of_a_resolution_turn_with_the_picture(tmp_path):
    picture = Picture(noise(8, 16, 3), space=Space("RGB"))
    content = png.encode(picture, Metadata(exif_block(6)[6:], (300, 150)))
    assert png.decode(content, Path("a.png"))[1].resolution == pytest.approx((150, 300), abs=0.02)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
@pytest.mark.parametrize("dots", [(0, 0), (float("nan"), 300), (300, float("inf")), (4e9, 4e9), (-72, 72), (1e-9, 72)])
def test_absurd_resolutions_are_left_out_with_a_word(tmp_path, name, dots):
    with pytest.warns(InlayWarning, match="dots an inch cannot be written"):
        assert written(Metadata(resolution=dots), tmp_path / name).resolution is None


def test_damaged_exif_is_left_out_with_a_word(tmp_path):
    Image.fromarray(noise(8, 8, 3)).save(tmp_path / "a.jpg", exif=b"Exif\0\0" + pointers(200))
    with pytest.warns(InlayWarning, match="Exif data are damaged"):
        assert formats.read(tmp_path / "a.jpg").metadata.exif == b""


def test_exif_with_the_mark_of_jpeg_is_read_from_png_too():
    file = chunks.with_chunks(png_bytes(PICTURE.pixels), chunks.chunk(b"eXIf", exif_block(6)))
    assert png.decode(file, Path("a.png"))[1].exif.startswith(b"II*\0")


def raw_profile(kind, content):
    return b"Raw profile type %s\0\n%s\n%8d\n%s\n" % (kind, kind, len(content), content.hex().encode())


@pytest.mark.parametrize(
    ("kind", "content", "name", "wanted"),
    [
        (b"exif", exif_block(), "exif", exif_block()[6:]),
        (b"APP1", exif_block(), "exif", exif_block()[6:]),
        (b"APP1", b"http://ns.adobe.com/xap/1.0/\0<x/>", "xmp", b"<x/>"),
        (b"xmp", b"<x/>", "xmp", b"<x/>"),
        (b"iptc", iptc.to_resources(IPTC), "iptc", IPTC),
        (b"iptc", IPTC, "iptc", IPTC),
        (b"8bim", iptc.to_resources(IPTC), "iptc", IPTC),
    ],
)
def test_what_imagemagick_writes_as_texts_is_read(kind, content, name, wanted):
    file = chunks.with_chunks(png_bytes(PICTURE.pixels), chunks.chunk(b"tEXt", raw_profile(kind, content)))
    assert getattr(png.decode(file, Path("a.png"))[1], name) == wanted


@pytest.mark.parametrize(
    "text",
    [
        raw_profile(b"unknown", b"abc"),
        raw_profile(b"exif", b"Exif\0\0II*\0")[:-3],
        b"Raw profile type exif\0\nexif\nmany\n00",
        b"no separator",
        b"\0no keyword",
    ],
)
def test_texts_that_are_not_understood_are_said(text):
    file = chunks.with_chunks(png_bytes(PICTURE.pixels), chunks.chunk(b"tEXt", text))
    with pytest.warns(InlayWarning, match="texts that are damaged"):
        assert png.decode(file, Path("a.png"))[1].texts == {}


@pytest.mark.parametrize("text", ["plain", "long " * 1000, "ж", "ж" * 1000, "two\nlines", ""])
def test_texts_of_any_kind_come_back(text):
    content = png.encode(PICTURE, Metadata(texts={"Comment": text}))
    assert png.decode(content, Path("a.png"))[1].texts == {"Comment": text}


@pytest.mark.parametrize(
    ("keyword", "kept"),
    [("  Two   words ", "Two words"), ("a\0b", "a b"), ("", "Comment"), ("x" * 100, "x" * 79), ("ж", "?")],
)
def test_keywords_are_made_to_fit(keyword, kept):
    content = png.encode(PICTURE, Metadata(texts={keyword: "a\0b"}))
    assert png.decode(content, Path("a.png"))[1].texts == {kept: "a b"}


def test_texts_of_one_keyword_are_joined():
    texts = [chunks.chunk(b"tEXt", b"Comment\0" + words) for words in (b"one", b"two")]
    file = chunks.with_chunks(png_bytes(PICTURE.pixels), *texts)
    assert png.decode(file, Path("a.png"))[1].texts == {"Comment": "one\ntwo"}


def test_many_texts_of_one_keyword_end():
    file = chunks.with_chunks(png_bytes(PICTURE.pixels), chunks.chunk(b"tEXt", b"Comment\0" + b"x" * 20) * 100_000)
    assert len(png.decode(file, Path("a.png"))[1].texts["Comment"]) == 21 * 100_000 - 1


@pytest.mark.parametrize(
    "packet", [b"<xmp:Thumbnails>" * 100_000, b":Orientation" * 100_000, b"<" + b"a" * 1_000_000, b" " * 1_000_000]
)
def test_packets_that_repeat_themselves_end(packet):
    assert xmp.upright(packet) == packet
    assert xmp.extended_digest(packet) == b""
    assert xmp.split(packet)[2] in (b"", packet)
    assert xmp.join(packet, packet) == packet


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_pillows_limits_are_the_business_of_others(tmp_path, monkeypatch, name):
    path = tmp_path / name
    Image.fromarray(noise(16, 16, 3)).save(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = formats.read(path)
        assert np.array_equal((found.width, found.height), (16, 16))
        formats.encode(found.layers[0].picture, Metadata(), path)
    assert Image.MAX_IMAGE_PIXELS == 10


def test_tiff_keeps_what_is_no_text_and_a_comment_as_its_description(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InlayWarning)
        found = written(EVERYTHING, tmp_path / "a.tif")
    similar(found, replace(EVERYTHING, texts={}))
    exif = Image.Exif()
    exif.load(found.exif)
    assert exif[0x010E] == "(c) me"


def test_openraster_keeps_everything_in_its_composed_picture(tmp_path):
    document = flat(PICTURE, EVERYTHING, "PNG", tmp_path / "a.png")
    content = openraster.encode(document, PICTURE)
    similar(openraster.read(content, tmp_path / "a.ora").metadata, EVERYTHING)


@pytest.mark.parametrize("length", [60, 3000, 1 << 20])
def test_a_profile_is_found_in_the_beginning_of_a_picture(length):
    content = png.encode(replace(PICTURE, space=Space("RGB", profile=WIDE)))
    assert png.profile(content[:length], "RGB") == (WIDE if length > len(WIDE) else None)
