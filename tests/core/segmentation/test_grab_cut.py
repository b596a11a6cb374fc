"""The object inside of a loose selection."""

import numpy as np
import pytest
from scipy import ndimage
from tests.core.matting import composites

from inlay.errors import Cancelled
from inlay.segmentation import object_inside
from inlay.segmentation.grab_cut import LONGEST

SHAPE = 140, 200
SOFT = composites.blurred_edge(SHAPE, 1.0)
SCENE = composites.compose("blob", SOFT, composites.fur(SHAPE), composites.meadow(SHAPE), noise=2.0)
OBJECT = SOFT >= 0.5
ROWS, COLUMNS = (np.flatnonzero(OBJECT.any(axis)) for axis in (1, 0))


def box(margin):
    region = np.zeros(SHAPE, bool)
    region[max(0, ROWS[0] - margin) : ROWS[-1] + margin, max(0, COLUMNS[0] - margin) : COLUMNS[-1] + margin] = True
    return region


def overlap(found, wanted=OBJECT):
    return (found & wanted).sum() / (found | wanted).sum()


@pytest.mark.parametrize("region", [box(6), box(16), ndimage.binary_dilation(OBJECT, iterations=14)])
def test_it_is_found_in_a_rectangle_and_a_lasso(region):
    found = object_inside(SCENE.image, region)
    assert overlap(found) > 0.9 > overlap(region) + 0.1
    assert not (found & ~region).any()


@pytest.mark.parametrize("dtype", ["uint16", "float16", "float32", "float64"])
def test_in_a_picture_of_every_type(dtype):
    image = SCENE.image / 255 if dtype.startswith("float") else SCENE.image * np.uint16(257)
    assert overlap(object_inside(image.astype(dtype), box(8)), object_inside(SCENE.image, box(8))) > 0.98


def test_in_gray_with_opacity_and_with_numbers_that_are_none():
    gray = np.where(OBJECT, 180, 60).astype(np.uint8) + np.random.default_rng(0).integers(0, 9, SHAPE).astype(np.uint8)
    assert overlap(object_inside(gray, box(9))) > 0.98
    opacity = np.where(np.arange(SHAPE[1]) < 100, 255, 0) * np.ones(SHAPE, np.uint8)
    found = object_inside(np.dstack([gray, opacity.astype(np.uint8)]), box(9))
    assert not found[:, 102:].any()
    assert overlap(found[:, :98], OBJECT[:, :98]) > 0.97
    broken = (gray / np.float32(255))[..., None].repeat(3, 2)
    broken[::40, ::40] = np.nan, np.inf, -np.inf
    assert overlap(object_inside(broken, box(9))) > 0.95


def test_of_a_large_picture_a_smaller_one_decides():
    image, region = (each.repeat(5, 0).repeat(5, 1) for each in (SCENE.image, box(10)))
    assert max(region.shape) > 2 * LONGEST
    found = object_inside(image, region)
    assert found.shape == region.shape
    assert overlap(found, OBJECT.repeat(5, 0).repeat(5, 1)) > 0.95


def test_what_certainly_belongs_to_it_does():
    stranger = np.zeros(SHAPE, bool)
    stranger[ROWS[0] - 6 : ROWS[0] + 2, 90:110] = True
    found = object_inside(SCENE.image, box(8), foreground=stranger)
    assert found[stranger].all()
    assert not object_inside(SCENE.image, box(8))[ROWS[0] - 6 : ROWS[0] - 2, 90:110].any()


def test_only_what_lies_around_is_looked_at():
    region, far = box(5), SCENE.image.copy()
    far[:, :6] = 255
    margin = int(COLUMNS[0]) - 5 - 8
    assert margin > 0
    near = object_inside(SCENE.image, region, surroundings=8)
    np.testing.assert_array_equal(object_inside(far, region, surroundings=8), near)
    rows, columns = slice(max(0, ROWS[0] - 13), ROWS[-1] + 13), slice(COLUMNS[0] - 13, COLUMNS[-1] + 13)
    np.testing.assert_array_equal(object_inside(SCENE.image[rows, columns], region[rows, columns]), near[rows, columns])


def test_nothing_that_differs_is_no_object():
    region = np.zeros(SHAPE, bool)
    assert not object_inside(SCENE.image, region).any()
    assert object_inside(SCENE.image, ~region).all()
    plain = np.full((60, 60), 80, np.uint8)
    region = np.zeros((60, 60), bool)
    region[20:40, 20:40] = True
    found = object_inside(plain, region)
    assert not found.any() or (found == region).all()


@pytest.mark.parametrize("hidden", [(0, 255, 0), (255, 0, 255)])
def test_the_colours_of_transparent_pixels_are_never_used(hidden):
    region, opacity = box(8), np.full((*SHAPE, 1), 255, np.uint8)
    opacity[:, : int(COLUMNS[0]) - 9] = opacity[: int(ROWS[0]) - 3] = 0
    black, wild = np.where(opacity > 0, SCENE.image, 0), np.where(opacity > 0, SCENE.image, hidden)
    found = [object_inside(np.dstack([each, opacity]).astype(np.uint8), region) for each in (black, wild)]
    np.testing.assert_array_equal(*found)
    assert found[0].any()


def test_it_is_the_same_every_time():
    np.testing.assert_array_equal(object_inside(SCENE.image, box(8)), object_inside(SCENE.image, box(8)))


def test_the_work_can_be_stopped():
    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        object_inside(SCENE.image, box(8), progress=stop)
