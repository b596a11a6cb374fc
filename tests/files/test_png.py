"""PNG: every kind of pixels, and every kind of damage."""

import contextlib
import gc
import struct
import sys
import tracemalloc
import warnings
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.cases import every
from tests.files import chunks, damaged
from tests.files.drawn import WIDE, exif_block, noise, png_bytes

from inlay.errors import FileError, InlayWarning, ResourceError
from inlay.files import png
from inlay.files.document import Metadata
from inlay.picture import Picture, Space

KINDS = [(0, depth) for depth in (1, 2, 4, 8, 16)] + [(3, depth) for depth in (1, 2, 4, 8)]
KINDS += [(kind, depth) for kind in (2, 4, 6) for depth in (8, 16)]
NOWHERE = Path("a.png")


def read(content):
    return png.decode(content, NOWHERE)


def spread(samples, depth):
    """Samples of few bits over the range of 8."""
    return samples if depth >= 8 else samples * (255 // ((1 << depth) - 1))


@every("interlaced", [0, 1])
@every("transparent", [False, True])
@pytest.mark.parametrize(("kind", "depth"), KINDS)
def test_every_kind_of_pixels(kind, depth, transparent, interlaced, capfd):
    generator = np.random.default_rng(depth)
    samples = generator.integers(0, 1 << depth, (11, 13, chunks.CHANNELS[kind]))
    dtype = np.uint16 if depth == 16 else np.uint8
    expected, before, opaque = spread(samples, depth).astype(dtype), b"", np.iinfo(dtype).max
    if kind == 3:
        palette = generator.integers(0, 256, (1 << depth, 3)).astype(np.uint8)
        before += chunks.chunk(b"PLTE", palette.tobytes())
        expected = palette[samples[..., 0]]
    if transparent and kind == 3:
        before += chunks.chunk(b"tRNS", bytes((7, 200)))
        alpha = np.array([7, 200, *[255] * 254], np.uint8)[samples]
        expected = np.concatenate([expected, alpha], axis=2)
    elif transparent and kind in (0, 2):
        key = samples[4, 5]
        before += chunks.chunk(b"tRNS", key.astype(">u2").tobytes())
        alpha = np.where((samples == key).all(axis=2, keepdims=True), 0, opaque).astype(dtype)
        expected = np.concatenate([expected, alpha], axis=2)
    found, _ = read(chunks.of_samples(samples, depth, kind, interlaced, before))
    assert found.pixels.dtype == dtype
    assert np.array_equal(found.pixels, expected)
    assert found.has_alpha == ((transparent and kind < 4) or kind >= 4)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (3, 2), (8, 8), (9, 5)])
def test_interlaced_pictures_of_few_rows_and_columns(size):
    samples = np.arange(size[0] * size[1]).reshape(*size, 1)
    found, _ = read(chunks.of_samples(samples, 8, 0, interlaced=1))
    assert np.array_equal(found.pixels, samples)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_what_pillow_writes_is_read_as_pillow_reads_it(mode):
    image = Image.fromarray(noise(9, 14, 1, "u2")[..., 0]) if mode == "I;16" else Image.fromarray(noise(9, 14, 4))
    output = BytesIO()
    (image if mode == "I;16" else image.convert(mode)).save(output, "PNG")
    found, _ = read(output.getvalue())
    with Image.open(output) as opened:
        expected = np.asarray(opened.convert({"1": "L", "P": "RGBA"}.get(mode, mode)))
    assert np.array_equal(found.pixels, expected.reshape(9, 14, -1))


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("size", [(1, 1), (1, 23), (23, 1)])
def test_one_row_or_column_turned_and_written(size, turn):
    content = png.encode(Picture(noise(*size, 3), space=Space("RGB")), Metadata(exif_block(turn)[6:]))
    found, _ = read(content)
    assert found.pixels.shape[:2] == (size if turn < 5 else size[::-1])
    again, _ = read(png.encode(found))
    assert np.array_equal(again.pixels, found.pixels)
    gray, _ = read(png.encode(Picture(found.pixels[..., :1], space=Space("GRAY"))))
    assert np.array_equal(gray.pixels, found.pixels[..., :1])


PLAIN = png_bytes(noise(16, 16, 3))
PALETTE = chunks.chunk(b"PLTE", bytes(range(6)))


def indexed(*before, depth=1):
    return chunks.of_samples(np.zeros((4, 4, 1), int), depth, 3, before=b"".join(before))


def flawed(content, place):
    return content[:place] + bytes((content[place] ^ 1,)) + content[place + 1 :]


