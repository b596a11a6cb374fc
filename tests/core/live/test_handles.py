"""Where handles are drawn: corners and the ring of a piece where it has been laid, and nothing over its sides."""

import numpy as np
import pytest
from tests.core.live import scenes

from inlay.contract.boxes import Box
from inlay.live import handles
from inlay.live.lens import Lens
from inlay.operations import registry

CLONE = registry.find("seamless-clone")
PIECE = Box(60, 40, 80, 60)


def drawn(lens, piece=PIECE, **values):
    """Which pixels of a gray frame handles have changed."""
    pixels = np.full((lens.rows, lens.columns, 3), 100, np.uint8)
    job = scenes.job_for(CLONE)
    handles.draw(pixels, lens, CLONE, CLONE.check(values), job.images, piece)
    return (pixels != 100).any(axis=2)


@pytest.mark.parametrize("values", [{}, {"x": 20, "y": -10, "scale": 70.0, "rotate": 30.0}, {"rotate": 180.0}])
@pytest.mark.parametrize("zoom", [1, 2])
def test_corners_and_ring_lie_where_the_piece_does(values, zoom):
    lens = Lens(0, 0, 240, 160, 240 * zoom, 160 * zoom)
    marks = drawn(lens, **values)
    corners = np.array(CLONE.placement(CLONE.check(values)).corners(PIECE)) * zoom
    for x, y in corners:
        assert marks[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3].any()
    across = np.arange(marks.shape[1]) + 0.5 - corners[:2, 0].mean()
    down = np.arange(marks.shape[0])[:, None] + 0.5 - corners[:2, 1].mean()
    around = abs(np.hypot(across, down) - 6) < 0.8
    assert marks[around].all()
    # A whole side would hide the seam of a rectangle.
    for first, second in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        for share in (0.3, 0.7):
            x, y = (first + share * (second - first)).astype(int)
            assert not marks[y, x]


def test_without_a_piece_there_is_only_the_way_it_went():
    lens = Lens(0, 0, 240, 160, 240, 160)
    with_piece, without = drawn(lens), drawn(lens, piece=None)
    assert without.any() and with_piece.sum() > without.sum() + 100
    assert not without[38:42, 58:62].any() and with_piece[38:42, 58:62].any()


def test_a_frame_is_drawn_anew_when_the_piece_is_turned():
    places = [handles.places(CLONE, CLONE.check(values)) for values in ({}, {"scale": 50.0}, {"rotate": 5.0}, {"x": 3})]
    assert len(set(places)) == 4
