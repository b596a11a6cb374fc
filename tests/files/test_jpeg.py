"""JPEG: what Pillow decodes, in every way it is coded, and the segments that others leave out."""

import hashlib
import struct
import tracemalloc
import warnings
from io import BytesIO
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image
from tests.files import damaged
from tests.files.drawn import WIDE, exif_block, noise

from inlay.errors import FileError, InlayWarning
from inlay.files import jpeg
from inlay.files.document import Metadata
from inlay.files.jpeg import markers
from inlay.files.metadata import exif, iptc, xmp
from inlay.picture import Picture, Space

NOWHERE = Path("a.jpg")
RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'


def read(content):
    document = jpeg.read(content, NOWHERE)
    return document.layers[0].picture, document.metadata


def saved(pixels, mode=None, **options):
    output = BytesIO()
    image = Image.fromarray(pixels)
    (image.convert(mode) if mode else image).save(output, "JPEG", **options)
    return output.getvalue()


def segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_segments(content, *segments):
    return content[:2] + b"".join(segments) + content[2:]


def marks(content):
    return [found.marker for found in markers.walk(content)]


PLAIN = saved(noise(24, 32, 3))


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("L", {}),
        ("RGB", {}),
        ("RGB", {"progressive": True}),
        ("RGB", {"subsampling": 2}),
        ("RGB", {"keep_rgb": True}),
        ("RGB", {"restart_marker_rows": 1}),
        ("CMYK", {}),
        ("CMYK", {"progressive": True}),
    ],
)
def test_every_mode_is_read_as_pillow_reads_it(mode, options):
    content = saved(noise(21, 35, 3), mode, **options)
    found, _ = read(content)
    with Image.open(BytesIO(content)) as image:
        assert np.array_equal(found.pixels, np.asarray(image).reshape(21, 35, -1))
    assert found.space.model == {"L": "GRAY"}.get(mode, mode)


@pytest.mark.parametrize("stored", ["cmyk", "ycck"])
def test_inks_are_ink_however_adobe_stores_them(stored):
    ink = np.zeros((16, 16, 4), np.uint8)
    ink[..., 1], ink[..., 3] = 200, 30
    found, _ = read(imagecodecs.jpeg8_encode(255 - ink, 100, colorspace="cmyk", outcolorspace=stored))
    assert np.abs(found.pixels.astype(int) - ink).max() <= 2


def test_coding_by_arithmetic_is_read():
    """The same frame under the other marker: whatever the pixels, it is decoded and not called damaged."""
    segments = [bytes(each.whole) for each in markers.walk(PLAIN) if each.marker != 0xC4]
    found, _ = read(b"\xff\xd8" + b"".join(segments).replace(b"\xff\xc0", b"\xff\xc9", 1))
    assert found.pixels.shape == (24, 32, 3)


def framed(place, value):
    start = PLAIN.index(b"\xff\xc0")
    return PLAIN[: start + place] + value + PLAIN[start + place + len(value) :]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (imagecodecs.jpeg8_encode(noise(16, 16, 3).astype(np.uint16), bitspersample=12), "samples of 12 bits"),
        (framed(1, b"\xc5"), "coded pixels"),
        (framed(9, b"\2"), "2 colour channels"),
    ],
)
def test_what_is_not_read_is_not_called_damaged(content, words):
    with pytest.raises(FileError, match=f"{words}, which Inlay does not read"):
        read(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PLAIN[:-100], "damaged or cut off"),
        (PLAIN[:100], "damaged or cut off"),
        (b"\xff\xd8\xff\xd9", "damaged or cut off"),
        (b"\xff\xd8" + b"\xff" * 1000, "damaged or cut off"),
        (framed(5, bytes(2)), "impossible size"),
        (framed(5, b"\xff\xdc\xff\xdc"), "too large, 65,500 x 65,500"),
        (framed(5, b"\x20\0\x20\0"), "bytes cannot hold 8,192 x 8,192"),
        (framed(5, b"\x07\0\x07\0"), "damaged or cut off"),
    ],
)
def test_damaged_files(content, words):
    tracemalloc.start()
    with pytest.raises(FileError, match=words):
        read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


def test_bytes_that_only_fill_end():
    content = PLAIN[:-2] + b"\xff" * 1_000_000
    assert [found.marker for found in markers.walk(content)] == [found.marker for found in markers.walk(PLAIN)][:-1]


def test_passes_without_end_are_refused():
    content = saved(noise(24, 32, 3), progressive=True)
    *_, scan, end = markers.walk(content)
    with pytest.raises(FileError, match="passes"):
        read(content[: -len(end.whole)] + bytes(scan.whole) * 100 + b"\xff\xd9")


