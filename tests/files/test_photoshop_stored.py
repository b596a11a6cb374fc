"""PSD: colour modes, read by the composed picture that is stored; what is said besides pixels; hostile files."""

import struct
import tracemalloc
import warnings
from io import BytesIO

import numpy as np
import psd_tools
import pytest
from PIL import Image
from psd_tools.constants import Compression, Tag
from tests.files import drawn, layered

from inlay.errors import FileError, InlayError, InlayWarning
from inlay.files import formats, rendering

BITMAP, GRAY, INDEXED, RGB, CMYK, MULTICHANNEL, DUOTONE, LAB = 0, 1, 2, 3, 4, 7, 8, 9
SECTION = b"\0\0\0\0"


def read(content, folder):
    (folder / "a.psd").write_bytes(content)
    return formats.read(folder / "a.psd")


def picture(content, folder):
    return rendering.visible(read(content, folder))


def planes(count, dtype="u1", seed=0):
    return np.moveaxis(drawn.noise(9, 13, 5, dtype, seed)[..., :count], -1, 0)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("depth", "dtype"), [(8, "u1"), (16, "u2"), (32, "f4")])
@pytest.mark.parametrize(("mode", "count"), [(GRAY, 1), (RGB, 3), (CMYK, 4)])
def test_files_without_layers(tmp_path, mode, count, depth, dtype, version):
    stored = planes(count, dtype)
    shown = picture(layered.flat(stored, mode, depth, version=version), tmp_path)
    expected = np.moveaxis(stored, 0, -1)
    white = shown.space.white
    assert np.allclose(shown.colour, white - expected if mode == CMYK else expected, atol=1e-6)
    assert (shown.alpha == white).all()


@pytest.mark.parametrize(("mode", "count"), [(GRAY, 1), (RGB, 3)])
def test_opacity_is_taken_off_the_white_it_lies_on(tmp_path, mode, count):
    straight, alpha = planes(count, "u2").astype(float) / 65535, planes(1, "u2", 1).astype(float) / 65535
    on_white = straight * alpha + 1 - alpha
    stored = np.rint(np.concatenate([on_white, alpha]) * 65535).astype("u2")
    shown = picture(layered.flat(stored, mode, 16), tmp_path)
    assert np.abs(shown.colour / 65535 - np.moveaxis(straight, 0, -1)).max() < 1e-3
    assert np.array_equal(shown.alpha, stored[-1])


def test_a_palette(tmp_path):
    palette = np.random.default_rng(0).integers(0, 256, (256, 3), np.uint8)
    indices = planes(1)
    shown = picture(layered.flat(indices, INDEXED, colours=palette.T.tobytes()), tmp_path)
    assert np.array_equal(shown.colour, palette[indices[0]])


def test_bits(tmp_path):
    bits = (planes(1) > 128).astype(np.uint8)
    shown = picture(layered.flat(bits, BITMAP, 1), tmp_path)
    assert np.array_equal(shown.colour[..., 0], np.where(bits[0], 0, 255))


def test_a_duotone_is_read_as_gray_and_said(tmp_path):
    stored = planes(1)
    with pytest.warns(InlayWarning, match="duotone"):
        shown = picture(layered.flat(stored, DUOTONE, colours=b"inks"), tmp_path)
    assert np.array_equal(shown.colour[..., 0], stored[0])


@pytest.mark.parametrize(("depth", "white"), [(8, 255), (16, 65535)])
def test_lab_becomes_srgb(tmp_path, depth, white):
    """Lab (60, 25, 25) is sRGB (196, 126, 101); neutral stays neutral."""
    neutral, step = (128, 1) if depth == 8 else (32768, 256)
    lab = np.array([[0.6 * white, neutral + 25 * step, neutral + 25 * step], [0.5 * white, neutral, neutral]])
    stored = np.rint(lab).astype("u2").T.reshape(3, 1, 2)
    with pytest.warns(InlayWarning, match="Lab colours are converted"):
        shown = picture(layered.flat(stored, LAB, depth), tmp_path)
    assert np.abs(shown.pixels[0, 0] / (white / 255) - [196, 126, 101]).max() < 1.5
    assert np.ptp(shown.pixels[0, 1].astype(int)) <= white / 255


@pytest.mark.parametrize(("count", "model"), [(1, "GRAY"), (2, "GRAY"), (3, "RGB"), (4, "CMYK"), (5, "RGB")])
def test_channels_without_a_mode(tmp_path, count, model):
    with pytest.warns(InlayWarning, match="channels are read as"):
        assert picture(layered.flat(planes(count), MULTICHANNEL), tmp_path).space.model == model


def test_layers_of_a_mode_that_is_not_composed_are_said(tmp_path):
    image = layered.new()
    layered.solid(image, "a", layered.RED)
    content = bytearray(layered.content(image))
    content[24:26] = struct.pack(">H", LAB)
    with pytest.warns(InlayWarning, match="layers are read as one composed picture"):
        assert len(read(bytes(content), tmp_path).layers) == 1


def test_what_a_file_says_besides_its_pixels(tmp_path):
    image = layered.new()
    layered.solid(image, "a", layered.RED)
    layered.resource(image, 0x0424, b"<x:xmpmeta/>")
    layered.resource(image, 0x0404, b"\x1c\x02\x78\0\x02hi")
    layered.resource(image, 0x0422, drawn.exif_block(6).removeprefix(b"Exif\0\0"))
    layered.resource(image, 0x03ED, struct.pack(">iHHiHH", 300 << 16, 1, 1, 150 << 16, 1, 1))
    metadata = read(layered.content(image), tmp_path).metadata
    assert (metadata.xmp, metadata.iptc) == (b"<x:xmpmeta/>", b"\x1c\x02\x78\0\x02hi")
    assert metadata.resolution == (300, 150)
    assert b"Inlay Optics" in metadata.exif


