"""Alpha found anew in a part: the rest is held, nothing is seen of the border, and the part is nearly the whole's."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.matting import composites

from inlay.arrays.warning import collected
from inlay.contract.boxes import Box
from inlay.matting import estimate_alpha, refine_alpha
from inlay.matting.holding import MARGIN, Held
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN

SHAPE = 200, 260
INSIDE = Box(60, 30, 120, 110)
SCENE = composites.compose("hair", composites.hair(SHAPE, 60), composites.fur(SHAPE), composites.meadow(SHAPE), 6, 1)
LEVEL = 1 / 255


@pytest.fixture(scope="module")
def before() -> np.ndarray:
    return estimate_alpha(SCENE.image, SCENE.trimap).alpha


def stroked() -> np.ndarray:
    """The trimap with a stroke of background over hair in the middle of the part."""
    trimap = SCENE.trimap.copy()
    trimap[80:88, 100:140] = BACKGROUND
    return trimap


def rim(inside: Box) -> np.ndarray:
    """The outermost pixels of the part."""
    found = np.zeros(SHAPE, bool)
    found[inside.slices] = True
    found[inside.grow(-1).slices] = False
    return found


@pytest.mark.parametrize("quality", ["full", "half", "quarter"])
@pytest.mark.parametrize("method", ["closed-form-with-samples", "knn", "shared-sampling"])
def test_the_rest_stays_and_nothing_is_seen_of_the_border(before, method, quality):
    found = estimate_alpha(SCENE.image, stroked(), method, quality=quality, held=Held(before, INSIDE)).alpha
    around = np.ones(SHAPE, bool)
    around[INSIDE.slices] = False
    np.testing.assert_array_equal(found[around], before[around])
    assert np.abs(found - before)[rim(INSIDE)].max() < (LEVEL if method.startswith("closed") else 4 * LEVEL)
    assert found[80:88, 100:140].max() == 0


def test_nothing_new_finds_what_was_there(before):
    found = estimate_alpha(SCENE.image, SCENE.trimap, held=Held(before, INSIDE)).alpha
    assert np.abs(found - before).max() < 0.05
    assert np.abs(found - before).mean() < LEVEL / 4


def test_around_a_stroke_it_is_what_the_whole_would_be(before):
    whole = estimate_alpha(SCENE.image, stroked()).alpha
    found = estimate_alpha(SCENE.image, stroked(), held=Held(before, INSIDE)).alpha
    near = np.s_[70:98, 90:150]
    assert np.abs(whole - before)[near].max() > 0.3
    assert np.abs(found - whole)[near].mean() < LEVEL
    assert np.abs(found - whole)[near].max() < 0.1


def test_at_the_border_of_the_picture_everything_is_found():
    trimap = np.full(SHAPE, UNKNOWN, np.uint8)
    trimap[:, :10], trimap[:, -10:] = BACKGROUND, FOREGROUND
    image = np.tile(np.linspace(0, 1, SHAPE[1], dtype=np.float32), (SHAPE[0], 1))
    held = Held(np.zeros(SHAPE, np.float32), Box(0, 0, SHAPE[1], SHAPE[0]))
    np.testing.assert_array_equal(estimate_alpha(image, trimap, held=held).alpha, estimate_alpha(image, trimap).alpha)


def test_a_part_need_not_hold_both(before):
    """Where nothing of the foreground is near, what is held says enough; no warning is made of it."""
    trimap, inside = SCENE.trimap.copy(), Box(4, 4, 40, 40)
    trimap[10:30, 10:30] = UNKNOWN
    part = np.s_[:60, :60]
    with collected() as warnings:
        found = estimate_alpha(SCENE.image[part], trimap[part], held=Held(before[part], inside)).alpha
        known = np.zeros((60, 60), np.uint8)
        sure = estimate_alpha(SCENE.image[part], known, held=Held(before[part], inside)).alpha
    assert not warnings
    assert found.max() < 0.02
    assert sure[inside.grow(-MARGIN).slices].max() == 0


def test_refining_holds_too(before):
    edge = (before * 255).astype(np.uint8)
    edge[80:88, 100:140] = 0
    found = refine_alpha(SCENE.image, edge, 6, feather=2.0, held=Held(before, INSIDE)).alpha
    around = np.ones(SHAPE, bool)
    around[INSIDE.slices] = False
    np.testing.assert_array_equal(found[around], before[around])
    assert np.abs(found - before)[rim(INSIDE)].max() < 0.5 / MARGIN


def test_a_trimap_says_where_the_picture_decides():
    edge = (SCENE.alpha >= 0.5).astype(np.uint8) * 255
    wanted = estimate_alpha(SCENE.image, SCENE.trimap, prior=edge, prior_weight=0.0).alpha
    found = refine_alpha(SCENE.image, edge, trimap=SCENE.trimap, prior_weight=0.0).alpha
    np.testing.assert_array_equal(found, wanted)