def headed(**about):
    return chunks.SIGNATURE + chunks.header(**about) + PLAIN[33:]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(flawed(PLAIN, 20), id="checksum of the header"),
        pytest.param(flawed(PLAIN, len(PLAIN) - 30), id="checksum of the pixels"),
        pytest.param(flawed(chunks.with_chunks(PLAIN, chunks.chunk(b"tEXt", b"a\0b")), 43), id="checksum of a text"),
        pytest.param(PLAIN[:-12], id="no end"),
        pytest.param(PLAIN[:-60] + PLAIN[-12:], id="pixels cut off"),
        pytest.param(chunks.SIGNATURE + PLAIN[33:], id="no header"),
        pytest.param(chunks.SIGNATURE + chunks.chunk(b"IHDR", bytes(12)) + PLAIN[33:], id="short header"),
        pytest.param(PLAIN[:33] + PLAIN[-12:], id="no pixels"),
        pytest.param(PLAIN[:33] + chunks.chunk(b"IDAT") + PLAIN[-12:], id="empty pixels"),
        pytest.param(PLAIN[:33] + PLAIN[-12:] + PLAIN[33:-12], id="pixels behind the end"),
        pytest.param(headed(width=0, height=16), id="no columns"),
        pytest.param(headed(width=16, height=0), id="no rows"),
        pytest.param(headed(width=0xFFFFFFFF, height=16), id="a width beyond the format"),
        pytest.param(headed(width=16, height=16, depth=3), id="depth"),
        pytest.param(headed(width=16, height=16, kind=5), id="colour type"),
        pytest.param(headed(width=16, height=16, interlaced=2), id="interlace"),
        pytest.param(headed(width=16, height=17, kind=2), id="a row more than there is"),
        pytest.param(indexed(), id="no palette"),
        pytest.param(indexed(chunks.chunk(b"PLTE", bytes(5))), id="palette of odd length"),
        pytest.param(indexed(PALETTE, chunks.chunk(b"tRNS")), id="empty transparency"),
        pytest.param(chunks.with_chunks(PLAIN, chunks.chunk(b"tRNS", bytes(5))), id="short transparent colour"),
        pytest.param(chunks.with_chunks(PLAIN, struct.pack(">I4s", 0xFFFFFFFF, b"tEXt")), id="a length beyond the end"),
    ],
)
def test_damaged_files(content, capfd):
    with pytest.raises(FileError, match="damaged or cut off") as caught:
        read(content)
    assert caught.value.hint
    assert capfd.readouterr().err == ""


def test_a_damaged_picture_leaves_nothing_behind():
    content = headed(width=16, height=4000, kind=2)

    def left():
        with contextlib.suppress(FileError):
            read(content)
        return sys.getrefcount(None), tracemalloc.get_traced_memory()[0]

    gc.collect()  # what earlier tests left is not ours
    tracemalloc.start()
    (references, memory), *_, (references_then, memory_then) = [left() for _ in range(300)]
    tracemalloc.stop()
    assert references_then > references - 200
    assert memory_then < memory + (1 << 20)


@pytest.mark.parametrize(
    "before", [(chunks.chunk(b"PLTE", bytes(range(9))),), (PALETTE, chunks.chunk(b"tRNS", bytes((255, 255, 255))))]
)
def test_a_palette_longer_than_its_indices_is_read_in_silence(before, capfd):
    found, _ = read(indexed(*before))
    assert found.pixels[0, 0, :3].tolist() == [0, 1, 2]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("depth", "kind"), [(1, 0), (4, 0), (8, 0), (8, 2)])
def test_of_a_transparent_colour_only_the_lowest_bits_count(depth, kind, capfd):
    samples = np.zeros((4, 4, chunks.CHANNELS[kind]), int)
    samples[1, 2] = 1
    key = chunks.chunk(b"tRNS", b"\x7f\x01" * samples.shape[2] if depth == 8 else b"\xff\x11")
    found, _ = read(chunks.of_samples(samples, depth, kind, before=key))
    assert np.array_equal(found.alpha == 0, samples[..., 0] == 1)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("side", "words"), [(60_000, "is too large, 60,000 x 60,000"), (20_000, "cannot hold 20,000")])
def test_sizes_are_refused_before_the_pixels_are_unpacked(side, words):
    content = chunks.SIGNATURE + chunks.header(side, side) + PLAIN[33:]
    tracemalloc.start()
    with pytest.raises(FileError, match=words):
        read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


def test_memory_is_asked_first(monkeypatch):
    monkeypatch.setattr("inlay.system.memory.available_bytes", lambda: 16 * 16 * 3)
    with pytest.raises(ResourceError, match="16 x 16 pixels large"):
        read(PLAIN)


def deflated_zeros(length):
    packer = zlib.compressobj()
    return b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(length >> 20)), packer.flush()])


