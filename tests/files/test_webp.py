"""WebP: what Pillow decodes, and the sizes that its parts say."""

import struct
import tracemalloc
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image
from tests.files import damaged
from tests.files.drawn import SRGB, WIDE, exif_block, noise

from inlay.colour import profiles
from inlay.errors import FileError, InlayWarning
from inlay.files import webp
from inlay.files.document import Metadata
from inlay.picture import Picture, Space

NOWHERE = Path("a.webp")


def read(content):
    document = webp.read(content, NOWHERE)
    return document.layers[0].picture, document.metadata


def saved(pixels, **options):
    output = BytesIO()
    Image.fromarray(pixels).save(output, "WEBP", **options)
    return output.getvalue()


def riff(*parts):
    body = b"".join(name + struct.pack("<I", len(part)) + part + bytes(len(part) % 2) for name, part in parts)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def small(value):
    return value.to_bytes(3, "little")


def canvas(width, height, flags=0):
    return b"VP8X", bytes((flags, 0, 0, 0)) + small(width - 1) + small(height - 1)


@pytest.mark.parametrize("options", [{"lossless": True, "exact": True}, {"quality": 80}, {"icc_profile": SRGB}])
@pytest.mark.parametrize("channels", [3, 4])
def test_every_kind_is_read_as_pillow_reads_it(channels, options):
    content = saved(noise(21, 35, channels), **options)
    found, _ = read(content)
    with Image.open(BytesIO(content)) as image:
        assert np.array_equal(found.pixels, np.asarray(image))


def test_the_first_picture_of_an_animation_lies_on_its_canvas():
    pixels = noise(8, 10, 3)
    picture = saved(pixels, lossless=True)[12:]
    frame = small(1) + small(2) + small(9) + small(7) + small(100) + b"\0" + picture
    content = riff(canvas(20, 16, 0x12), (b"ANIM", bytes(6)), (b"ANMF", frame), (b"ANMF", frame))
    with pytest.warns(InlayWarning, match="has 2 pictures; the first one is used"):
        found, _ = read(content)
    expected = np.zeros((16, 20, 4), np.uint8)
    expected[4:12, 2:12, :3], expected[4:12, 2:12, 3] = pixels, 255
    assert np.array_equal(found.pixels, expected)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(riff(canvas(16_384, 16_384)), id="canvas"),
        pytest.param(riff((b"VP8L", b"\x2f" + struct.pack("<I", 0x0FFFFFFF))), id="lossless"),
        pytest.param(riff((b"VP8 ", bytes(6) + struct.pack("<HH", 0x3FFF, 0x3FFF))), id="lossy"),
    ],
)
def test_sizes_are_refused_before_the_pixels_are_unpacked(content):
    tracemalloc.start()
    with pytest.raises(FileError, match="bytes cannot hold 16,38"):
        read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


@pytest.mark.parametrize("content", [riff(), riff((b"VP8L", b"\x2f")), riff((b"EXIF", b"II*\0")), riff()[:12]])
def test_files_without_pixels(content):
    with pytest.raises(FileError, match="damaged or cut off"):
        read(content)


def test_resolution_lives_in_exif():
    picture = Picture(noise(8, 8, 3), space=Space("RGB"))
    for block in (b"", exif_block(1, "<")[6:], exif_block(1, ">")[6:]):
        content = webp.encode(picture, Metadata(block, (300, 72.5)))
        assert read(content)[1].resolution == (300, 72.5)
        with Image.open(BytesIO(content)) as image:
            exif = image.getexif()
            assert (exif[0x011A], exif[0x011B], exif[0x0128]) == (300, 72.5, 2)
            assert not block or exif.get_ifd(0x8769)[0x829A] == pytest.approx(0.008)


def test_profiles_that_do_not_belong_are_said():
    content = saved(noise(8, 8, 3), icc_profile=profiles.builtin("GRAY"))
    with pytest.warns(InlayWarning, match="colour profile"):
        assert read(content)[0].space.profile is None


def test_what_is_not_known_is_said():
    content = riff((b"VP8L", saved(noise(8, 8, 3), lossless=True)[20:]), (b"JUNK", b"abc"))
    with pytest.warns(InlayWarning, match=r"does not know \(JUNK\)"):
        read(content)


SEED = webp.encode(
    Picture(noise(12, 10, 4), space=Space("RGBA", profile=WIDE)), Metadata(exif_block(6)[6:], (300, 300), b"<x/>")
)


@settings(max_examples=150)
@given(damaged.copies(SEED))
def test_whatever_the_bytes_say(content):
    damaged.read(read, content)
