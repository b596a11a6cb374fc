"""Previews: near the full solution, whole, and honest about what they are."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from tests.core.matting import composites
from tests.core.matting.solvers import zoo

from inlay.matting import preview
from inlay.matting.estimators import closed_form
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Prior

SHAPE = 240, 300


@pytest.fixture(scope="module")
def edge():
    """A soft disc before a smooth background."""
    y, x = np.ogrid[: SHAPE[0], : SHAPE[1]]
    alpha = ndimage.gaussian_filter((np.hypot(y - 120, x - 150) < 80).astype(np.float32), 4)
    texture = ndimage.gaussian_filter(np.random.default_rng(0).random((*SHAPE, 3)), (1, 1, 0)) - 0.5
    foreground, background = np.array([0.8, 0.5, 0.2]) + texture, np.array([0.1, 0.3, 0.6]) + texture[::-1]
    image = alpha[..., np.newaxis] * foreground + (1 - alpha[..., np.newaxis]) * background
    trimap = np.where(alpha < 0.002, BACKGROUND, np.where(alpha > 0.998, FOREGROUND, UNKNOWN)).astype(np.uint8)
    return zoo.scene((image.clip(0, 1) * 255).astype(np.uint8), trimap), alpha


@pytest.mark.parametrize("level", [1, 2])
def test_close_to_the_truth_and_to_the_full_solution(edge, level):
    scene, truth = edge
    unknown = scene.trimap == UNKNOWN
    full, small = closed_form.estimate(scene).alpha, preview.estimate(scene, level).alpha
    assert np.abs(small - full)[unknown].mean() < 0.03
    assert np.abs(small - truth)[unknown].mean() < 1.25 * np.abs(full - truth)[unknown].mean() + 0.005
    assert np.array_equal(small[~unknown], (scene.trimap == FOREGROUND)[~unknown])
    assert ((small >= 0) & (small <= 1)).all()


@pytest.mark.parametrize("level", [1, 2])
def test_detail_comes_from_the_full_picture(level):
    """An alpha that is linear in a colour with fine noise comes back with the noise."""
    alpha = np.linspace(-0.2, 1.2, SHAPE[1], dtype=np.float32).clip(0, 1)[np.newaxis].repeat(SHAPE[0], axis=0)
    noise = np.random.default_rng(1).random(SHAPE).astype(np.float32) - 0.5
    alpha += 0.2 * noise * ((alpha > 0.15) & (alpha < 0.85))
    trimap = np.full(SHAPE, UNKNOWN, np.uint8)
    trimap[alpha <= 0], trimap[alpha >= 1] = BACKGROUND, FOREGROUND
    estimate = preview.estimate(zoo.scene(np.dstack([alpha, 1 - alpha, alpha * 0 + 0.5]), trimap), level)
    assert np.abs(estimate.alpha - alpha).max() < 0.02


def test_gray_and_types_agree(edge):
    scene, _ = edge
    deep = zoo.scene(scene.image * np.uint16(257), scene.trimap)
    assert np.abs(preview.estimate(deep).alpha - preview.estimate(scene).alpha).max() < 1e-3
    gray = preview.estimate(zoo.scene(scene.image[..., 0], scene.trimap)).alpha
    assert np.abs(gray - closed_form.estimate(zoo.scene(scene.image[..., 0], scene.trimap)).alpha).mean() < 0.01


def test_any_number_of_threads_gives_the_same_bits(edge):
    scene, _ = edge
    assert np.array_equal(preview.estimate(scene, threads=1).alpha, preview.estimate(scene, threads=3).alpha)


def test_absent_pixels_have_no_say(edge):
    scene, _ = edge
    present = zoo.holes(SHAPE) | (np.arange(SHAPE[1]) < 150)
    trimap = np.where(present, scene.trimap, BACKGROUND).astype(np.uint8)
    image = np.where(present[..., np.newaxis], scene.image / np.float32(255), np.float32(np.nan))
    odd = preview.estimate(zoo.scene(image, trimap, present=present))
    image[~present] = 0.5
    assert np.array_equal(odd.alpha, preview.estimate(zoo.scene(image, trimap, present=present)).alpha)
    assert np.isfinite(odd.alpha).all()


def test_a_prior_is_carried_down(edge):
    scene, _ = edge
    value = np.full(SHAPE, 0.25, np.float32)
    held = zoo.scene(scene.image, scene.trimap, prior=Prior(value, np.full(SHAPE, 1e3, np.float32)))
    inside = ndimage.binary_erosion(scene.trimap == UNKNOWN, iterations=8)
    assert inside.any()
    assert np.abs(preview.estimate(held, 2).alpha - 0.25)[inside].mean() < 0.01


def test_thin_strokes_are_not_lost():
    trimap = np.full(SHAPE, UNKNOWN, np.uint8)
    trimap[20, 20:200], trimap[200, 20:200] = BACKGROUND, FOREGROUND
    image = np.linspace(0, 1, SHAPE[0], dtype=np.float32)[:, np.newaxis].repeat(SHAPE[1], axis=1)
    alpha = preview.estimate(zoo.scene(np.dstack([image] * 3), trimap), 2).alpha
    assert alpha[30, 100] < 0.2
    assert alpha[190, 100] > 0.8


def test_what_nothing_holds_is_said():
    trimap = np.full(SHAPE, UNKNOWN, np.uint8)
    trimap[:, :20], trimap[:20, :20] = BACKGROUND, FOREGROUND
    present = np.ones(SHAPE, bool)
    present[:, 100:104] = False
    trimap[~present] = BACKGROUND
    estimate = preview.estimate(zoo.scene(zoo.picture("smooth", SHAPE), trimap, present=present), 2)
    expected = np.zeros(SHAPE, bool)
    expected[:, 104:] = True
    assert estimate.loose is not None
    assert np.array_equal(estimate.loose, expected)


def test_small_pictures_are_solved_as_they_are():
    shape = 60, 70
    scene = zoo.scene(zoo.picture("smooth", shape), zoo.trimap("blobs", shape))
    assert np.array_equal(preview.estimate(scene, 2).alpha, closed_form.estimate(scene).alpha)


def test_hair_before_a_drawn_background():
    scene = composites.drawn()[0]
    larger = [np.kron(plane, np.ones((2, 2), plane.dtype)) for plane in (scene.trimap, scene.alpha)]
    image = np.kron(scene.image, np.ones((2, 2, 1), np.uint8))
    estimate = preview.estimate(zoo.scene(image, larger[0]), 1)
    unknown = larger[0] == UNKNOWN
    full = closed_form.estimate(zoo.scene(image, larger[0])).alpha
    assert np.abs(estimate.alpha - larger[1])[unknown].mean() < 1.3 * np.abs(full - larger[1])[unknown].mean() + 0.01


@pytest.mark.parametrize(("level", "most"), [(1, 1.6), (2, 2.1)])
def test_the_lemur_on_sunset(pictures, level, most):
    folder = pictures / "matting"
    image = np.asarray(Image.open(folder / "lemur_on_sunset.png").convert("RGB"))
    trimap = np.array(Image.open(folder / "lemur_on_sunset_trimap.png").convert("L"))
    trimap[(trimap > 0) & (trimap < 255)] = UNKNOWN
    truth = np.asarray(Image.open(folder / "lemur_on_sunset_alpha_truth.png").convert("L")) / 255
    alpha = preview.estimate(zoo.scene(image, trimap), level).alpha
    assert np.abs(alpha - truth)[trimap == UNKNOWN].sum() / 1000 < most
