"""TIFF files of other programs: every way of storing samples, and what these mean."""

import itertools
import struct
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.cases import every
from tests.files.drawn import noise
from tests.files.tagged import (
    BITS,
    EXTRA,
    PALETTE,
    PHOTOMETRIC,
    RATIONAL,
    SAMPLES,
    gray,
    packed,
    quietly,
    read,
    rgb,
    tiff,
    warned,
)

from inlay.errors import FileError, InlayWarning

# Samples


@every("dtype", ["u1", "u2", "f2", "f4"])
@pytest.mark.parametrize("packing", [None, "lzw", "zlib", "packbits", "zstd", "lzma"])
@every("order", ["<", ">"])
def test_every_way_of_packing_gives_the_same_samples(tmp_path, dtype, packing, order):
    kinds = [(1, "minisblack", {}), (3, "rgb", {}), (4, "rgb", {"extrasamples": ["unassalpha"]}), (4, "separated", {})]
    parts = [{"rowsperstrip": 7}, {"tile": (16, 32)}]
    predicted = [False, True] if packing in ("lzw", "zlib") else [False]
    for (channels, photometric, more), part, planar, predictor in itertools.product(kinds, parts, (0, 1), predicted):
        pixels = noise(21, 37, channels, dtype)
        stored = np.moveaxis(pixels, -1, 0) if planar and channels > 1 else pixels.squeeze()
        configuration = {"planarconfig": "separate" if planar else "contig"} if channels > 1 else {}
        tifffile.imwrite(
            tmp_path / "a.tif",
            stored,
            photometric=photometric,
            compression=packing,
            predictor=predictor,
            byteorder=order,
            **configuration,
            **part,
            **more,
        )
        found = quietly(tmp_path, (tmp_path / "a.tif").read_bytes()).pixels
        assert np.array_equal(found, pixels), (channels, photometric, part, planar, predictor)
        assert found.dtype == pixels.dtype


@pytest.mark.parametrize("packing", ["jpeg", "webp", "jpeg2000", "jpegxl", "png", "lerc"])
@pytest.mark.parametrize("part", [{}, {"rowsperstrip": 16}, {"tile": (16, 32)}])
def test_pictures_in_segments_are_read_as_tifffile_reads_them(tmp_path, packing, part):
    for channels, photometric in ((1, "minisblack"), (3, "rgb")):
        if packing == "webp" and channels == 1:
            continue
        tifffile.imwrite(
            tmp_path / "a.tif", noise(37, 61, channels).squeeze(), photometric=photometric, compression=packing, **part
        )
        found = quietly(tmp_path, (tmp_path / "a.tif").read_bytes()).pixels
        assert np.array_equal(found.squeeze(), tifffile.imread(tmp_path / "a.tif"))


@pytest.mark.parametrize("bits", [*range(1, 17)])
@pytest.mark.parametrize("order", ["<", ">"])
def test_samples_of_any_number_of_bits_span_the_whole_range(tmp_path, bits, order):
    levels = np.random.default_rng(bits).integers(0, 1 << bits, (5, 7)).astype("u1" if bits <= 8 else "u2")
    levels[0, :2] = 0, (1 << bits) - 1
    whole = bits in (8, 16)
    strip = levels.astype(f"{order}u{bits // 8}").tobytes() if whole else packed(levels, bits)
    found = quietly(tmp_path, tiff((gray(7, 5) | {BITS: bits}, [strip]), order=order)).pixels[..., 0]
    white = 255 if bits <= 8 else 65535
    assert np.array_equal(found, np.rint(levels.astype(float) * white / ((1 << bits) - 1)))


@pytest.mark.parametrize("bits", [1, 2, 3, 4, 7, 8, 12, 16])
def test_palettes_of_any_number_of_bits(tmp_path, bits):
    colours = np.random.default_rng(bits).integers(0, 256, (3, 1 << bits))
    indices = np.random.default_rng(1).integers(0, 1 << bits, (5, 7)).astype("u1" if bits <= 8 else "u2")
    strip = indices.tobytes() if bits in (8, 16) else packed(indices, bits)
    for scale in (1, 256, 257):
        table = tuple((colours * scale).ravel().tolist())
        tags = gray(7, 5, PHOTOMETRIC=3, BITS=bits, PALETTE=table)
        content = tiff((tags, [strip]))
        found = quietly(tmp_path, content)
        assert found.space.model == "RGB"
        assert np.array_equal(found.pixels, np.moveaxis(colours, 0, -1)[indices])
    if bits in (1, 2, 4, 8):
        with Image.open(tmp_path / "a.tif") as image:
            assert np.array_equal(found.pixels, np.asarray(image.convert("RGB")))


def test_a_palette_that_is_too_short_is_damage(tmp_path):
    with pytest.raises(FileError, match="damaged"):
        read(tmp_path, tiff((gray(2, 1, PHOTOMETRIC=3, PALETTE=(0, 1, 2, 3, 4, 5)), [b"\1\2"])))


