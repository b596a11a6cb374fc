"""Show Channels: coloured layers that add up, and gray ones of every model."""

import numpy as np
import pytest
from skimage import color
from tests import pictures
from tests.cases import every

import inlay
from inlay import colour
from inlay.errors import InputError, RegionError
from inlay.files import rendering
from inlay.files.outputs import _node
from inlay.operations import registry
from inlay.operations.job import Document, Group, Job
from inlay.picture import Box, Picture, Space

SHOW = registry.find("show-channels")


def group_of(source, region=None, document=None, **values):
    document = document or Document(source.width, source.height, Space("RGBA", source.space.dtype))
    result = SHOW.perform(Job({"source": source, "region": region}, SHOW.check(values), document))
    (group,) = result.outputs
    assert isinstance(group, Group)
    return group, result


def composed(group, document):
    """What the layers show together, on nothing."""
    return rendering.compose_nodes([_node(group, None)], document.space, document.box, lambda node: True).pixels


@every("dtype", pictures.DTYPES)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_coloured_arrays_add_up_and_hold_one_channel_each(dtype, channels):
    image = pictures.image(channels=channels, dtype=dtype)
    image[..., -1] = pictures.white(dtype) if channels in (2, 4) else image[..., -1]
    found = inlay.show_channels(image)
    colours = channels - (channels in (2, 4))
    assert len(found) == colours
    assert all((each.shape, each.dtype) == (image.shape, image.dtype) for each in found)
    np.testing.assert_array_equal(sum(each[..., :colours] for each in found), image[..., :colours])
    for number, each in enumerate(found):
        others = [other for other in range(colours) if other != number]
        assert not each[..., others].any()


@every("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("profile", [None, "ClayRGB-elle-V4-srgbtrc.icc"])
def test_coloured_layers_show_the_picture_exactly(dtype, profile):
    image = pictures.image(dtype=dtype)
    space = Space("RGBA", np.dtype(dtype), profile=profile)
    opaque = np.full(image.shape[:2], pictures.white(dtype), dtype)
    source = Picture(np.dstack([image, opaque]), 3, 2, space, "Fox")
    document = Document(60, 44, space)
    group, result = group_of(source, document=document)
    assert [(layer.name, layer.mode) for layer in group.children] == [
        ("Blue", "normal"),
        ("Green", "plus"),
        ("Red", "plus"),
    ]
    assert all(layer.picture.space == space for layer in group.children)
    np.testing.assert_array_equal(composed(group, document)[2:39, 3:56], source.pixels)
    (shown,) = result.shown()
    np.testing.assert_array_equal(shown.picture.pixels, source.pixels)


def test_a_soft_selection_stays_soft_and_what_is_clear_stays_clear():
    image = np.dstack([pictures.image(dtype="uint8"), np.full((37, 53), 255, np.uint8)])
    image[:, 40:, 3] = 0
    region = np.zeros((37, 53), np.float32)
    region[5:20, 10:50] = 0.5
    source = Picture(image, space=Space("RGBA"), name="Fox")
    mask = Picture(region, space=Space("MASK", np.dtype(np.float32), "linear"))
    group, _ = group_of(source, mask)
    for layer in group.children:
        assert layer.picture.box == Box(10, 5, 30, 15)
        assert set(np.unique(layer.picture.pixels[..., 3])) == {128}
    red, _, _ = inlay.show_channels(image, region > 0)
    np.testing.assert_array_equal(red[5:20, 10:40, 0], image[5:20, 10:40, 0])
    outside = ~(region > 0) | (image[..., 3] == 0)
    assert not red[outside][:, :3].any()
    np.testing.assert_array_equal(red[..., 3], image[..., 3])


@every("dtype", ["uint8", "uint16", "float32", "float64"])
def test_the_pictures_own_channels_in_gray(dtype):
    image = pictures.image(dtype=dtype)
    for number, each in enumerate(inlay.show_channels(image, channels="gray")):
        assert each.dtype == image.dtype
        np.testing.assert_array_equal(each, np.repeat(image[..., [number]], 3, axis=2))


def test_hue_saturation_and_value():
    image = pictures.image(dtype="float32")
    image[:5] = image[:5, :, :1]
    found = np.stack([each[..., 0] for each in inlay.show_channels(image, channels="hsv")], axis=-1)
    apart = np.abs(found - color.rgb2hsv(image))
    apart[..., 0] = np.minimum(apart[..., 0], 1 - apart[..., 0])
    assert apart.max() < 1e-5


def test_lightness_and_the_two_colours_of_cielab():
    image = pictures.image(dtype="float32")
    lightness, a, b = (each[..., 0] for each in inlay.show_channels(image, channels="lab"))
    lab = colour.convert(Picture(image, space=Space("RGB", np.dtype(np.float32))), Space("LAB", np.dtype(np.float32)))
    np.testing.assert_array_equal(np.stack([lightness, a, b], axis=-1), lab.pixels)
    assert np.abs(100 * lightness - color.rgb2lab(image)[..., 0]).max() < 1.2  # D50 against D65


@pytest.mark.parametrize(("model", "names"), [("CMYKA", "Black Yellow Magenta Cyan"), ("LABA", "b a Lightness")])
def test_other_models_have_gray_layers(model, names):
    pixels = pictures.image(20, 24, len(names.split()) + 1, "float32")
    pixels[..., -1] = 1
    space = Space(model, np.dtype(np.float32))
    document = Document(24, 20, space)
    source = Picture(pixels, space=space)
    group, _ = group_of(source, document=document, channels="gray")
    assert [layer.name for layer in group.children] == names.split()
    first = colour.convert(group.children[-1].picture, Space("GRAYA", np.dtype(np.float32))).pixels
    assert np.corrcoef(first[..., 0].ravel(), pixels[..., 0].ravel())[0, 1] > 0.98
    group, _ = group_of(source, document=document, channels="hsv")
    assert [layer.name for layer in group.children] == ["Value", "Saturation", "Hue"]
    with pytest.raises(InputError, match="do not add up"):
        group_of(source, document=document)


def test_refusals():
    image = pictures.image(dtype="float32")
    with pytest.raises(RegionError):
        inlay.show_channels(image, np.zeros((37, 53), bool))
    image[3, 4] = np.nan
    with pytest.raises(InputError, match="finite"):
        inlay.show_channels(image)
