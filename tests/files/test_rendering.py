"""Blending against the formulas of W3C Compositing and Blending 1, written pixel by pixel; groups and what is below."""

from colorsys import rgb_to_hsv
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from tests.cases import every

from inlay.colour.blend_modes import MODES, compose
from inlay.files import rendering
from inlay.files.document import Document, Group, Layer
from inlay.picture import Picture, Space

SEPARABLE = {
    "svg:multiply": lambda b, s: b * s,
    "svg:screen": lambda b, s: b + s - b * s,
    "svg:overlay": lambda b, s: 2 * b * s if b <= 0.5 else 1 - 2 * (1 - b) * (1 - s),
    "svg:darken": min,
    "svg:lighten": max,
    "svg:color-dodge": lambda b, s: 0 if b == 0 else 1 if s == 1 else min(1, b / (1 - s)),
    "svg:color-burn": lambda b, s: 1 if b == 1 else 0 if s == 0 else 1 - min(1, (1 - b) / s),
    "svg:hard-light": lambda b, s: 2 * b * s if s <= 0.5 else 1 - 2 * (1 - b) * (1 - s),
    "svg:soft-light": lambda b, s: (
        b - (1 - 2 * s) * b * (1 - b)
        if s <= 0.5
        else b + (2 * s - 1) * ((((16 * b - 12) * b + 4) * b if b <= 0.25 else b**0.5) - b)
    ),
    "svg:difference": lambda b, s: abs(b - s),
    "svg:exclusion": lambda b, s: b + s - 2 * b * s,
}


def samples(seed):
    generator = np.random.default_rng(seed)
    values = generator.random((6, 6, 4), np.float32)
    values[0, 0], values[0, 1], values[0, 2] = 0, 1, (0.25, 0.5, 0.75, 1)
    return values


@pytest.mark.parametrize("mode", sorted(SEPARABLE))
def test_separable_modes(mode):
    above, below = samples(1), samples(2)
    premultiplied = below[..., :3] * below[..., 3:]
    colour, alpha = compose(mode, above[..., :3], above[..., 3:], premultiplied, below[..., 3:])
    for index in np.ndindex(6, 6):
        a, b = float(above[index][3]), float(below[index][3])
        assert alpha[index][0] == pytest.approx(a + b * (1 - a), abs=1e-5)
        for channel in range(3):
            s, d = float(above[index][channel]), float(below[index][channel])
            mixed = (1 - b) * s + b * SEPARABLE[mode](d, s)
            assert colour[index][channel] == pytest.approx(a * mixed + (1 - a) * b * d, abs=1e-4)


@pytest.mark.parametrize(
    ("mode", "of_source", "of_backdrop"),
    [
        ("svg:src-over", lambda a, b: 1, lambda a, b: 1 - a),
        ("svg:dst-in", lambda a, b: 0, lambda a, b: a),
        ("svg:dst-out", lambda a, b: 0, lambda a, b: 1 - a),
        ("svg:src-atop", lambda a, b: b, lambda a, b: 1 - a),
        ("svg:dst-atop", lambda a, b: 1 - b, lambda a, b: a),
    ],
)
def test_porter_duff(mode, of_source, of_backdrop):
    above, below = samples(1), samples(2)
    a, b = above[..., 3:], below[..., 3:]
    colour, alpha = compose(mode, above[..., :3], a, below[..., :3] * b, b)
    assert np.allclose(alpha, a * of_source(a, b) + b * of_backdrop(a, b), atol=1e-6)
    expected = a * of_source(a, b) * above[..., :3] + b * of_backdrop(a, b) * below[..., :3]
    assert np.allclose(colour, expected, atol=1e-6)


def luminosity(colour):
    return colour @ np.array([0.3, 0.59, 0.11])


