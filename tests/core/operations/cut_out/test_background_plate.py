"""Background Plate: the background's own pixels stay, its colours behind hair are found, the hole is smooth."""

import numpy as np
import pytest
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene
from tests.pictures import mask, picture

import inlay
from inlay import colour
from inlay.errors import InputError
from inlay.operations.job import Document
from inlay.picture import Space

LEVELS = np.rint(scene().alpha * 255).astype(np.uint8)


def plate(image, edge, **values):
    document = Document(WIDTH, HEIGHT, Space("RGBA", image.space.dtype))
    (layer,) = run("background-plate", {"image": image, "edge": edge}, document=document, **values).outputs
    return layer


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_the_background_stays_and_the_hair_is_gone(dtype):
    layer = plate(picture(image_of(dtype)), mask(LEVELS))
    pixels = colour.convert_samples(layer.picture.pixels, np.float32) * 255
    untouched = LEVELS == 0
    np.testing.assert_array_equal(layer.picture.pixels[untouched][:, :3], image_of(dtype)[untouched])
    assert (layer.picture.pixels[..., 3] == layer.picture.space.white).all()
    hair = (scene().alpha > 0.05) & (scene().alpha < 0.5)
    truth = scene().background.astype(float)
    assert np.abs(pixels[..., :3] - truth)[hair].mean() < 0.4 * np.abs(scene().image - truth)[hair].mean()
    assert (layer.place, layer.of, layer.hides, layer.name) == ("below", "image", ("image",), "Fox (Background Plate)")


def test_the_hole_is_a_membrane():
    image = np.full((40, 50), 80.0)
    image[:, 25:] = 160
    alpha = np.zeros(image.shape)
    alpha[10:30, 15:35] = 1
    filled = inlay.background_plate(np.where(alpha > 0, 1e3, image), alpha)
    hole = filled[10:30, 15:35]
    inner = hole[1:-1, 1:-1]
    neighbours = (hole[:-2, 1:-1] + hole[2:, 1:-1] + hole[1:-1, :-2] + hole[1:-1, 2:]) / 4
    assert np.abs(inner - neighbours).max() < 1e-2
    assert 80 <= hole.min() < 90
    assert 150 < hole.max() <= 160


def test_a_cut_out_is_an_edge_and_the_arrays_agree():
    cut = picture(image_of(opacity=scene().alpha), name="Cut")
    by_layer = plate(picture(image_of()), cut).picture.pixels[..., :3]
    np.testing.assert_array_equal(by_layer, plate(picture(image_of()), mask(LEVELS)).picture.pixels[..., :3])
    np.testing.assert_array_equal(by_layer, inlay.background_plate(scene().image, LEVELS))
    linear = plate(picture(image_of()), cut, linear=True).picture.pixels[..., :3]
    np.testing.assert_array_equal(inlay.background_plate(scene().image, LEVELS, linear=True), linear)
    assert (linear != by_layer).any()
    np.testing.assert_array_equal(
        inlay.background_plate(image_of(gray=True), LEVELS),
        plate(picture(image_of(gray=True)), mask(LEVELS)).picture.pixels[..., :1],
    )


def test_what_is_transparent_stays_so_and_gives_no_colour():
    opacity = np.ones(SHAPE)
    opacity[:, :10] = 0
    image = image_of(opacity=opacity)
    image[:, :10, :3] = (255, 0, 255)
    edge = LEVELS.copy()
    edge[:, :30] = 255
    pixels = plate(picture(image), mask(edge)).picture.pixels
    np.testing.assert_array_equal(pixels[..., 3], image[..., 3])
    assert (pixels[:, 10:30, 1].astype(int) > pixels[:, 10:30, 2]).all(), "no magenta beside it"


def test_without_a_background_it_is_refused():
    with pytest.raises(InputError, match="no background") as refusal:
        plate(picture(image_of()), mask(np.full(SHAPE, 255, np.uint8)))
    assert refusal.value.hint