def test_a_resolution_that_is_none(tmp_path):
    image = layered.new()
    layered.solid(image, "a", layered.RED)
    layered.resource(image, 0x03ED, struct.pack(">iHHiHH", 0, 1, 1, 150 << 16, 1, 1))
    assert read(layered.content(image), tmp_path).metadata.resolution is None


@pytest.fixture
def opened(monkeypatch):
    """Stays empty as long as psd-tools is given no file."""
    found = []
    monkeypatch.setattr(psd_tools.PSDImage, "open", lambda file, **_: found.append(file))
    return found


@pytest.mark.parametrize("mode", [RGB, GRAY, CMYK, LAB, INDEXED])
def test_a_canvas_that_the_file_cannot_hold_is_refused_at_once(tmp_path, opened, mode):
    content = bytearray(layered.flat(planes(4), mode))
    content[14:22] = struct.pack(">II", 30_000, 30_000)
    with pytest.raises(InlayError):
        read(bytes(content), tmp_path)
    assert not opened


def many(count):
    """A file of one layer's record, over and over."""
    image = layered.new()
    layered.solid(image, "a", layered.RED, (0, 0, 1, 1))
    image._update_record()
    information = image._record.layer_and_mask_information.layer_info
    information.layer_records._items *= count
    information.channel_image_data._items *= count
    information.layer_count = count
    output = BytesIO()
    image._record.write(output)
    return output.getvalue()


def test_too_many_layers_are_refused_at_once(tmp_path, opened):
    with pytest.raises(FileError, match="10,001 layers"):
        read(many(10_001), tmp_path)
    assert not opened


def test_groups_nested_too_deep(tmp_path):
    image = layered.new()
    group = image
    for _ in range(103):
        group = group.create_group(name="g")
    with pytest.raises(FileError, match="nested too deep"):
        read(layered.content(image), tmp_path)


@pytest.mark.filterwarnings("ignore::inlay.errors.InlayWarning")
@pytest.mark.parametrize(
    "box", [(1_660_944_384, 0, 9, 9), (0, 0, 2**31 - 1, 2**31 - 1), (-(2**31), -(2**31), 9, 9), (5, 5, 2, 2)]
)
def test_a_layer_in_an_impossible_place(tmp_path, box):
    """It is empty, which is said; the rest of the file is read."""
    image = layered.new()
    layered.solid(image, "good", layered.GREEN)
    layer = layered.solid(image, "odd", layered.RED)
    record = layer._record
    record.top, record.left, record.bottom, record.right = box
    document = read(layered.content(image), tmp_path)
    assert document.layers[0].picture.pixels[0, 0].tolist() == [0, 255, 0, 255]
    assert document.layers[1].picture.pixels.size == 0
    assert rendering.visible(document).pixels[0, 0].tolist() == [0, 255, 0, 255]
    assert any("pixels in an impossible place: “odd”" in str(note) for note in document.notes)


@pytest.mark.filterwarnings("ignore::inlay.errors.InlayWarning")
def test_every_cut_is_refused_unless_the_layers_are_whole(tmp_path):
    image = layered.new((5, 4))
    layered.mask(layered.solid(image, "a", layered.RED), np.full((4, 5), 99, np.uint8))
    layered.number(layered.solid(image, "b", layered.BLUE), Tag.BLEND_FILL_OPACITY, 9)
    content = layered.content(image)
    expected = picture(content, tmp_path).pixels
    composed = 5 * 4 * 3
    for length in range(4, len(content) - composed - 2, 7):
        with pytest.raises(InlayError):
            picture(content[:length], tmp_path)
    assert np.array_equal(picture(content[:-composed], tmp_path).pixels, expected)


@pytest.mark.filterwarnings("ignore::inlay.errors.InlayWarning")
def test_a_fill_far_larger_than_the_canvas_is_not_drawn(tmp_path):
    image = layered.new()
    layered.solid(image, "good", layered.GREEN)
    layer = layered.fill(layered.solid(image, "vast", layered.RED), (1, 2, 3))
    layer._record.right = layer._record.bottom = 29_000
    tracemalloc.start()
    shown = picture(layered.content(image), tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert shown.pixels[0, 0].tolist() == [0, 255, 0, 255]
    assert peak < 1 << 28


def test_gray_with_layers(tmp_path):
    image = psd_tools.PSDImage.new("L", (5, 4))
    image.create_pixel_layer(Image.new("L", (5, 4), 77), name="a")
    image.save(tmp_path / "a.psd")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown = rendering.visible(formats.read(tmp_path / "a.psd"))
    assert (shown.space.model, shown.pixels[0, 0].tolist()) == ("GRAYA", [77, 255])


def test_large_documents_have_layers_too(tmp_path):
    image = layered.new()
    layered.solid(image, "a", layered.RED, compression=Compression.RAW)
    layered.solid(image, "b", layered.GREEN, (4, 4, 3, 3), compression=Compression.RAW)
    image._record.header.version = 2
    content = layered.content(image)
    assert content[4:6] == b"\0\2"
    shown = picture(content, tmp_path)
    assert (shown.pixels[0, 0].tolist(), shown.pixels[5, 5].tolist()) == ([255, 0, 0, 255], [0, 255, 0, 255])
