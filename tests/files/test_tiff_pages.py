"""TIFF files of several pages, and what they say besides pixels."""

import struct
import warnings

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.files.drawn import exif_block, noise
from tests.files.tagged import (
    ACROSS,
    BYTE,
    CHILDREN,
    DOUBLE,
    DOWN,
    LONG,
    RATIONAL,
    UNDEFINED,
    UNIT,
    gray,
    quietly,
    read,
    rgb,
    tiff,
    warned,
)

from inlay.errors import FileError, InlayWarning
from inlay.files import formats
from inlay.files.document import Metadata
from inlay.picture import Picture, Space

# Pages


def page(value, width, height, **tags):
    return gray(width, height, **tags), [bytes([value]) * (width * height)]


def with_children(value, width, height, children, **tags):
    own, strips = page(value, width, height, **tags)
    return own | {CHILDREN: children}, strips


THUMBNAIL, MASK, OLD = {254: 1}, {254: 4}, {255: 2}


def kind(page, tags):
    return page[0] | tags, page[1]


@pytest.mark.parametrize(
    ("pages", "value"),
    [
        ([kind(page(1, 2, 2), THUMBNAIL), page(2, 4, 4)], 2),
        ([kind(page(1, 2, 2), OLD), page(2, 4, 4)], 2),
        ([page(1, 4, 4), kind(page(2, 2, 2), THUMBNAIL), kind(page(3, 4, 4), MASK)], 1),
        ([kind(page(3, 4, 4), MASK), page(1, 4, 4)], 1),
        ([kind(with_children(1, 2, 2, [kind(page(2, 3, 3), THUMBNAIL), page(3, 4, 4)]), THUMBNAIL)], 3),
        ([with_children(1, 2, 2, [page(2, 4, 4)])], 2),
        ([with_children(1, 4, 4, [page(2, 2, 2), page(3, 1, 1)])], 1),
        ([kind(page(1, 4, 4), THUMBNAIL)], 1),
    ],
)
def test_the_picture_in_full_resolution_is_meant(tmp_path, pages, value):
    found = quietly(tmp_path, tiff(*pages)).pixels
    assert found.shape == (4, 4, 1)
    assert (found == value).all()


def test_a_raw_photograph_behind_a_preview_is_refused_as_one(tmp_path):
    mosaic = page(3, 4, 4, PHOTOMETRIC=32803)
    with pytest.raises(FileError, match="raw photograph: develop it first"):
        read(tmp_path, tiff(kind(with_children(1, 2, 2, [mosaic]), THUMBNAIL)))


def test_several_full_pages_are_said(tmp_path):
    assert (warned(tmp_path, tiff(*[page(value, 4, 4) for value in (1, 2, 3)]), "3 pages").pixels == 1).all()


def test_what_the_first_page_says_holds_for_the_picture_below(tmp_path):
    block = exif_block(6)[6:]
    Image.new("L", (2, 1)).save(tmp_path / "a.tif", exif=block)
    below = page(7, 4, 2)
    content = tiff(kind(with_children(1, 2, 1, [below], ORIENTATION=6), THUMBNAIL | {0x010F: "Inlay Optics"}))
    document = read(tmp_path, content)
    assert (document.width, document.height) == (2, 4)
    assert b"Inlay Optics" in document.metadata.exif


def test_a_chain_of_pages_that_never_ends(tmp_path):
    assert (quietly(tmp_path, tiff(page(5, 4, 4), loop=True)).pixels == 5).all()
    assert (warned(tmp_path, tiff(page(5, 4, 4), page(6, 4, 4), loop=True), "2 pages").pixels == 5).all()


def test_very_many_pages_are_not_all_looked_at(tmp_path):
    one = tiff(page(5, 4, 4))
    (place,) = struct.unpack_from("<I", one, 4)
    table = one[place:-8]
    links = [struct.pack("<I", len(one) + number * (len(table) + 4)) for number in range(1, 20_000)]
    content = one[:4] + struct.pack("<I", len(one)) + one[8:] + b"".join(table + link for link in [*links, bytes(4)])
    assert (warned(tmp_path, content, "more than 1,000 pages").pixels == 5).all()


# Tags of unusual types


@pytest.mark.parametrize("value", [(BYTE, [6]), (LONG, [6]), b"\6", (DOUBLE, [6.0]), (3, [6, 1]), (16, [6])])
def test_an_orientation_of_any_type_of_number_counts(tmp_path, value):
    content = tiff((gray(2, 3, ORIENTATION=value), [bytes(range(6))]), big=value[0] == 16)
    assert quietly(tmp_path, content).pixels.shape == (2, 3, 1)


@pytest.mark.parametrize("value", ["six", (DOUBLE, [float("nan")])])
def test_an_orientation_that_is_no_number_is_ignored(tmp_path, value):
    found = warned(tmp_path, tiff((gray(2, 3, ORIENTATION=value), [bytes(6)])), "orientation is no number")
    assert found.pixels.shape == (3, 2, 1)


@pytest.mark.parametrize("value", [0, 9, 255])
def test_an_orientation_that_there_is_not_is_ignored(tmp_path, value):
    assert quietly(tmp_path, tiff((gray(2, 3, ORIENTATION=value), [bytes(6)]))).pixels.shape == (3, 2, 1)


@pytest.mark.parametrize("type", [BYTE, 3, LONG, 6, 9, DOUBLE])
def test_the_picture_s_own_tags_may_be_of_any_type_of_number(tmp_path, type):
    tags = {tag: (type, [value]) for tag, value in gray(2, 3).items()}
    assert quietly(tmp_path, tiff((tags, [bytes(range(6))]))).pixels.ravel().tolist() == list(range(6))


