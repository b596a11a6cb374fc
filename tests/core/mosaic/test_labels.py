"""Labels by tiles against a plain array."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.contract.boxes import Box
from inlay.mosaic.labels import NONE, Labels


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 2**31))
def test_they_hold_what_an_array_holds(height, width, seed):
    rng = np.random.default_rng(seed)
    labels, plain = Labels((height, width)), np.full((height, width), NONE)
    for number in range(6):
        left, right = np.sort(rng.choice(width + 1, 2, replace=False))
        top, bottom = np.sort(rng.choice(height + 1, 2, replace=False))
        box = Box(int(left), int(top), int(right - left), int(bottom - top))
        if rng.random() < 0.5:
            labels.fill(box, number)
            plain[box.slices] = number
        else:
            values = rng.integers(NONE, 2, box.shape)
            labels.write(box, values)
            plain[box.slices] = values
        assert np.array_equal(labels.read(box), plain[box.slices])
    assert np.array_equal(labels.read(Box(0, 0, width, height)), plain)


def test_memory_grows_with_seams():
    labels = Labels((4096, 4096))
    labels.fill(Box(0, 0, 4096, 4096), 0)
    labels.fill(Box(1003, 0, 2000, 4096), 1)
    assert len(labels._blocks) <= 1.5 * 2 * 4096 / 16
    assert (labels.read(Box(1000, 5, 6, 1)) == [0, 0, 0, 1, 1, 1]).all()


@pytest.mark.parametrize("rows", [1, 15, 16, 17])
def test_a_canvas_smaller_than_a_tile(rows):
    labels = Labels((rows, 3))
    labels.write(Box(1, rows - 1, 1, 1), np.array([[4]]))
    assert labels.read(Box(0, 0, 3, rows))[-1].tolist() == [NONE, 4, NONE]
