"""TIFF files that are cut off, ask for too much, or are of a kind that Inlay does not read."""

import struct
import zlib

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.files import damaged
from tests.files.drawn import noise
from tests.files.tagged import (
    ACROSS,
    BITS,
    COUNTS,
    DOUBLE,
    HEIGHT,
    LONG,
    OFFSETS,
    PHOTOMETRIC,
    RATIONAL,
    ROWS,
    SAMPLES,
    WIDTH,
    gray,
    quietly,
    read,
    rgb,
    tiff,
    warned,
)

from inlay.errors import FileError, InlayWarning
from inlay.files import unpacking

# Segments


def test_one_strip_without_its_length(tmp_path):
    packed = zlib.compress(bytes(range(6)))
    for compression, strip in ((1, bytes(range(6))), (8, packed)):
        for counts in (None, 0):
            content = tiff((gray(2, 3) | {259: compression, COUNTS: counts}, [strip]))
            assert quietly(tmp_path, content).pixels.ravel().tolist() == list(range(6))


def test_a_last_strip_that_is_filled_up(tmp_path):
    strips = [zlib.compress(bytes(range(4))), zlib.compress(bytes(range(4, 8)))]
    found = quietly(tmp_path, tiff((gray(2, 3, ROWS=2) | {259: 8}, strips)))
    assert found.pixels.ravel().tolist() == list(range(6))


def test_parts_that_a_file_leaves_out_are_said(tmp_path):
    content = tiff((gray(2, 3, ROWS=1) | {OFFSETS: (LONG, [8, 0, 8]), COUNTS: (LONG, [2, 0, 2])}, [b"\1\2"]))
    assert warned(tmp_path, content, "leaves out parts").pixels.ravel().tolist() == [1, 2, 0, 0, 1, 2]


