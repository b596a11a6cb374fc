"""What is drawn covers what it should, and layers lie over one another as light says."""

import numpy as np
import pytest

from tools.composites import layer, photographs
from tools.composites.layer import Drawing, Layer

SHAPE = 60, 80


def random_layer(seed):
    random = np.random.default_rng(seed)
    return layer.of(random.random((5, 7)), random.random((5, 7, 3)))


@pytest.mark.parametrize("width", [0.25, 0.5, 1.0, 3.0])
def test_a_strand_covers_its_length_times_its_width(width):
    sheet = Drawing(SHAPE)
    path = np.stack([np.linspace(10, 70, 21), np.full(21, 30.0)], -1)
    sheet.strand(path, np.full(21, width), np.full((21, 3), 0.5))
    assert sheet.layer.alpha.sum() == pytest.approx(60 * width, rel=0.1)


def test_colours_of_a_drawing_are_means_of_what_is_covered():
    sheet = Drawing(SHAPE)
    sheet.leaf(np.array([[10.3, 10], [50, 12], [30, 40]]), np.array([0.2, 0.4, 0.6]))
    drawn = sheet.layer
    expected = drawn.alpha[..., None] * np.float32([51, 102, 153]) / 255
    np.testing.assert_allclose(drawn.premultiplied, expected, atol=1e-6)


def test_an_outline_covers_its_area():
    around = np.linspace(0, 2 * np.pi, 400)
    circle = np.stack([40 + 20 * np.cos(around), 30 + 20 * np.sin(around)], -1)
    assert layer.covered(SHAPE, circle).sum() == pytest.approx(np.pi * 20**2, rel=0.02)


def test_two_layers_over_a_background_are_one_after_the_other():
    front, back, behind = random_layer(0), random_layer(1), np.random.default_rng(2).random((5, 7, 3))

    def over(above: Layer, below):
        return above.premultiplied + (1 - above.alpha[..., None]) * below

    np.testing.assert_allclose(over(front.over(back), behind), over(front, over(back, behind)), atol=1e-6)


@pytest.mark.parametrize("kernel", [photographs.disc(3.3), photographs.disc(0.5)])
def test_blur_keeps_how_much_there_is(kernel):
    sheet = Drawing(SHAPE)
    sheet.leaf(np.array([[25, 20], [50, 22], [30, 40]]), np.array([0.2, 0.4, 0.6]))
    assert kernel.sum() == pytest.approx(1)
    blurred = sheet.layer.blurred(kernel)
    assert blurred.alpha.sum() == pytest.approx(sheet.layer.alpha.sum(), rel=1e-5)
    assert blurred.premultiplied.sum() == pytest.approx(sheet.layer.premultiplied.sum(), rel=1e-5)
