"""Poisson matting: its equation, and what it does where the picture says nothing."""

from dataclasses import replace

import numpy as np
import pytest
from tests.core.matting import composites
from tests.core.matting.estimators import scenes

from inlay.arrays.progress import silent
from inlay.contract.boxes import Box
from inlay.errors import Cancelled
from inlay.matting import BACKGROUND, FOREGROUND, UNKNOWN, Scene
from inlay.matting.sampling import nearest_colours as contrasts
from inlay.matting.sampling.nearest_colours import Contrast

METHOD = "poisson"


def flat(shape=(90, 130), radius=6):
    front, back = (np.full((*shape, 3), colour, np.uint8) for colour in ([220, 130, 40], [40, 70, 160]))
    return composites.compose("", composites.hair(shape), front, back, radius)


def test_flat_colours_give_alpha():
    composite = flat()
    alpha = scenes.run(METHOD, Scene(composite.image, 1 / 255, composite.trimap)).alpha
    assert np.abs(alpha - composite.alpha).mean() < 0.005
    assert np.abs(alpha - composite.alpha).max() < 0.1


def test_one_channel_is_the_paper(monkeypatch):
    """For gray pictures the guidance is grad I / (F - B)."""
    monkeypatch.setattr(contrasts, "_INVISIBLE", 0.0)
    composite = flat().gray
    scene = Scene(composite.image[..., None], 1 / 255, composite.trimap)
    height, width = composite.alpha.shape
    box = Box(0, 0, width, height)
    masks = [composite.trimap == label for label in (UNKNOWN, FOREGROUND, BACKGROUND)]
    found = Contrast.estimate(scene, *masks, box, silent)
    inside = composite.unknown
    assert np.allclose(found.difference[inside], (130 - 70) / 255, atol=1e-4)
    guidance = found.guidance(scene, box, silent)
    both = inside[1:] & inside[:-1]
    slope = np.diff(composite.image.astype(np.float32), axis=0) / (130 - 70)
    assert np.allclose(guidance.down[both], slope[both], atol=1e-3)
    both = inside[:, 1:] & inside[:, :-1]
    slope = np.diff(composite.image.astype(np.float32), axis=1) / (130 - 70)
    assert np.allclose(guidance.right[both], slope[both], atol=1e-3)


def test_the_nearest_colours_are_taken():
    image = np.random.default_rng(0).integers(0, 256, (20, 31, 3), np.uint8)
    trimap = np.full((20, 31), UNKNOWN, np.uint8)
    trimap[:, :3], trimap[:, -3:] = FOREGROUND, BACKGROUND
    scene = Scene(image, 1 / 255, trimap)
    masks = [trimap == label for label in (UNKNOWN, FOREGROUND, BACKGROUND)]
    found = Contrast.estimate(scene, *masks, Box(0, 0, 31, 20), silent)
    rows, _ = np.nonzero(masks[0])
    assert np.allclose(found.foreground, image[rows, 2] / 255, atol=1e-6)
    assert np.allclose(found.background, image[rows, 28] / 255, atol=1e-6)


def test_without_contrast_alpha_is_a_membrane():
    trimap = np.full((12, 21), UNKNOWN, np.uint8)
    trimap[:, 0], trimap[:, -1] = FOREGROUND, BACKGROUND
    alpha = scenes.run(METHOD, Scene(np.full((12, 21, 3), 90, np.uint8), 1 / 255, trimap)).alpha
    assert np.abs(alpha - np.linspace(1, 0, 21)).max() < 2 / 255


def test_foreground_and_background_swapped_is_the_inverse():
    composite = flat()
    inverse = np.where(composite.unknown, composite.trimap, 255 - composite.trimap).astype(np.uint8)
    alpha, other = (
        scenes.run(METHOD, Scene(composite.image, 1 / 255, trimap)).alpha for trimap in (composite.trimap, inverse)
    )
    assert np.abs(alpha + other - 1).max() < 2 / 255


