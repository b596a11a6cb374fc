"""Two labels for the pixels of a picture: no other labelling is cheaper."""

import itertools

import numpy as np
import pytest

from inlay.errors import Cancelled
from inlay.graph_cut import flow_network
from inlay.graph_cut.labelling import STEPS, cheapest_labels, neighbours


def problem(seed, height, width):
    rng = np.random.default_rng(seed)
    plane = np.empty((height, width))
    first, second = rng.integers(0, 40, (2, height, width)).astype(float)
    edges = [rng.integers(0, 30, neighbours(plane, step)[0].shape).astype(float) for step in STEPS]
    return first, second, edges


def cost(labels, first, second, edges):
    ends = [neighbours(labels, step) for step in STEPS]
    borders = sum((edge * (here != there)).sum() for edge, (here, there) in zip(edges, ends, strict=True))
    return np.where(labels, first, second).sum() + borders


def test_neighbours_are_a_step_apart():
    y, x = np.mgrid[:4, :6]
    for rows, columns in STEPS:
        for plane, step in ((y, rows), (x, columns)):
            here, there = neighbours(plane, (rows, columns))
            assert here.shape == there.shape == (4 - rows, 6 - abs(columns))
            assert (there - here == step).all()


@pytest.mark.parametrize("seed", range(12))
def test_no_labelling_of_a_small_picture_is_cheaper(seed):
    given = problem(seed, 3, 3)
    every = (np.array(code, bool).reshape(3, 3) for code in itertools.product((False, True), repeat=9))
    assert cost(cheapest_labels(*given), *given) <= min(cost(labels, *given) for labels in every) + 0.2


def test_what_must_not_be_is_not():
    first, second, edges = problem(5, 9, 11)
    first[:, :2], second[:, -2:] = np.inf, np.inf
    second[:, :2] = first[:, -2:] = 1e9
    labels = cheapest_labels(first, second, edges)
    assert not labels[:, :2].any()
    assert labels[:, -2:].all()


def test_it_is_what_scipy_finds(monkeypatch):
    given = problem(7, 20, 31)
    labels = cheapest_labels(*given)
    monkeypatch.setattr(flow_network, "has_numba", lambda: False)
    np.testing.assert_array_equal(cheapest_labels(*given), labels)


def test_the_work_can_be_stopped():
    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        cheapest_labels(*problem(1, 40, 40), stop)
