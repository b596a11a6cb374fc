"""Refine Edge: hair that a mask cut off comes back, and the outline is shaped as the parameters say."""

import numpy as np
import pytest
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene, spread
from tests.pictures import mask, picture

import inlay
from inlay.errors import InputError
from inlay.matting import refine_alpha
from inlay.operations.job import Document
from inlay.picture import Space

HARD = (scene().alpha >= 0.5).astype(np.uint8) * 255
LEVELS = np.rint(scene().alpha * 255).astype(np.uint8)


def refining(edge, image=None, **values):
    image = picture(image_of()) if image is None else image
    document = Document(WIDTH, HEIGHT, Space("RGBA", image.space.dtype))
    return run("refine-edge", {"image": image, "edge": edge}, document=document, **values)


def refined(edge, image=None, **values):
    (output,) = refining(edge, image, **values).outputs
    return output


def test_the_hair_comes_back():
    alpha = refined(mask(HARD), result="selection", radius_pixels=14).picture.pixels
    assert np.abs(alpha - scene().alpha).mean() < 0.6 * np.abs(HARD / 255 - scene().alpha).mean()
    np.testing.assert_array_equal(alpha, refine_alpha(scene().image, HARD, 14).alpha)
    np.testing.assert_array_equal(alpha, inlay.refine_edge(scene().image, HARD, radius_pixels=14).alpha)


@pytest.mark.parametrize(
    "settings",
    [
        {"smart": True, "radius_pixels": 20},
        {"smooth": 40},
        {"feather": 3.0},
        {"contrast": 60},
        {"shift": -50},
        {"radius": 0, "shift": 30, "feather": 2.0},
    ],
)
def test_every_setting_reaches_the_refinement(settings):
    alpha = refined(mask(LEVELS), result="selection", **settings).picture.pixels
    expected = inlay.refine_edge(scene().image, LEVELS, **settings).alpha
    np.testing.assert_array_equal(alpha, expected)
    assert np.abs(alpha - inlay.refine_edge(scene().image, LEVELS).alpha).max() > 0.02


def test_with_everything_at_nought_nothing_changes():
    alpha = refined(mask(LEVELS), result="channel", radius=0).picture.pixels
    assert np.abs(alpha - LEVELS / 255).max() < 1e-6


def test_a_layers_own_opacity_is_refined_and_not_multiplied_once_more():
    image = picture(image_of(opacity=scene().alpha))
    layer = refined(image, image, radius=0)
    np.testing.assert_array_equal(spread(layer.picture)[..., 3], LEVELS)
    masked = refined(image, image, radius=0, result="layer-with-mask")
    np.testing.assert_array_equal(masked.picture.pixels[..., 3], np.where(LEVELS > 0, 255, 0))
    assert np.abs(masked.mask.pixels - LEVELS / 255).max() < 1e-6


def test_a_mask_on_a_layer_with_opacity_multiplies():
    opacity = np.full(SHAPE, 0.6)
    image = picture(image_of(opacity=opacity))
    layer = refined(mask(LEVELS), image, radius=0)
    assert np.abs(spread(layer.picture)[..., 3] - LEVELS * (image.pixels[0, 0, 3] / 255)).max() <= 0.51


def test_a_mask_takes_the_place_of_the_one_that_is_refined():
    made = refined(mask(HARD), result="layer-mask")
    assert (made.mode, made.hides) == ("replace", ("edge",))
    np.testing.assert_array_equal(made.picture.pixels, refined(mask(HARD), result="selection").picture.pixels)


def test_a_mask_of_a_layer_with_opacity_hides_what_that_shows_too_much():
    opacity = np.where(LEVELS > 0, LEVELS / 255, 0)
    image = picture(image_of(opacity=opacity))
    result = refining(image, image, feather=2.0, result="layer-mask")
    (made,) = result.outputs
    wanted = spread(refined(image, image, feather=2.0).picture)[..., 3] / 255
    own = image.pixels[..., 3] / 255
    assert np.abs(made.picture.pixels * own - np.minimum(wanted, own)).max() <= 0.51 / 255
    assert [warning.code for warning in result.warnings] == ["opacity"], "a mask cannot make a layer more opaque"


def test_a_gray_layer_or_another_cut_out_is_an_edge_too():
    expected = refined(mask(HARD), result="selection").picture.pixels
    gray = picture(np.dstack([HARD] * 3), name="Alpha")
    np.testing.assert_array_equal(refined(gray, result="selection").picture.pixels, expected)
    cut = picture(np.dstack([scene().image, HARD]), name="Cut")
    np.testing.assert_array_equal(refined(cut, result="selection").picture.pixels, expected)


def test_an_opaque_layer_has_no_edge():
    image = picture(image_of())
    with pytest.raises(InputError, match="opaque everywhere: it has no edge") as refusal:
        refined(image, image)
    assert "mask" in refusal.value.hint
