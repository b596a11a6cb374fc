"""Every flat format: what Inlay reads equals what other libraries read, and what it writes comes back."""

import struct
import warnings
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image
from tests.files.drawn import SRGB, WIDE, exif_block, load, noise, save
from tests.files.openraster import ora

from inlay.errors import FileError, InlayError, InlayWarning
from inlay.files import formats, rendering
from inlay.files.document import Metadata
from inlay.picture import Picture, Space

MODELS = {1: "GRAY", 2: "GRAYA", 3: "RGB", 4: "RGBA"}


def picture(channels, dtype="u1", profile=None, **position):
    return Picture(
        noise(13, 17, channels, dtype), space=Space(MODELS[channels], np.dtype(dtype), profile=profile), **position
    )


def read(path):
    document = formats.read(path)
    return document.layers[0].picture, document


def written(picture, path, metadata=None):
    path.write_bytes(formats.encode(picture, metadata or Metadata(), path))
    return read(path)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("name", "dtype"), [("a.png", "u1"), ("a.png", "u2"), *(("a.tif", dtype) for dtype in ("u1", "u2", "f2", "f4"))]
)
def test_lossless_formats_give_the_same_bits(tmp_path, name, dtype, channels):
    given = picture(channels, dtype)
    found, document = written(given, tmp_path / name)
    assert np.array_equal(found.pixels, given.pixels)
    assert found.space == given.space
    assert (document.width, document.height) == (17, 13)


@pytest.mark.parametrize("channels", [3, 4])
def test_webp_is_lossless(tmp_path, channels):
    given = picture(channels)
    found, _ = written(given, tmp_path / "a.webp")
    assert np.array_equal(found.pixels, given.pixels)


@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_is_close(tmp_path, channels):
    smooth = np.repeat(np.linspace(20, 200, 32 * 32).reshape(32, 32, 1), channels, 2).astype(np.uint8)
    found, _ = written(Picture(smooth, space=Space(MODELS[channels])), tmp_path / "a.jpg")
    assert np.abs(found.pixels.astype(int) - smooth).max() <= 4


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jpg", "a.webp"])
def test_profile_exif_and_resolution_are_kept(tmp_path, name):
    block = exif_block()[6:]
    found, document = written(picture(3, profile=WIDE), tmp_path / name, Metadata(block, (300.0, 150.0)))
    assert found.space.profile == WIDE
    assert document.metadata.resolution == pytest.approx((300, 150), abs=0.1)
    with Image.open(tmp_path / name) as image:
        exif = image.getexif()
        assert image.info.get("icc_profile") == WIDE
        assert exif[0x010F] == "Inlay Optics"
        assert exif.get_ifd(0x8769)[0x829A] == pytest.approx(0.008)
        assert exif.get_ifd(0x8825)[0x001D] == "2024:05:06"


@pytest.mark.parametrize("dtype", ["u2", "f4"])
def test_deep_tiffs_keep_exif_too(tmp_path, dtype):
    _, document = written(picture(4, dtype), tmp_path / "a.tif", Metadata(exif_block()[6:]))
    _, again = written(picture(3), tmp_path / "b.png", document.metadata)
    exif = Image.Exif()
    exif.load(again.metadata.exif)
    assert exif.get_ifd(0x8769)[0x829A] == pytest.approx(0.008)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_turned_pictures_are_read_upright(tmp_path, name, orientation):
    pixels = np.zeros((8, 16, 3), np.uint8)
    pixels[:4, :8] = 255
    save(tmp_path / name, pixels, exif=exif_block(orientation), **({"lossless": True} if name == "a.webp" else {}))
    found, document = read(tmp_path / name)
    corner = {3: (-1, -1), 6: (0, -1), 8: (-1, 0)}[orientation]
    assert found.pixels.shape[:2] == ((8, 16) if orientation == 3 else (16, 8))
    assert found.pixels[corner].min() > 200
    assert (found.pixels > 128).mean() == pytest.approx(0.25)
    exif = Image.Exif()
    exif.load(document.metadata.exif)
    assert exif.get(0x0112, 1) == 1
    assert exif[0x010F] == "Inlay Optics"


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
@pytest.mark.parametrize(("mode", "becomes"), [("P", "RGB"), ("1", "L"), ("LA", "LA")])
def test_palettes_and_bits_become_colours(tmp_path, name, mode, becomes):
    image = Image.fromarray(noise(9, 9, 3)).convert("L" if mode == "1" else "RGB").convert(mode)
    image.save(tmp_path / name)
    found, _ = read(tmp_path / name)
    assert np.array_equal(found.pixels.squeeze(), np.asarray(image.convert(becomes)))


