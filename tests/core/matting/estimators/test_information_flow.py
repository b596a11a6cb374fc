import numpy as np
import pytest
from tests.core.matting import composites
from tests.core.matting.estimators import scenes

from inlay.arrays.effort import Effort
from inlay.matting import Scene
from inlay.matting.laplacians import information_flow
from inlay.matting.sampling import transparency


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
    """Row by row, with every pixel compared with every other."""
    composite = composites.drawn((24, 30))[0]
    scene = Scene(composite.image, 1 / 255, composite.trimap)
    errors = information_flow.colour_mixture(scene, Effort()).toarray()
    colours = composite.image.reshape(-1, 3) / 255
    y, x = np.divmod(np.arange(720), 30)
    places = np.column_stack([colours, x / 29, y / 23])
    assert errors.sum(axis=1) == pytest.approx(0, abs=1e-9)
    for row, pixel in zip(errors, np.flatnonzero(composite.unknown), strict=True):
        assert row[pixel] == 1
        palette = np.flatnonzero(row)
        palette = palette[palette != pixel]
        apart = np.linalg.norm(places - places[pixel], axis=1)
        apart[pixel] = np.inf
        assert apart[palette].max() <= np.sort(apart)[19] + 1e-9
        given = colours[palette]
        assert -row[palette] @ given == pytest.approx(colours[pixel], abs=0.02)


def test_pairs_among_the_unknown_are_those_of_two_searches():
    composite = composites.drawn((24, 30))[0]
    noise = np.random.default_rng(0).random((24, 30, 3)).astype(np.float32)
    scene = Scene(noise, 1.0, composite.trimap)
    expected = np.zeros((720, 720))
    y, x = np.divmod(np.arange(720), 30)
    unknown = np.flatnonzero(composite.unknown)
    for count, distance in ((5, 0.05), (1, 0.0005)):
        features = np.column_stack([noise.reshape(-1, 3), distance * x / 29, distance * y / 23])
        for p in unknown:
            apart = np.linalg.norm(features[unknown] - features[p], axis=1)
            for q in unknown[np.argsort(apart)[1 : count + 1]]:
                weight = 1 - np.abs(features[p] - features[q]).mean()
                expected[p, q] += weight
                expected[q, p] += weight
    expected = np.diag(expected.sum(axis=1)) - expected
    found = information_flow.intra_unknown(scene, Effort()).expanded(720).toarray()
    assert found == pytest.approx(expected, abs=1e-6)


def test_what_looks_like_the_known_close_by_is_certain():
    scene, patch = scenes.hole()
    flow = information_flow.known_to_unknown(scene, Effort())
    labels = scene.trimap.copy()
    labels[patch], labels[17, 13:27] = 0, 255
    certain = information_flow.certain(flow, scene, labels)
    assert not certain.value[patch].any()
    assert (certain.value[17, 13:27] == 1).all()
    assert (certain.weight[patch] == information_flow.KNOWN_TO_UNKNOWN).all()
    untouched = labels == scene.trimap
    assert np.array_equal(certain.value[untouched], flow.value[untouched])
    assert np.array_equal(certain.weight[untouched], flow.weight[untouched])


def test_transparency_is_told_by_colours_that_nothing_known_has():
    half = np.full((60, 80), 128, np.uint8)
    half[:, :20], half[:, 60:] = 255, 0
    front, back = np.array([0.95, 0.05, 0.05]), np.array([0.05, 0.05, 0.95])
    rng = np.random.default_rng(0)
    solid = np.where(rng.random((60, 80, 1)) < 0.5, front, back).astype(np.float32)
    solid[half == 255], solid[half == 0] = front, back
    assert transparency.difference(Scene(solid, 1.0, half)) == pytest.approx(0, abs=1e-6)
    veil = np.where((half == 128)[..., np.newaxis], (front + back) / 2, solid).astype(np.float32)
    # One bin of red and one of blue are missing; green is the same: weights 1/3 each are best.
    known = np.zeros((30, 2))
    known[[9, 10, 20], 0] = known[[0, 10, 29], 1] = 1
    wanted = np.zeros(30)
    wanted[[5, 10, 25]] = 1
    weights = np.linalg.solve(known.T @ known, known.T @ wanted)
    expected = np.linalg.norm(known @ weights - wanted) / 30
    assert transparency.difference(Scene(veil, 1.0, half)) == pytest.approx(expected, abs=1e-6)
    assert transparency.is_transparent(Scene(veil, 1.0, half))


def test_known_colours_speak_for_the_unknown():
    scene, alpha = scenes.ramp(0.01)
    prior = information_flow.known_to_unknown(scene, Effort())
    unknown = scene.trimap == 128
    assert np.abs(prior.value - alpha)[unknown].mean() < 0.03
    assert prior.weight[unknown].min() > 0
    assert not prior.weight[~unknown].any()


def test_one_colour_says_nothing():
    scene, _ = scenes.ramp()
    flat = Scene(np.full_like(scene.image, 0.5), 1.0, scene.trimap)
    assert information_flow.known_to_unknown(flat, Effort()).weight.max() < 1e-6


def test_the_sunset(pictures):
    """No peer has this estimator; better than KNN's counterpart and than walks is what a mixture of flows must be."""
    assert scenes.sunset_sad("information-flow", pictures) < 2.1