@pytest.mark.parametrize("mode", ["svg:hue", "svg:saturation", "svg:color", "svg:luminosity"])
def test_the_modes_of_hue(mode):
    above = np.random.default_rng(1).uniform(0.3, 0.7, (5, 5, 3)).astype(np.float32)
    below = np.random.default_rng(2).uniform(0.3, 0.7, (5, 5, 3)).astype(np.float32)
    one = np.ones((5, 5, 1), np.float32)
    result, _ = compose(mode, above, one, below, one)
    light = above if mode == "svg:luminosity" else below
    assert np.allclose(luminosity(result), luminosity(light), atol=1e-5)
    assert result.min() >= -1e-6
    assert result.max() <= 1 + 1e-6
    hues = above if mode in ("svg:hue", "svg:color") else below
    for index in np.ndindex(5, 5):
        apart = abs(rgb_to_hsv(*result[index].tolist())[0] - rgb_to_hsv(*hues[index].tolist())[0])
        assert min(apart, 1 - apart) < 0.01
    spread = above if mode in ("svg:saturation", "svg:color") else below
    inside = (result.min(axis=-1) > 0.001) & (result.max(axis=-1) < 0.999)
    assert np.allclose(np.ptp(result, axis=-1)[inside], np.ptp(spread, axis=-1)[inside], atol=1e-4)


def test_plus_adds():
    colour, alpha = compose(
        "svg:plus", np.full((1, 1, 3), 0.5), np.full((1, 1, 1), 0.5), np.full((1, 1, 3), 0.5), np.ones((1, 1, 1))
    )
    assert np.allclose(colour, 0.75)
    assert np.allclose(alpha, 1)


@pytest.mark.parametrize("mode", sorted(MODES))
def test_nothing_above_changes_nothing_where_it_may_not(mode):
    below = samples(3)
    backdrop, alpha = below[..., :3] * below[..., 3:], below[..., 3:]
    clear = np.zeros((6, 6, 1), np.float32)
    colour, joint = compose(mode, samples(4)[..., :3], clear, backdrop, alpha)
    if mode in ("svg:dst-in", "svg:dst-atop"):
        assert not joint.any()
    else:
        assert np.allclose(colour, backdrop, atol=1e-6)
        assert np.allclose(joint, alpha, atol=1e-6)


def layer(name, rgba, x=0, y=0, size=4, dtype="u1", **other):
    white = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    pixels = np.empty((size, size, 4), dtype)
    pixels[...] = np.array(rgba) * white
    picture = Picture(pixels, x, y, Space("RGBA", np.dtype(dtype)), name)
    return Layer(name, lambda: picture, **other)


def document(*layers, dtype="u1"):
    return Document(6, 5, Space("RGBA", np.dtype(dtype)), layers, layered=True)


RED, GREEN, BLUE = (1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1)


def test_layers_lie_where_they_are_and_are_cut_at_the_canvas():
    pixels = rendering.visible(document(layer("red", RED, -2, -1), layer("green", GREEN, 3, 3))).pixels
    assert pixels.shape == (5, 6, 4)
    assert (pixels[:3, :2] == (255, 0, 0, 255)).all()
    assert (pixels[3:, 3:] == (0, 255, 0, 255)).all()
    assert not pixels[:3, 2:].any()


@pytest.mark.parametrize("dtype", ["u1", "u2", "f2", "f4"])
def test_one_opaque_layer_keeps_its_bits(dtype):
    generator = np.random.default_rng(5)
    pixels = layer("x", RED, dtype=dtype).picture.pixels
    white = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    pixels = (generator.random(pixels.shape) * white).astype(dtype)
    pixels[..., 3] = white
    picture = Picture(pixels, 0, 0, Space("RGBA", np.dtype(dtype)))
    shown = rendering.visible(document(Layer("x", lambda: picture), dtype=dtype))
    assert np.array_equal(shown.pixels[:4, :4], pixels)


def test_what_is_below_a_layer_inside_a_group():
    lowest, sibling, active = layer("a", RED), layer("b", GREEN, 2), layer("c", BLUE)
    over, top = layer("d", BLUE, 1), layer("e", BLUE)
    scene = document(lowest, Group("g", (sibling, active, over)), top)
    pixels = rendering.below(scene, active).pixels
    assert (pixels[0, 0] == (255, 0, 0, 255)).all()
    assert (pixels[0, 2] == (0, 255, 0, 255)).all()
    assert not pixels[..., 2].any()
    assert not rendering.below(scene, lowest).pixels.any()
    assert not rendering.below(scene, scene.layers[1]).pixels[..., 1].any()