def test_a_jpeg_that_ends_too_early_is_damage(tmp_path):
    strip = imagecodecs.jpeg_encode(noise(64, 64, 1)[..., 0])
    with pytest.raises(FileError, match="damaged or cut off"):
        read(tmp_path, tiff((gray(64, 64) | {259: 7}, [strip[: len(strip) // 2]])))


@pytest.mark.parametrize("packing", [1, 5, 8, 32773, 50000, 34925])
def test_segments_that_are_cut_off_are_damage(tmp_path, packing):
    rows = noise(8, 64, 1)
    encode = {1: bytes, 5: imagecodecs.lzw_encode, 8: zlib.compress, 32773: imagecodecs.packbits_encode}
    encode |= {50000: imagecodecs.zstd_encode, 34925: imagecodecs.lzma_encode}
    strip = encode[packing](rows.tobytes())
    assert np.array_equal(quietly(tmp_path, tiff((gray(64, 8) | {259: packing}, [strip]))).pixels, rows)
    with pytest.raises(FileError, match="damaged or cut off"):
        read(
            tmp_path, tiff((gray(64, 8) | {259: packing, COUNTS: len(strip) // 2 if packing > 1 else 99}, [strip[:99]]))
        )


# What is not supported


@pytest.mark.parametrize(
    ("number", "name"),
    [(6, "old-style JPEG"), (32809, "THUNDERSCAN"), (34661, "JBIG"), (34934, "JPEG XR"), (4711, "4711")],
)
def test_an_unknown_way_of_packing_is_named(tmp_path, number, name):
    with pytest.raises(FileError, match=f"packed by .*{name}.* not supported") as caught:
        read(tmp_path, tiff((gray(4, 4) | {259: number}, [bytes(16)])))
    assert "damaged" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("tags", "strip", "words"),
    [
        ({259: 6, PHOTOMETRIC: 6, BITS: None, SAMPLES: None, OFFSETS: None, 513: 8, 514: 4}, b"jpeg", "old-style JPEG"),
        ({259: 8, 317: 4711}, zlib.compress(bytes(16)), "prediction"),
        ({259: 34887, 50674: (4, 1)}, bytes(16), "second compression"),
    ],
)
def test_variants_that_are_not_supported(tmp_path, tags, strip, words):
    with pytest.raises(FileError, match=f"{words}.* not supported"):
        read(tmp_path, tiff((gray(4, 4) | tags, [strip])))


def test_a_rare_subsampling_is_not_supported(tmp_path):
    with pytest.raises(FileError, match="not supported"):
        read(tmp_path, tiff((rgb(2, 2, PHOTOMETRIC=6, PLANAR=2), [bytes(16)] * 3)))


# Limits


SIDE = 16_000


@pytest.fixture
def little_memory(monkeypatch):
    """Fail where more than a few megabytes are unpacked."""
    empty, zeros = np.empty, np.zeros

    def limited(make):
        def allocate(shape, *rest, **more):
            assert np.prod(shape, dtype=float) < 1 << 24
            return make(shape, *rest, **more)

        return allocate

    monkeypatch.setattr(np, "empty", limited(empty))
    monkeypatch.setattr(np, "zeros", limited(zeros))


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({WIDTH: 23, HEIGHT: 2_097_169}, "impossible size, 23 x 2,097,169"),
        ({WIDTH: 0}, "impossible size"),
        ({WIDTH: "wide"}, "impossible size"),
        ({WIDTH: 60_000, HEIGHT: 60_000}, "too large"),
        ({WIDTH: 30_000, HEIGHT: 30_000}, "bytes cannot hold"),
        ({WIDTH: 2000, HEIGHT: 2000, SAMPLES: 65_000, BITS: 8}, "bytes cannot hold"),
        ({WIDTH: 1000, HEIGHT: 8_000, ROWS: 1}, "damaged or cut off"),
        ({322: 60_000, 323: 60_000, 324: 8, 325: 8}, "too large"),
        ({322: 0, 323: 16, 324: 8, 325: 8}, "damaged"),
        ({SAMPLES: 0}, "lacks a colour channel|damaged"),
        ({OFFSETS: (LONG, [(1 << 32) - 1])}, "damaged or cut off"),
        ({OFFSETS: (DOUBLE, [8.0])}, "damaged or cut off"),
        ({OFFSETS: None}, "damaged or cut off"),
        ({259: 8, COUNTS: (LONG, [(1 << 32) - 1])}, "damaged or cut off"),
        ({BITS: 0}, "uint0"),
    ],
)
def test_what_a_header_asks_for_is_compared_before_anything_is_unpacked(tmp_path, little_memory, tags, words):
    with pytest.raises(FileError, match=words):
        read(tmp_path, tiff((gray(4, 4) | tags, [bytes(16)])))


def test_strips_that_share_their_bytes_count_once(tmp_path):
    strip = zlib.compress(bytes(1 << 20), 9)
    number = unpacking.ALWAYS_ALLOWED // (1 << 20) + 1
    shared = {OFFSETS: (LONG, [8] * number), COUNTS: (LONG, [len(strip)] * number)}
    with pytest.raises(FileError, match="bytes cannot hold"):
        read(tmp_path, tiff((gray(1024, 1024 * number, ROWS=1024) | {259: 8} | shared, [strip])))


ZEROS = np.zeros((2000, 3000), np.uint8)


@pytest.mark.parametrize(
    ("number", "encode"),
    [
        (8, lambda pixels: zlib.compress(pixels.tobytes())),
        (32773, lambda pixels: b"\x81\0" * (pixels.size // 128)),
        (50000, lambda pixels: imagecodecs.zstd_encode(pixels.tobytes())),
        (7, imagecodecs.jpeg_encode),
        (34712, imagecodecs.jpeg2k_encode),
        (34887, imagecodecs.lerc_encode),
        (34933, imagecodecs.png_encode),
        (50002, lambda pixels: imagecodecs.jpegxl_encode(pixels, effort=1)),
    ],
)
def test_a_segment_that_holds_more_than_its_picture_is_not_unpacked(tmp_path, little_memory, number, encode):
    with pytest.raises(FileError, match="damaged"):
        read(tmp_path, tiff((gray(16, 16) | {259: number}, [encode(ZEROS)])))


def test_values_that_share_their_bytes_are_not_read(tmp_path):
    """Two thousand private tags, and as many of Exif, of one megabyte each."""
    content = tiff((gray(4, 4) | {0x8769: (LONG, [0])}, [bytes(16)]))
    (place,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, place)
    table = content[place + 2 : place + 2 + 12 * count]
    shared = b"".join(struct.pack("<HHII", 40_000 + number, 7, 1 << 20, 8) for number in range(2000))
    camera = len(content)
    table = table.replace(struct.pack("<HHII", 0x8769, 4, 1, 0), struct.pack("<HHII", 0x8769, 4, 1, camera))
    content += struct.pack("<H", 2000) + shared + bytes(4)
    start = len(content)
    content += struct.pack("<H", count + 2000) + table + shared + bytes((1 << 20) + 4)
    with pytest.warns(InlayWarning, match="Exif data that are too long"):
        document = read(tmp_path, content[:4] + struct.pack("<I", start) + content[8:])
    assert len(document.metadata.exif) < unpacking.LARGEST_EXIF + 100_000


def test_exif_that_points_to_itself_is_read_once(tmp_path):
    content = bytearray(tiff((gray(4, 4) | {0x8769: 0, 0x8825: 0, 0x010F: "Inlay Optics"}, [bytes(16)])))
    (place,) = struct.unpack_from("<I", content, 4)
    for tag in (0x8769, 0x8825):
        at = content.find(struct.pack("<HHI", tag, 3, 1)) + 8
        struct.pack_into("<H", content, at, place)
    assert b"Inlay Optics" in read(tmp_path, bytes(content)).metadata.exif


SMALL = [
    tiff((rgb(4, 4, ORIENTATION=6) | {ACROSS: (RATIONAL, [(72, 1)])}, [noise(4, 4, 3).tobytes()]), big=big)
    for big in (False, True)
]


@given(st.one_of(*map(damaged.copies, SMALL)))
def test_whatever_the_bytes_say(tmp_path_factory, content):
    damaged.read(lambda given: read(tmp_path_factory.getbasetemp(), given), content)
