import numpy as np
import pytest
from tests.core.matting import composites
from tests.core.matting.estimators import scenes

from inlay.matting import Scene
from inlay.matting.laplacians import information_flow


def test_two_colours_are_unmixed():
    scene, alpha = scenes.ramp()
    assert np.abs(scenes.run("information-flow", scene).alpha - alpha).max() < 0.02


def test_a_hole_is_found_by_its_colour():
    scene, patch = scenes.hole()
    alpha = scenes.run("information-flow", scene).alpha
    assert alpha[patch].mean() < 0.1
    assert alpha[(scene.trimap == 128) & ~patch].mean() > 0.9


def test_mixtures_add_up_to_one_and_give_the_colour():
    rng = np.random.default_rng(0)
    palettes = rng.random((50, 20, 3))
    wanted = rng.dirichlet(np.ones(20), 50)
    colours = np.einsum("nq,nqc->nc", wanted, palettes)
    weights = information_flow.mixture(colours, palettes)
    assert weights.sum(axis=1) == pytest.approx(np.ones(50))
    assert np.einsum("nq,nqc->nc", weights, palettes) == pytest.approx(colours, abs=1e-3)


def test_mixtures_minimise_what_the_paper_says():
    rng = np.random.default_rng(2)
    palettes, colours = rng.random((30, 6, 3)), rng.random((30, 3))
    weights = information_flow.mixture(colours, palettes)
    for colour, palette, found in zip(colours, palettes, weights, strict=True):
        apart = palette - colour
        gram = apart @ apart.T
        gram += (information_flow.RIDGE * np.trace(gram) + 1e-10) * np.eye(6)
        expected = np.linalg.solve(gram, np.ones(6))
        assert found == pytest.approx(expected / expected.sum(), abs=1e-8)


def test_the_mixture_charges_for_what_a_palette_does_not_give():
    composite = composites.drawn((24, 30))[0]
    scene = Scene(composite.image, 1 / 255, composite.trimap)
    part = information_flow.colour_mixture(scene)
    matrix = part.expanded(720).toarray()
    unknown = composite.unknown.ravel()
    assert not matrix[~unknown].any()
    assert matrix[unknown].sum(axis=1) == pytest.approx(0, abs=1e-9)
    inside = matrix[np.ix_(unknown, unknown)]
    assert inside == pytest.approx(inside.T, abs=1e-9)
    assert np.linalg.eigvalsh(inside).min() > -1e-9


def test_known_colours_speak_for_the_unknown():
    scene, alpha = scenes.ramp(0.01)
    prior = information_flow.known_to_unknown(scene)
    unknown = scene.trimap == 128
    assert np.abs(prior.value - alpha)[unknown].mean() < 0.03
    assert prior.weight[unknown].min() > 0
    assert not prior.weight[~unknown].any()


def test_one_colour_says_nothing():
    scene, _ = scenes.ramp()
    flat = Scene(np.full_like(scene.image, 0.5), 1.0, scene.trimap)
    assert information_flow.known_to_unknown(flat).weight.max() < 1e-6


def test_the_sunset(pictures):
    """No peer has this estimator; better than KNN's counterpart and than walks is what a mixture of flows must be."""
    assert scenes.sunset_sad("information-flow", pictures) < 2.1