def test_opacity_of_a_group_counts_once():
    inside = (layer("a", RED), layer("b", GREEN))
    pixels = rendering.visible(document(Group("g", inside, opacity=0.5))).pixels
    assert pixels[0, 0].tolist() == [0, 255, 0, 128]


def test_an_isolated_group_hides_what_is_below_from_its_layers():
    white, gray = layer("w", (1, 1, 1, 1)), layer("m", (0.4, 0.4, 0.4, 1), mode="svg:multiply")
    through = document(layer("r", (0.5, 0.5, 0.5, 1)), Group("g", (gray,), isolated=False))
    closed = document(layer("r", (0.5, 0.5, 0.5, 1)), Group("g", (gray,), isolated=True))
    assert rendering.visible(through).pixels[0, 0, 0] == pytest.approx(0.4 * 0.5 * 255, abs=1.1)
    assert rendering.visible(closed).pixels[0, 0, 0] == pytest.approx(0.4 * 255, abs=1.1)
    assert rendering.visible(document(white, gray)).pixels[0, 0, 0] == pytest.approx(0.4 * 255, abs=1.1)


def test_hidden_layers_are_not_seen_but_can_be_taken():
    hidden = layer("h", RED, visible=False)
    group = Group("g", (layer("a", GREEN), replace(hidden)), visible=False, opacity=0.2)
    scene = document(hidden, group)
    assert not rendering.visible(scene).pixels.any()
    assert (rendering.alone(scene, hidden).pixels == (255, 0, 0, 255)).all()
    assert rendering.alone(scene, group).pixels[0, 0].tolist() == [0, 255, 0, 255]


def test_colours_without_opacity_never_reach_the_picture():
    ghost = layer("ghost", (np.nan, np.inf, 3, 0), dtype="f4")
    pixels = rendering.visible(document(layer("a", RED, dtype="f4"), ghost, dtype="f4")).pixels
    assert (pixels[0, 0] == (1, 0, 0, 1)).all()


def test_values_above_one_survive():
    bright = layer("bright", (7.5, 0, -0.25, 1), dtype="f4")
    assert rendering.visible(document(bright, dtype="f4")).pixels[0, 0].tolist() == [7.5, 0, -0.25, 1]


def test_tall_canvases_are_composed_in_strips():
    tall = np.random.default_rng(6).integers(0, 256, (3000, 700, 4), np.uint8)
    picture = Picture(tall, space=Space())
    half = Layer("t", lambda: picture, opacity=0.5)
    whole = Document(700, 3000, Space(), (half,), layered=True)
    part = rendering.compose_nodes([half], Space(), picture.box._replace(y=1490, height=20), lambda node: True)
    assert np.array_equal(rendering.visible(whole).pixels[1490:1510], part.pixels)


def spread(picture, box):
    """The same picture with clear pixels around it, as large as the canvas."""
    pixels = np.zeros((box.height, box.width, 4), np.float32)
    inside = picture.box.intersect(box)
    pixels[inside.slices] = picture.pixels[inside.shift(-picture.x, -picture.y).slices]
    return Picture(pixels, space=picture.space)


PLACES = [(0, 0), (-3, 2), (5, -4), (4, 5), (40, 40)]


@pytest.mark.parametrize("mode", sorted(MODES))
@every("isolated", [True, False])
def test_small_layers_compose_like_large_ones(mode, isolated):
    """Only where a layer lies, or what it clears, is worked on."""
    space = Space("RGBA", np.dtype(np.float32))
    pictures = [Picture(samples(seed), x, y, space) for seed, (x, y) in enumerate(PLACES)]
    canvas = Document(9, 8, space, (), layered=True)

    def composed(shape):
        low, *inner, high = (Layer("", partial(shape, found), opacity=0.7) for found in pictures)
        group = Group("", tuple(replace(layer, mode=mode) for layer in inner), isolated=isolated)
        return rendering.visible(replace(canvas, layers=(low, group, replace(high, mode=mode)))).pixels

    small, large = composed(lambda picture: picture), composed(lambda picture: spread(picture, canvas.box))
    assert np.array_equal(small, large)
