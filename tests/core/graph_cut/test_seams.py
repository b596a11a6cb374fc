"""Seams: the cheapest cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from inlay.errors import Cancelled
from inlay.graph_cut import flow_network, maximum_flow, seams


def cut_cost(down, right, side):
    return (down * (side[1:] != side[:-1])).sum() + (right * (side[:, 1:] != side[:, :-1])).sum()


def test_no_cut_of_a_small_picture_is_cheaper():
    rng = np.random.default_rng(0)
    shape = (3, 4)
    for _ in range(20):
        down, right = rng.integers(0, 50, (2, 4)).astype(float), rng.integers(0, 50, (3, 3)).astype(float)
        first, second = np.zeros(shape, bool), np.zeros(shape, bool)
        first[:, 0], second[:, -1] = True, True
        found = seams.minimum_cut(down, right, first, second)
        assert found[:, 0].all()
        assert not found[:, -1].any()
        costs = []
        for code in range(64):
            side = first.copy()
            side[:, 1:3] = [[code >> (2 * y + x) & 1 for x in range(2)] for y in range(3)]
            costs.append(cut_cost(down, right, side))
        assert cut_cost(down, right, found) <= min(costs) + 0.05


def test_a_large_cut_follows_a_cheap_path():
    shape = (300, 420)
    y, x = np.mgrid[: shape[0], : shape[1]]
    valley = np.abs(x - 210 - 60 * np.sin(y / 40))
    cost = np.minimum(valley, 30) + 1
    down, right = (cost[1:] + cost[:-1]) / 2, (cost[:, 1:] + cost[:, :-1]) / 2
    first, second = np.zeros(shape, bool), np.zeros(shape, bool)
    first[:, :20], second[:, -20:] = True, True
    found = seams.minimum_cut(down, right, first, second)
    border = found.sum(axis=1)
    assert np.abs(border - (210 + 60 * np.sin(y[:, 0] / 40))).max() <= 6
    straight = x < 210
    assert cut_cost(down, right, found) < 0.5 * cut_cost(down, right, straight)


@pytest.mark.parametrize("seed", range(4))
def test_a_large_cut_costs_hardly_more_than_the_cheapest(monkeypatch, seed):
    """Along an overlap of two pictures of hills and grain, with all of the one on its left and of the other right."""
    rng = np.random.default_rng(seed)
    cost = np.abs(ndimage.gaussian_filter(rng.normal(0, 20, (700, 120)), 3)) + rng.uniform(0, 0.5, (700, 120))
    down, right = cost[1:] + cost[:-1], cost[:, 1:] + cost[:, :-1]
    first, second = np.zeros(cost.shape, bool), np.zeros(cost.shape, bool)
    first[:, 0], second[:, -1] = True, True
    quick = cut_cost(down, right, seams.minimum_cut(down, right, first, second))
    monkeypatch.setattr(seams, "LARGEST", cost.size)
    cheapest = cut_cost(down, right, seams.minimum_cut(down, right, first, second))
    assert cheapest <= quick <= 1.1 * cheapest


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 16), st.integers(1, 16), st.sampled_from([2, 50, 100_000]))
def test_it_is_the_cut_that_scipy_finds(seed, height, width, most):
    """The smallest of all minimum cuts is unique, also among many that cost the same."""
    rng = np.random.default_rng(seed)
    down = rng.integers(0, most, (height - 1, width)).astype(float)
    right = rng.integers(0, most, (height, width - 1)).astype(float)
    first = rng.random((height, width)) < 0.15
    second = (rng.random((height, width)) < 0.15) & ~first
    found = seams.minimum_cut(down, right, first, second)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow_network, "has_numba", lambda: False)
        assert np.array_equal(found, seams.minimum_cut(down, right, first, second))
    assert found[first].all()
    assert not found[second].any()


def hard(side):
    """A picture without any pattern, where flow goes everywhere."""
    rng = np.random.default_rng(1)
    first = np.zeros((side, side), bool)
    first[:, 0] = True
    return rng.random((side - 1, side)), rng.random((side, side - 1)), first, first[:, ::-1]


def test_a_cut_is_made_in_pieces_that_change_nothing(monkeypatch):
    problem, polls = hard(100), []
    found = seams.minimum_cut(*problem, polls.append)
    monkeypatch.setattr(maximum_flow, "STEPS", 500)
    more = []
    assert np.array_equal(seams.minimum_cut(*problem, more.append), found)
    assert len(more) > 3 * len(polls) > 30


@pytest.mark.parametrize("after", [0, 3, 30])
def test_a_cut_can_be_stopped(after):
    left = [after]

    def stop(_):
        left[0] -= 1
        if left[0] < 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        seams.minimum_cut(*hard(100), stop)


def test_nothing_to_decide():
    first = np.array([[True, False]])
    assert seams.minimum_cut(np.zeros((0, 2)), np.ones((1, 1)), first, ~first).tolist() == [[True, False]]
    nobody = np.zeros((3, 3), bool)
    assert not seams.minimum_cut(np.ones((2, 3)), np.ones((3, 2)), nobody, nobody).any()
