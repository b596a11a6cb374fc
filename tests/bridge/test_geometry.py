from plugins.bridge.geometry import Box


def test_edges_and_area():
    box = Box(-3, 4, 10, 5)
    assert (box.right, box.bottom, box.area, box.is_empty) == (7, 9, 50, False)


def test_intersection():
    assert Box(0, 0, 10, 10).intersect(Box(5, -5, 10, 10)) == Box(5, 0, 5, 5)


def test_boxes_that_only_touch_have_nothing_in_common():
    assert Box(0, 0, 10, 10).intersect(Box(10, 0, 5, 5)).is_empty


def test_grow_and_shift():
    assert Box(2, 3, 4, 5).grow(1).shift(-1, 1) == Box(0, 3, 6, 7)
