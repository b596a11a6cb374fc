"""What strokes say of trimaps and of coverage, wherever they lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pictures import DTYPES, white

from inlay.contract.boxes import Box
from inlay.contract.views import LABELS
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN
from inlay.operations.marks import NOTHING, Marks

IN_TRIMAP = (BACKGROUND, FOREGROUND, UNKNOWN)


def at_random(seed: int, x: int, y: int) -> Marks:
    return Marks(np.random.default_rng(seed).integers(0, NOTHING + 1, (7, 9)).astype(np.uint8), x, y)


def label_at(marks: Marks, x: int, y: int) -> int:
    row, column = y - marks.y, x - marks.x
    return int(marks.labels[row, column]) if 0 <= row < 7 and 0 <= column < 9 else NOTHING


@given(st.integers(0, 99), st.integers(-12, 20), st.integers(-12, 20))
def test_marks_are_found_where_they_lie(seed, x, y):
    marks, box = at_random(seed, x, y), Box(3, 2, 11, 8)
    trimap = np.random.default_rng(seed + 1).choice(IN_TRIMAP, box.shape).astype(np.uint8)
    before = trimap.copy()
    found = marks.on_trimap(trimap, box)
    for row, column in np.ndindex(box.shape):
        label = label_at(marks, column + box.x, row + box.y)
        assert found[row, column] == (before[row, column] if label == NOTHING else IN_TRIMAP[label])
        assert marks.of("unknown", box)[row, column] == (label == LABELS.index("unknown"))
    np.testing.assert_array_equal(trimap, before)


@pytest.mark.parametrize("dtype", ["bool", *DTYPES])
def test_coverage_is_all_or_none_under_strokes(dtype):
    box = Box(0, 0, 12, 10)
    most = 1 if dtype == "bool" else white(dtype)
    coverage = (np.random.default_rng(3).random(box.shape) * most).astype(dtype)
    marks = at_random(5, 1, 2)
    found = marks.on_coverage(coverage, box)
    assert found.dtype == coverage.dtype
    wanted = coverage.copy()
    wanted[marks.of("foreground", box)] = most
    wanted[marks.of("background", box)] = 0
    np.testing.assert_array_equal(found, wanted)


def test_where_no_stroke_is_nothing_is_copied():
    trimap = np.zeros((4, 4), np.uint8)
    assert at_random(0, 30, 30).on_trimap(trimap, Box(0, 0, 4, 4)) is trimap


def test_lines_move_with_the_canvas_and_are_whole_in_every_part_of_it():
    marks = Marks.of_lines((np.array([[1.0, 2.0], [30.5, 40.0]]),))
    assert marks.box.is_empty
    (line,) = marks.within(Box(0, 0, 5, 5)).shifted(-3, 4).lines
    assert line.tolist() == [[-2.0, 6.0], [27.5, 44.0]]