@pytest.mark.parametrize(
    ("across", "unit", "expected"),
    [
        ((RATIONAL, [(300, 1)]), 2, 300),
        ((RATIONAL, [(600, 2)]), 3, 762),
        ((3, [300]), 2, 300),
        ((11, [150.5]), 2, 150.5),
        ((RATIONAL, [(300, 1), (5, 1)]), (2, 3), 300),
        ((RATIONAL, [(1, 1)]), 1, None),
        ((RATIONAL, [(0, 0)]), 2, None),
        ((RATIONAL, [(0, 1)]), 2, None),
    ],
)
def test_resolutions(tmp_path, across, unit, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read(
            tmp_path, tiff((gray(1, 1) | {ACROSS: across, DOWN: across, UNIT: unit}, [b"\0"]))
        ).metadata.resolution
    assert found == (None if expected is None else pytest.approx((expected, expected)))


@pytest.mark.parametrize(
    "value", [(RATIONAL, [(4_000_000_000, 1)]), (RATIONAL, [(1, 0)]), (DOUBLE, [-72.0]), (DOUBLE, [float("inf")])]
)
def test_impossible_resolutions_are_left_out(tmp_path, value):
    with pytest.warns(InlayWarning, match="impossible"):
        assert read(tmp_path, tiff((gray(1, 1) | {ACROSS: value, DOWN: value}, [b"\0"]))).metadata.resolution is None


# Metadata


def picture(dtype="u1"):
    return Picture(noise(5, 7, 3, dtype), space=Space("RGB", np.dtype(dtype)))


def rewritten(tmp_path, metadata):
    return read(tmp_path, formats.encode(picture(), metadata, tmp_path / "b.tif")).metadata


@pytest.mark.parametrize("type", [BYTE, UNDEFINED, LONG])
@pytest.mark.parametrize("order", ["<", ">"])
def test_xmp_and_iptc_of_any_type_are_kept(tmp_path, type, order):
    xmp, iptc = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".ljust(40), b"\x1c\2\5\0\5Title\0\0"
    values = (LONG, list(struct.unpack(f"{order}3I", iptc))) if type == LONG else (type, list(iptc))
    content = tiff((gray(1, 1) | {700: (BYTE, list(xmp)), 33723: values}, [b"\0"]), order=order)
    document = read(tmp_path, content)
    assert document.metadata.xmp == xmp
    assert document.metadata.iptc == iptc
    again = rewritten(tmp_path, document.metadata)
    assert (again.xmp, again.iptc) == (xmp, iptc)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.pages[0].tags[700].value == xmp
        assert file.pages[0].tags[33723].value == iptc


def test_texts_go_where_tiff_has_a_tag_for_them(tmp_path):
    texts = {"Comment": "a hill", "Author": "Ada", "Copyright": "© Ada", "Software": "a brush", "Title": "Hills"}
    with pytest.warns(InlayWarning, match="the text of “Title”; left out"):
        content = formats.encode(picture(), Metadata(texts=texts), tmp_path / "a.tif")
    (tmp_path / "a.tif").write_bytes(content)
    with Image.open(tmp_path / "a.tif") as image:
        found = [image.tag_v2[tag] for tag in (0x010E, 0x013B, 0x0131)]
        assert found == ["a hill", "Ada", "a brush"]
    assert "© Ada".encode() in content


def test_a_text_does_not_replace_what_exif_says(tmp_path):
    block = exif_block()[6:]
    described = Image.Exif()
    described.load(block)
    described[0x010E] = "a valley"
    with pytest.warns(InlayWarning, match="“Comment”"):
        content = formats.encode(
            picture(), Metadata(described.tobytes()[6:], texts={"Comment": "a hill"}), tmp_path / "a.tif"
        )
    assert b"a valley" in content
    assert b"a hill" not in content


@pytest.mark.parametrize("resolution", [(float("nan"), 72), (72, float("inf")), (0, 0), (-1, 72), (1e10, 72)])
def test_resolutions_that_tiff_cannot_hold_are_left_out(tmp_path, resolution):
    with pytest.warns(InlayWarning, match="[Aa] resolution of"):
        content = formats.encode(picture(), Metadata(resolution=resolution), tmp_path / "a.tif")
    assert read(tmp_path, content).metadata.resolution is None


def test_long_files_keep_exif(tmp_path):
    """BigTIFF, whose directories Exif does not have."""
    content = tiff((gray(1, 1) | {0x010F: "Inlay Optics", 0x8769: (LONG, [16])}, [b"\0"]), big=True)
    found = Image.Exif()
    found.load(read(tmp_path, content).metadata.exif)
    assert found[0x010F] == "Inlay Optics"


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({37724: b"Adobe Photoshop Document Data Block"}, "the layers of Photoshop"),
        ({33550: (DOUBLE, [1.0, 1.0, 0.0]), 34735: (3, [1, 1, 0, 0])}, "the place on the map"),
        ({42113: "-9999"}, "no data"),
        ({319: (RATIONAL, [(6, 10), (3, 10), (2, 10), (7, 10), (1, 10), (1, 10)])}, "primary colours"),
        ({34675: b"no profile"}, "profile is damaged"),
    ],
)
def test_what_is_not_kept_is_said(tmp_path, tags, words):
    warned(tmp_path, tiff((rgb(1, 1) | tags, [bytes(3)])), words)
