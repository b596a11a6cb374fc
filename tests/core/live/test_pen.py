"""What is drawn over a frame: lines where they belong, whatever lies outside, and legible."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.live import scenes

from inlay.live import handles, painted, plot
from inlay.live.beziers import flattened
from inlay.live.lens import Lens
from inlay.live.pen import Pen
from inlay.operations import registry
from inlay.operations.job import Curve, Path, Stroke
from inlay.operations.marks import Marks

PLACES = st.floats(-1e6, 1e6)


def gray(rows=60, columns=80):
    return np.full((rows, columns, 3), 100, np.uint8)


def drawn(pixels):
    return (pixels != 100).any(axis=2)


def test_a_line_is_light_with_a_dark_rim():
    pixels = gray()
    Pen(pixels).lines(np.array([[10.5, 20.5]]), np.array([[40.5, 20.5]]))
    assert (pixels[20, 10:41] == 255).all() and (pixels[19, 10:41] == 0).all() and (pixels[21, 10:41] == 0).all()
    assert drawn(pixels).sum() == 31 * 3 + 2


@given(start=st.tuples(PLACES, PLACES), end=st.tuples(PLACES, PLACES))
def test_of_a_line_what_lies_on_the_frame_is_drawn(start, end):
    pixels = gray()
    Pen(pixels).lines(np.array([start]), np.array([end]), rim=False)
    rows, columns = np.nonzero(drawn(pixels))
    way, from_start = np.subtract(end, start), np.stack([columns + 0.5, rows + 0.5], axis=1) - start
    length = max(np.hypot(*way), 1e-9)
    away = np.abs(from_start[:, 0] * way[1] - from_start[:, 1] * way[0]) / length
    assert rows.size == 0 or length < 1 or away.max() <= 1


def test_a_ring_has_its_radius():
    pixels = gray()
    Pen(pixels).ring(40.0, 30.0, 6)
    assert (pixels[30, 45:47] > 200).all() and (pixels[30, 48] < 100).all() and (pixels[30, 40] == 100).all()
    Pen(pixels).ring(-50.0, 1e4, 6)
    Pen(pixels).ring(0.0, 0.0, 6)


@pytest.mark.parametrize("closed", [True, False])
def test_a_curve_becomes_straight_pieces_that_meet(closed):
    circle = 48 * np.array([[[1, -0.55], [1, 0], [1, 0.55]], [[0.55, 1], [0, 1], [-0.55, 1]]])
    circle = np.concatenate([circle, -circle])
    outline = flattened([Path([Stroke(circle, closed)], "")], 2)
    distances = np.hypot(*outline.starts.T)
    assert np.abs(distances - 96).max() < 0.5
    np.testing.assert_allclose(outline.ends[:-1], outline.starts[1:], atol=1e-9)
    assert np.allclose(outline.ends[-1], outline.starts[0]) == closed


def test_nothing_is_an_outline_too():
    assert flattened([], 1).starts.shape == (0, 2)


def test_the_plot_shows_the_curve_and_what_was_chosen():
    pixels = gray(200, 400)
    plot.draw(pixels, Curve(np.array([0.0, 1.0, 0.0]), [0.5]))
    part = pixels[136:192, 8:152]
    assert drawn(pixels).sum() == part.shape[0] * part.shape[1], "all of it, and nothing else"
    orange = (part == (255, 170, 0)).all(axis=2)
    assert set(np.nonzero(orange)[1]) == {71} and (part[:, 71:73] == 255).all(axis=2).any()
    small = gray()
    plot.draw(small, Curve(np.ones(5), []))
    assert not drawn(small).any(), "no room"


def test_a_clones_place_is_marked():
    operation = registry.find("seamless-clone")
    job = scenes.job_for(operation)
    parameters = {**job.parameters, "x": 30, "y": -20}
    pixels = gray(scenes.HEIGHT, scenes.WIDTH)
    handles.draw(
        pixels, Lens(0, 0, scenes.WIDTH, scenes.HEIGHT, scenes.WIDTH, scenes.HEIGHT), operation, parameters, job.images
    )
    assert (pixels[60, 150] == 255).all() and (pixels[80, 120] == 255).all() and (pixels[60, 158] == 255).all()
    assert handles.places(operation, parameters) == (30, -20, 100.0, 0.0)


def test_new_strokes_tint_what_they_say():
    pixels = gray()
    labels = np.full((10, 10), 3, np.uint8)
    labels[2:4, 2:4], labels[6:8, 6:8] = 0, 1
    painted.draw(pixels, Lens(0, 0, 80, 60, 80, 60), Marks(labels, 5, 5), 2)
    assert (pixels[14:18, 14:18] == (139, 88, 88)).all() and (pixels[22:26, 22:26] == (91, 130, 97)).all()
    assert drawn(pixels).sum() == 32
