"""Changes of colours in a photographer's numbers: told as they were set."""

import numpy as np
import pytest
from tests.core.harmonisation.pastes import SPACE, grain

from inlay import colour
from inlay.harmonisation.grading import Grade, fitted, graded, middle
from inlay.harmonisation.trend import trend
from inlay.picture import Space

GRAY = Space("GRAY", np.dtype(np.float32))
WEIGHT = np.ones((60, 80), np.float32)


@pytest.mark.parametrize(
    "grade",
    [
        Grade(),
        Grade(exposure=-0.7),
        Grade(temperature=40),
        Grade(tint=-25),
        Grade(contrast=30),
        Grade(0.5, -20, 15, -40),
    ],
)
def test_what_was_set_is_found(grade):
    old = grain(0, mean=0.45)
    new = graded(old, grade, middle(old, WEIGHT, grade, SPACE), SPACE)
    found = fitted(old, new, WEIGHT, SPACE)
    np.testing.assert_allclose(found.exposure, grade.exposure, atol=2e-3)
    np.testing.assert_allclose(
        (found.temperature, found.tint, found.contrast), (grade.temperature, grade.tint, grade.contrast), atol=0.3
    )


def test_a_stop_is_twice_the_light():
    old = grain(1, mean=0.3)
    new = graded(old, Grade(exposure=1), 0.2, SPACE)
    light = [colour.to_space(each, "linear", SPACE) for each in (old, new)]
    np.testing.assert_allclose(light[1], 2 * light[0], rtol=1e-4, atol=1e-6)


def test_warmer_is_redder_and_as_light():
    white = np.ones((1, 1, 3), np.float32)
    light = colour.to_space(graded(white, Grade(temperature=100), 1.0, SPACE), "linear", SPACE)[0, 0]
    np.testing.assert_allclose(light[0] / light[2], 2, rtol=1e-3)
    np.testing.assert_allclose(light @ np.array(colour.luminance_weights(SPACE)), 1, rtol=1e-3)


def test_gray_has_no_temperature():
    old = grain(2)[..., :1]
    new = graded(old, Grade(0.5, 80, 80, 0), 0.2, GRAY)
    found = fitted(old, new, WEIGHT, GRAY)
    assert (found.temperature, found.tint) == (0, 0)
    np.testing.assert_allclose(found.exposure, 0.5, atol=1e-3)


def test_black_tells_nothing():
    black = np.zeros((60, 80, 3), np.float32)
    assert fitted(black, black, WEIGHT, SPACE) == Grade()
    assert fitted(grain(3), grain(4), 0 * WEIGHT, SPACE) == Grade()
    assert np.isfinite(graded(black, Grade(contrast=-90), middle(black, WEIGHT, Grade(), SPACE), SPACE)).all()


def test_the_words_have_all_numbers():
    assert Grade(-0.5, 10, -3, 8).words == "exposure -0.50 stops, contrast +8 %, temperature +10, tint -3"


def test_the_trend_of_an_affine_change_is_that_change():
    random = np.random.default_rng(5)
    old, matrix, shift = grain(5, spread=0.2), np.eye(3) + 0.1 * random.normal(size=(3, 3)), random.normal(size=3)
    found = trend(old, old @ matrix + shift, WEIGHT)
    planes = np.stack([found.plane(old, channel) for channel in range(3)], axis=-1)
    np.testing.assert_allclose(planes, old @ matrix + shift, atol=5e-3)
    same = found.scaled(255.0, 0.0)
    np.testing.assert_allclose(
        same.plane(255 * old, 1), 255 * (old[..., 1] - found.before[1] + found.after[1]), rtol=1e-4
    )


def test_the_trend_of_what_is_flat_is_a_shift():
    found = trend(np.full((60, 80, 3), 0.2), np.full((60, 80, 3), 0.5), WEIGHT)
    np.testing.assert_allclose(found.matrix, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(found.plane(np.full((2, 2, 3), 0.3), 0), 0.6, atol=1e-6)
