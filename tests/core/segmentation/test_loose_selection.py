"""The thing inside of a selection: loose, tight, or cut through."""

import numpy as np
import pytest
from scipy import ndimage
from tests.core.segmentation.test_grab_cut import COLUMNS, OBJECT, SCENE, SHAPE, box, overlap

from inlay.segmentation import thing_inside


@pytest.mark.parametrize("region", [box(6), box(16), ndimage.binary_dilation(OBJECT, iterations=14)])
def test_it_is_found_in_a_loose_selection(region):
    found = thing_inside(SCENE.image, region)
    assert overlap(found & region) > 0.9
    assert not (found & ~region & ~ndimage.binary_dilation(OBJECT, iterations=3)).any()


def test_a_selection_through_one_thing_is_all_of_it():
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    region = np.hypot(y - 70, x - 100) < 40
    grain = np.random.default_rng(1).normal(128, 12, (*SHAPE, 3))
    texture = np.clip(ndimage.gaussian_filter(grain, (3, 3, 0)) * 4 - 384, 0, 255).astype(np.uint8)
    found = thing_inside(texture, region)
    # It goes on beyond, all around.
    assert found[ndimage.binary_dilation(region, iterations=3)].all()


def test_where_the_selection_cuts_the_thing_it_goes_on():
    region = box(8)
    middle = COLUMNS[len(COLUMNS) // 2]
    region[:, middle:] = False
    found = thing_inside(SCENE.image, region)
    wanted = OBJECT & region
    assert overlap(found & region, wanted) > 0.9
    assert (found & ~region)[OBJECT & (np.arange(SHAPE[1]) == middle)].mean() > 0.7


def test_gray_opacity_numbers_that_are_none_and_nothing():
    even = np.full((*SHAPE, 3), 90, np.uint8)
    assert (thing_inside(even, box(9)) & box(9) == box(9)).all()
    gray = np.where(OBJECT, 180, 60).astype(np.uint8)
    gray += np.random.default_rng(0).integers(0, 9, SHAPE).astype(np.uint8)
    assert overlap(thing_inside(gray, box(9)) & box(9)) > 0.95
    opacity = np.full(SHAPE, 255, np.uint8)
    assert overlap(thing_inside(np.dstack([gray, opacity]), box(9)) & box(9)) > 0.95
    broken = (gray / np.float32(255))[..., None].repeat(3, 2)
    broken[::40, ::40] = np.nan, np.inf, -np.inf
    assert overlap(thing_inside(broken, box(9)) & box(9)) > 0.93