def test_a_transparent_palette_colour_becomes_opacity(tmp_path):
    image = Image.new("P", (4, 4), 1)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((2, 1), 0)
    image.save(tmp_path / "a.png", transparency=0)
    found, _ = read(tmp_path / "a.png")
    assert found.space.model == "RGBA"
    assert found.pixels[1, 2].tolist()[3] == 0
    assert found.pixels[0, 0].tolist() == [0, 255, 0, 255]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_transparent_colour_of_16_bits_becomes_opacity(tmp_path, channels):
    given = picture(channels, "u2")
    given.pixels[2, 3] = 1234
    content = formats.encode(given, Metadata(), tmp_path / "a.png")
    key = struct.pack(">H", 1234) * channels
    chunk = b"tRNS" + key
    chunk = struct.pack(">I", len(key)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (tmp_path / "a.png").write_bytes(content[:33] + chunk + content[33:])
    found, _ = read(tmp_path / "a.png")
    assert found.alpha[2, 3] == 0
    assert (np.delete(found.alpha.ravel(), 2 * 17 + 3) == 65535).all()
    assert np.array_equal(found.colour, given.pixels)


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_inks_keep_their_meaning(tmp_path, name):
    inks = np.zeros((16, 16, 4), np.uint8)
    inks[..., 0] = 255
    Image.frombytes("CMYK", (16, 16), inks.tobytes()).save(tmp_path / name, quality=100)
    found, _ = read(tmp_path / name)
    assert found.space.model == "CMYK"
    assert np.abs(found.pixels.astype(int) - inks).max() <= 2
    again, _ = written(found, tmp_path / f"b{name[1:]}")
    assert np.abs(again.pixels.astype(int) - inks).max() <= 3


def test_tiffs_of_other_programs(tmp_path):
    rgb = noise(9, 11, 3, "u2")
    cases = {
        "planar": (np.moveaxis(rgb, -1, 0), {"photometric": "rgb", "planarconfig": "separate"}, rgb),
        "big": (rgb, {"photometric": "rgb", "bigtiff": True}, rgb),
        "motorola": (rgb, {"photometric": "rgb", "byteorder": ">"}, rgb),
        "inverted": (rgb[..., 0], {"photometric": "miniswhite"}, 65535 - rgb[..., :1]),
        "tiles": (rgb, {"photometric": "rgb", "tile": (16, 16)}, rgb),
        "bits": (rgb[..., 0] > 30000, {"photometric": "minisblack"}, (rgb[..., :1] > 30000) * 255),
    }
    for name, (array, options, expected) in cases.items():
        tifffile.imwrite(tmp_path / f"{name}.tif", array, **options)
        found, _ = read(tmp_path / f"{name}.tif")
        assert np.array_equal(found.pixels, expected), name
        assert found.pixels.dtype.isnative


def test_premultiplied_tiffs_become_straight(tmp_path):
    straight = noise(9, 11, 4, "f4")
    straight[..., 3] = np.clip(straight[..., 3], 0.1, 1)
    stored = straight.copy()
    stored[..., :3] *= stored[..., 3:]
    tifffile.imwrite(tmp_path / "a.tif", stored, photometric="rgb", extrasamples=["assocalpha"])
    found, _ = read(tmp_path / "a.tif")
    assert np.allclose(found.pixels, straight, atol=1e-6)


def test_pages_and_doubles_are_said(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((3, 8, 8, 3)), photometric="rgb")
    with pytest.warns(InlayWarning) as caught:
        found, _ = read(tmp_path / "a.tif")
    assert {warning.message.code for warning in caught} == {"pages", "precision"}
    assert found.pixels.dtype == np.float32


@pytest.mark.parametrize(
    ("array", "options", "words"),
    [
        (np.zeros((8, 8, 3), np.uint8), {"photometric": "cielab"}, "CIELAB"),
        (np.zeros((8, 8), np.int16), {}, "int16"),
        (np.zeros((8, 8), np.complex64), {}, "complex64"),
    ],
)
def test_tiffs_that_are_refused(tmp_path, array, options, words):
    tifffile.imwrite(tmp_path / "a.tif", array, **options)
    with pytest.raises(FileError, match=words) as caught:
        read(tmp_path / "a.tif")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "dtype", "channels", "code"),
    [
        ("a.png", "f4", 3, "precision"),
        ("a.jpg", "u2", 3, "precision"),
        ("a.webp", "f2", 4, "precision"),
        ("a.jpg", "u1", 4, "opacity"),
        ("a.jpg", "u1", 2, "opacity"),
    ],
)
def test_what_a_format_cannot_keep_is_said(tmp_path, name, dtype, channels, code):
    with pytest.warns(InlayWarning) as caught:
        written(picture(channels, dtype), tmp_path / name)
    assert code in {warning.message.code for warning in caught}


