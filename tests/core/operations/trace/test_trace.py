"""Trace to Path: what is traced, what it becomes, and that the drawing and the pixels show the same."""

import re
from dataclasses import replace
from importlib import import_module
from xml.etree import ElementTree

import numpy as np
import pytest
from skimage import measure
from tests.core.operations.cutouts import run
from tests.core.segmentation.test_contours import disc, rings
from tests.pictures import mask, picture

import inlay
from inlay.colour import convert_samples
from inlay.errors import Cancelled, InputError, ParameterError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, File, Job, Layer, Path, Vector
from inlay.picture import Box, Space

SIDE = 100
module = import_module("inlay.operations.trace.trace")
DISC = disc(30)
TYPES = ["uint8", "uint16", "float16", "float32"]


def colours(dtype="uint8", side=SIDE):
    y, x = np.mgrid[:side, :side] / side
    return convert_samples(np.dstack([x, y, 0.5 + 0.4 * np.sin(9 * x * y)]).astype(np.float32), dtype)


def layer(alpha=None, dtype="uint8", at=(0, 0), side=SIDE):
    """A picture, with an opacity from 0 to 1 if that is given."""
    pixels = colours(dtype, side)
    if alpha is not None:
        pixels = np.dstack([pixels, convert_samples(alpha.astype(np.float32), dtype)])
    return picture(pixels, at)


def traced(image, region=None, shape=None, document=None, **values):
    document = document or Document(image.width, image.height, replace(image.space, model="RGBA"))
    return run("trace", {"image": image, "region": region, "shape": shape}, document=document, **values).outputs


def area(strokes):
    rings = [stroke.anchors[:, 1] for stroke in strokes]
    return sum(np.dot(x, np.roll(y, -1)) / 2 - np.dot(y, np.roll(x, -1)) / 2 for x, y in (ring.T for ring in rings))


def drawn(svg, side=SIDE, fine=4):
    """Every filling of an SVG picture as colour, opacity and coverage, by supersampled straight lines and curves."""
    y, x = (np.mgrid[: side * fine, : side * fine] + 0.5) / fine
    places = np.column_stack((x.ravel(), y.ravel()))
    for element in ElementTree.fromstring(svg):
        winding = np.zeros(len(places), int)
        odd = np.zeros(len(places), bool)
        for data in element.get("d").strip("Z").split("Z"):
            ring = np.array(list(_points(data)))
            inside = measure.points_in_poly(places, ring)
            winding += inside * int(np.sign(_shoelace(ring)))
            odd ^= inside
        np.testing.assert_array_equal(winding != 0, odd)  # even-odd and non-zero fill the same
        covered = odd.reshape(side, fine, side, fine).mean(axis=(1, 3))
        rgb = np.array([int(element.get("fill")[place : place + 2], 16) for place in (1, 3, 5)])
        yield rgb, float(element.get("fill-opacity", 1)), covered


def _shoelace(ring):
    x, y = ring.T
    return np.dot(x, np.roll(y, -1)) / 2 - np.dot(y, np.roll(x, -1)) / 2


def _points(data):
    here = None
    for letter, numbers in re.findall(r"([MLC])([^MLC]+)", data):
        found = np.array(numbers.split(), float).reshape(-1, 2)
        if letter == "C":
            a, b, c, d = (here, *found)
            for t in np.arange(1, 13) / 12:
                yield (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t * t * c + t**3 * d
        else:
            yield found[0]
        here = found[-1]


def test_the_declaration():
    operation = registry.find("trace")
    assert (operation.name, operation.menu) == ("Trace to Path", "Trace")
    assert operation.array_function is inlay.trace
    assert [output.kind for output in operation.outputs] == ["path", "vector", "layer", "file"]


@pytest.mark.parametrize("dtype", TYPES)
def test_a_selection_becomes_a_path(dtype):
    (path,) = traced(layer(dtype=dtype), mask(DISC.astype(np.float32)))
    assert isinstance(path, Path) and path.name == "Fox (Trace to Path)"
    (stroke,) = path.strokes
    assert stroke.closed and stroke.anchors.shape[1:] == (3, 2) and len(stroke.anchors) < 12
    away = np.hypot(*(stroke.anchors[:, 1] - (50.3, 49.8)).T) - 30
    assert np.abs(away).max() < 0.3


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("of", ["automatic", "opacity"])
def test_without_a_selection_the_opacity_is_traced(dtype, of):
    (path,) = traced(layer(DISC, dtype), of=of, tolerance=0.3, curves=False)
    assert area(path.strokes) == pytest.approx(np.pi * 30**2, rel=0.01)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    "of, level, expected", [("red", 40.0, 59.5), ("green", 75.0, 24.5), ("brightness", 50.0, None)]
)
def test_a_channel_or_the_brightness_of_an_opaque_layer(dtype, of, level, expected):
    (path,) = traced(layer(dtype=dtype), of=of, level=level, curves=False)
    if expected is None:
        automatic = traced(layer(dtype=dtype), level=level, curves=False)[0]
        np.testing.assert_array_equal(automatic.strokes[0].anchors, path.strokes[0].anchors)
    else:
        assert area(path.strokes) == pytest.approx(expected * SIDE, rel=0.006)


