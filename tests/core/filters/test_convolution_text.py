"""Matrices as artists write them."""

import numpy as np
import pytest

from inlay import filters
from inlay.errors import ParameterError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 -1 0; -1 5 -1; 0 -1 0", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        ("1/4,1/2,1/4", [[0.25, 0.5, 0.25]]),
        ("1;\n2.5\n-3e1;", [[1], [2.5], [-30]]),
        (" 7 ", [[7]]),
        ("1\t2  3\r\n4, 5,6\r\n7 8 9\r\n", [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
    ],
)
def test_a_matrix_is_read(text, expected):
    np.testing.assert_array_equal(filters.parse_matrix(text), expected)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" ; ;", "empty"),
        ("1 2 x", "“x”"),
        ("1 2/0 3", "2/0"),
        ("1 2 3; 4 5; 6 7 8", "2 and of 3"),
        ("1 2; 3 4", "middle"),
        ("1 2", "middle"),
        (" ".join("1" * 33), "too large"),
        ("1 nan 1", "finite"),
        ("1 inf 1", "finite"),
    ],
)
def test_what_is_no_matrix_is_refused_in_words(text, words):
    with pytest.raises(ParameterError, match=words) as refusal:
        filters.parse_matrix(text)
    assert refusal.value.hint
