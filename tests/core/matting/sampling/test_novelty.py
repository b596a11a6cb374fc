"""Which colours known background does not have, and what that adds to beliefs."""

from dataclasses import replace

import numpy as np
from tests.core.matting import composites

from inlay.arrays.effort import Effort
from inlay.arrays.pool import Pool
from inlay.matting import BACKGROUND, FOREGROUND, UNKNOWN, Scene
from inlay.matting.sampling import colour_samples, novelty
from inlay.matting.sampling.beliefs import SAMPLES_ALONE
from inlay.matting.sampling.distance_maps import labels_of

RED, GREEN, BLUE, YELLOW = (
    np.array(colour, np.uint8) for colour in ([200, 30, 20], [30, 160, 40], [20, 40, 190], [240, 220, 30])
)


def newness(scene):
    with Pool(1) as pool:
        return novelty.newness(scene, labels_of(scene), pool)


def at(table, colour):
    return table[novelty.places(np.float32(colour)[None] / 255)][0]


def flag():
    """Red on blue, and between both yellow that occurs nowhere else, and what is a mixture of red and blue."""
    image = np.empty((48, 90, 3), np.uint8)
    image[:], image[:, :30] = BLUE, RED
    image[:24, 30:60] = YELLOW
    image[24:, 30:60] = (RED.astype(int) + BLUE) // 2
    trimap = np.full((48, 90), UNKNOWN, np.uint8)
    trimap[:, :28], trimap[:, 62:] = FOREGROUND, BACKGROUND
    return Scene(image, 1 / 255, trimap)


def beliefs_with(weight):
    return replace(SAMPLES_ALONE, novelty=weight)


def test_colours_of_the_background_are_not_new():
    table = newness(flag())
    assert table.shape == (novelty.STEPS**3,)
    assert at(table, BLUE) == 0
    assert at(table, RED) > 0.99
    assert at(table, YELLOW) > 0.99
    beside = at(table, BLUE + np.array([0, 12, 0], np.uint8))
    assert 0 < beside < at(table, BLUE + np.array([0, 30, 0], np.uint8)) < 1


def test_a_slip_of_the_brush_makes_no_colour_known():
    scene = flag()
    scene.image[:2, 70] = GREEN
    assert at(newness(scene), GREEN) > 0.9
    scene.image[:3, 70] = GREEN
    assert at(newness(scene), GREEN) == 0


def test_without_background_everything_is_new():
    scene = flag()
    assert (newness(replace(scene, trimap=np.maximum(scene.trimap, UNKNOWN))) == 1).all()


def test_absent_colours_are_not_the_background():
    scene = flag()
    scene.image[:10, 70:] = GREEN
    present = (scene.image != GREEN).any(axis=2)
    assert at(newness(scene), GREEN) == 0
    assert at(newness(replace(scene, present=present)), GREEN) > 0.9


def test_gray_is_three_equal_channels():
    plane = flag().image[..., :1]
    one, three = (newness(replace(flag(), image=np.repeat(plane, n, axis=2))) for n in (1, 3))
    assert np.array_equal(one, three)


def test_what_is_new_and_unexplained_is_foreground():
    scene = flag()
    without, with_novelty = (colour_samples.data_term(scene, Effort(1), beliefs_with(w)) for w in (0.0, 1e-4))
    is_yellow = (scene.image == YELLOW).all(axis=2) & (scene.trimap == UNKNOWN)
    assert (without.weight[is_yellow] < 1e-5).all()
    assert np.allclose(with_novelty.weight[is_yellow], 1e-4, rtol=0.1)
    assert (with_novelty.value[is_yellow] > 0.9).all()


def test_what_samples_explain_is_left_alone():
    scene = flag()
    without, with_novelty = (colour_samples.data_term(scene, Effort(1), beliefs_with(w)) for w in (0.0, 1e-4))
    explained = (scene.trimap == UNKNOWN) & ~(scene.image == YELLOW).all(axis=2)
    assert np.array_equal(without.value[explained], with_novelty.value[explained])
    assert np.array_equal(without.weight[explained], with_novelty.weight[explained])


def test_it_only_ever_adds_foreground():
    composite = composites.drawn()[1]
    scene = Scene(composite.image, 1 / 255, composite.trimap)
    without, with_novelty = (colour_samples.data_term(scene, Effort(1), beliefs_with(w)) for w in (0.0, 1e-3))
    assert (with_novelty.weight.astype(np.float32) >= without.weight).all()
    had = without.weight > 0
    assert (with_novelty.value[had] >= without.value[had]).all()


def test_known_background_of_large_pictures_is_thinned():
    image = np.broadcast_to(BLUE, (1500, 1200, 3))
    trimap = np.full((1500, 1200), BACKGROUND, np.uint8)
    assert at(newness(Scene(image, 1 / 255, trimap)), BLUE) == 0
