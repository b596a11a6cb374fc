import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image, ImageOps
from tests.files import damaged
from tests.files.drawn import exif_block, noise, pointers

from inlay.files.metadata import exif


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


def tiff(*entries, order="<", following=0):
    """A TIFF structure of one directory: tag, type, number of values, and four bytes."""
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}IH", 8, len(entries))
    table = b"".join(struct.pack(f"{order}HHI", *about) + value.ljust(4, b"\0") for *about, value in entries)
    return head + table + struct.pack(f"{order}I", following)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("kind", "code"), [(1, "B"), (3, "H"), (4, "I"), (6, "b"), (8, "h"), (9, "i")])
def test_an_orientation_of_any_type(kind, code, order):
    block = tiff((0x0112, kind, 1, struct.pack(f"{order}{code}", 6)), order=order)
    assert exif.orientation(block) == 6
    assert exif.orientation(exif.upright(block)) == 1


@pytest.mark.parametrize("number", [2, 5])
def test_of_several_orientations_the_first_counts(number):
    values = struct.pack(f"<{number}H", 6, *[3] * (number - 1))
    block = tiff((0x0112, 3, number, values if number == 2 else struct.pack("<I", 26))) + values
    assert exif.orientation(block) == 6
    turned = exif.upright(block)
    assert exif.orientation(turned) == 1
    assert exif.read(turned)[0x0112].value[2:] == values[2:]


@pytest.mark.parametrize(
    "entry",
    [
        (0x0112, 3, 1, b"\0"),
        (0x0112, 3, 1, b"\x09"),
        (0x0112, 8, 1, b"\xff\xff"),
        (0x0112, 2, 2, b"6\0"),
        (0x0112, 5, 1, b""),
    ],
)
def test_orientations_that_say_nothing(entry):
    assert exif.orientation(tiff(entry)) == 1


def test_of_several_tags_the_first_counts():
    assert exif.orientation(tiff((0x0112, 3, 1, b"\6\0"), (0x0112, 3, 1, b"\3\0"))) == 6


def test_the_preview_goes_with_its_bytes():
    preview = tiff((0x0201, 4, 1, struct.pack("<I", 60)), (0x0202, 4, 1, struct.pack("<I", 7)))[8:]
    block = tiff((0x0112, 3, 1, b"\6\0"), following=30).ljust(30, b"\0") + preview + b"preview"
    assert block.index(b"preview") == 60
    assert b"preview" not in exif.upright(block)
    assert len(exif.upright(block + b"more")) == len(block + b"more")
    assert b"preview" not in exif.upright(block + b"more")


@pytest.mark.parametrize("count", [1, 200])
def test_directories_that_hold_themselves(count):
    assert exif.read(pointers(count)) == {}
    assert exif.upright(pointers(count)) == b""


def test_each_directory_is_read_once():
    """Two directories that hold each other a hundred times over: 100 ** depth ways through them."""
    there = 8 + 2 + 12 * 100 + 4
    first = tiff(*[(0x8769, 4, 1, struct.pack("<I", there))] * 100)
    second = tiff(*[(tag, 4, 1, struct.pack("<I", 8)) for tag in (0x8769, 0x8825, 0xA005)] * 33)[8:]
    assert exif.read(first + second) == {}


def test_a_pointer_to_nowhere_does_no_harm():
    block = tiff((0x0112, 3, 1, b"\6\0"), (0x8825, 4, 1, struct.pack("<I", 5000)))
    assert exif.orientation(exif.upright(block)) == 1


def test_values_that_share_their_bytes_have_one_budget():
    size = 1 << 20
    entries = [(tag, 7, size, struct.pack("<I", 8)) for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298)]
    block = tiff(*entries) + bytes(size)
    tracemalloc.start()
    assert len(exif.read(block)) == 4
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * size


def test_entries_have_a_limit():
    directory = tiff(*[(tag, 3, 1, b"") for tag in range(20_000)])
    assert exif.upright(directory) == b""
    assert len(exif.read(directory, range(20_000))) == 10_000


@pytest.mark.parametrize("order", ["<", ">"])
def test_resolutions_are_written_beside_the_rest(order):
    block = exif_block(6, order)[6:]
    for dots in [(300, 72.5), (0.01, 166_458.9), (1e6, 1 / 3)]:
        block = exif.with_resolution(block, dots)
        assert exif.resolution(block) == pytest.approx(dots, abs=1e-3)
    assert exif.orientation(block) == 6
    read = Image.Exif()
    read.load(block)
    assert read[0x010F] == "Inlay Optics"
    assert read.get_ifd(0x8769)[0x829A] == pytest.approx(0.008)


@pytest.mark.parametrize(("unit", "scale"), [(2, 1), (3, 2.54)])
def test_resolutions_have_a_unit(unit, scale):
    dots = struct.pack("<II", 100, 1)
    about = (0x011A, 5, 1, struct.pack("<I", 50)), (0x011B, 5, 1, struct.pack("<I", 50))
    block = tiff(*about, (0x0128, 3, 1, struct.pack("<H", unit))) + dots
    assert block.index(dots) == 50
    assert exif.resolution(block) == (100 * scale, 100 * scale)
    assert exif.resolution(tiff(*about, (0x0128, 3, 1, b"\1")) + dots) is None


@pytest.mark.parametrize("order", ["<", ">"])
def test_tags_are_added_to_a_directory_that_lacks_them(order):
    block = exif_block(6, order)[6:]
    added = exif.append(block, {0x010F: exif.Entry(2, 2, b"x\0"), 0x0131: exif.Entry(2, 6, b"Inlay\0")})
    read = Image.Exif()
    read.load(added)
    assert (read[0x010F], read[0x0131]) == ("Inlay Optics", "Inlay")
    assert added[8 : len(block)] == block[8:]


BLOCK = exif_block(6)[6:]


@settings(max_examples=300)
@given(damaged.copies(BLOCK))
def test_whatever_the_bytes_say(block):
    """Nothing but values, and what is made upright is read as upright."""
    turned = exif.upright(block)
    assert exif.orientation(turned) == 1
    exif.resolution(block)
    assert exif.read(exif.write(exif.read(block))) == exif.read(block)