def test_types_and_gray_agree():
    composite = flat()
    scene = Scene(composite.image, 1 / 255, composite.trimap)
    eight = scenes.run(METHOD, scene).alpha
    real = replace(scene, image=composite.image.astype(np.float32) / 255, scale=1.0)
    assert np.abs(scenes.run(METHOD, real).alpha - eight).max() < 2 / 255
    plane = composite.gray.image[..., None]
    one, three = (
        scenes.run(METHOD, replace(scene, image=np.repeat(plane, channels, axis=2))).alpha for channels in (1, 3)
    )
    # Three equal channels have three times the contrast of one, so a weak one fades later.
    assert np.abs(one - three).mean() < 0.02


def test_absent_colours_are_never_used():
    composite = flat()
    present = np.ones(composite.trimap.shape, bool)
    present[:, :40] = False
    present[30:60, 80:100] = False
    trimap = np.where(present, composite.trimap, BACKGROUND).astype(np.uint8)
    alphas = []
    for colour in ([0, 0, 0], [255, 0, 255]):
        image = composite.image.copy()
        image[~present] = colour
        alphas.append(scenes.run(METHOD, Scene(image, 1 / 255, trimap, present)).alpha)
    assert np.array_equal(*alphas)


def test_an_island_amid_absent_pixels_is_loose():
    trimap = np.full((20, 30), BACKGROUND, np.uint8)
    trimap[:, 15:20], trimap[:, 20:], trimap[5:9, 3:7] = UNKNOWN, FOREGROUND, UNKNOWN
    present = np.ones((20, 30), bool)
    present[:, :12] = trimap[:, :12] == UNKNOWN
    image = np.random.default_rng(1).integers(0, 256, (20, 30, 3), np.uint8)
    estimate = scenes.run(METHOD, Scene(image, 1 / 255, trimap, present))
    island = np.zeros((20, 30), bool)
    island[5:9, 3:7] = True
    assert np.array_equal(estimate.loose, island)
    assert np.isfinite(estimate.alpha).all()


def test_no_present_background_at_all():
    trimap = np.full((20, 30), BACKGROUND, np.uint8)
    trimap[:, 10:20], trimap[:, 20:] = UNKNOWN, FOREGROUND
    present = trimap != BACKGROUND
    image = np.random.default_rng(2).integers(0, 256, (20, 30, 3), np.uint8)
    alpha = scenes.run(METHOD, Scene(image, 1 / 255, trimap, present)).alpha
    assert np.all((alpha >= 0) & (alpha <= 1))


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (1, 12), (2, 2), (7, 5)])
def test_small_pictures(shape):
    trimap = np.full(shape, UNKNOWN, np.uint8)
    trimap.flat[0], trimap.flat[-1] = FOREGROUND, BACKGROUND
    image = (30 * np.random.default_rng(3).random((*shape, 3))).astype(np.float32)
    alpha = scenes.run(METHOD, Scene(image, 1.0, trimap)).alpha
    assert alpha.flat[0] == 1
    assert alpha.flat[-1] == 0
    assert np.all((alpha >= 0) & (alpha <= 1))


def test_progress_rises_and_cancels():
    composite, told = flat((300, 400)), []
    scene = Scene(composite.image, 1 / 255, composite.trimap)
    scenes.registry.find(METHOD).estimate(scene, threads=1, progress=told.append)
    assert len(told) > 10
    assert min(told) >= 0
    assert max(told) <= 1

    def cancel(done):
        if done > 0.05:
            raise Cancelled

    with pytest.raises(Cancelled):
        scenes.registry.find(METHOD).estimate(scene, threads=1, progress=cancel)


def test_the_sunset(pictures):
    """No peer has it; it must at least tell the lemur from the sky."""
    assert scenes.sunset_sad(METHOD, pictures) < 6.2
