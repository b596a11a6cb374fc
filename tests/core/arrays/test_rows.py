from hypothesis import given
from hypothesis import strategies as st

from inlay.arrays.rows import pieces, strips


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 40), st.integers(1, 5000), st.integers(1, 20))
def test_strips_cover_every_row_once(first, rows, width, pixels, fewest):
    found = strips(first + rows, width, pixels, first=first, fewest=fewest)
    assert [row for top, bottom in found for row in range(top, bottom)] == list(range(first, first + rows))
    heights = [bottom - top for top, bottom in found]
    assert len(set(heights[:-1])) <= 1 and all(height % 2 == 0 and height >= fewest for height in heights[:-1])


@given(st.integers(0, 50), st.integers(0, 500), st.integers(1, 90))
def test_pieces_have_their_size(first, count, size):
    found = pieces(first + count, size, first=first)
    assert [place for start, stop in found for place in range(start, stop)] == list(range(first, first + count))
    assert all(stop - start == size for start, stop in found[:-1])


def test_no_rows_are_no_strips():
    assert strips(0, 5) == [] and strips(3, 0) == [(0, 3)]