def test_resolution_is_written_in_the_unit_that_holds_it():
    for given_dots, unit, stored in [((300, 150), 1, (300, 150)), ((65535 * 2.54,) * 2, 2, (65535, 65535))]:
        content = jpeg.encode(read(PLAIN)[0], Metadata(resolution=given_dots))
        with Image.open(BytesIO(content)) as image:
            assert (image.info["jfif_unit"], image.info["jfif_density"]) == (unit, stored)
        assert read(content)[1].resolution == pytest.approx(given_dots)


def test_inks_have_their_resolution_in_exif():
    picture = Picture(noise(8, 8, 4), space=Space("CMYK"))
    content = jpeg.encode(picture, Metadata(exif_block()[6:], (300, 300)))
    assert read(content)[1].resolution == (300, 300)
    with Image.open(BytesIO(content)) as image:
        assert image.getexif()[0x010F] == "Inlay Optics"


@pytest.mark.parametrize("orientation", [1, 6])
def test_exif_says_what_jfif_does_not(orientation):
    block = exif.with_resolution(exif_block(orientation)[6:], (300, 150))
    _, metadata = read(with_segments(PLAIN[:13] + b"\0" + PLAIN[14:], segment(0xE1, b"Exif\0\0" + block)))
    assert metadata.resolution == ((300, 150) if orientation == 1 else (150, 300))


def test_a_long_profile_is_split_and_joined_in_any_order():
    profile = WIDE[:40] + WIDE[40:] + np.random.default_rng(0).bytes(150_000)
    picture = Picture(noise(8, 8, 3), space=Space("RGB", profile=profile))
    content = jpeg.encode(picture, Metadata())
    assert marks(content).count(0xE2) == 3
    with Image.open(BytesIO(content)) as image:
        assert image.info["icc_profile"] == profile
    *parts, first_of_pixels = [each for each in markers.walk(content) if each.marker in (0xE2, 0xDB)][:4]
    others = content[first_of_pixels.end - len(first_of_pixels.whole) :]
    found, _ = read(b"\xff\xd8" + b"".join(bytes(part.whole) for part in reversed(parts)) + others)
    assert found.space.profile == profile
    with pytest.warns(InlayWarning, match="colour profile is damaged"):
        found, _ = read(b"\xff\xd8" + b"".join(bytes(part.whole) for part in parts[:2]) + others)
    assert found.space.profile is None


def extended(main, extension, piece=30_000):
    """Segments of a packet and of the second part to which it refers."""
    digest = hashlib.md5(extension).hexdigest().upper().encode()
    name = b"http://ns.adobe.com/xmp/extension/\0" + digest
    pieces = [
        segment(0xE1, name + struct.pack(">II", len(extension), start) + extension[start : start + piece])
        for start in range(0, len(extension), piece)
    ]
    return [segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + main % digest), *reversed(pieces)]


MAIN = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + RDF + b'<rdf:Description rdf:about="" '
    b'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="%s"/></rdf:RDF></x:xmpmeta>\n'
)


def test_xmp_in_two_parts_becomes_one():
    inside = b'<rdf:Description rdf:about="" xmlns:a="urn:a" a:b="' + b"x" * 70_000 + b'"/>'
    extension = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + RDF + inside + b"</rdf:RDF></x:xmpmeta>"
    _, metadata = read(with_segments(PLAIN, *extended(MAIN, extension)))
    assert inside in metadata.xmp
    assert b"HasExtendedXMP" not in metadata.xmp
    with pytest.warns(InlayWarning, match="second part of its XMP"):
        _, metadata = read(with_segments(PLAIN, *extended(MAIN, extension)[:-1]))
    assert b"HasExtendedXMP" in metadata.xmp


def test_long_xmp_is_written_in_two_parts():
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + RDF + b"x" * 200_000 + b"</rdf:RDF></x:xmpmeta>"
    content = jpeg.encode(read(PLAIN)[0], Metadata(xmp=packet))
    assert marks(content).count(0xE1) == 5
    assert read(content)[1].xmp == packet


def test_padding_is_dropped_before_xmp_is_split():
    packet = b"<x/>" + b" " * 80_000 + b"<?xpacket end='w'?>"
    assert xmp.split(packet) == (b"<x/>\n<?xpacket end='w'?>", b"", b"")


def test_long_iptc_is_split_over_segments():
    records = b"\x1c\2\x78\x80\4\0\1\x11\x70" + bytes(70_000)
    content = jpeg.encode(read(PLAIN)[0], Metadata(iptc=records))
    assert marks(content).count(0xED) == 2
    assert read(content)[1].iptc == records


