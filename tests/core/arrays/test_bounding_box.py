"""The box of what is true."""

import numpy as np
import pytest

from inlay.arrays.bounding_box import bounding_box
from inlay.contract.boxes import Box


@pytest.mark.parametrize("box", [Box(0, 0, 7, 5), Box(2, 1, 3, 4), Box(6, 4, 1, 1)])
def test_it_holds_all_that_is_true_and_no_more(box: Box) -> None:
    mask = np.zeros((5, 7), bool)
    mask[box.y, box.x] = mask[box.bottom - 1, box.right - 1] = True
    assert bounding_box(mask) == box


@pytest.mark.parametrize("shape", [(5, 7), (0, 7), (5, 0)])
def test_of_nothing_it_is_empty(shape: tuple[int, int]) -> None:
    assert bounding_box(np.zeros(shape, bool)).is_empty
