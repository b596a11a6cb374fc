"""Tolerant weights: errors stay where the boundary does not match, and in texture."""

import numpy as np
import pytest
from tests.core.poisson import reference

from inlay.errors import Cancelled
from inlay.poisson import clone
from inlay.poisson.error_tolerance import LEAST, tolerant_weights

SIZE = 120


def disc(size=SIZE, radius=0.35):
    y, x = np.mgrid[:size, :size] - size / 2
    return x**2 + y**2 < (radius * size) ** 2


def smooth(size=SIZE):
    y, x = np.mgrid[:size, :size]
    waves = 0.5 + 0.1 * np.sin(x / 17) + 0.05 * np.cos(y / 13)
    return np.repeat(waves[..., None], 3, axis=2)


def planted(size=SIZE):
    """A source, a destination in another light, and the same with a black beam that ends inside the region."""
    y, x = np.mgrid[:size, :size]
    source = smooth(size)
    matching = source + 0.1 + 0.05 * (x / size)[..., None]
    blocked = np.where(((x < 0.3 * size) & (abs(y - size / 2) < 0.12 * size))[..., None], 0, matching)
    return source, matching, blocked


def test_a_boundary_that_does_not_match_does_not_bleed():
    source, matching, blocked = planted()
    region = disc()
    wanted = clone(source, matching, region).image
    weights = tolerant_weights(source, blocked, region)
    plain, tolerant = (
        np.abs(clone(source, blocked, region, weights=each).image - wanted)[region] for each in (None, weights)
    )
    assert plain.mean() > 0.05
    assert tolerant.mean() < plain.mean() / 40
    assert tolerant.max() < 0.02


def test_what_does_not_fit_hides_in_texture():
    """A step between the two halves of the boundary is taken in a busy stripe, not in the smooth parts."""
    x = np.arange(SIZE)[None].repeat(SIZE, axis=0)
    rng = np.random.default_rng(0)
    stripe = abs(x - SIZE / 2) < 8
    source = smooth() + 0.1 * rng.normal(size=(SIZE, SIZE, 1)) * stripe[..., None]
    destination = source + np.where(x < SIZE / 2, -0.1, 0.1)[..., None]
    region = disc()
    weights = tolerant_weights(source, destination, region)
    calm = region[:, 1:] & region[:, :-1] & ~stripe[:, 1:] & ~stripe[:, :-1]
    residuals = []
    for each in (None, weights):
        added = clone(source, destination, region, weights=each).image - source
        residuals.append(np.abs(np.diff(added[..., 0], axis=1))[calm].mean())
    assert residuals[1] < residuals[0] / 3


def test_where_all_is_smooth_and_matches_every_edge_counts():
    source, matching, _ = planted()
    region = disc()
    weights = tolerant_weights(source, matching, region)
    crossing = region[:, 1:] != region[:, :-1]
    assert weights.right[crossing].min() > 0.2
    flat = tolerant_weights(np.zeros_like(source), np.ones_like(source), region)
    assert all((half == 1).all() for half in flat)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
def test_shapes_and_ranges(dtype):
    source, _, blocked = planted(60)
    white = np.iinfo(dtype).max if dtype.startswith("u") else 1.0
    pictures = [np.clip(each * white, 0, white).astype(dtype) for each in (source, blocked)]
    weights = tolerant_weights(*pictures, disc(60), white=white)
    assert weights.down.shape == (59, 60)
    assert weights.right.shape == (60, 59)
    for half in weights:
        assert half.dtype == np.float32
        assert LEAST <= half.min() <= half.max() <= 1


def test_absent_and_unusable_pixels_beside_the_region_do_not_count():
    source, _, blocked = planted(60)
    region = disc(60)
    hidden = np.zeros((60, 60), bool)
    hidden[:, :15] = True
    garbage = blocked.copy()
    garbage[hidden] = 1e6
    weights = [tolerant_weights(source, each, region, ~hidden) for each in (blocked, garbage)]
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)
    garbage[hidden] = np.nan
    assert all(np.isfinite(half).all() for half in tolerant_weights(source, garbage, region))


def test_a_region_without_boundary_or_of_one_pixel():
    picture = smooth(9)
    everywhere = tolerant_weights(picture, picture, np.ones((9, 9), bool))
    single = np.zeros((9, 9), bool)
    single[4, 4] = True
    for half in (*everywhere, *tolerant_weights(picture, picture, single)):
        assert np.isfinite(half).all()
        assert half.min() > 0


def test_it_can_be_stopped():
    def stop(_):
        raise Cancelled

    source, _, blocked = planted(60)
    with pytest.raises(Cancelled):
        tolerant_weights(source, blocked, disc(60), progress=stop)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_the_solution_with_these_weights_is_exact(dtype):
    """A planted mismatch beside texture: weights over four decades, against a direct solver."""
    white = 255 if dtype == "uint8" else 1
    source, _, blocked = planted()
    source = source + 0.1 * np.random.default_rng(2).normal(size=source.shape) * (np.arange(SIZE) > 70)[:, None]
    source, blocked = (np.clip(each * white, 0, white).astype(dtype) for each in (source, blocked))
    region = disc()
    weights = tolerant_weights(source, blocked, region, white=white)
    assert min(half.min() for half in weights) < 1e-3
    doubled = [half.astype(float) for half in weights]
    exact = reference.solve(reference.gradients(source), blocked.astype(float), region, None, doubled)
    out = np.empty(blocked.shape, np.float32)
    clone(source, blocked, region, weights=weights, out=out)
    assert np.abs(out - exact)[region].max() < (0.25 if dtype == "uint8" else 1e-5)
