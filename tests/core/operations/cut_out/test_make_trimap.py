"""Make Trimap: a layer to paint on, as large as the canvas, that is read back as what it shows."""

import numpy as np
import pytest
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene
from tests.pictures import mask, picture

import inlay
from inlay import colour
from inlay.contract.boxes import Box
from inlay.errors import InputError
from inlay.operations.job import Document
from inlay.operations.masks import trimap_of
from inlay.picture import Space

HARD = scene().alpha >= 0.5


def made(images, document=None, **values):
    document = document or Document(WIDTH, HEIGHT, Space("RGBA", images["image"].space.dtype))
    (layer,) = run("make-trimap", images, document=document, **values).outputs
    return layer


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_a_selection_becomes_black_gray_and_white(dtype):
    layer = made({"image": picture(image_of(dtype)), "region": mask(HARD)}, inner_pixels=4, outer_pixels=7)
    expected = inlay.make_trimap(scene().image, HARD, inner_pixels=4, outer_pixels=7)
    levels = colour.convert_samples(layer.picture.pixels, np.uint8)
    np.testing.assert_array_equal(levels, np.dstack([expected] * 3 + [np.full(SHAPE, 255)]))
    assert (layer.name, layer.of, layer.place) == ("Fox (Trimap)", "image", "above")
    assert (layer.opacity, layer.deselects, layer.hides) == (0.5, True, ()), "ready to paint on the picture"
    read = trimap_of(layer.picture, Box(0, 0, WIDTH, HEIGHT), picture(image_of(dtype)))
    np.testing.assert_array_equal(read, expected)


def test_it_fills_the_canvas_so_that_it_can_be_painted_on():
    image = picture(image_of(), (10, 20))
    document = Document(WIDTH + 60, HEIGHT + 50, Space("RGBA"))
    layer = made({"image": image, "region": mask(HARD, (10, 20))}, document, inner_pixels=4, outer_pixels=7)
    assert layer.picture.box == document.box
    expected = np.zeros((document.height, document.width))
    expected[20 : 20 + HEIGHT, 10 : 10 + WIDTH] = inlay.make_trimap(scene().image, HARD, inner_pixels=4, outer_pixels=7)
    np.testing.assert_array_equal(layer.picture.pixels[..., 0], expected)
    assert (layer.picture.pixels[..., 3] == 255).all()


def test_without_a_selection_the_layers_transparency_counts():
    image = picture(image_of(opacity=scene().alpha))
    layer = made({"image": image, "region": None}, inner_pixels=2, outer_pixels=3)
    assert not layer.deselects
    expected = inlay.make_trimap(image.pixels, inner_pixels=2, outer_pixels=3)
    np.testing.assert_array_equal(layer.picture.pixels[..., 0], expected)
    assert (expected[(image.alpha > 0) & (image.alpha < 255)] == 128).all()


def test_the_smart_radius_follows_the_picture():
    images = {"image": picture(image_of()), "region": mask(HARD)}
    smart = made(images, inner_pixels=15, outer_pixels=15).picture.pixels[..., 0]
    np.testing.assert_array_equal(smart, inlay.make_trimap(scene().image, HARD, inner_pixels=15, outer_pixels=15))
    assert (smart == 128).sum() < (
        made(images, inner_pixels=15, outer_pixels=15, smart=False).picture.pixels[..., 0] == 128
    ).sum()


def test_an_opaque_layer_without_a_selection_is_refused():
    with pytest.raises(InputError, match="Nothing is selected") as refusal:
        made({"image": picture(image_of()), "region": None})
    assert refusal.value.hint