def test_a_mask_that_is_chosen_is_traced_and_the_selection_limits_it():
    chosen = mask(DISC.astype(np.float32))
    half = np.zeros((SIDE, SIDE), np.float32)
    half[:, :50] = 1
    (whole,) = traced(layer(), shape=chosen, curves=False)
    (part,) = traced(layer(), mask(half), chosen, curves=False)
    assert area(part.strokes) == pytest.approx(area(whole.strokes) / 2, rel=0.03)


def test_what_is_not_selected_or_dark_is_traced_if_inverted():
    (path,) = traced(layer(), mask(DISC.astype(np.float32)), invert=True, curves=False)
    assert [np.sign(area([stroke])) for stroke in path.strokes] == [1, -1]
    assert area(path.strokes) == pytest.approx(SIDE**2 - np.pi * 30**2, rel=0.01)
    (dark,) = traced(layer(), of="red", level=40.0, invert=True, curves=False)
    assert area(dark.strokes) == pytest.approx(SIDE * 40.5, rel=0.006)


def test_transparent_pixels_are_outside_whatever_colours_they_hide():
    image = layer(DISC > 0.5, "float32")
    image.pixels[DISC <= 0.5, :3] = np.nan
    (path,) = traced(image, of="red", level=0.1)
    found = np.concatenate([stroke.anchors[:, 1] for stroke in path.strokes])
    assert np.hypot(*(found - (50.3, 49.8)).T).max() < 31.5


@pytest.mark.parametrize("at", [(-20, -15), (0, 0), (25, 40)])
def test_places_on_the_canvas(at):
    document = Document(110, 120, Space("RGBA"))
    (path,) = traced(layer(DISC, at=at), document=document, tolerance=0.3)
    found = np.concatenate([stroke.anchors[:, 1] for stroke in path.strokes])
    centre = np.array((50.3, 49.8)) + at
    expected = (np.maximum(centre - 30, 0), np.minimum(centre + 30, (110, 120)))
    np.testing.assert_allclose(found.min(axis=0), expected[0], atol=1.5)
    np.testing.assert_allclose(found.max(axis=0), expected[1], atol=1.5)


def test_the_selection_is_traced_beyond_the_layer():
    small = picture(colours()[:20, :20], (40, 40))
    document = Document(SIDE, SIDE, Space("RGBA"))
    (path,) = traced(small, mask(DISC.astype(np.float32)), document=document, curves=False)
    assert area(path.strokes) == pytest.approx(np.pi * 30**2, rel=0.01)
    assert registry.find("trace").input("region").whole


def test_small_outlines_are_left_out_with_their_holes():
    bitmap = np.zeros((SIDE, SIDE))
    bitmap[10:60, 10:60] = bitmap[80, 80] = 1
    bitmap[20:22, 20:22] = bitmap[40:44, 40:44] = 0
    counts = {smallest: len(traced(layer(), mask(bitmap), smallest=smallest)[0].strokes) for smallest in (0, 1, 5, 50)}
    assert counts == {0: 4, 1: 3, 5: 2, 50: 1}