def test_floating_point_of_whole_numbers_is_said(tmp_path):
    """What Pillow's mode F and many programs store: bytes as floats."""
    Image.fromarray(noise(8, 8, 1)[..., 0].astype(np.float32)).save(tmp_path / "a.tif")
    document = formats.read(tmp_path / "a.tif")
    with pytest.warns(InlayWarning, match=r"whole numbers up to \d+, and all from 1 on become white"):
        formats.encode(document.layers[0].picture, document.metadata, tmp_path / "a.png")


def test_a_format_that_keeps_everything_says_nothing(tmp_path):
    opaque = picture(4)
    opaque.pixels[..., 3] = 255
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("a.png", "a.tif", "a.jpg", "a.webp"):
            written(opaque, tmp_path / name)
            written(picture(1), tmp_path / name)


def test_transparency_is_laid_on_white(tmp_path):
    clear = Picture(np.zeros((8, 8, 4), np.uint8), space=Space("RGBA"))
    with pytest.warns(InlayWarning, match="laid on white"):
        found, _ = written(clear, tmp_path / "a.jpg")
    assert found.pixels.min() == 255


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
def test_inks_without_a_profile_become_srgb_in_formats_without_inks(tmp_path, name):
    paper = Picture(np.zeros((4, 4, 4), np.uint8), space=Space("CMYK"))
    with pytest.warns(InlayWarning) as told:
        (tmp_path / name).write_bytes(formats.encode(paper, Metadata(), tmp_path / name))
    words = " ".join(str(each.message) for each in told)
    assert "keeps no CMYK colours; they become sRGB" in words
    assert "read as offset print on coated paper" in words
    assert load(tmp_path / name).min() >= 254


def test_png_agrees_with_pillow(tmp_path):
    given = picture(4, profile=SRGB, x=5, y=-6)
    path = tmp_path / "a.png"
    path.write_bytes(formats.encode(given, Metadata(), path, offset=True))
    assert np.array_equal(load(path), given.pixels)
    assert struct.pack(">iiB", 5, -6, 0) in path.read_bytes()


def test_a_png_that_libpng_would_comment_on_is_read_in_silence(tmp_path, capfd):
    given = picture(3, "u2", profile=b"\0\0\0\x84" + bytes(124) + bytes(4))
    (tmp_path / "a.png").write_bytes(formats.encode(given, Metadata(), tmp_path / "a.png"))
    with pytest.warns(InlayWarning, match="colour profile"):
        found, _ = read(tmp_path / "a.png")
    assert np.array_equal(found.pixels, given.pixels)
    assert capfd.readouterr().err == ""


def test_animations_are_said(tmp_path):
    frames = [Image.fromarray(noise(8, 8, 3, seed=seed)) for seed in range(3)]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    with pytest.warns(InlayWarning, match="3 pictures"):
        found, _ = read(tmp_path / "a.webp")
    assert np.array_equal(found.colour, np.asarray(frames[0]))


