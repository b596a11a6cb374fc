"""Relight: its laws, and what it does to a highlight and to a shadow."""

import numpy as np
import pytest
from tests import pictures

import inlay


@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize(
    "options",
    [
        {"highlights": 0.0, "shadows": 0.0},
        {"by": "gradients", "beta": 0.0},
        {"by": "gradients", "strength": 0.0},
    ],
)
def test_the_identity(dtype, options):
    image = pictures.image(dtype=dtype)
    for region in (None, pictures.opacity() > 0.3):
        np.testing.assert_array_equal(inlay.relight(image, region, **options), image)


@pytest.mark.parametrize("sign", [1, -1])
def test_all_differences_even_a_bump_out(sign):
    y, x = np.mgrid[-40:41, -40:41]
    bump = np.exp(-(x**2 + y**2) / 200)
    image = (0.45 + sign * 0.3 * bump)[..., None] * np.array([1.0, 0.8, 0.6])
    region = x**2 + y**2 < 35**2
    weak, strong = (inlay.relight(image, region, by="gradients", strength=strength) for strength in (100.0, 200.0))
    centre, rim = (40, 40), (40, 0)
    steps = [abs(each[centre] - each[rim])[0] for each in (image, weak, strong)]
    assert steps[0] > 1.1 * steps[1] > 1.2 * steps[2]
    # In linear light all channels change by one factor: hue and saturation stay.
    linear = [np.where(each <= 0.04045, each / 12.92, ((each + 0.055) / 1.055) ** 2.4) for each in (image, weak)]
    ratio = linear[1][region] / linear[0][region]
    assert np.ptp(ratio, axis=1).max() < 1e-3


def test_negative_light_counts_as_none():
    image = pictures.image(dtype="float32")
    image[10:14, 20:24] = -0.5
    for by in ("tones", "gradients"):
        result = inlay.relight(image, by=by)
        assert np.isfinite(result).all()
        assert (result[10:14, 20:24] <= 0).all()


def room(step=0.15):
    """A textured wall, and on it a dark and a bright square with the same texture, in linear light."""
    texture = 1 + 0.1 * np.sin(np.arange(120))[:, None] * np.cos(1.3 * np.arange(160))
    level = np.full((120, 160), 0.2)
    level[40:80, 20:60] *= step
    level[40:80, 100:140] /= step
    return level * texture


def encoded(light):
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055).astype(np.float32)


def linear(samples):
    samples = samples.astype(float)
    return np.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)


DARK, BRIGHT, WALL = np.s_[50:70, 30:50], np.s_[50:70, 110:130], np.s_[20:30, 60:100]


@pytest.fixture
def loose():
    region = np.zeros((120, 160), bool)
    region[10:110, 10:150] = True
    return region


def test_each_slider_moves_its_own_tones_towards_the_surroundings(loose):
    before = room()
    for options, moved, kept in (({"shadows": 0.0}, BRIGHT, DARK), ({"highlights": 0.0}, DARK, BRIGHT)):
        after = linear(inlay.relight(encoded(before), loose, **options))
        distances = [abs(np.log(each[moved].mean() / each[WALL].mean())) for each in (before, after)]
        assert distances[1] < 0.8 * distances[0]
        np.testing.assert_allclose(after[kept], before[kept], rtol=0.02)
        np.testing.assert_allclose(after[WALL], before[WALL], rtol=0.02)


def test_texture_keeps_its_contrast_and_no_halo_lies_around(loose):
    before = room()
    after = linear(inlay.relight(encoded(before), loose, highlights=100.0, shadows=100.0))
    for half in (DARK, BRIGHT):
        contrasts = [each[half].std() / each[half].mean() for each in (before, after)]
        assert contrasts[1] == pytest.approx(contrasts[0], rel=0.1)
    beside = np.s_[40:80, 62:66]
    np.testing.assert_allclose(after[beside] / before[beside], 1, atol=0.03)


def test_nothing_shows_where_the_selection_ends(loose):
    before = encoded(room())
    after = inlay.relight(before, loose, exposure=1.0)
    np.testing.assert_array_equal(after[~loose], before[~loose])
    change = np.log(linear(after) / linear(before))
    assert np.abs(np.diff(change, axis=1)[25, 5:40]).max() < 0.12
    assert change[50:70, 70:90].mean() == pytest.approx(np.log(2), abs=0.05)


def test_a_clipped_highlight_takes_on_the_colour_around_instead_of_gray():
    y, x = np.mgrid[-40:41, -40:41]
    distance = np.hypot(x, y)
    light = np.array([0.5, 0.2, 0.05]) * np.ones((81, 81, 1))
    image = np.rint(255 * encoded(np.where((distance < 12)[..., None], 1.0, light))).astype(np.uint8)
    after = linear(inlay.relight(image, distance < 30, highlights=100.0) / 255)
    assert after[40, 40, 0] > 1.5 * after[40, 40, 2]
    np.testing.assert_array_equal(inlay.relight(image, distance < 30, highlights=0.0)[40, 40], [255, 255, 255])


@pytest.mark.parametrize("hidden", [7.0, np.nan, np.inf])
def test_what_transparent_pixels_hide_is_no_highlight(hidden):
    y, x = np.mgrid[-40:41, -40:41]
    distance = np.hypot(x, y)
    light = np.where((distance < 12)[..., None], 1.0, np.array([0.5, 0.2, 0.05]))
    layer = np.dstack([encoded(light), np.ones(distance.shape, np.float32)])
    layer[:9] = 0
    wild = layer.copy()
    wild[:9, :, :3] = hidden
    results = [inlay.relight(each, distance < 34, highlights=100.0)[9:] for each in (layer, wild)]
    np.testing.assert_array_equal(*results)
    assert linear(results[0][31, 40])[0] > 1.5 * linear(results[0][31, 40])[2]
