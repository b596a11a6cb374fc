"""PSD files of Photoshop, read through psd-tools; their own composites are the reference."""

import warnings

import numpy as np
import psd_tools
import pytest
from PIL import Image

from inlay.errors import FileError, InlayWarning
from inlay.files import formats, openraster, rendering
from inlay.files.document import Group

pytestmark = pytest.mark.pictures


def test_layers_groups_and_offsets(pictures):
    document = formats.read(pictures / "layered" / "semi-transparent-layers.psd")
    assert [path for path, _ in document.walk()] == ["Background", "grp1/Rectangle 1", "grp1/Layer 1", "grp1"]
    rectangle = document.find("Rectangle 1").picture
    assert (rectangle.x, rectangle.y, rectangle.width, rectangle.height) == (-7, 50, 115, 52)
    assert isinstance(document.find("grp1"), Group)
    assert document.metadata.resolution == pytest.approx((300, 300))


def test_hidden_layers(pictures):
    document = formats.read(pictures / "layered" / "hidden-layer.psd")
    assert [node.visible for node in document.layers] == [True, True, False]


@pytest.mark.parametrize(
    "name", ["2layers", "16bit5x5", "mask", "semi-transparent-layers", "group", "hidden-layer", "masks3"]
)
def test_what_is_visible_equals_the_files_own_picture(pictures, name):
    """The file holds its composed picture, drawn by Photoshop."""
    path = pictures / "layered" / f"{name}.psd"
    document = formats.read(path)
    shown = rendering.visible(document)
    reference = psd_tools.PSDImage.open(path).numpy()
    assert (reference.shape[1], reference.shape[0]) == (document.width, document.height)
    difference = np.abs(shown.colour / shown.space.white - reference[..., :3])
    assert difference.max() < 1.5 / 255


@pytest.mark.parametrize(("name", "dtype"), [("16bit5x5", "uint16"), ("32bit5x5", "float32"), ("2layers", "uint8")])
def test_depths(pictures, name, dtype):
    document = formats.read(pictures / "layered" / f"{name}.psd")
    assert document.space.dtype == dtype
    lowest = document.layers[0].picture
    assert lowest.pixels.dtype == dtype
    raw = psd_tools.PSDImage.open(pictures / "layered" / f"{name}.psd")[0].numpy()
    assert np.allclose(lowest.pixels[..., :3] / lowest.space.white, raw[..., :3], atol=1e-7)


def test_a_mask_is_part_of_the_opacity(pictures):
    document = formats.read(pictures / "layered" / "mask.psd")
    masked = document.find("Background copy").picture
    assert masked.alpha[0, 0] == 0
    assert masked.alpha.max() == 255
    rows, columns = np.nonzero(masked.alpha)
    assert (columns.min() >= 23) and (columns.max() < 94) and (rows.min() >= 10) and (rows.max() < 67)


def test_what_is_below_a_layer(pictures):
    document = formats.read(pictures / "layered" / "2layers.psd")
    lowest, above = document.layers
    below = rendering.below(document, above)
    assert np.array_equal(below.colour, lowest.picture.colour)


@pytest.mark.parametrize("name", ["2layers", "16bit5x5", "mask", "semi-transparent-layers"])
def test_it_becomes_an_openraster_file_that_looks_alike(pictures, tmp_path, name):
    document = formats.read(pictures / "layered" / f"{name}.psd")
    shown = rendering.visible(document)
    (tmp_path / "a.ora").write_bytes(openraster.encode(document, shown))
    again = formats.read(tmp_path / "a.ora")
    assert [path for path, _ in again.walk()] == [path for path, _ in document.walk()]
    apart = np.abs(rendering.visible(again).pixels.astype(int) - shown.pixels.astype(int))
    assert apart.max() <= (2 if name == "16bit5x5" else 1)


def test_the_mask_of_a_group_becomes_a_layer_that_cuts(pictures, tmp_path):
    document = formats.read(pictures / "layered" / "masks3.psd")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InlayWarning)
        (tmp_path / "a.ora").write_bytes(openraster.encode(document, rendering.visible(document)))
        shown = rendering.visible(formats.read(tmp_path / "a.ora"))
        plain = rendering.visible(document)
    assert np.abs(shown.pixels.astype(int) - plain.pixels).max() <= 2


def test_inks(tmp_path):
    inks = np.zeros((4, 5, 4), np.uint8)
    inks[..., 0], inks[..., 3] = 200, 30
    image = psd_tools.PSDImage.new("CMYK", (5, 4))
    image.create_pixel_layer(Image.frombytes("CMYK", (5, 4), inks.tobytes()), name="Ink")
    image.save(tmp_path / "a.psd")
    document = formats.read(tmp_path / "a.psd")
    assert document.find("Ink").picture.pixels[0, 0].tolist() == [200, 0, 0, 30, 255]
    assert rendering.visible(document).pixels[0, 0].tolist() == [200, 0, 0, 30, 255]


@pytest.mark.parametrize("share", [0.02, 0.4])
def test_a_cut_file(pictures, tmp_path, share):
    content = (pictures / "layered" / "2layers.psd").read_bytes()
    (tmp_path / "a.psd").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(FileError, match="damaged or cut off"):
        rendering.visible(formats.read(tmp_path / "a.psd"))
