"""Shared sampling, its steps, and what it does where there is nothing to sample."""

from dataclasses import replace

import numpy as np
import pytest
from tests.core.matting import composites
from tests.core.matting.estimators import scenes

from inlay.errors import Cancelled
from inlay.matting import BACKGROUND, FOREGROUND, UNKNOWN, Scene
from inlay.matting.sampling.compositing_equation import explain
from inlay.matting.sampling.shared_sampling import gathering, local_smoothing, sharing

METHOD = "shared-sampling"


@pytest.fixture(scope="module")
def large():
    shape = 300, 420
    return composites.compose("", composites.hair(shape), composites.fur(shape), composites.meadow(shape))


def test_two_colours_are_told_apart():
    scene, alpha = scenes.ramp()
    assert np.abs(scenes.run(METHOD, scene).alpha - alpha).max() < 0.02


def test_a_pair_explains_what_lies_between_its_colours():
    rng = np.random.default_rng(0)
    for _ in range(50):
        front, back = rng.random((2, 3), np.float32)
        truth = rng.random()
        alpha, rest = explain(*(truth * front + (1 - truth) * back).astype(np.float32), front, back)
        assert alpha == pytest.approx(truth, abs=1e-3)
        assert rest < 1e-9
        normal = np.cross(front - back, [0.3, 0.5, 0.9]).astype(np.float32)
        aside, rest = explain(*(truth * front + (1 - truth) * back + normal).astype(np.float32), front, back)
        assert aside == pytest.approx(truth, abs=1e-3)
        assert rest == pytest.approx(float(normal @ normal), rel=1e-2, abs=1e-6)


def test_a_path_costs_the_change_of_colour_on_it():
    image = np.zeros((5, 40, 3), np.float32)
    image[:, 10:] = [0.3, 0.0, 0.4]
    image[:, 30:] = 0
    labels = np.full((5, 40), UNKNOWN, np.uint8)
    # Two edges of height 0.5; steps of a pixel up to gathering.STEPS, wider ones beyond.
    assert gathering.path_cost(labels, image, 2, 0, 2, 20) == pytest.approx(0.5)
    assert gathering.path_cost(labels, image, 2, 0, 2, 39) == pytest.approx(1.0)
    assert gathering.path_cost(labels, image, 2, 12, 4, 25) == 0
    assert gathering.path_cost(labels, image, 2, 12, 2, 12) == 0


def test_the_best_pairs_of_the_neighbours_are_averaged():
    rng = np.random.default_rng(1)
    pairs = rng.random((9, 2, 3), np.float32)
    image = rng.random((3, 3, 3), np.float32)
    rows, columns = (each.astype(np.int32).ravel() for each in np.indices((3, 3)))
    numbers = np.arange(1, 10, dtype=np.int32).reshape(3, 3)
    met = np.ones(9, bool)
    met[7] = False
    offsets = np.argwhere(np.ones((3, 3))) - 1
    refined, alpha, confidence = np.empty((9, 2, 3), np.float32), *np.empty((2, 9), np.float32)
    sharing.refine(numbers, image, rows, columns, offsets, pairs, met, 4, 5, refined, alpha, confidence)
    rests = [explain(*image[1, 1], *pair)[1] if has else np.inf for pair, has in zip(pairs, met, strict=True)]
    best = pairs[np.argsort(rests)[:3]].mean(axis=0)
    assert np.allclose(refined[4], best, atol=1e-6)
    expected, rest = explain(*image[1, 1], *best)
    assert alpha[4] == pytest.approx(expected, abs=1e-5)
    assert confidence[4] == pytest.approx(np.exp(-10 * np.sqrt(rest)), abs=1e-4)


