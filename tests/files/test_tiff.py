"""TIFF files of other programs, and of attackers."""

import itertools
import struct
import warnings
import zlib

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.files.drawn import exif_block, noise
from tests.files.tagged import (
    BITS,
    BYTE,
    CHILDREN,
    COUNTS,
    DOUBLE,
    EXTRA,
    HEIGHT,
    LONG,
    OFFSETS,
    PALETTE,
    PHOTOMETRIC,
    RATIONAL,
    ROWS,
    SAMPLES,
    UNDEFINED,
    WIDTH,
    gray,
    packed,
    rgb,
    tiff,
)

from inlay.errors import FileError, InlayError, InlayWarning
from inlay.files import formats, limits
from inlay.files.document import Metadata
from inlay.picture import Picture, Space

X, Y, UNIT = 282, 283, 296


def read(tmp_path, content):
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    return formats.read(path)


def quietly(tmp_path, content):
    """The picture of a file of which there is nothing to say."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return read(tmp_path, content).layers[0].picture


def warned(tmp_path, content, words):
    with pytest.warns(InlayWarning, match=words):
        return read(tmp_path, content).layers[0].picture


# Samples


@pytest.mark.parametrize("dtype", ["u1", "u2", "f2", "f4"])
@pytest.mark.parametrize("packing", [None, "lzw", "zlib", "packbits", "zstd", "lzma"])
@pytest.mark.parametrize("order", ["<", ">"])
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
        (1, {}, "GRAY", "gray, 0 black"),
        (2, {}, "GRAYA", "gray, 0 black"),
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
        found = read(tmp_path, tiff((gray(1, 1) | {X: across, Y: across, UNIT: unit}, [b"\0"]))).metadata.resolution
    assert found == (None if expected is None else pytest.approx((expected, expected)))


@pytest.mark.parametrize(
    "value", [(RATIONAL, [(4_000_000_000, 1)]), (RATIONAL, [(1, 0)]), (DOUBLE, [-72.0]), (DOUBLE, [float("inf")])]
)
def test_impossible_resolutions_are_left_out(tmp_path, value):
    with pytest.warns(InlayWarning, match="impossible"):
        assert read(tmp_path, tiff((gray(1, 1) | {X: value, Y: value}, [b"\0"]))).metadata.resolution is None


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
        ({WIDTH: 1000, HEIGHT: 8000, ROWS: 1}, "damaged or cut off"),
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
    number = limits.ALWAYS_ALLOWED // (1 << 20) + 1
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
    assert len(document.metadata.exif) < limits.LARGEST_EXIF + 100_000


def test_exif_that_points_to_itself_is_read_once(tmp_path):
    content = bytearray(tiff((gray(4, 4) | {0x8769: 0, 0x8825: 0, 0x010F: "Inlay Optics"}, [bytes(16)])))
    (place,) = struct.unpack_from("<I", content, 4)
    for tag in (0x8769, 0x8825):
        at = content.find(struct.pack("<HHI", tag, 3, 1)) + 8
        struct.pack_into("<H", content, at, place)
    assert b"Inlay Optics" in read(tmp_path, bytes(content)).metadata.exif


@given(st.data())
def test_whatever_the_bytes_say_there_is_a_picture_or_an_error_in_words(tmp_path_factory, data):
    strip = noise(4, 4, 3).tobytes()
    content = bytearray(
        tiff((rgb(4, 4, ORIENTATION=6) | {X: (RATIONAL, [(72, 1)])}, [strip]), big=data.draw(st.booleans()))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = read(tmp_path_factory.getbasetemp(), bytes(content)).layers[0].picture
        except InlayError as error:
            assert error.hint
        else:
            assert found.pixels.dtype in (np.uint8, np.uint16, np.float16, np.float32)


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