@pytest.mark.parametrize("yields", ["vector", "layer"])
def test_nested_polygons_show_the_means_of_what_is_below(yields):
    shape = rings(4)
    side = shape.shape[0]
    image = layer(side=side)
    outputs = traced(image, mask(shape), yields=yields, curves=False, tolerance=0.5)
    y, x = np.mgrid[:side, :side]
    inwards = np.minimum(np.minimum(x, side - 1 - x), np.minimum(y, side - 1 - y))
    parts = [shape & (inwards < 9), shape & (inwards >= 9)]
    means = [image.pixels[part].mean(axis=0) for part in parts]
    if yields == "vector":
        (vector,) = outputs
        assert isinstance(vector, Vector)
        found = list(drawn(vector.svg, side))
        assert len(found) == 2
        for (rgb, opacity, covered), part, mean in zip(found, parts, means, strict=True):
            np.testing.assert_allclose(rgb, mean, atol=0.51)
            assert opacity == 1
            np.testing.assert_array_equal(covered >= 0.5, part)
    else:
        (made,) = outputs
        assert isinstance(made, Layer) and made.picture.box == Box(0, 0, side, side)
        np.testing.assert_array_equal(made.picture.pixels[..., 3] >= 128, shape)
        for part, mean in zip(parts, means, strict=True):
            np.testing.assert_allclose(made.picture.pixels[part][:, :3].astype(float) - mean, 0, atol=0.51)


@pytest.mark.parametrize("fill", ["mean", "median", "colour", "random"])
@pytest.mark.parametrize("curves", [False, True])
def test_the_drawing_and_the_layer_show_the_same(fill, curves):
    values = {"fill": fill, "curves": curves, "colour": (1, 0.5, 0, 0.5), "seed": 3, "of": "blue", "level": 60.0}
    (vector,) = traced(layer(), yields="vector", **values)
    (made,) = traced(layer(), yields="layer", **values)
    alpha = made.picture.pixels[..., 3] / 255
    total = np.zeros((SIDE, SIDE))
    for rgb, opacity, covered in drawn(vector.svg):
        total += opacity * covered
        full = (covered == 1) & (alpha >= 0.99 * opacity)
        assert full.any()
        np.testing.assert_allclose(made.picture.pixels[full][:, :3].astype(int) - rgb, 0, atol=1)
    assert np.abs(total - alpha).max() < 0.35  # samples of a sixteenth at the borders
    assert np.abs(total - alpha).mean() < 0.01


@pytest.mark.parametrize("dtype", TYPES)
def test_fillings_at_every_depth_and_beyond_white(dtype):
    image = layer(DISC, dtype)
    if dtype.startswith("float"):
        image.pixels[..., 0] = 4.0
    (made,) = traced(image, yields="layer", fill="median")
    assert made.picture.pixels.dtype == dtype
    inside = made.picture.pixels[45, 45]
    expected = np.median(image.pixels[(DISC >= 0.5)][:, :3], axis=0)
    np.testing.assert_allclose(inside[:3].astype(float), expected.astype(float), rtol=2e-3, atol=1)
    assert inside[0] == 4 or not dtype.startswith("float")


def test_random_colours_depend_on_the_seed_alone():
    bitmap = np.tile(np.kron([[1, 0], [0, 0]], np.ones((10, 10))), (5, 5))
    vectors = [traced(layer(), mask(bitmap), yields="vector", fill="random", seed=seed)[0] for seed in (1, 1, 2)]
    palettes = [re.findall('fill="(#[0-9a-f]+)"', vector.svg) for vector in vectors]
    assert palettes[0] == palettes[1] != palettes[2]
    assert len(set(palettes[0])) == 25


def test_polygons_over_nothing_have_no_mean_and_are_left_out():
    bitmap = np.zeros((SIDE, SIDE))
    bitmap[10:30, 10:30] = bitmap[60:80, 60:80] = 1
    image = layer(np.tri(SIDE)[::-1])  # opaque in the upper left triangle alone
    pictures = {"image": image, "region": mask(bitmap)}
    result = run("trace", pictures, document=Document(SIDE, SIDE, image.space), of="selection", yields="vector")
    assert result.outputs[0].svg.count("<path") == 1
    assert [warning.code for warning in result.warnings] == ["colours"]


def test_the_file_is_a_whole_svg_picture(tmp_path):
    name = str(tmp_path / "fox.svg")
    (file,) = traced(layer(DISC), yields="file", file=name)
    assert isinstance(file, File) and file.path == name
    root = ElementTree.fromstring(file.content)
    assert (root.get("width"), root.get("viewBox")) == ("100", "0 0 100 100")
    path, file = traced(layer(DISC), file=name)
    assert isinstance(path, Path) and b'fill="none"' in file.content
    with pytest.raises(ParameterError, match="name"):
        traced(layer(DISC), yields="file")