def test_known_colours_count_when_colours_are_smoothed():
    """Against the sum written out: a known pixel has its own colour, on its side alone."""
    rng = np.random.default_rng(4)
    labels = np.array([[FOREGROUND, UNKNOWN, BACKGROUND], [UNKNOWN] * 3, [BACKGROUND, UNKNOWN, 1]], np.uint8)
    rows, columns = (each.astype(np.int32) for each in np.nonzero(labels == UNKNOWN))
    numbers = np.zeros((3, 3), np.int32)
    numbers[rows, columns] = np.arange(1, rows.size + 1)
    image, refined = rng.random((3, 3, 3), np.float32), rng.random((rows.size, 2, 3), np.float32)
    alpha, confidence = rng.random((2, rows.size), np.float32)
    offsets = np.argwhere(np.ones((3, 3))) - 1
    nearness = rng.random(9).astype(np.float32)
    pairs = np.empty_like(refined)
    given = numbers, labels, image, rows, columns, offsets, nearness, refined, alpha, confidence
    local_smoothing.smooth_colours(*given, 0, rows.size, pairs)
    middle = numbers[1, 1] - 1
    for side in range(2):
        total, colour = 0.0, np.zeros(3)
        for offset, near in zip(offsets, nearness, strict=True):
            y, x = offset + 1
            if numbers[y, x]:
                other = numbers[y, x] - 1
                apart = 1 if other == middle else abs(alpha[other] - alpha[middle])
                weight = near * confidence[other] * apart * (1 - alpha[other] if side else alpha[other])
                of = refined[other, side]
            else:
                is_this = labels[y, x] == (BACKGROUND if side else FOREGROUND)
                weight, of = near * abs((0 if side else 1) - alpha[middle]) * is_this, image[y, x]
            total, colour = total + weight, colour + weight * of
        assert pairs[middle, side] == pytest.approx(colour / total, abs=1e-5)


def test_any_number_of_threads_gives_the_same_bits(large):
    scene = Scene(large.image, 1 / 255, large.trimap)
    one, two = (scenes.registry.find(METHOD).estimate(scene, threads=n, progress=None).alpha for n in (1, 2))
    assert np.array_equal(one, two)
    assert one.min() >= 0
    assert one.max() <= 1
    assert np.array_equal(one[~large.unknown], large.trimap[~large.unknown] / np.float32(255))


def test_types_agree(large):
    scene = Scene(large.image, 1 / 255, large.trimap)
    sixteen = replace(scene, image=large.image.astype(np.uint16) * 257, scale=1 / 65535)
    # The same colours but for rounding: where two pairs are as good as each other, either may be taken.
    apart = np.abs(scenes.run(METHOD, scene).alpha - scenes.run(METHOD, sixteen).alpha)
    assert np.quantile(apart[large.unknown], 0.98) < 1e-3


def test_absent_colours_are_never_used():
    composite = composites.drawn()[0]
    present = np.ones(composite.trimap.shape, bool)
    present[:, :50] = False
    present[60:90, 130:150] = False
    trimap = np.where(present, composite.trimap, BACKGROUND).astype(np.uint8)
    alphas = []
    for colour in ([0, 0, 0], [255, 0, 255]):
        image = composite.image.copy()
        image[~present] = colour
        alphas.append(scenes.run(METHOD, Scene(image, 1 / 255, trimap, present)).alpha)
    assert np.array_equal(*alphas)


def test_what_no_ray_meets_is_loose():
    image = np.random.default_rng(2).integers(0, 256, (60, 60, 3), np.uint8)
    trimap = np.full((60, 60), UNKNOWN, np.uint8)
    trimap[:, -5:] = BACKGROUND
    present = np.ones((60, 60), bool)
    trimap[0, 0] = FOREGROUND
    estimate = scenes.run(METHOD, Scene(image, 1 / 255, trimap, present))
    assert np.isfinite(estimate.alpha).all()
    assert estimate.loose is not None
    assert estimate.loose[50, 30]
    assert not estimate.loose[trimap != UNKNOWN].any()


def test_progress_rises_and_cancels(large):
    scene, reported = Scene(large.image, 1 / 255, large.trimap), []
    scenes.registry.find(METHOD).estimate(scene, threads=1, progress=reported.append)
    assert reported == sorted(reported)
    assert reported[-1] == 1
    assert len(reported) > 4 * np.count_nonzero(large.unknown) / 4096 / 2

    def cancel(done):
        if done > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        scenes.registry.find(METHOD).estimate(scene, threads=2, progress=cancel)


def test_the_sunset(pictures):
    assert scenes.sunset_sad(METHOD, pictures) <= 1.674