def test_what_lies_behind_the_pixels_is_not_unpacked():
    content = b"".join((PLAIN[:33], chunks.chunk(b"IDAT", bytes(1 << 17)), chunks.chunk(b"IEND")))
    with pytest.raises(FileError, match="damaged or cut off"):
        read(content)


@pytest.mark.parametrize("interlaced", [0, 1])
def test_pixels_that_are_not_packed_at_all_are_read(interlaced):
    samples = noise(300, 200, 3)
    content = chunks.of_samples(samples, 8, 2, interlaced)
    *_, packed, _ = chunks.parts(content)
    stored = zlib.compress(zlib.decompress(packed[1]), 0)
    found, _ = read(content.replace(chunks.chunk(b"IDAT", packed[1]), chunks.chunk(b"IDAT", stored)))
    assert np.array_equal(found.pixels, samples)


@pytest.mark.parametrize(("name", "head"), [(b"iCCP", b"x\0\0"), (b"zTXt", b"x\0\0"), (b"iTXt", b"x\0\1\0\0\0")])
def test_what_unpacks_beyond_the_limit_is_left_out(name, head):
    content = chunks.with_chunks(PLAIN, chunks.chunk(name, head + deflated_zeros(1 << 25)))
    tracemalloc.start()
    with pytest.warns(InlayWarning, match="too long"):
        found, metadata = read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 26
    assert (found.space.profile, metadata.texts) == (None, {})


def test_all_texts_share_one_limit():
    text = chunks.chunk(b"zTXt", b"x\0\0" + deflated_zeros(9 << 20))
    with pytest.warns(InlayWarning, match="too long"):
        _, metadata = read(chunks.with_chunks(PLAIN, text, text))
    assert len(metadata.texts["x"]) == 9 << 20


@pytest.mark.parametrize("default_image", [False, True])
def test_an_animation_is_said(default_image):
    frames = [Image.fromarray(noise(8, 8, 3, seed=seed)) for seed in range(3)]
    output = BytesIO()
    frames[0].save(output, "PNG", save_all=True, append_images=frames[1:], default_image=default_image)
    with pytest.warns(InlayWarning, match="has 3 pictures; the first one is used"):
        found, _ = read(output.getvalue())
    assert np.array_equal(found.pixels, np.asarray(frames[0]))


def test_what_is_not_known_is_said():
    content = chunks.with_chunks(PLAIN, chunks.chunk(b"prVW", b"x"), chunks.chunk(b"tIME", bytes(7)))
    with pytest.warns(InlayWarning) as caught:
        read(content + b"more")
    assert [warning.message.message for warning in caught] == [
        "a.png: Inlay does not keep what stands behind the end of its picture and parts that it does not know (prVW)."
    ]


def test_filling_and_the_notes_of_imagemagick_are_nothing_to_say():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        times = chunks.chunk(b"tEXt", b"date:create\x002024-01-02T03:04:05+00:00")
        _, metadata = read(chunks.with_chunks(PLAIN, chunks.chunk(b"orNT", b"\6"), times) + b"\r\n")
    assert metadata.texts == {}


def test_what_is_known_and_not_kept_is_called_by_its_name():
    parts = [chunks.chunk(name, bytes(9)) for name in (b"caBX", b"mDCV", b"cLLI")]
    with pytest.warns(InlayWarning, match="keep the content credentials and how bright it is to be shown.$"):
        read(chunks.with_chunks(PLAIN, *parts))


def test_a_plain_file_is_read_and_written_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, metadata = read(chunks.with_chunks(PLAIN, chunks.chunk(b"tIME", bytes(7)), chunks.chunk(b"sRGB", b"\0")))
        assert chunks.names(png.encode(found, metadata)) == [b"IHDR", b"IDAT", b"IEND"]


SEED = png.encode(
    Picture(noise(12, 10, 4), space=Space("RGBA", profile=WIDE)),
    Metadata(exif_block(6)[6:], (300, 300), b"<x/>", b"\x1c\2\5\0\1a", {"Title": "a", "Comment": "ж" * 2000}),
)


@settings(max_examples=150)
@given(damaged.copies(SEED), st.booleans())
def test_whatever_the_bytes_say(content, mended):
    """Also where every checksum has been made right again."""
    damaged.read(read, _mended(content) if mended else content)


def _mended(content):
    parts, place = [content[:8]], 8
    while place + 12 <= len(content):
        size, name = struct.unpack_from(">I4s", content, place)
        parts.append(chunks.chunk(name, content[place + 8 : place + 8 + min(size, len(content))]))
        place += 12 + size
    return b"".join(parts)
