"""The thing is told from its shadow, and the ground is seen through its holes."""

import numpy as np
import pytest
from scipy import ndimage
from tests import pictures

from inlay.operations.blend.standing import thing_on

HEIGHT, WIDTH = 140, 200


def cast():
    """The logarithm of a shadow, a ground in a light that falls off, and what stands on it."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    inside = np.hypot((x - 110) / 50, (y - 75) / 25) < 1
    shade = -0.9 * ndimage.gaussian_filter(inside.astype(float), 1.5)
    return shade, np.log(0.6) - 0.3 * x / WIDTH, pictures.disc(HEIGHT, WIDTH, 22, 65, 70)


def region():
    inside = np.zeros((HEIGHT, WIDTH), bool)
    inside[25:120, 25:180] = True
    return inside


def grain(size):
    return size * np.random.default_rng(0).standard_normal((HEIGHT, WIDTH))


@pytest.mark.parametrize("tint", [0.0, 0.12])
def test_the_thing_is_told_from_its_shadow(tint):
    """Also where the sky makes the shadow bluer."""
    shade, light, thing = cast()
    seen = np.repeat((light + shade + grain(0.02))[..., None], 3, axis=2)
    seen[..., 2] -= tint * shade
    seen[thing] = np.log([0.5, 0.08, 0.06])
    clean = np.repeat(light[..., None], 3, axis=2)
    found = thing_on(seen, clean, region())
    assert (found & thing).sum() > 0.97 * thing.sum()
    assert (found & ~ndimage.binary_dilation(thing, iterations=2)).sum() < 0.03 * thing.sum()


def test_the_ground_is_seen_through_a_ring():
    _, light, _ = cast()
    ring = pictures.disc(HEIGHT, WIDTH, 30) & ~pictures.disc(HEIGHT, WIDTH, 18)
    seen = np.repeat((light + grain(0.01))[..., None], 3, axis=2)
    seen[ring] = np.log([0.7, 0.5, 0.05])
    found = thing_on(seen, np.repeat(light[..., None], 3, axis=2), region())
    assert (found != ring).sum() < 0.2 * ring.sum()
    assert not found[pictures.disc(HEIGHT, WIDTH, 14)].any()
