"""Boxes are sets of pixels: their laws are those of sets."""

from hypothesis import given
from hypothesis import strategies as st

from inlay.contract.boxes import Box

FAR, LONG = st.integers(-12, 12), st.integers(0, 9)
BOXES = st.builds(Box, FAR, FAR, LONG, LONG)


def pixels(box):
    return {(y, x) for y in range(box.y, box.bottom) for x in range(box.x, box.right)}


@given(BOXES)
def test_its_size(box):
    assert len(pixels(box)) == box.area == box.height * box.width
    assert box.is_empty == (not pixels(box))
    assert box.shape == (box.height, box.width)
    assert box.slices == (box.rows, box.columns) == (slice(box.y, box.bottom), slice(box.x, box.right))


@given(BOXES, BOXES)
def test_the_common_part(one, other):
    assert pixels(one.intersect(other)) == pixels(one) & pixels(other)
    assert one.intersect(other).width >= 0 and one.intersect(other).height >= 0
    assert one.is_empty or one.intersect(one) == one


@given(BOXES, BOXES)
def test_the_smallest_around_both(one, other):
    both = one.unite(other)
    assert pixels(one) | pixels(other) <= pixels(both)
    assert both.is_empty or any(not part.is_empty and part.unite(both) == both for part in (one, other))
    for narrower in (both._replace(x=both.x + 1, width=both.width - 1), both._replace(height=both.height - 1)):
        assert not pixels(one) | pixels(other) <= pixels(narrower) or both.is_empty


@given(BOXES, FAR, FAR)
def test_moved(box, x, y):
    assert pixels(box.shift(x, y)) == {(row + y, column + x) for row, column in pixels(box)}
    assert box.shift(x, y).shift(-x, -y) == box


@given(BOXES, st.integers(0, 4))
def test_a_ring_more(box, ring):
    assert box.grow(ring).grow(-ring) == box
    around = {(y + dy, x + dx) for y, x in pixels(box) for dy in (-ring, ring) for dx in (-ring, ring)}
    assert around <= pixels(box.grow(ring)) and box.grow(ring).width == box.width + 2 * ring


@given(BOXES)
def test_it_unpacks_as_x_y_width_height(box):
    x, y, width, height = box
    assert Box(x, y, width, height) == box and box._asdict() == {"x": x, "y": y, "width": width, "height": height}
