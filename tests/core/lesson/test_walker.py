"""Random walks: the probabilities, walks that tend to them, and what Inlay finds."""

import numpy as np
import pytest

from inlay.errors import InputError
from inlay.lesson import chances, leaf, leaf_shape, segmented, step_weights, walk
from inlay.segmentation import random_walker


def seeds_of(side):
    seeds = np.zeros((side, side), int)
    seeds[side // 2, side // 3 : 2 * side // 3] = 1
    seeds[0] = seeds[-1] = 2
    return seeds


def test_the_probabilities_are_those_of_inlay():
    image, seeds = np.random.default_rng(9).random((14, 14, 3)), seeds_of(14)
    seeds[7:10, 0] = 3
    for contrast in (0.0, 0.5, 2.0):
        found = [membrane.solution() for membrane in chances(step_weights(image, contrast), seeds)]
        fast = random_walker(image, seeds, contrast=contrast, tolerance=1e-5)
        assert np.stack(found, axis=-1) == pytest.approx(fast, abs=1e-4)


def test_the_probabilities_of_all_labels_add_up_to_one():
    weights = step_weights(leaf(16))
    assert sum(membrane.solution() for membrane in chances(weights, seeds_of(16))) == pytest.approx(1)


def test_walks_end_at_a_label_as_often_as_its_probability_says():
    weights, seeds, chance = step_weights(leaf(8)), seeds_of(8), np.random.default_rng(10)
    start, trials = (2, 3), 2000
    met = np.mean([seeds[walk(weights, seeds, start, chance)[-1]] == 1 for _ in range(trials)])
    probability = chances(weights, seeds)[0].solution()[start]
    assert 0.1 < probability < 0.9
    assert abs(met - probability) < 4 * np.sqrt(probability * (1 - probability) / trials)


def test_a_walk_goes_from_neighbour_to_neighbour_until_it_meets_a_seed():
    weights, seeds = step_weights(leaf(8)), seeds_of(8)
    for number in range(20):
        path = walk(weights, seeds, (6, 7), np.random.default_rng(number))
        steps = np.abs(np.diff(path, axis=0)).sum(axis=1)
        assert path[0] == (6, 7)
        assert (steps == 1).all()
        assert seeds[path[-1]]
        assert not any(seeds[pixel] for pixel in path[:-1])


def test_a_leaf_is_found():
    seeds = np.zeros((40, 40), int)
    seeds[range(16, 25), range(16, 25)] = 1
    seeds[[1, -2], 1:-1], seeds[1:-1, [1, -2]] = 2, 2
    found = {contrast: segmented(leaf(40), seeds, contrast) == 1 for contrast in (0.0, 2.0)}
    assert np.mean(found[2] == leaf_shape(40)) > 0.99
    assert np.mean(found[0] == leaf_shape(40)) < 0.95


def test_a_gray_picture_is_one_with_a_channel():
    gray = np.random.default_rng(11).random((6, 7))
    for one, two in zip(step_weights(gray), step_weights(gray[..., np.newaxis]), strict=True):
        assert (one == two).all()


def test_all_steps_are_as_easy_where_nothing_differs():
    assert all((weight == 1).all() for weight in step_weights(np.ones((4, 5))))


def test_a_walk_without_an_end_is_refused():
    with pytest.raises(InputError, match="no seed"):
        walk(step_weights(leaf(8)), np.zeros((8, 8), int), (1, 1), np.random.default_rng(0))
