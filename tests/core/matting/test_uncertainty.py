"""Uncertainty: whether it is where the errors are."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from tests.core.matting import composites

from inlay.matting import UNKNOWN, Scene
from inlay.matting import uncertainty as module
from inlay.matting.estimators import registry
from inlay.matting.uncertainty import uncertainty


def scene_of(composite):
    return Scene(composite.image, 1 / 255, composite.trimap)


def correlations(composite_list, method=registry.DEFAULT):
    """Rank correlation with the true error over the unknown pixels, for each scene."""
    found = []
    for composite in composite_list:
        scene = scene_of(composite)
        alpha = registry.find(method).estimate(scene, threads=1, progress=None).alpha
        error = np.abs(alpha - composite.alpha)[composite.unknown]
        found.append(spearmanr(uncertainty(scene, alpha)[composite.unknown], error).statistic)
    return found


def test_it_is_where_the_errors_are_in_drawn_scenes():
    found = correlations(composites.drawn())
    assert np.mean(found) > 0.5
    assert min(found) > 0.3


def test_it_is_where_the_errors_are_in_photographs(pictures):
    found = correlations(composites.photographed(pictures, crops=1))
    assert np.mean(found) > 0.5
    assert min(found) > 0.3


def test_it_holds_for_other_estimators():
    assert np.mean(correlations(composites.drawn()[:3], "shared-sampling")) > 0.3


def test_its_range():
    composite = composites.drawn()[1]
    doubt = uncertainty(scene_of(composite), composite.alpha)
    assert doubt.dtype == np.float32
    assert doubt.shape == composite.alpha.shape
    assert not doubt[~composite.unknown].any()
    assert doubt[composite.unknown].min() > 0
    assert doubt.max() <= 1


def test_an_alpha_that_contradicts_the_colours_is_doubted():
    composite = composites.drawn((140, 200))[0]
    scene = scene_of(composite)
    hidden = (composite.alpha > 0.35) & (composite.alpha < 0.65)
    wrong = np.where(hidden, 1 - composite.alpha, composite.alpha)
    mistaken = composite.unknown & (np.abs(wrong - composite.alpha) > 0.2)
    assert mistaken.any()
    right, doubted = uncertainty(scene, composite.alpha), uncertainty(scene, wrong)
    assert doubted[mistaken].mean() > 1.2 * right[mistaken].mean()


def test_large_bands_are_looked_at_on_a_coarser_grid(monkeypatch):
    composite = composites.drawn()[1]
    scene, alpha = scene_of(composite), composite.alpha
    fine = uncertainty(scene, alpha)
    monkeypatch.setattr(module, "MOST", np.count_nonzero(composite.unknown) // 3)
    coarse = uncertainty(scene, alpha)
    assert not np.array_equal(fine, coarse)
    assert spearmanr(fine[composite.unknown], coarse[composite.unknown]).statistic > 0.75


def test_without_samples_softness_decides(monkeypatch):
    composite = composites.drawn()[0]
    trimap = np.where(composite.trimap == 255, UNKNOWN, composite.trimap).astype(np.uint8)
    doubt = uncertainty(Scene(composite.image, 1 / 255, trimap), composite.alpha)
    softness = composite.alpha * (1 - composite.alpha)
    inside = trimap == UNKNOWN
    assert spearmanr(doubt[inside], softness[inside]).statistic > 0.999


@pytest.mark.parametrize("shape", [(1, 1), (1, 8), (2, 2)])
def test_small_pictures(shape):
    for value in (0, UNKNOWN, 255):
        scene = Scene(np.zeros((*shape, 3), np.uint8), 1 / 255, np.full(shape, value, np.uint8))
        doubt = uncertainty(scene, np.full(shape, 0.5, np.float32))
        assert doubt.shape == shape
        assert np.isfinite(doubt).all()
        assert doubt.any() == (value == UNKNOWN)


def test_absent_pixels_and_any_number_of_threads():
    composite = composites.drawn()[2]
    present = np.ones(composite.trimap.shape, bool)
    present[:, :60] = False
    trimap = np.where(present, composite.trimap, 0).astype(np.uint8)
    scene = Scene(composite.image, 1 / 255, trimap, present)
    one, two = (uncertainty(scene, composite.alpha, threads=threads) for threads in (1, 2))
    assert np.array_equal(one, two)
    assert not one[~present].any()
