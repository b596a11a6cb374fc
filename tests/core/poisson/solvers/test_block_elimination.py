"""Small regions are solved exactly, and without what is slow to load."""

import numpy as np
import pytest
from tests.cases import every
from tests.core.poisson import reference, zoo
from tests.core.poisson.test_terms import MASSES, WEIGHTS, mass_of, weights_of

from inlay import poisson
from inlay.contract.boxes import Box
from inlay.poisson.region import Region, Sides
from inlay.poisson.solvers import block_elimination, engines
from inlay.poisson.system import System


@pytest.fixture
def preferred(monkeypatch):
    monkeypatch.setattr(engines, "suits", lambda box: True)


@every("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("name", zoo.REGIONS)
def test_the_zoo(name, dtype, preferred):
    for shape in ((41, 64), (64, 41), (1, 30)):
        source, destination = zoo.pictures(shape, dtype)
        region = zoo.REGIONS[name](shape) if min(shape) > 1 else np.arange(30).reshape(shape) % 5 > 0
        exact = reference.solve(reference.field(source, destination, "stronger"), destination, region)
        out = np.empty(destination.shape)
        solution = poisson.clone(source, destination, region, gradients="stronger", out=out)
        assert solution.solver == "block elimination"
        assert np.abs(out - exact).max() <= 1e-5 * zoo.WHITE[dtype]


@every("mass", MASSES)
@pytest.mark.parametrize("weights", WEIGHTS)
def test_weights_and_screening(weights, mass, preferred):
    rng = np.random.default_rng(1)
    source, destination = zoo.pictures((24, 31), "float64")
    region = zoo.REGIONS["ragged"]((24, 31))
    edges, plane = weights_of(weights, region.shape, rng), mass_of(mass, region.shape, rng)
    terms = {"weights": edges and poisson.Edges(*edges), "screening": (plane, source)}
    found = poisson.clone(source, destination, region, **terms)
    assert found.solver == "block elimination"
    field = reference.field(source, destination, "source")
    exact = reference.solve(field, destination, region, weights=edges, screening=(plane, source))
    assert np.abs(found.image - exact).max() <= 1e-5


def test_small_boxes_are_eliminated(monkeypatch):
    monkeypatch.setattr(block_elimination, "MOST_WORK", 1 << 24)
    assert block_elimination.suits(Box(0, 0, 64, 64))
    assert block_elimination.suits(Box(0, 0, 4000, 16))
    assert not block_elimination.suits(Box(0, 0, 80, 64))


def test_a_matrix_that_is_singular_is_given_up():
    everything = np.ones((3, 4), bool)
    natural = Region(Box(0, 0, 4, 3), everything, np.zeros((3, 4), np.uint8), Sides(True, True, True, True))
    engine = block_elimination.BlockElimination(System(natural))
    engine.solve(np.ones((3, 4)), 1e-5)
    assert engine.stalled


def test_what_is_given_up_is_left_to_the_multigrid(preferred, monkeypatch):
    monkeypatch.setattr(block_elimination.BlockElimination, "_inverted", lambda self: None)
    source, destination = zoo.pictures((9, 12))
    region = zoo.REGIONS["ellipse"]((9, 12))
    found = poisson.clone(source, destination, region)
    assert found.solver == "multigrid"
    assert np.array_equal(found.image, poisson.clone(source, destination, region, solver="multigrid").image)
