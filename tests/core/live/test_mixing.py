"""A layer as it looks on what is below it, by its mode: as the file compositor and GIMP mix it."""

import numpy as np
import pytest

from inlay.arrays.effort import Effort
from inlay.colour.blend_modes import compose
from inlay.contract.views import Mixing
from inlay.live.mixing import mixed

CSS = ("normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "hard-light", "soft-light")
CSS += ("color-burn", "difference", "exclusion", "hue", "saturation", "color", "luminosity")
RNG = np.random.default_rng(3)
LAYER, BELOW = RNG.random((2, 40, 50, 4), np.float32)
OPAQUE = BELOW.copy()
OPAQUE[..., 3] = 1


def over(layer, below):
    """Both in normal mode: premultiplied colour, and opacity."""
    alpha = layer[..., 3:]
    return layer[..., :3] * alpha + below[..., :3] * below[..., 3:] * (1 - alpha), alpha + below[..., 3:] * (1 - alpha)


@pytest.mark.parametrize("mode", CSS)
def test_a_mode_looks_as_in_a_file(mode):
    for below in (BELOW, OPAQUE):
        found = over(mixed(LAYER, below, Mixing(mode), False, Effort()), below)
        operator = "svg:src-over" if mode == "normal" else f"svg:{mode}"
        premultiplied = below[..., :3] * below[..., 3:]
        wanted = compose(operator, LAYER[..., :3], LAYER[..., 3:], premultiplied, below[..., 3:])
        for one, other in zip(found, wanted, strict=True):
            assert np.abs(one - other).max() < 1e-5


def test_addition_on_what_is_opaque():
    found, _ = over(mixed(LAYER, OPAQUE, Mixing("plus"), False, Effort()), OPAQUE)
    alpha, sums = LAYER[..., 3:], np.minimum(LAYER[..., :3] + OPAQUE[..., :3], 1)
    assert np.abs(found - (OPAQUE[..., :3] + alpha * (sums - OPAQUE[..., :3]))).max() < 1e-5


def decoded(values):
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("mode", ["normal", "multiply", "screen"])
@pytest.mark.parametrize("blends", ["linear", "perceptual"])
@pytest.mark.parametrize("weighs", ["linear", "perceptual"])
def test_colours_are_blended_and_weighed_in_the_light_of_the_host(mode, blends, weighs):
    found, _ = over(mixed(LAYER, OPAQUE, Mixing(mode, blends, weighs), False, Effort()), OPAQUE)
    alpha, above, below = LAYER[..., 3:], LAYER[..., :3].astype(float), OPAQUE[..., :3].astype(float)
    formula = {"normal": lambda b, a: a, "multiply": lambda b, a: a * b, "screen": lambda b, a: a + b - a * b}[mode]
    blended = formula(decoded(below), decoded(above)) if blends == "linear" else decoded(formula(below, above))
    if weighs == "linear":
        wanted = decoded(below) + alpha * (blended - decoded(below))
    else:
        blended = np.interp(blended, decoded(np.linspace(0, 1, 100001)), np.linspace(0, 1, 100001))
        wanted = decoded(below + alpha * (blended - below))
    assert np.abs(decoded(found) - wanted).max() < 1e-4


def test_what_is_stored_may_be_light():
    for mode in ("normal", "multiply"):
        stored = mixed(LAYER, OPAQUE, Mixing(mode), True, Effort())
        assert np.array_equal(stored, mixed(LAYER, OPAQUE, Mixing(mode, "linear", "linear"), False, Effort()))


def test_what_is_clipped_shows_only_on_what_is_there():
    below = OPAQUE.copy()
    below[:20] = 0
    found = mixed(LAYER, below, Mixing("multiply", clips=True), False, Effort())
    assert (found[:20, :, 3] == 0).all() and np.array_equal(found[20:, :, 3], LAYER[20:, :, 3])
    assert np.allclose(found[20:, :, :3], LAYER[20:, :, :3] * below[20:, :, :3])


def test_a_plain_layer_stays_as_it_is():
    assert mixed(LAYER, BELOW, Mixing(), False, Effort()) is LAYER
