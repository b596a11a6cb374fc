"""The energies of a solution, against the functional's own definition on whole arrays."""

import numpy as np
import pytest
from tests.core.poisson import zoo

from inlay import poisson
from inlay.errors import Cancelled

SHAPE = (31, 47)


def terms():
    rng = np.random.default_rng(3)
    weights = poisson.Edges(rng.uniform(0.1, 1, (30, 47)), rng.uniform(0.1, 1, (31, 46)))
    mass = rng.uniform(0, 0.2, SHAPE) * (rng.random(SHAPE) < 0.7)
    return weights, mass


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
@pytest.mark.parametrize("region", ["ellipse", "all"])
@pytest.mark.parametrize("kind", ["plain", "weights", "plane", "constant"])
def test_they_are_what_the_functional_says(dtype, region, kind):
    source, destination = zoo.pictures(SHAPE, dtype)
    mask = zoo.ellipse(SHAPE) if region == "ellipse" else np.ones(SHAPE, bool)
    weights, mass = terms()
    given = {
        "plain": {},
        "weights": {"weights": weights},
        "plane": {"weights": weights, "screening": (mass, source)},
        "constant": {"screening": (0.05, source)},
    }[kind]
    solution = poisson.clone(source, destination, mask, gradients="stronger", mean="keep", **given)
    field = poisson.edges(source, destination, gradients="stronger")
    assert np.isclose(solution.energy_before, poisson.energy(destination, field, mask, **given), rtol=1e-6)
    assert np.isclose(solution.energy, poisson.energy(solution.image, field, mask, **given), rtol=1e-6)
    assert solution.energies.after.shape == (3,)
    assert solution.energy < solution.energy_before


def test_the_solution_has_the_least_energy():
    source, destination = zoo.pictures(SHAPE, "float64")
    mask = zoo.ellipse(SHAPE)
    weights, mass = terms()
    given = {"weights": weights, "screening": (mass, source)}
    solution = poisson.clone(source, destination, mask, tolerance=1e-9, **given)
    field = poisson.edges(source)
    rng = np.random.default_rng(0)
    for size in (1e-3, 1e-1):
        other = solution.image + size * rng.normal(size=solution.image.shape) * mask[..., None]
        assert poisson.energy(other, field, mask, **given) > solution.energy


def test_absent_pixels_and_free_rims_do_not_count():
    source, destination = zoo.pictures(SHAPE, "float64")
    mask = zoo.ellipse(SHAPE)
    present = np.ones(SHAPE)
    present[:, :20] = 0
    hidden = destination.copy()
    hidden[:, :20] = 1e6
    energies = [
        poisson.clone(source, each, mask, destination_alpha=present).energies.after for each in (destination, hidden)
    ]
    np.testing.assert_allclose(*energies)
    # Within its own rim a picture's gradients are met wholly.
    assert poisson.clone(source, destination, mask, rim="free", mean="keep").energy < 1e-15


def test_periodic_images_count_the_edges_around_their_ends():
    rng = np.random.default_rng(0)
    picture = rng.normal(size=(6, 8))
    guidance = poisson.Edges(np.zeros((6, 8)), np.zeros((6, 8)))
    solution = poisson.solve(picture, guidance, np.ones((6, 8), bool), boundary="periodic", mean="keep")
    around = [np.square(picture - np.roll(picture, 1, axis)).sum() for axis in (0, 1)]
    assert np.isclose(solution.energy_before, sum(around))
    assert solution.energy < 1e-18


def test_where_nothing_was_solved_there_is_none():
    picture = np.zeros((3, 3))
    corner = np.zeros((3, 3), bool)
    corner[0, 0] = True
    solution = poisson.clone(picture, picture, corner, boundary="fixed")
    assert solution.energies is None
    assert np.isnan(solution.energy)


def test_measuring_them_can_be_stopped():
    has_solved = False

    def stop(_):
        if has_solved:
            raise Cancelled

    source, destination = zoo.pictures((600, 700))
    solution = poisson.clone(source, destination, zoo.ellipse((600, 700)), progress=stop)
    has_solved = True
    with pytest.raises(Cancelled):
        _ = solution.energy
