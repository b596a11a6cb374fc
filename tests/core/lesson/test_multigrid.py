"""Multigrid: it ends at the solution, as fast on a fine grid as on a coarse one."""

import numpy as np
import pytest

from inlay import poisson
from inlay.errors import InputError
from inlay.lesson import (
    Membrane,
    after,
    coarser,
    differences,
    gauss_seidel,
    inside,
    jacobi,
    prolonged,
    record,
    restricted,
    two_grid,
    v_cycles,
)


def damped(membrane, start):
    return jacobi(membrane, start, 2 / 3)


def error_after(shape, method, steps=8):
    start = np.random.default_rng(5).normal(size=shape)
    membrane = Membrane(np.zeros(shape), inside(shape))
    return record(membrane, method(membrane, start), steps, np.zeros(shape))


@pytest.mark.parametrize("method", [two_grid, v_cycles])
@pytest.mark.parametrize("shape", [(17,), (17, 17), (9, 33)])
def test_it_ends_at_the_solution(method, shape):
    random = np.random.default_rng(6)
    membrane = Membrane(random.random(shape), inside(shape), differences(random.random(shape)))
    assert after(method(membrane), 14) == pytest.approx(membrane.solution(), abs=1e-10)


@pytest.mark.parametrize("exponent", [3, 4, 5, 6, 7])
def test_a_v_cycle_leaves_as_little_on_a_fine_grid(exponent):
    side = 2**exponent + 1
    assert 0.08 < error_after((side, side), v_cycles).contraction(3) < 0.13


def test_two_grids_leave_a_third_for_every_sweep_on_a_line():
    """With damped Jacobi by 2/3 (Briggs, Henson, McCormick, chapter 10): a third, and a ninth after two sweeps."""
    once = error_after((65,), lambda m, s: _swept_before(m, s, 1), 24).contraction(12)
    twice = error_after((65,), lambda m, s: two_grid(m, s, 1, damped)).contraction(3)
    assert once == pytest.approx(1 / 3, abs=0.01)
    assert twice == pytest.approx(1 / 9, abs=0.01)


def _swept_before(membrane, values, sweeps):
    while True:
        yield values
        values = after(damped(membrane, values), sweeps)
        values = values + prolonged(coarser(membrane, values).solution())


def test_on_a_line_one_cycle_with_the_chessboard_is_elimination():
    assert error_after((65,), v_cycles, 1).errors[1] < 1e-12


def test_on_a_picture_it_is_what_inlay_clones():
    random = np.random.default_rng(7)
    source, destination = random.random((2, 33, 33))
    membrane = Membrane(destination, inside((33, 33)), differences(source))
    fast = poisson.clone(source, destination, membrane.unknown, tolerance=1e-9).image
    assert after(v_cycles(membrane), 12) == pytest.approx(fast, abs=1e-7)


@pytest.mark.parametrize("shape", [(9,), (9, 9), (5, 17)])
def test_restriction_is_the_transposed_of_prolongation(shape):
    """But for a factor of 2 for each axis; a rim does not count on either grid."""
    random = np.random.default_rng(8)
    coarse_shape = tuple(side // 2 + 1 for side in shape)
    fine = np.where(inside(shape), random.normal(size=shape), 0)
    coarse = np.where(inside(coarse_shape), random.normal(size=coarse_shape), 0)
    assert (restricted(fine) * coarse).sum() * 2 ** len(shape) == pytest.approx((fine * prolonged(coarse)).sum())


def test_what_is_straight_is_carried_exactly():
    fine = np.add.outer(np.arange(9.0), 2 * np.arange(17.0))
    assert prolonged(fine[::2, ::2]) == pytest.approx(fine)
    assert restricted(fine)[1:-1, 1:-1] == pytest.approx(fine[2:-2:2, 2:-2:2])


def test_the_coarser_grid_knows_a_smooth_error():
    shape = (65,)
    membrane = Membrane(np.zeros(shape), inside(shape))
    error = np.sin(np.pi * np.arange(65) / 64)
    assert prolonged(coarser(membrane, error).solution()) == pytest.approx(-error, abs=0.002)


def test_what_is_smooth_is_left_by_relaxation_and_what_is_rough_is_not():
    shape = (65,)
    membrane = Membrane(np.zeros(shape), inside(shape))
    smooth, rough = (np.sin(wave * np.pi * np.arange(65) / 64) for wave in (1, 40))
    assert np.abs(after(gauss_seidel(membrane, smooth), 3)).max() > 0.95
    assert np.abs(after(damped(membrane, rough), 3)).max() < 0.1


@pytest.mark.parametrize("method", [two_grid, v_cycles])
@pytest.mark.parametrize("shape", [(3, 3), (8, 8), (9, 10), (16,)])
def test_a_grid_that_has_no_coarser_one_is_refused(method, shape):
    with pytest.raises(InputError, match="no coarser"):
        next(method(Membrane(np.zeros(shape), inside(shape))))


def test_holes_and_weights_are_refused():
    unknown = inside((9, 9))
    unknown[4, 4] = False
    weights = [np.full((8, 9), 2.0), np.full((9, 8), 2.0)]
    for membrane in (Membrane(np.zeros((9, 9)), unknown), Membrane(np.zeros((9, 9)), inside((9, 9)), weights=weights)):
        with pytest.raises(InputError, match="full rectangle"):
            next(v_cycles(membrane))