def test_gray_pictures_and_arrays():
    gray = convert_samples(DISC.astype(np.float32), np.uint8)
    outline = inlay.trace(gray)
    assert outline.flattened().areas[0] == pytest.approx(np.pi * 30**2, rel=0.01)
    np.testing.assert_array_equal(inlay.trace(np.dstack([gray] * 3), of="green").anchors, outline.anchors)
    np.testing.assert_array_equal(inlay.trace(colours(), region=DISC >= 0.5).depths, [0])
    np.testing.assert_array_equal(inlay.trace(colours(), gray).anchors, outline.anchors)
    assert len(inlay.trace(DISC, tolerance=0).points) > 100


@pytest.mark.parametrize(
    "array, values, error, match",
    [
        (np.zeros((9, 9), np.uint8), {}, RegionError, "threshold of 50 %"),
        (np.eye(9, dtype=np.uint8), {"level": 0.1, "smallest": 50}, RegionError, "No outline holds 50"),
        (np.full((9, 9), np.nan), {}, InputError, "not finite"),
        (np.ones((9, 9)), {"of": "red"}, InputError, "no red"),
        (np.ones((9, 9)), {"of": "selection"}, RegionError, "Nothing is selected"),
        (np.ones((9, 9)), {"level": 0.0}, ParameterError, "0.1"),
        (np.ones((9, 9)), {"tolerance": -1.0}, ParameterError, "number from"),
        (np.ones((9, 9)), {"of": "purple"}, ParameterError, "one of"),
        (np.ones((9, 9, 7)), {}, InputError, "shape"),
    ],
)
def test_what_is_refused(array, values, error, match):
    with pytest.raises(error, match=match):
        inlay.trace(array, **values)


def test_regions_that_are_empty_or_of_another_size():
    with pytest.raises(RegionError, match="threshold"):
        inlay.trace(colours(), region=np.zeros((SIDE, SIDE), bool))
    with pytest.raises(InputError, match="size"):
        inlay.trace(colours(), region=np.ones((5, 5), bool))
    one = np.zeros((SIDE, SIDE), bool)
    one[40, 60] = True
    assert inlay.trace(colours(), region=one, smallest=0).flattened().areas[0] == pytest.approx(0.5)
    everything = inlay.trace(colours(), region=np.ones((SIDE, SIDE), bool))
    assert sorted(everything.points.tolist()) == [[0, 0], [0, SIDE], [SIDE, 0], [SIDE, SIDE]]
    beside = replace(layer(DISC), x=500)
    with pytest.raises(RegionError, match="canvas"):
        traced(beside, document=Document(SIDE, SIDE, Space("RGBA")))


def test_negative_and_endless_values_below_the_level_are_outside_or_refused():
    plane = np.where(DISC >= 0.5, 3.0, -7.0)
    assert inlay.trace(plane).flattened().areas[0] == pytest.approx(np.pi * 30**2, rel=0.05)
    with pytest.raises(InputError, match="not finite"):
        inlay.trace(np.where(DISC > 0.5, np.inf, 0))


def test_noise_is_refused_before_it_takes_minutes(monkeypatch):
    monkeypatch.setattr(module, "_MOST_POINTS", 1000)
    with pytest.raises(InputError, match="noise"):
        inlay.trace(np.random.default_rng(0).random((90, 90)))


@pytest.mark.parametrize("yields", ["path", "vector", "layer"])
def test_progress_rises_and_cancelling_anywhere_stops(yields, tmp_path):
    told = []
    operation = registry.find("trace")
    image = layer()
    parameters = operation.check({"yields": yields, "of": "blue", "fill": "median", "file": str(tmp_path / "a.svg")})
    document = Document(SIDE, SIDE, Space("RGBA"))

    def start(progress):
        job = Job({"image": image, "region": None, "shape": None}, parameters, document, progress=progress)
        operation.perform(job)

    start(lambda fraction, doing: told.append(fraction))
    assert told == sorted(told) and len(told) > 5 and max(told) <= 1
    for last in range(1, len(told) + 1):
        left = [last]

        def stop(fraction, doing, left=left):
            left[0] -= 1
            if not left[0]:
                raise Cancelled

        with pytest.raises(Cancelled):
            start(stop)
