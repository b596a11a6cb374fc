"""The background without what is in front: exact where it is seen, harmonic where it is hidden."""

import numpy as np
import pytest
from tests.core.matting import composites

from inlay.errors import Cancelled, InputError
from inlay.matting.colours.plate import background_plate

SHAPE = (60, 90)


@pytest.fixture(scope="module")
def alpha():
    return composites.blurred_edge(SHAPE, 2.5)


def seen_through(alpha, background, foreground):
    weight = alpha.reshape(alpha.shape + (1,) * (background.ndim - 2)).astype(np.float64)
    return weight * foreground + (1 - weight) * background


def test_a_plain_background_comes_back(alpha):
    background = np.broadcast_to(np.array([40, 160, 90], np.uint8), (*SHAPE, 3))
    image = np.rint(seen_through(alpha, background, np.array([150, 90, 40]))).astype(np.uint8)
    plate = background_plate(image, alpha)
    assert plate.dtype == np.uint8
    np.testing.assert_array_equal(plate[alpha == 0], image[alpha == 0])
    assert np.abs(plate.astype(int) - background).max() <= 3


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
def test_a_ramp_is_continued_behind_the_hole(alpha, dtype):
    """A linear function is harmonic: the membrane continues it exactly."""
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    white = 1 if dtype.startswith("f") else np.iinfo(dtype).max
    ramp = (0.2 + 0.3 * x / SHAPE[1] + 0.4 * y / SHAPE[0]) * white
    hard = (alpha > 0.5).astype(np.float32)
    image = np.where(hard == 1, white, ramp)
    image = (np.rint(image) if white > 1 else image).astype(dtype)
    plate = background_plate(image, hard)
    assert plate.dtype == image.dtype
    assert plate.shape == image.shape
    np.testing.assert_array_equal(plate[hard == 0], image[hard == 0])
    tolerance = {"uint8": 1.0, "float16": 2e-3}.get(dtype, 1e-4 * white)
    assert np.abs(plate.astype(np.float64) - ramp).max() <= tolerance


def test_soft_edges_are_estimated_and_not_filled(alpha):
    background = composites.sky(SHAPE)
    image = np.rint(seen_through(alpha, background, composites.fur(SHAPE))).astype(np.uint8)
    plate = background_plate(image, alpha)
    edge = (alpha > 0) & (alpha < 0.5)
    before = np.abs(image[edge].astype(int) - background[edge]).mean()
    assert np.abs(plate[edge].astype(int) - background[edge]).mean() < 0.1 * before


def test_the_share_that_counts_as_hidden_is_chosen(alpha):
    background = composites.sky(SHAPE)
    image = np.rint(seen_through(alpha, background, composites.fur(SHAPE))).astype(np.uint8)
    early, late = (background_plate(image, alpha, hidden=share) for share in (0.1, 0.9))
    between = (alpha > 0.1) & (alpha < 0.9)
    assert np.abs(early[between].astype(int) - late[between]).max() > 0
    np.testing.assert_array_equal(early[alpha == 0], late[alpha == 0])


def test_absent_pixels_give_no_colour(alpha):
    background = composites.sky(SHAPE).astype(np.float32) / 255
    image = seen_through(alpha, background, composites.fur(SHAPE) / 255).astype(np.float32)
    present = np.ones(SHAPE, bool)
    present[:20] = present[:, :12] = False
    plates = []
    for wild in (np.nan, 1.0):
        image[~present] = wild
        plates.append(background_plate(image, alpha, present=present))
    np.testing.assert_array_equal(plates[0][present], plates[1][present])
    np.testing.assert_array_equal(plates[1][~present], image[~present])
    assert np.abs(plates[0][present] - background[present]).max() < 0.2


def test_nothing_in_front_changes_nothing():
    image = composites.tiles(SHAPE)
    np.testing.assert_array_equal(background_plate(image, np.zeros(SHAPE, np.uint8)), image)


def test_nothing_behind_is_refused():
    image = composites.tiles(SHAPE)
    with pytest.raises(InputError, match="no background"):
        background_plate(image, np.ones(SHAPE))
    present = np.zeros(SHAPE, bool)
    present[10:20] = True
    with pytest.raises(InputError, match="no background"):
        background_plate(image, present.astype(np.uint8) * 255, present=present)


def test_progress_rises_and_may_stop_the_work():
    shape = (400, 500)
    alpha = composites.blurred_edge(shape, 4)
    seen = []
    background_plate(composites.tiles(shape), alpha, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1

    def stop(fraction):
        if fraction > 0.6:
            raise Cancelled

    with pytest.raises(Cancelled):
        background_plate(composites.tiles(shape), alpha, progress=stop)
