"""Jacobi, Gauss-Seidel and over-relaxation: where they go, and how fast the theory says they do."""

from itertools import islice

import numpy as np
import pytest

from inlay.errors import ParameterError
from inlay.lesson import (
    Membrane,
    after,
    best_factor,
    chessboard,
    differences,
    gauss_seidel,
    inside,
    jacobi,
    jacobi_contraction,
    over_relaxation,
    record,
)

ROW = Membrane([3, 0, 0, 0, 0, 6], [False, True, True, True, True, False])
SHAPES = [(6,), (12,), (7, 7), (6, 9)]
METHODS = {
    "jacobi": jacobi,
    "damped": lambda membrane, start=None: jacobi(membrane, start, 2 / 3),
    "gauss-seidel": gauss_seidel,
    "over-relaxation": lambda membrane, start=None: over_relaxation(membrane, 1.5, start),
}


def held_at_nothing(shape):
    return Membrane(np.zeros(shape), inside(shape))


def contraction(shape, method):
    """The largest eigenvalue of a sweep, which is linear where the rim is 0."""
    membrane = held_at_nothing(shape)
    columns = []
    for point in np.argwhere(membrane.unknown):
        start = np.zeros(shape)
        start[tuple(point)] = 1
        columns.append(after(method(membrane, start), 1)[membrane.unknown])
    return np.abs(np.linalg.eigvals(np.array(columns).T)).max()


def test_two_sweeps_by_hand():
    first, second = list(islice(jacobi(ROW), 3))[1:]
    assert first == pytest.approx([3, 1.5, 0, 0, 3, 6])
    assert second == pytest.approx([3, 1.5, 0.75, 1.5, 3, 6])
    # Even points first, and odd ones from their new values.
    assert after(gauss_seidel(ROW), 1) == pytest.approx([3, 1.5, 0, 1.5, 3, 6])


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_method_ends_at_the_solution(method):
    random = np.random.default_rng(3)
    source, destination = random.random((2, 8, 9))
    region = random.random((8, 9)) < 0.7
    region[3, 3] = False
    membrane = Membrane(destination, region, differences(source))
    assert after(method(membrane), 500) == pytest.approx(membrane.solution(), abs=1e-9)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_energy_never_rises(method):
    random = np.random.default_rng(4)
    membrane = Membrane(random.random((8, 9)), inside((8, 9)), differences(random.random((8, 9))))
    energies = record(membrane, method(membrane), 60).energies
    assert (np.diff(energies) <= 1e-12 * energies[0]).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_jacobi_leaves_what_the_theory_says(shape):
    sides = [side - 2 for side in shape]
    assert contraction(shape, jacobi) == pytest.approx(jacobi_contraction(*sides))
    if len(set(sides)) == 1:
        assert jacobi_contraction(*sides) == pytest.approx(np.cos(np.pi / (sides[0] + 1)))


@pytest.mark.parametrize("shape", SHAPES)
def test_gauss_seidel_leaves_its_square(shape):
    assert contraction(shape, gauss_seidel) == pytest.approx(jacobi_contraction(*(side - 2 for side in shape)) ** 2)


@pytest.mark.parametrize("shape", SHAPES)
def test_over_relaxation_is_fastest_with_the_best_factor(shape):
    best = best_factor(jacobi_contraction(*(side - 2 for side in shape)))
    left = {
        factor: contraction(shape, lambda m, s, f=factor: over_relaxation(m, f, s)) for factor in (best - 0.02, best)
    }
    # Two eigenvalues meet there, so that rounding moves them by the root of what it usually does.
    assert left[best] == pytest.approx(best - 1, abs=1e-5)
    assert left[best - 0.02] > left[best] + 0.01
    assert contraction(shape, lambda m, s: over_relaxation(m, best + 0.02, s)) == pytest.approx(best + 0.02 - 1)


def test_the_stubbornest_error_of_jacobi_is_half_a_sine():
    row = held_at_nothing((17,))
    start = np.sin(np.pi * np.arange(17) / 16)
    assert after(jacobi(row, start), 1) == pytest.approx(jacobi_contraction(15) * start)


def test_damping_makes_jacobi_smooth():
    """Of the fastest waves two thirds of the way leave a third (Briggs, Henson, McCormick, section 2)."""
    row = held_at_nothing((17,))
    for wave in range(8, 16):
        start = np.sin(wave * np.pi * np.arange(17) / 16)
        assert np.abs(after(jacobi(row, start, 2 / 3), 1)).max() <= np.abs(start).max() / 3 + 1e-12


def test_no_two_white_squares_touch():
    white = chessboard((5, 6))
    assert white[0, 0]
    assert not (white[1:] & white[:-1]).any()
    assert not (white[:, 1:] & white[:, :-1]).any()


@pytest.mark.parametrize("damping", [0, -1, 1.1])
def test_jacobi_refuses_a_damping_that_does_not_converge(damping):
    with pytest.raises(ParameterError, match="damping"):
        next(jacobi(ROW, damping=damping))


@pytest.mark.parametrize("factor", [0, 2, -0.5])
def test_over_relaxation_refuses_a_factor_that_does_not_converge(factor):
    with pytest.raises(ParameterError, match="factor"):
        next(over_relaxation(ROW, factor))


def test_there_is_no_best_factor_for_what_does_not_contract():
    with pytest.raises(ParameterError, match="contraction"):
        best_factor(1)


def test_what_a_history_says():
    history = record(ROW, jacobi(ROW), 40)
    assert len(history.states) == len(history.errors) == len(history.energies) == 41
    assert history.errors[0] == pytest.approx(5.4)
    assert history.energies[0] == pytest.approx(45 - 1.8)
    assert history.contraction(20) == pytest.approx(jacobi_contraction(4))
    with pytest.raises(ParameterError, match="contraction"):
        history.contraction(41)
