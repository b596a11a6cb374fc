"""Numbers that say how to work are refused in words, whatever they are."""

import numpy as np
import pytest

from inlay.arrays import checks
from inlay.errors import ParameterError


def test_threads_and_tolerance_may_be_left_out_and_be_numbers_of_numpy():
    assert checks.threads(None) is checks.tolerance(None) is None
    assert checks.threads(np.int64(2)) == 2
    assert checks.tolerance(np.float32(0.5)) == 0.5


@pytest.mark.parametrize("value", [0, -1, 1.5, float("nan"), float("inf"), "2", [1], np.array([1, 2])])
def test_threads_are_a_whole_number(value):
    with pytest.raises(ParameterError, match="threads is"):
        checks.threads(value)


@pytest.mark.parametrize("value", [0, 1, -0.1, float("nan"), float("inf"), "0.1", [0.1], np.array([0.1, 0.2])])
def test_a_tolerance_is_a_fraction(value):
    with pytest.raises(ParameterError, match="tolerance is"):
        checks.tolerance(value)
