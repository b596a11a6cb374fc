"""Cast shadows: rendered ones come back, without the ground's grain, and the thing is told from its shadow."""

import numpy as np
import pytest
from scipy import ndimage
from tests import pictures
from tests.core.poisson import reference

from inlay.errors import RegionError
from inlay.harmonisation import shadow

HEIGHT, WIDTH, DEPTH = 140, 200, 0.9


def cast():
    """The logarithm of a shadow with a soft edge, a ground in a light that falls off, and what stands on it."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    inside = np.hypot((x - 110) / 50, (y - 75) / 25) < 1
    shade = -DEPTH * ndimage.gaussian_filter(inside.astype(float), 1.5)
    light = np.log(0.6) - 0.3 * x / WIDTH
    return shade, light, pictures.disc(HEIGHT, WIDTH, 22, 65, 70)


def region():
    inside = np.zeros((HEIGHT, WIDTH), bool)
    inside[25:120, 25:180] = True
    return inside


def grain(size=0.03):
    return size * np.random.default_rng(0).standard_normal((HEIGHT, WIDTH))


def test_the_clean_ground_goes_on_through_the_selection():
    _, light, _ = cast()
    seen = np.where(region(), 5.0, light + grain(0.01))
    clean = shadow.ground(seen[..., None], region())[..., 0]
    assert np.abs(clean - light)[region()].max() < 0.03
    # Between the means around it, it is the membrane.
    nothing = [np.zeros((HEIGHT - 1, WIDTH, 1)), np.zeros((HEIGHT, WIDTH - 1, 1))]
    exact = reference.solve(nothing, clean[..., None], region())[..., 0]
    assert np.abs(clean - exact).max() < 1e-3


def test_a_rendered_shadow_comes_back_without_the_grounds_grain():
    shade, light, thing = cast()
    seen = light + shade + grain()
    seen[thing] = 0.0
    found = shadow.shade(seen, light, region(), thing.astype(float))
    away = np.abs(found - shade)[region() & ~ndimage.binary_dilation(thing, iterations=2)]
    assert away.mean() < 0.02
    assert np.quantile(away, 0.98) < 0.12
    deep = np.hypot(*(np.mgrid[:HEIGHT, :WIDTH] - np.array([75, 135])[:, None, None])) < 12
    assert np.std(found[deep]) < 0.012
    assert (found[~region()] == 0).all()
    assert found.max() <= 0


def test_a_shadow_goes_on_under_the_thing():
    shade, light, _ = cast()
    thing = pictures.disc(HEIGHT, WIDTH, 8, 75, 115)
    seen = np.where(thing, 0.5, light + shade)
    found = shadow.shade(seen, light, region(), thing.astype(float))
    assert np.abs(found + DEPTH)[thing].max() < 0.08


def test_stains_are_not_carried_along():
    shade, light, thing = cast()
    stain = pictures.disc(HEIGHT, WIDTH, 8, 40, 45)
    found = shadow.shade(light + shade - 0.15 * stain, light, region(), thing.astype(float))
    assert (found[stain] == 0).all()
    assert found[75, 130] < -0.8


def test_without_a_shadow_there_is_no_shade():
    _, light, thing = cast()
    found = shadow.shade(light + grain(), light, region(), thing.astype(float))
    assert (found == 0).mean() > 0.97
    assert found.min() > -0.15


def test_larger_pictures_are_found_smaller():
    shade, light, thing = cast()
    large = [np.repeat(np.repeat(each, 6, axis=0), 6, axis=1) for each in (light + shade, light, region(), thing)]
    found = shadow.shade(large[0], large[1], large[2], large[3].astype(float))
    assert found.shape == large[0].shape
    expected = np.repeat(np.repeat(shade, 6, axis=0), 6, axis=1)
    assert np.abs(found - expected)[large[2] & ~large[3]].mean() < 0.03


def test_a_ground_that_is_not_seen_is_refused():
    with pytest.raises(RegionError, match="ground"):
        shadow.ground(np.zeros((9, 9, 1)), np.ones((9, 9), bool))


def test_black_and_unusable_light_has_a_logarithm():
    assert np.isfinite(shadow.logarithm(np.array([0.0, -1.0, np.nan, 1.0]))).all()
