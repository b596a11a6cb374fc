"""Weights that differ strongly are solved exactly, and in few steps, by multigrid over aggregates."""

import numpy as np
import pytest
from scipy import ndimage
from scipy.sparse.linalg import spsolve

from inlay import poisson
from inlay.arrays.pool import Pool
from inlay.poisson.region import place
from inlay.poisson.solvers.aggregation.aggregates import aggregate
from inlay.poisson.solvers.aggregation.galerkin import OMEGA, coarsen
from inlay.poisson.solvers.aggregation.multigrid import AggregationMultigrid
from inlay.poisson.solvers.algebraic import matrix
from inlay.poisson.solvers.iterative_refinement import Refinement
from inlay.poisson.solvers.multigrid import Multigrid
from inlay.poisson.system import Screening, System, Weights

SHAPE = (83, 96)


def filaments(rng, shape=SHAPE, least=1e-3):
    """Weights of a noisy picture: strong links in chains along its edges, between weak ones."""
    picture = ndimage.gaussian_filter(rng.normal(size=shape), 2)
    picture = (np.abs(picture) > 0.03) + 0.15 * rng.normal(size=shape)
    return [np.maximum(np.exp(-40 * np.diff(picture, axis=axis) ** 2), least).astype(np.float32) for axis in (0, 1)]


def system_of(region, weights, present=None, screening=None):
    return System(place(region, present), Weights(*weights), screening)


def solved(system, rng):
    """What the refinement finds for noise, the exact solution, and the steps that it takes."""
    unknown = system.region.unknown
    b = rng.normal(size=unknown.shape) * unknown
    engine = Refinement(system, AggregationMultigrid(system, Pool()), Pool())
    found = engine.solve(b.copy(), 1e-9 * np.abs(b).max()).copy()
    exact = np.zeros(unknown.shape)
    exact[unknown] = spsolve(matrix(system).tocsc(), b[unknown])
    return found, exact, engine.steps


def regions():
    rng = np.random.default_rng(5)
    inner = np.zeros(SHAPE, bool)
    inner[2:-3, 4:-2] = True
    parts = inner.copy()
    parts[40, :] = parts[:, 50] = False
    parts[60:, 60:] = rng.random((23, 36)) < 0.5
    pixel = np.ones(SHAPE, bool)
    pixel[30, 40] = False
    return {"inner": inner, "parts": parts, "one pixel": pixel}


@pytest.mark.parametrize("kind", regions())
@pytest.mark.parametrize("least", [1e-3, 1e-5])
def test_solutions_are_those_of_a_direct_solver(kind, least):
    rng = np.random.default_rng(1)
    found, exact, steps = solved(system_of(regions()[kind], filaments(rng, least=least)), rng)
    assert np.abs(found - exact).max() <= 1e-7 * np.abs(exact).max()
    assert steps < 150


def test_weights_of_four_decades_and_screening_are_solved():
    rng = np.random.default_rng(2)
    weights = [10 ** rng.uniform(-4, 0, (SHAPE[0] - axis, SHAPE[1] - 1 + axis)) for axis in (1, 0)]
    screening = Screening(np.where(rng.random(SHAPE) < 0.05, 10 ** rng.uniform(-5, 3, SHAPE), 0), np.zeros((*SHAPE, 1)))
    found, exact, steps = solved(system_of(np.ones(SHAPE, bool), weights, screening=screening), rng)
    assert np.abs(found - exact).max() <= 1e-7 * np.abs(exact).max()
    assert steps < 70


def test_transparent_pixels_link_nothing():
    rng = np.random.default_rng(3)
    present = ndimage.gaussian_filter(rng.normal(size=SHAPE), 3) > -0.1
    region = present & (rng.random(SHAPE) < 0.98)
    found, exact, _ = solved(system_of(region, filaments(rng), present), rng)
    assert np.abs(found - exact).max() <= 1e-7 * np.abs(exact).max()


def test_coarse_equations_are_those_of_galerkin():
    rng = np.random.default_rng(4)
    system = system_of(regions()["parts"], filaments(rng))
    graph = AggregationMultigrid(system, Pool()).levels[0].links.graph
    labels, count = aggregate(graph)
    coarse = coarsen(graph, labels, count)
    laplacian = dense(graph) - np.diag(graph.ground)
    spread = (labels[:, np.newaxis] == np.arange(count)).astype(float)
    prolongation = spread - OMEGA * graph.scale[:, np.newaxis] * (laplacian @ spread)
    expected = prolongation.T @ dense(graph) @ prolongation
    assert np.abs(dense(coarse) - expected).max() < 1e-5


def dense(graph):
    a = np.zeros((graph.size, graph.size))
    rows = np.repeat(np.arange(graph.size), np.diff(graph.starts))
    np.add.at(a, (rows, graph.columns), -graph.weights.astype(float))
    return a + np.diag(graph.ground - a.sum(axis=1))


@pytest.mark.parametrize("kind", ["inner", "one pixel"])
def test_aggregates_take_fewer_steps_than_coarse_grids(kind):
    system, steps = system_of(regions()[kind], filaments(np.random.default_rng(1), least=1e-6)), []
    b = np.random.default_rng(2).normal(size=system.region.unknown.shape) * system.region.unknown
    for kind_of_multigrid in (AggregationMultigrid, Multigrid):
        engine = Refinement(system, kind_of_multigrid(system, Pool()), Pool())
        engine.solve(b.copy(), 1e-9)
        steps.append(engine.steps)
    assert 2 * steps[0] < steps[1]


def test_several_threads_find_the_same():
    rng = np.random.default_rng(7)
    shape = (300, 320)
    region = np.ones(shape, bool)
    region[100:110, 50:200] = False
    picture, weights = rng.random((*shape, 1)).astype(np.float32), filaments(rng, shape, 1e-6)
    results = [
        poisson.solve(
            picture,
            poisson.Edges(*(np.zeros_like(each) for each in weights)),
            region,
            weights=poisson.Edges(*weights),
            threads=threads,
        )
        for threads in (1, 3)
    ]
    assert results[0].solver == "multigrid, aggregation"
    np.testing.assert_array_equal(results[0].image, results[1].image)