@pytest.mark.parametrize("packing", ["tiff_ccitt", "group3", "group4"])
def test_faxes_are_read_as_pillow_reads_them(tmp_path, packing):
    image = Image.fromarray(noise(40, 70, 1)[..., 0]).convert("1")
    image.save(tmp_path / "a.tif", compression=packing)
    found = quietly(tmp_path, (tmp_path / "a.tif").read_bytes()).pixels[..., 0]
    assert np.array_equal(found, np.asarray(image) * 255)


def test_lzw_of_the_old_style(tmp_path):
    """The codes of nine bits with their lowest bit first."""
    codes = [256, *range(40), 257]
    bits = (np.array(codes)[:, np.newaxis] >> np.arange(9) & 1).astype(np.uint8)
    strip = np.packbits(bits.ravel(), bitorder="little").tobytes()
    found = quietly(tmp_path, tiff((gray(8, 5) | {259: 5}, [strip]))).pixels
    assert found.ravel().tolist() == list(range(40))


def test_lzw_codes_that_mean_nothing_yet_are_damage(tmp_path):
    strip = bytearray(imagecodecs.lzw_encode(noise(21, 75, 1).tobytes()))
    strip[1] = 0x69
    for _ in range(50):
        with pytest.raises(FileError, match="damaged"):
            read(tmp_path, tiff((gray(75, 21) | {259: 5}, [bytes(strip)])))


