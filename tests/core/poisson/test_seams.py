"""Seams: the cheapest cut."""

import numpy as np

from inlay.poisson import seams


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