def test_iptc_stands_among_other_resources():
    records = b"\x1c\2\5\0\3abc"
    block = b"8BIM\3\xed\5title" + struct.pack(">I", 3) + b"abc\0" + iptc.to_resources(records) + b"8BIM"
    _, metadata = read(with_segments(PLAIN, segment(0xED, b"Photoshop 3.0\0" + block)))
    assert metadata.iptc == records


@pytest.mark.parametrize("block", [b"8BIM", b"8BIM\4\4\0\0\xff\xff\xff\xffab", b"8BIM\4\4\xff", b"nothing"])
def test_damaged_resources_say_nothing(block):
    assert iptc.from_resources(block) == b""


def test_comments_of_any_encoding():
    comments = [segment(0xFE, "ж".encode()), segment(0xFE, b"\xe9\0")]
    assert read(with_segments(PLAIN, *comments))[1].texts == {"Comment": "ж\né"}


def test_what_is_too_long_is_said_in_one_line():
    profile = WIDE + bytes(17_000_000)
    metadata = Metadata(exif_block()[6:] + bytes(66_000), texts={"Comment": "a" * 66_000})
    picture = Picture(noise(8, 8, 3), space=Space("RGB", profile=profile))
    with pytest.warns(InlayWarning, match="Exif data, colour profile and comment are too long") as caught:
        found, kept = read(jpeg.encode(picture, metadata))
    assert len(caught) == 1
    assert (found.space.profile, kept.exif, kept.texts) == (None, b"", {})


def listing(order, *kinds):
    """The list of a file's pictures as cameras write it (CIPA DC-007)."""
    entries = b"".join(struct.pack(f"{order}I12x", kind) for kind in kinds)
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}IH", 8, 1)
    return segment(0xE2, b"MPF\0" + head + struct.pack(f"{order}HHII4x", 0xB002, 7, len(entries), 26) + entries)


@pytest.mark.parametrize("order", ["<", ">"])
def test_further_pictures_are_said_but_not_previews(order):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read(with_segments(PLAIN, listing(order, 0x030000, 0x010002)) + b"a preview")
    with pytest.warns(InlayWarning, match=r"has 3 pictures; the first one is used"):
        read(with_segments(PLAIN, listing(order, 0x030000, 0x020003, 0x010001, 0x000000)) + b"pictures")


def test_what_is_not_taken_over_is_said():
    with pytest.warns(InlayWarning) as caught:
        read(with_segments(PLAIN, segment(0xEB, b"JP"), segment(0xEC, b"Ducky")) + b"video")
    assert [warning.message.message for warning in caught] == [
        "a.jpg: Inlay does not keep what stands behind the end of its picture and parts that it does not know (APP11)."
    ]


def test_ordinary_files_are_read_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read(with_segments(PLAIN, segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")) + bytes(3))


NOTES = [
    segment(0xE2, b"FPXR\0\0\1"),
    segment(0xE3, b"Meta\0\0II*\0"),
    segment(0xE5, b"RMETA\0"),
    segment(0xE4, b"SAMSUNG"),
    segment(0xEC, b"PictureInfo"),
    segment(0xED, b"Adobe_CM\0"),
]


@pytest.mark.parametrize("end", [b"\r\n", b"\xff" * 9, b"\xff\xd9", b"\0\0\1\nUTC_Data1577836800SEFHk\0\0\0SEFT"])
def test_notes_and_filling_of_cameras_are_nothing_to_say(end):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read(with_segments(PLAIN, *NOTES) + end)


GAIN_MAP = segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0" + bytes(4))


@pytest.mark.parametrize(
    ("segments", "end", "words"),
    [
        ([GAIN_MAP, listing("<", 0x030000, 0)], PLAIN, "the second picture, which tells HDR screens what to brighten"),
        ([segment(0xEB, b"JP\0\1\0\0\0\1jumbc2pa"), segment(0xEB, b"JP\0\1")], b"", "the content credentials"),
        ([], b"\0\0\0\x18ftypmp42", "the film behind its picture"),
        ([listing("<", 0x030000, 0x010002)], PLAIN + b"\0\0\0\x18ftypisom", "the film behind its picture"),
    ],
)
def test_what_phones_add_is_called_by_its_name(segments, end, words):
    with pytest.warns(InlayWarning) as caught:
        read(with_segments(PLAIN, *segments) + end)
    assert [warning.message.message for warning in caught] == [f"a.jpg: Inlay does not keep {words}."]


SEED = jpeg.encode(
    Picture(noise(24, 20, 3), space=Space("RGB", profile=WIDE)),
    Metadata(exif_block(6)[6:], (300, 300), MAIN % (b"0" * 32), b"\x1c\2\5\0\1a", {"Comment": "a"}),
)


@settings(max_examples=150)
@given(damaged.copies(SEED))
def test_whatever_the_bytes_say(content):
    damaged.read(read, content)
