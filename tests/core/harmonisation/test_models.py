"""The colour models: moments, the closed form, marginals, changes of light undone; what is near."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import linalg
from tests.core.harmonisation.pastes import SPACE, disc, grain, paste

from inlay import colour
from inlay.harmonisation import local
from inlay.harmonisation.models import distribution, monge_kantorovich, reinhard, rim, statistics
from inlay.harmonisation.moments import moments, transport
from inlay.picture import Space

#: A change of light: more of all, warmer, and a little less contrast.
MATRIX, SHIFT = np.array([[0.9, 0.03, 0.0], [0.03, 0.8, 0.01], [0.0, 0.01, 0.7]]), np.array([0.06, 0.02, -0.03])


def inside(picture, given):
    return picture[given.coverage == 1]


def test_moments_are_those_of_the_weighted_samples():
    random = np.random.default_rng(0)
    picture, counts = random.random((7, 9, 3)), random.integers(0, 4, (7, 9))
    repeated = np.repeat(picture.reshape(-1, 3), counts.ravel(), axis=0)
    mean, covariance = moments(picture, counts)
    np.testing.assert_allclose(mean, repeated.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(covariance, np.cov(repeated.T, bias=True), atol=1e-12)


def test_transport_is_the_closed_form():
    random = np.random.default_rng(1)
    first, second = (0.01 * (each @ each.T + np.eye(4)) for each in random.normal(size=(2, 4, 4)))
    root = linalg.sqrtm(first)
    expected = linalg.inv(root) @ linalg.sqrtm(root @ second @ root) @ linalg.inv(root)
    found = transport(first, second)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    np.testing.assert_allclose(found, found.T, atol=1e-10)
    np.testing.assert_allclose(found @ first @ found, second, atol=1e-6)


def test_the_linear_map_gives_the_references_moments_and_undoes_a_change_of_light():
    scene = grain(2)
    given = paste((scene @ MATRIX + SHIFT).astype(np.float32), scene)
    found = monge_kantorovich.predict(given)
    np.testing.assert_array_equal(found[given.coverage == 0], scene[given.coverage == 0])
    for ours, theirs in zip(moments(found, given.coverage), moments(scene, given.weight), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    true = replace(given, weight=given.coverage)
    np.testing.assert_allclose(monge_kantorovich.predict(true), scene, atol=1e-4)


@pytest.mark.parametrize("model", ["GRAY", "CMYK"])
def test_the_linear_map_takes_any_number_of_channels(model):
    space = Space(model, np.dtype(np.float32))
    channels = {"GRAY": 1, "CMYK": 4}[model]
    source, scene = (np.tile(grain(seed), 2)[..., :channels] for seed in (3, 4))
    given = paste(source, scene, space=space)
    found = monge_kantorovich.predict(given)
    np.testing.assert_allclose(moments(found, given.coverage)[0], moments(scene, given.weight)[0], atol=1e-5)


def test_reinhards_moments_are_the_references_in_their_space():
    given = paste(grain(5, mean=0.6), grain(6, mean=0.4))
    found = reinhard.to_opponent(reinhard.predict(given), SPACE)
    wanted = reinhard.to_opponent(given.reference, SPACE)
    ours, theirs = moments(found, given.coverage), moments(wanted, given.weight)
    np.testing.assert_allclose(ours[0], theirs[0], atol=1e-4)
    np.testing.assert_allclose(np.diag(ours[1]), np.diag(theirs[1]), rtol=1e-2)


def test_reinhards_space_has_a_way_back():
    colours = grain(7)
    np.testing.assert_allclose(reinhard.from_opponent(reinhard.to_opponent(colours, SPACE), SPACE), colours, atol=1e-5)
    gray = np.full((2, 2, 3), 0.4, np.float32)
    np.testing.assert_allclose(reinhard.to_opponent(gray, SPACE)[..., 1:], 0, atol=1e-6)


def test_statistics_are_the_references_in_lab():
    given = paste(grain(8), grain(9, mean=0.45))
    found, wanted = (colour.to_space(each, "lab", SPACE) for each in (statistics.predict(given), given.reference))
    ours, theirs = moments(found, given.coverage), moments(wanted, given.weight)
    np.testing.assert_allclose(ours[0], theirs[0], atol=2e-3)


def test_the_distribution_is_the_references_along_every_axis():
    random = np.random.default_rng(10)
    samples, wanted = random.normal(size=(900, 3)), random.exponential(size=(1400, 3)) @ random.normal(size=(3, 3))
    weights = random.random(900) + 0.1, random.random(1400) + 0.1
    found = distribution.transferred(samples, weights[0], wanted, weights[1], rotations=60)
    quantiles = np.linspace(0.05, 0.95, 19)

    def marginal(values, weight, axis):
        order = np.argsort(values @ axis)
        share = np.cumsum(weight[order])
        return np.interp(quantiles, share / share[-1], (values @ axis)[order])

    for axis in (*np.eye(3), *random.normal(size=(5, 3))):
        axis = axis / np.linalg.norm(axis)
        apart = marginal(found, weights[0], axis) - marginal(wanted, weights[1], axis)
        assert np.abs(apart).max() < 0.12 * (wanted @ axis).std()


def test_one_channels_distribution_is_sorted_into_the_references():
    values, wanted = np.array([[3.0], [1.0], [2.0]]), np.array([[10.0], [30.0], [20.0]])
    np.testing.assert_allclose(
        distribution.transferred(values, np.ones(3), wanted, np.ones(3)), [[30.0], [10.0], [20.0]]
    )


def test_equal_colours_stay_equal():
    flat = np.full((60, 80, 3), 0.3, np.float32)
    given = paste(flat, grain(11))
    for model in (distribution, monge_kantorovich, statistics, reinhard):
        found = inside(model.predict(given), given)
        assert np.ptp(found, axis=0).max() < 1e-5
        assert np.abs(found.mean() - 0.5) < 0.05


def test_the_rim_undoes_a_change_of_light():
    scene = grain(12)
    given = paste(((scene - SHIFT) @ np.linalg.inv(np.eye(3) + 0.2 * (MATRIX - np.eye(3)))).astype(np.float32), scene)
    before, after = (np.abs(inside(each - scene, given)).mean() for each in (given.source, rim.predict(given)))
    assert after < 0.25 * before


def test_what_fits_nowhere_keeps_its_colours():
    """Black and white checks before plain red: no light makes one of the other."""
    checks = np.where((np.indices((60, 80)).sum(axis=0) // 8 % 2)[..., None], 0.9, 0.1).astype(np.float32)
    red = np.broadcast_to(np.array([0.9, 0.1, 0.1], np.float32), (60, 80, 3)).copy()
    given = paste(np.repeat(checks, 3, axis=2), red)
    found = inside(rim.predict(given), given)
    assert np.abs(found - inside(given.source, given)).max() < 0.2
    assert np.ptp(found[:, 0]) > 0.6


def test_a_piece_without_a_rim_is_changed_by_statistics():
    everywhere = np.ones((60, 80), np.float32)
    given = replace(paste(grain(13), grain(14, mean=0.3), everywhere), weight=everywhere)
    np.testing.assert_array_equal(rim.predict(given), statistics.predict(given))


def test_near_parts_count_most():
    """A scene that is dark on the left and light on the right, and an even piece."""
    scene = np.repeat(np.linspace(0.2, 0.8, 80)[None, :, None], 60, axis=0).repeat(3, axis=2).astype(np.float32)
    given = paste(grain(15, spread=0.02), scene)
    near, everywhere = (local.predicted(statistics.MODEL, given, reach)[30, 24:57].mean(axis=1) for reach in (8.0, 1e5))
    assert near[-5:].mean() - near[:5].mean() > 0.15
    assert abs(everywhere[-5:].mean() - everywhere[:5].mean()) < 0.1
    np.testing.assert_allclose(local.predicted(statistics.MODEL, given, 1e5), statistics.predict(given), atol=1e-3)


def test_a_smaller_paste_is_the_mean_of_blocks():
    given = paste(grain(16, (80, 120)), grain(17, (80, 120)), disc((80, 120)))
    small = given.smaller(20)
    assert small.coverage.shape == (20, 30)
    np.testing.assert_allclose(small.source, given.source.reshape(20, 4, 30, 4, 3).mean(axis=(1, 3)), atol=1e-6)
    assert not small.has_reference
    other = replace(given, reference=grain(18), weight=np.ones((60, 80), np.float32)).smaller(20)
    assert other.has_reference
    assert other.reference.shape == (60, 80, 3)