def test_exif_too_long_for_jpeg_is_left_out(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "words " * 12_000
    with pytest.warns(InlayWarning, match="too long"):
        _, document = written(picture(3), tmp_path / "a.jpg", Metadata(exif.tobytes()[6:]))
    assert document.metadata.exif == b""


@pytest.mark.parametrize("packed", [None, "zlib"])
def test_a_tiff_that_lacks_its_last_rows(tmp_path, packed):
    tifffile.imwrite(tmp_path / "a.tif", noise(64, 64, 3), photometric="rgb", rowsperstrip=8, compression=packed)
    content = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(content[: len(content) - 900])
    with pytest.raises(FileError, match="cut off"):
        read(tmp_path / "a.tif")


@pytest.mark.parametrize("name", ["a.png", "b.png", "a.tif", "a.jpg", "a.webp"])
@pytest.mark.parametrize("share", [0.03, 0.3, 0.9])
def test_files_that_are_cut_off(tmp_path, name, share):
    dtype = "u2" if name == "b.png" else "u1"
    given = Picture(noise(64, 64, 3, dtype), space=Space("RGB", np.dtype(dtype)))
    content = formats.encode(given, Metadata(), tmp_path / name)
    (tmp_path / name).write_bytes(content[: max(20, int(len(content) * share))])
    with pytest.raises(FileError, match="damaged or cut off") as caught:
        read(tmp_path / name)
    assert caught.value.hint


@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"\xff\xd8\xff", b"8BPS", b"RIFF1234WEBP", b"PK\x03\x04"]
)
def test_garbage_behind_a_good_start(tmp_path, start):
    garbage = np.random.default_rng(len(start)).integers(0, 256, 4000, np.uint8).tobytes()
    (tmp_path / "a.png").write_bytes(start + garbage)
    with pytest.raises(FileError) as caught:
        read(tmp_path / "a.png")
    assert "damaged" in caught.value.message


@pytest.mark.parametrize("name", ["a.png", "b.png", "a.tif", "b.tif", "a.jpg", "a.webp", "a.ora"])
def test_files_with_wrong_bytes_are_read_or_refused(tmp_path, name):
    """Whatever the bytes say: a picture, or an error with a hint, and nothing else."""
    generator = np.random.default_rng(len(name))
    path = tmp_path / name
    if name == "a.ora":
        ora(path, (24, 20), [{"pixels": noise(20, 24, 3), "name": "a"}, {"name": "g", "children": []}])
    else:
        dtype = {"b.png": "u2", "b.tif": "f4"}.get(name, "u1")
        given = Picture(noise(20, 24, 3, dtype), space=Space("RGB", np.dtype(dtype), profile=WIDE))
        path.write_bytes(formats.encode(given, Metadata(exif_block()[6:], (300, 300)), path))
    content = np.frombuffer(path.read_bytes(), np.uint8)
    for _ in range(60):
        broken = content.copy()
        # Headers lie at both ends.
        places = np.concatenate([generator.integers(0, 300, 2), generator.integers(0, content.size, 2), [-20]])
        broken[places % content.size] = generator.integers(0, 256, places.size)
        path.write_bytes(broken.tobytes())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                rendering.visible(formats.read(path))
            except InlayError as error:
                assert error.hint
            except MemoryError:  # an absurd size; the command says so in words
                pass


@pytest.mark.parametrize(("name", "size"), [("a.webp", (2, 17_000)), ("a.jpg", (2, 70_000))])
def test_pictures_too_large_for_a_format(tmp_path, name, size):
    wide = Picture(np.zeros((*size, 3), np.uint8), space=Space("RGB"))
    with pytest.raises(FileError, match="cannot be written") as caught:
        written(wide, tmp_path / name)
    assert "another format" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "words", "hint"),
    [
        (b"", "is empty", "Save it again"),
        (b"hello", "not a picture", "It reads PNG"),
        (b"gimp xcf v011" + bytes(100), "GIMP file", "OpenRaster"),
    ],
)
def test_other_files_are_refused_in_words(tmp_path, content, words, hint):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(FileError, match=words) as caught:
        read(tmp_path / "a")
    assert hint in caught.value.hint


def test_folders_and_missing_files(tmp_path):
    with pytest.raises(FileError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(FileError, match="no file"):
        read(tmp_path / "nothing.png")


@pytest.mark.pictures
@pytest.mark.parametrize("name", ["example_RGBA.kra", "test_contents.xcf", "truncated.xcf"])
def test_files_of_editors_are_refused_with_what_to_do(pictures, name):
    with pytest.raises(FileError, match=r"Krita file|GIMP file") as caught:
        read(pictures / "layered" / name)
    assert "OpenRaster" in caught.value.hint
