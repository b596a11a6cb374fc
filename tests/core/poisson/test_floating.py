"""Parts of the region that no boundary value holds."""

import numpy as np
import pytest
from tests.core.poisson import zoo

from inlay import poisson
from inlay.errors import RegionError

SHAPE = (40, 50)


@pytest.fixture
def scene():
    """Two parts, of which the right one lies amidst transparent pixels."""
    source, destination = zoo.pictures(SHAPE, "float64")
    region = np.zeros(SHAPE, bool)
    region[10:30, 5:20] = True
    region[12:28, 30:45] = True
    alpha = np.ones(SHAPE)
    alpha[:, 25:] = 0
    return source, destination, region, alpha


def part(region):
    right = region.copy()
    right[:, :25] = False
    return right


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
def test_it_keeps_the_mean_of_the_destination(scene, solver):
    source, destination, region, alpha = scene
    alpha[15:20, 33:40] = 0.3
    solution = poisson.clone(source, destination, region, destination_alpha=alpha, solver=solver, tolerance=1e-9)
    [warning] = solution.warnings
    assert warning.code == "floating"
    assert "One part" in warning.message
    right = part(region)
    assert np.allclose(solution.image[right].mean(0), destination[15:20, 33:40].mean((0, 1)), atol=1e-8)
    shift = solution.image - source
    assert np.ptp(shift[right], axis=0).max() < 1e-8
    held = poisson.clone(source, destination, region & ~right, destination_alpha=alpha, tolerance=1e-9)
    assert held.warnings == ()
    assert np.abs(held.image - solution.image)[region & ~right].max() < 1e-8


def test_it_keeps_the_mean_of_the_source_where_there_is_no_destination(scene):
    source, destination, region, alpha = scene
    image = poisson.clone(source, destination, region, destination_alpha=alpha, tolerance=1e-9).image
    assert np.abs(image - source)[part(region)].max() < 1e-8


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_a_pixel_without_neighbours_keeps_its_value(dtype):
    source, destination = zoo.pictures(SHAPE, dtype)
    region, alpha = np.zeros(SHAPE, bool), np.ones(SHAPE)
    region[20, 30] = region[5, 5] = True
    alpha[19:22, 29:32] = 0
    alpha[20, 30] = 1
    solution = poisson.clone(source, destination, region, destination_alpha=alpha)
    assert len(solution.warnings) == 1
    assert np.allclose(solution.image[20, 30], destination[20, 30], atol=1e-6)
    alpha[20, 30] = 0
    solution = poisson.clone(source, destination, region, destination_alpha=alpha)
    assert np.allclose(solution.image[20, 30], source[20, 30], atol=1e-6)


def test_bytes(scene):
    source, destination, region, alpha = scene
    source, destination = (np.rint(each * 255).astype(np.uint8) for each in (source, destination))
    alpha[15:20, 33:40] = 1
    image = poisson.clone(source, destination, region, destination_alpha=alpha).image
    shift = image.astype(int) - source
    right = part(region)
    assert np.abs(image[right].mean(0) - destination[15:20, 33:40].mean((0, 1))).max() <= 0.5
    assert np.ptp(shift[right & (image.min(2) > 0) & (image.max(2) < 255)], axis=0).max() <= 2


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
def test_nothing_holds_any_part(scene, solver):
    source, destination, region, _ = scene
    with pytest.raises(RegionError, match="No pixel gives the region a boundary value"):
        poisson.clone(source, destination, np.ones(SHAPE, bool), solver=solver)
    with pytest.raises(RegionError, match="Select less"):
        poisson.clone(source, destination, region, destination_alpha=np.zeros(SHAPE), solver=solver)
    with pytest.raises(RegionError):
        poisson.clone(source[:1, :1], destination[:1, :1], np.ones((1, 1), bool), solver=solver)


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
def test_a_given_mean_holds_everything(scene, solver):
    source, destination, _, _ = scene
    field = poisson.edges(source)
    everything = np.ones(SHAPE, bool)
    solution = poisson.solve(destination, field, everything, mean=(0.1, 0.2, 0.3), solver=solver, tolerance=1e-9)
    assert solution.warnings == ()
    assert np.abs(solution.image - (source - source.mean((0, 1)) + (0.1, 0.2, 0.3))).max() < 1e-8
    single = poisson.solve(destination[:1, :1, 0], (np.zeros((0, 1)), np.zeros((1, 0))), np.ones((1, 1), bool), mean=4)
    assert np.array_equal(single.image, [[4.0]])


def test_several_parts_are_counted():
    source, destination = zoo.pictures(SHAPE, "float32")
    region = zoo.many(SHAPE)
    alpha = np.ones(SHAPE)
    alpha[:, 20:] = 0
    solution = poisson.clone(source, destination, region, destination_alpha=alpha)
    assert "15 parts" in solution.warnings[0].message
    assert np.abs(solution.image - source)[:, 22:][region[:, 22:]].max() < 1e-5


@pytest.mark.parametrize("solver", [None, "transform"])
def test_each_part_may_keep_its_mean_though_nothing_holds_any(solver):
    source, destination = (np.random.default_rng(seed).random((30, 40, 2)) for seed in (0, 1))
    region = np.ones((30, 40), bool)
    if solver is None:
        region[:, 17] = False
    kept = poisson.clone(source, destination, region, rim="free", mean="keep", solver=solver)
    field = poisson.edges(source, destination)
    solved = poisson.solve(destination, field, region, rim="free", mean="keep", solver=solver)
    assert not kept.warnings
    assert not solved.warnings
    for part in (region & (np.arange(40) < 17), region & (np.arange(40) > 17)) if solver is None else (region,):
        wanted = source[part] - source[part].mean(axis=0) + destination[part].mean(axis=0)
        np.testing.assert_allclose(kept.image[part], wanted, atol=1e-4)
        np.testing.assert_allclose(solved.image[part], wanted, atol=1e-4)
