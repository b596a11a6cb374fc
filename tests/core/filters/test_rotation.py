"""Turning colours: what stays, what goes round, what stays legal."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases import every
from tests.core.filters import zoo

from inlay import filters

ANGLES = st.floats(-720, 720)
AXES = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda axis: np.linalg.norm(axis) > 0.01)


@pytest.mark.parametrize("dtype", zoo.DTYPES)
@every("turns", [-2, -1, 0, 1, 5])
@every("space", ["linear", "logit"])
def test_whole_turns_change_nothing(dtype, turns, space):
    image = zoo.picture(dtype=dtype)
    image[0, :2] = [[0, 0, 0], [zoo.white(dtype)] * 3]
    result = filters.rotated_colours(image, 360 * turns, axis=(1, 2, 3), space=space)
    if space == "linear" or image.dtype.kind == "u":
        np.testing.assert_array_equal(result, image)
    else:
        np.testing.assert_allclose(result, image, rtol=0, atol=1e-3 if dtype == "float16" else 1e-6)


@pytest.mark.parametrize("space", ["linear", "logit"])
def test_a_third_of_a_turn_about_gray_moves_the_channels_on(space):
    image = zoo.picture(dtype="uint8")
    for steps in (1, 2):
        result = filters.rotated_colours(image, 120 * steps, space=space)
        np.testing.assert_array_equal(result, np.roll(image, steps, axis=2))


@settings(max_examples=60)
@given(AXES, ANGLES, ANGLES)
def test_rotations_are_rotations(axis, first, second):
    matrix = filters.rotation_matrix(axis, first)
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), atol=1e-9)
    assert np.linalg.det(matrix) == pytest.approx(1)
    np.testing.assert_allclose(matrix @ axis, axis, atol=1e-9)
    np.testing.assert_allclose(
        matrix @ filters.rotation_matrix(axis, second), filters.rotation_matrix(axis, first + second), atol=1e-9
    )


@settings(max_examples=30)
@given(AXES, ANGLES)
def test_there_and_back_in_logit_space(axis, angle):
    image = 0.2 + 0.6 * zoo.picture(9, 9)
    there = filters.rotated_colours(image, angle, axis=axis, space="logit")
    assert there.min() >= 0
    assert there.max() <= 1
    # What lies near a corner of the cube comes back less exactly.
    safe = (there > 0.002).all(axis=-1) & (there < 0.998).all(axis=-1)
    back = filters.rotated_colours(there, -angle, axis=axis, space="logit")
    np.testing.assert_allclose(back[safe], image[safe], rtol=0, atol=1e-6)


def test_the_axis_stays():
    for axis, colour in filters.AXES.items():
        image = np.tile(np.multiply(colour, 0.7), (4, 4, 1))
        np.testing.assert_allclose(filters.rotated_colours(image, 50, axis=axis), image, atol=1e-12)
    gray = np.linspace(0, 1, 50)[np.newaxis, :, np.newaxis].repeat(3, axis=2)
    np.testing.assert_allclose(filters.rotated_colours(gray, 50, space="logit"), gray, atol=1e-12)
