"""Paste with Shadow: rendered things and shadows, whose place on another ground is known exactly."""

import numpy as np
import pytest
from scipy import ndimage
from tests import pictures

import inlay
from inlay.errors import InputError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Space

HEIGHT, WIDTH = 140, 200
RED = np.array([0.75, 0.2, 0.15])
OPERATION = registry.find("paste-with-shadow")


def encoded(light):
    """Linear light as sRGB has it."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)


def rendered(ground):
    """A red disc on a ground of linear light, and the shadow that it casts."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    inside = np.hypot((x - 110) / 50, (y - 75) / 25) < 1
    shade = 1 - 0.55 * ndimage.gaussian_filter(inside.astype(float), 1.5)
    picture = encoded(ground * shade[..., None])
    alpha = np.clip(22.5 - np.hypot(y - 65, x - 70), 0, 1)[..., None]
    return alpha * RED + (1 - alpha) * picture, alpha[..., 0], inside


def concrete():
    return np.full((HEIGHT, WIDTH, 3), 0.5) * (1 + 0.04 * np.random.default_rng(0).standard_normal((HEIGHT, WIDTH, 1)))


def grass():
    return 0.05 + 0.3 * pictures.image(HEIGHT, WIDTH) * [0.5, 1, 0.3]


def region():
    inside = np.zeros((HEIGHT, WIDTH), bool)
    inside[25:120, 25:180] = True
    return inside


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("masked", [True, False])
def test_the_shadow_darkens_the_new_ground(dtype, masked):
    source, alpha, shaded = rendered(concrete())
    truth, _, _ = rendered(grass())
    given = {"object": alpha.astype(np.float32)} if masked else {}
    scene = pictures.stored(encoded(grass()), dtype)
    result = inlay.paste_with_shadow(pictures.stored(source, dtype), scene, region(), **given)
    assert result.dtype == np.dtype(dtype)
    away = np.abs(pictures.fractions(result) - truth).mean(axis=2)
    assert away.mean() < 1.5 / 255
    assert away[shaded & (alpha == 0)].mean() < 4 / 255
    assert away[alpha == 1].mean() < 4 / 255
    np.testing.assert_array_equal(result[~region()], scene[~region()])


def test_the_old_ground_leaves_no_grain():
    rough = concrete() * (1 + 0.08 * np.random.default_rng(1).standard_normal((HEIGHT, WIDTH, 1)))
    source, alpha, _ = rendered(rough)
    plain = encoded(np.full((HEIGHT, WIDTH, 3), 0.3))
    result = inlay.paste_with_shadow(source, plain, region(), object=alpha)
    deep = result[70:82, 130:145]
    assert deep.mean() < 0.8 * plain.mean()
    assert deep.std() < 0.02 * deep.mean()


def test_where_no_shadow_falls_the_ground_stays_to_the_bit():
    source, alpha, _ = rendered(concrete())
    scene = pictures.stored(encoded(grass()), "uint8")
    result = inlay.paste_with_shadow(pictures.stored(source, "uint8"), scene, region(), object=alpha)
    corner = np.s_[26:40, 150:178]
    np.testing.assert_array_equal(result[corner], scene[corner])


def test_how_dark_the_shadow_is():
    source, alpha, _ = rendered(concrete())
    scene = encoded(grass())
    none, half, full, twice = (
        inlay.paste_with_shadow(source, scene, region(), object=alpha, shadow=share)[75, 135, 1]
        for share in (0.0, 50.0, 100.0, 200.0)
    )
    assert none == scene[75, 135, 1]
    assert none > half > full > twice


def test_it_can_be_moved():
    source, alpha, _ = rendered(concrete())
    plain = encoded(np.full((HEIGHT, WIDTH, 3), 0.3))
    there = inlay.paste_with_shadow(source, plain, region(), object=alpha)
    moved = inlay.paste_with_shadow(source, plain, region(), object=alpha, x=12, y=-7)
    np.testing.assert_allclose(moved[18:113, 37:192], there[25:120, 25:180], atol=0.01)


def test_a_layer_that_was_cut_out_loosely_needs_no_selection():
    source, alpha, _ = rendered(concrete())
    truth, _, _ = rendered(grass())
    layer = np.dstack([source, region().astype(float)])
    layer[~region(), :3] = [0, 1, 0]
    result = inlay.paste_with_shadow(layer, encoded(grass()), object=alpha)
    assert np.abs(result - truth).mean() < 1.5 / 255


@pytest.mark.parametrize("hidden", ["noise", "nan"])
def test_the_colours_of_transparent_pixels_are_never_used(hidden):
    source, _, _ = rendered(concrete())
    around = ndimage.binary_dilation(region(), iterations=4)
    plain = np.dstack([np.where(around[..., None], source, 0), around]).astype(np.float32)
    wild, random = plain.copy(), np.random.default_rng(1)
    wild[~around, :3] = random.random((np.count_nonzero(~around), 3)) if hidden == "noise" else np.nan
    scene = encoded(grass()).astype(np.float32)
    for selection in (region(), None):
        results = [inlay.paste_with_shadow(each, scene, selection) for each in (plain, wild)]
        np.testing.assert_array_equal(*results)


def test_a_gray_picture():
    source, alpha, _ = rendered(concrete())
    scene = encoded(grass())[..., 1]
    result = inlay.paste_with_shadow(source[..., 0], scene, region(), object=alpha)
    assert result.shape == scene.shape
    assert result[75, 135] < 0.85 * scene[75, 135]


def test_where_nothing_differs_from_the_ground_only_the_shadow_arrives():
    """And it is said."""
    light = 0.5 * (1 - 0.5 * pictures.disc(HEIGHT, WIDTH, 30))[..., None] * np.ones(3)
    images = {
        "source": pictures.picture(encoded(light).astype(np.float32), (0, 0)),
        "destination": pictures.picture(encoded(grass()).astype(np.float32), (0, 0)),
        "region": pictures.mask(region().astype(np.float32), (0, 0)),
        "object": None,
    }
    document = Document(WIDTH, HEIGHT, Space("RGBA", np.dtype(np.float32)))
    result = OPERATION.perform(Job(images, OPERATION.check({}), document))
    assert [warning.code for warning in result.warnings] == ["no-object"]
    (layer,) = result.outputs
    assert layer.hides == ("source",)
    ratio = layer.picture.colour[45, 75] / images["destination"].colour[70, 100]
    assert (ratio < 0.85).all()


def test_bad_input_is_refused_in_words():
    source, _, _ = rendered(concrete())
    scene = encoded(grass())
    nothing = np.zeros((HEIGHT, WIDTH))
    with pytest.raises(InputError, match="Nothing of the thing"):
        inlay.paste_with_shadow(source, scene, region(), object=nothing)
    with pytest.raises(RegionError, match="ground"):
        inlay.paste_with_shadow(source[:2, :2], scene[:2, :2])
    spoilt = source.copy()
    spoilt[50, 50] = np.nan
    with pytest.raises(InputError, match="finite"):
        inlay.paste_with_shadow(spoilt, scene, region())
