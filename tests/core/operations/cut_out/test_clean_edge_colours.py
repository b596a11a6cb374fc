"""Clean Edge Colours: the old background leaves the edge, and alpha stays bit for bit."""

import numpy as np
import pytest
from tests.core.matting.composites import colour_error
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene, spread
from tests.pictures import mask, picture

import inlay
from inlay import colour
from inlay.errors import InputError
from inlay.operations.job import Document
from inlay.picture import Space

LEVELS = np.rint(scene().alpha * 255).astype(np.uint8)


def cleaned(edge, image=None, **values):
    image = picture(image_of()) if image is None else image
    document = Document(WIDTH, HEIGHT, Space("RGBA", image.space.dtype))
    (layer,) = run("clean-edge-colours", {"image": image, "edge": edge}, document=document, **values).outputs
    return layer


def error(pixels):
    """How far the colours are from the foreground's, weighed by alpha."""
    return colour_error(pixels[..., :3], scene().foreground, scene().alpha)


def test_the_meadow_leaves_the_hair_and_alpha_stays():
    layer = cleaned(mask(LEVELS))
    pixels = spread(layer.picture)
    np.testing.assert_array_equal(pixels[..., 3], LEVELS)
    assert error(pixels) < 0.2 * error(scene().image)
    assert (layer.name, layer.of, layer.hides) == ("Fox (Clean Edge Colours)", "image", ("image", "edge"))
    by_hand = inlay.clean_edge_colours(scene().image, LEVELS)
    np.testing.assert_array_equal(by_hand[LEVELS > 0], pixels[LEVELS > 0])


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32"])
@pytest.mark.parametrize("gray", [False, True])
def test_a_cut_out_without_its_background_of_every_depth(dtype, gray):
    image = image_of(dtype, gray, scene().alpha)
    image[image[..., -1] == 0] = 0
    layer = picture(image)
    pixels = spread(cleaned(layer, layer).picture)
    assert pixels.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(pixels[..., -1], image[..., -1])
    inside = LEVELS == 255
    np.testing.assert_array_equal(pixels[inside], image[inside])
    assert (pixels[LEVELS > 0] != image[LEVELS > 0]).any()
    np.testing.assert_array_equal(inlay.clean_edge_colours(image)[LEVELS > 0], pixels[LEVELS > 0])


@pytest.mark.parametrize("amount", [0, 50])
def test_the_amount_goes_from_the_picture_to_the_clean_colours(amount):
    soft = LEVELS > 0
    before, after = scene().image.astype(float), spread(cleaned(mask(LEVELS)).picture)[..., :3].astype(float)
    found = spread(cleaned(mask(LEVELS), amount=amount).picture)[..., :3]
    expected = np.rint(before + amount / 100 * (after - before))
    assert np.abs(found - expected)[soft].max() <= 1
    np.testing.assert_array_equal(
        inlay.clean_edge_colours(scene().image, LEVELS, amount=amount)[soft][:, :3], found[soft]
    )
    if amount == 0:
        np.testing.assert_array_equal(found[soft], scene().image[soft])


def test_the_exact_colours_and_the_projection_are_options():
    found = {
        (colours, projection): spread(cleaned(mask(LEVELS), colours=colours, projection=projection).picture)
        for colours in ("multi-level", "closed-form")
        for projection in (False, True)
    }
    assert all(error(pixels) < 0.2 * error(scene().image) for pixels in found.values())
    assert len({pixels.tobytes() for pixels in found.values()}) == 4


def test_linear_light_and_a_gray_layer_as_the_edge():
    layer = picture(np.dstack([LEVELS] * 3), name="Alpha")
    np.testing.assert_array_equal(spread(cleaned(layer).picture), spread(cleaned(mask(LEVELS)).picture))
    linear = spread(cleaned(mask(LEVELS), linear=True).picture)
    np.testing.assert_array_equal(linear[..., 3], LEVELS)
    np.testing.assert_array_equal(linear[LEVELS == 255][:, :3], scene().image[LEVELS == 255])
    np.testing.assert_array_equal(
        inlay.clean_edge_colours(scene().image, LEVELS, linear=True)[LEVELS > 0], linear[LEVELS > 0]
    )
    soft = (LEVELS > 50) & (LEVELS < 200)
    assert (linear[soft] != spread(cleaned(mask(LEVELS)).picture)[soft]).any()


def test_an_edge_that_is_none_is_refused_in_words():
    opaque = picture(image_of())
    with pytest.raises(InputError, match="opaque everywhere") as refusal:
        cleaned(opaque, opaque)
    assert refusal.value.hint
    with pytest.raises(InputError, match="transparent everywhere"):
        cleaned(mask(np.zeros(SHAPE, np.uint8)))
    with pytest.raises(InputError, match="no opacity"):
        inlay.clean_edge_colours(scene().image)


def test_soft_coverage_in_floating_point_is_kept_in_floating_point():
    image = picture(colour.convert_samples(image_of(), "float32"))
    pixels = spread(cleaned(mask(scene().alpha), image).picture)
    np.testing.assert_array_equal(pixels[..., 3], scene().alpha)
