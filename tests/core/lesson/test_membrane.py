"""The membrane against elimination, against its own energy, and against the solver that Inlay uses."""

import numpy as np
import pytest

from inlay import poisson
from inlay.errors import InputError, RegionError
from inlay.lesson import Membrane, differences, stronger

ROW = Membrane([3, 0, 0, 0, 0, 6], [False, True, True, True, True, False])


@pytest.fixture
def random():
    return np.random.default_rng(15)


@pytest.fixture
def picture(random):
    """A membrane of every kind at once: a ragged region, guidance, weights and a load."""
    unknown = random.random((9, 11)) < 0.7
    unknown[0, 0] = False
    shapes = (8, 11), (9, 10)
    guidance, weights = (
        [random.normal(size=shape) for shape in shapes],
        [random.random(shape) + 0.1 for shape in shapes],
    )
    return Membrane(random.normal(size=(9, 11)), unknown, guidance, weights, random.normal(size=(9, 11)))


def test_four_unknown_numbers_between_3_and_6_lie_on_the_straight_line():
    assert ROW.solution() == pytest.approx(np.linspace(3, 6, 6))
    assert ROW.energy(ROW.solution()) == pytest.approx(5 * 0.6**2)


def test_at_the_solution_every_unknown_point_is_the_mean_of_its_neighbours(picture):
    solution = picture.solution()
    assert picture.means(solution) == pytest.approx(solution)
    assert picture.residual(solution) == pytest.approx(0)


def test_the_residual_is_half_the_slope_of_the_energy_downhill(picture, random):
    values, step = picture.begin(random.normal(size=picture.known.shape)), 1e-5
    for point in np.argwhere(picture.unknown)[::7]:
        nudge = np.zeros_like(values)
        nudge[tuple(point)] = step
        slope = (picture.energy(values + nudge) - picture.energy(values - nudge)) / (2 * step)
        assert picture.residual(values)[tuple(point)] == pytest.approx(-slope / 2, abs=1e-6)


def test_no_other_state_has_less_energy(picture, random):
    solution = picture.solution()
    least = picture.energy(solution)
    for size in (1e-3, 1, 1e3):
        assert picture.energy(picture.begin(solution + size * random.normal(size=solution.shape))) > least


def test_the_equations_are_symmetric_and_definite(picture):
    matrix, right = picture.equations()
    assert matrix == pytest.approx(matrix.T)
    assert np.linalg.eigvalsh(matrix).min() > 0
    assert len(right) == np.count_nonzero(picture.unknown)


def test_guidance_acts_like_a_load(picture, random):
    guidance = [random.normal(size=(8, 11)), random.normal(size=(9, 10))]
    guided = Membrane(picture.known, picture.unknown, guidance)
    loaded = Membrane(picture.known, picture.unknown, load=guided.pull)
    assert guided.solution() == pytest.approx(loaded.solution())
    state = guided.begin(random.normal(size=picture.known.shape))
    above = [each.energy(state) - each.energy(each.solution()) for each in (guided, loaded)]
    assert above[0] == pytest.approx(above[1])


@pytest.mark.parametrize("gradients", ["source", "stronger"])
def test_a_clone_is_what_inlay_makes(gradients, random):
    source, destination = random.random((2, 16, 20))
    region = random.random((16, 20)) < 0.8
    region[5, 5] = False
    guidance = differences(source) if gradients == "source" else stronger(differences(source), differences(destination))
    solution = Membrane(destination, region, guidance).solution()
    fast = poisson.clone(source, destination, region, gradients=gradients, tolerance=1e-9).image
    assert solution == pytest.approx(fast, abs=1e-7)


def test_energy_and_residual_are_what_inlay_measures(picture, random):
    guidance = poisson.Edges(random.normal(size=(8, 11)), random.normal(size=(9, 10)))
    membrane = Membrane(picture.known, picture.unknown, guidance)
    state = membrane.begin(random.normal(size=picture.known.shape))
    assert membrane.energy(state) == pytest.approx(poisson.energy(state, guidance, membrane.unknown))
    assert membrane.residual(state) == pytest.approx(poisson.residual(state, guidance, membrane.unknown))


def test_weights_are_those_of_inlay(random):
    destination, region = random.random((12, 12)), np.zeros((12, 12), bool)
    region[1:-1, 2:] = True
    weights = poisson.Edges(random.random((11, 12)) + 0.2, random.random((12, 11)) + 0.2)
    nothing = poisson.Edges(np.zeros((11, 12)), np.zeros((12, 11)))
    fast = poisson.solve(destination, nothing, region, weights=weights, tolerance=1e-9).image
    assert Membrane(destination, region, weights=weights).solution() == pytest.approx(fast, abs=1e-7)


def test_a_line_is_what_inlay_solves(random):
    known, unknown, wishes = random.random(30), random.random(30) < 0.8, random.normal(size=29)
    unknown[0] = False
    fast = poisson.solve(known, poisson.Edges(None, wishes), unknown, tolerance=1e-9).image
    assert Membrane(known, unknown, [wishes]).solution() == pytest.approx(fast, abs=1e-7)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([1, 2], [False, False]), RegionError, "Nothing is unknown"),
        (([1, 2], [True, True]), RegionError, "Nothing holds"),
        (([1, 2, 3], [True, False]), InputError, "shape"),
        (([1, np.nan], [True, False]), InputError, "finite"),
        (([1, 2], [True, False], [np.zeros(2)]), InputError, "guidance"),
        (([1, 2], [True, False], [np.zeros(1)] * 2), InputError, "each axis"),
        (([1, 2], [True, False], None, [np.array([-1.0])]), InputError, "below 0"),
        (([1, 2, 3], [True, True, False], None, [np.array([0.0, 1])]), RegionError, "Nothing holds"),
    ],
)
def test_what_cannot_be_solved_is_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        Membrane(*arguments)


def test_nothing_given_is_changed(random):
    known, unknown, start = random.random(6), np.array([False, True, True, True, True, False]), random.random(6)
    copies = known.copy(), start.copy()
    membrane = Membrane(known, unknown)
    membrane.means(membrane.begin(start))
    membrane.solution()
    assert (known == copies[0]).all()
    assert (start == copies[1]).all()


def test_of_two_differences_the_stronger_one_stays_whatever_its_sign():
    assert stronger([np.array([3, -1, 2])], [np.array([-4, 0, -2])])[0].tolist() == [-4, -1, 2]
