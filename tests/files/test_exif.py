import numpy as np
import pytest
from PIL import Image, ImageOps
from tests.files.drawn import exif_block, noise

from inlay.files import exif


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("order", ["<", ">"])
def test_orientation_is_applied_as_pillow_does(orientation, order):
    block = exif_block(orientation, order)[6:]
    assert exif.orientation(block) == orientation
    pixels = noise(5, 7, 3)
    image = Image.fromarray(pixels)
    image.getexif()[0x0112] = orientation
    assert np.array_equal(exif.turn(pixels, orientation), np.asarray(ImageOps.exif_transpose(image)))


@pytest.mark.parametrize("order", ["<", ">"])
def test_upright_resets_the_orientation_and_keeps_the_rest(order):
    block = exif_block(6, order)[6:]
    turned = exif.upright(block)
    assert exif.orientation(turned) == 1
    assert len(turned) == len(block)
    read = Image.Exif()
    read.load(turned)
    assert read[0x010F] == "Inlay Optics"
    assert read.get_ifd(0x8769)[0x829A] == pytest.approx(0.008)


@pytest.mark.parametrize("order", ["<", ">"])
def test_reading_and_writing_keeps_every_tag(order):
    entries = exif.read(exif_block(1, order)[6:])
    written = exif.write(entries)
    assert exif.read(written) == entries
    read = Image.Exif()
    read.load(written)
    assert read[0x010F] == "Inlay Optics"
    assert read.get_ifd(0x8769)[0x9286].endswith(b"longer than four bytes")
    assert read.get_ifd(0x8825)[0x001D] == "2024:05:06"


@pytest.mark.parametrize("block", [b"", b"II", b"II*\0", b"MM\0*\xff\xff\xff\xff", b"garbage" * 20])
def test_damaged_blocks_say_nothing(block):
    assert exif.orientation(block) == 1
    assert exif.read(block) == {}
    assert exif.upright(block) == b""


def test_a_directory_that_points_to_itself_ends():
    loop = b"II*\0\x08\0\0\0" + b"\x01\0" + b"\x69\x87\x04\0\x01\0\0\0\x08\0\0\0" + bytes(4)
    assert exif.read(loop) == {}