@pytest.mark.parametrize("packing", ["tiff_ccitt", "group4"])
def test_a_fax_that_ends_too_early_is_damage(tmp_path, packing):
    Image.fromarray(noise(64, 64, 1)[..., 0]).convert("1").save(tmp_path / "a.tif", compression=packing)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        (place,), (count,) = file.pages[0].dataoffsets, file.pages[0].databytecounts
    strip = (tmp_path / "a.tif").read_bytes()[place : place + count // 2]
    with pytest.raises(FileError, match="damaged"):
        read(tmp_path, tiff((gray(64, 64, BITS=1) | {259: 2 if packing == "tiff_ccitt" else 4}, [strip])))


def test_bits_in_the_other_order(tmp_path):
    found = quietly(tmp_path, tiff((gray(8, 1, BITS=1) | {266: 2}, [b"\x0d"]))).pixels
    assert (found.ravel() > 0).tolist() == [True, False, True, True, False, False, False, False]


def test_inverted_gray_of_few_bits(tmp_path):
    found = quietly(tmp_path, tiff((gray(2, 1, BITS=4, PHOTOMETRIC=0), [b"\x0f"]))).pixels
    assert found.ravel().tolist() == [255, 0]


def test_booleans_that_tifffile_stores_as_black_are_said(tmp_path):
    booleans = np.eye(8, dtype=bool)
    tifffile.imwrite(tmp_path / "a.tif", booleans)
    with pytest.warns(InlayWarning, match="True is black in it"):
        found = read(tmp_path, (tmp_path / "a.tif").read_bytes())
    assert np.array_equal(found.layers[0].picture.pixels[..., 0] == 0, booleans)


def test_words_of_32_bits_become_floats_with_a_warning(tmp_path):
    strip = struct.pack("<3I", 0, 1 << 31, (1 << 32) - 1)
    found = warned(tmp_path, tiff((gray(3, 1, BITS=32), [strip])), "32-bit").pixels
    assert found.dtype == np.float32
    assert found.ravel() == pytest.approx([0, 0.5, 1])


@pytest.mark.parametrize(
    ("bits", "kind", "words"),
    [
        (16, 2, "int16"),
        (24, 1, "uint24"),
        (24, 3, "float24"),
        (64, 1, "uint64"),
        (64, 6, "complex64"),
        (8, 9, "unknown"),
    ],
)
def test_other_types_of_samples_are_refused_by_name(tmp_path, bits, kind, words):
    with pytest.raises(FileError, match=words) as caught:
        read(tmp_path, tiff((gray(1, 1, BITS=bits, KINDS=kind), [bytes(8)])))
    assert "damaged" not in caught.value.message


def test_channels_of_different_types_are_refused(tmp_path):
    with pytest.raises(FileError, match="different types"):
        read(tmp_path, tiff((rgb(1, 1, BITS=(5, 6, 5)), [bytes(2)])))


# Colours


def subsampled(pixels, across, down):
    """Luminance and chrominance in TIFF's units; `pixels` are whole units."""
    height, width, _ = pixels.shape
    units = pixels.reshape(height // down, down, width // across, across, 3).swapaxes(1, 2)
    luminance = units[..., 0].reshape(height // down, width // across, across * down)
    return np.concatenate([luminance, units[:, :, 0, 0, 1:]], axis=-1)


@pytest.mark.parametrize(("across", "down"), [(1, 1), (2, 1), (2, 2), (4, 2)])
def test_luminance_and_chrominance(tmp_path, across, down):
    coarse = noise(2, 3, 3).repeat(down, axis=0).repeat(across, axis=1)
    coarse[..., 0] = noise(2 * down, 3 * across, 1)[..., 0]
    height, width, _ = coarse.shape
    tags = rgb(width, height, PHOTOMETRIC=6) | {530: (across, down)}
    for packing, pack in ((1, bytes), (8, zlib.compress)):
        strip = pack(subsampled(coarse, across, down).tobytes())
        found = quietly(tmp_path, tiff((tags | {259: packing}, [strip]))).pixels
        expected = Image.fromarray(coarse, "YCbCr").convert("RGB")
        assert np.abs(found.astype(int) - np.asarray(expected)).max() <= 1


def test_luminance_with_a_reference_of_its_own(tmp_path):
    """Video levels: 16 is black and 235 white."""
    reference = (RATIONAL, [(value, 1) for value in (16, 235, 128, 240, 128, 240)])
    content = tiff((rgb(2, 1, PHOTOMETRIC=6) | {530: (1, 1), 532: reference}, [bytes([16, 128, 128, 235, 128, 128])]))
    assert quietly(tmp_path, content).pixels.tolist() == [[[0, 0, 0], [255, 255, 255]]]


@pytest.mark.parametrize(
    ("samples", "tags", "model", "words"),
    [
        (1, {}, "GRAY", "grey, 0 black"),
        (2, {}, "GRAYA", "grey, 0 black"),
        (3, {}, "RGB", "RGB"),
        (4, {}, "RGBA", "RGB"),
        (1, {PALETTE: tuple(range(768))}, "RGB", "a palette"),
    ],
)
def test_a_meaning_that_is_not_said_is_guessed(tmp_path, samples, tags, model, words):
    content = tiff(
        (gray(2, 1, SAMPLES=samples, BITS=(8,) * samples) | {PHOTOMETRIC: None} | tags, [bytes(range(9, 17))])
    )
    with pytest.warns(InlayWarning) as caught:
        assert read(tmp_path, content).layers[0].picture.space.model == model
    assert f"read as {words}" in str(caught[0].message)


@pytest.mark.parametrize(
    ("photometric", "words"),
    [
        (4, "MASK"),
        (8, "CIELAB"),
        (9, "ICCLAB"),
        (32845, "LOGLUV"),
        (4711, "unknown"),
        (32803, "raw photograph"),
        (34892, "raw"),
    ],
)
def test_other_colours_are_refused_by_name(tmp_path, photometric, words):
    with pytest.raises(FileError, match=words) as caught:
        read(tmp_path, tiff((rgb(1, 1, PHOTOMETRIC=photometric), [bytes(3)])))
    assert "damaged" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("tags", [{332: 2}, {SAMPLES: 3, BITS: (8, 8, 8)}])
def test_inks_that_are_not_cmyk_are_refused(tmp_path, tags):
    with pytest.raises(FileError, match="other inks"):
        read(tmp_path, tiff((gray(1, 1, PHOTOMETRIC=5, SAMPLES=4, BITS=(8,) * 4) | tags, [bytes(4)])))


def test_a_volume_is_refused(tmp_path):
    with pytest.raises(FileError, match="volume"):
        read(tmp_path, tiff((gray(1, 1) | {32997: 2}, [bytes(2)])))


# Opacity


@pytest.mark.parametrize("extra", [None, 0, 999])
@pytest.mark.parametrize("colours", [1, 3])
def test_a_single_channel_of_unknown_meaning_is_straight_opacity(tmp_path, colours, extra):
    pixels = noise(3, 4, colours + 1)
    tags = (gray if colours == 1 else rgb)(4, 3) | {SAMPLES: colours + 1, BITS: (8,) * (colours + 1), EXTRA: extra}
    found = warned(tmp_path, tiff((tags, [pixels.tobytes()])), "read as opacity")
    assert found.has_alpha
    assert np.array_equal(found.pixels, pixels)


def test_an_empty_channel_of_unknown_meaning_hides_nothing(tmp_path):
    content = tiff((rgb(1, 1, SAMPLES=4, BITS=(8,) * 4), [b"\1\2\3\0"]))
    assert warned(tmp_path, content, "left out").pixels.tolist() == [[[1, 2, 3]]]


def test_opacity_among_other_channels(tmp_path):
    content = tiff((rgb(1, 1, SAMPLES=5, BITS=(8,) * 5, EXTRA=(0, 2)), [b"\1\2\3\4\5"]))
    assert warned(tmp_path, content, "left out").pixels.tolist() == [[[1, 2, 3, 5]]]


def test_a_palette_with_opacity(tmp_path):
    tags = gray(2, 1, PHOTOMETRIC=3, SAMPLES=2, BITS=(8, 8), EXTRA=2, PALETTE=tuple(range(0, 65536, 256)) * 3)
    assert quietly(tmp_path, tiff((tags, [b"\7\x80\2\xff"]))).pixels.tolist() == [[[7, 7, 7, 128], [2, 2, 2, 255]]]


def test_premultiplied_bytes_become_straight(tmp_path):
    content = tiff((rgb(2, 1, SAMPLES=4, BITS=(8,) * 4, EXTRA=1), [bytes([50, 25, 0, 100, 9, 9, 9, 0])]))
    assert quietly(tmp_path, content).pixels.tolist() == [[[128, 64, 0, 100], [0, 0, 0, 0]]]
