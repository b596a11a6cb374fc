"""Refine Selection: every step, their order, and where the result goes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from tests.cases import every
from tests.core.operations.cutouts import mask, picture, run, spread

import inlay
from inlay import filters, segmentation
from inlay.errors import Cancelled, InputError, ParameterError, RegionError
from inlay.matting import trimap_from_coverage
from inlay.operations.job import Document, Layer, LayerMask, Selection
from inlay.picture import Space

DTYPES = ("bool", "uint8", "uint16", "float16", "float32", "float64")
SHAPE = HEIGHT, WIDTH = 60, 80


def white(dtype):
    return np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1


def selection(dtype="uint8"):
    """A ring with soft edges, a speck, and a blob at the border of the canvas."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    away = np.hypot(y - 30, x - 30)
    plane = np.clip(np.minimum(away - 8, 20 - away), 0, 4) / 4
    plane[5:7, 70:72] = 1
    plane[40:, 68:] = 1
    if dtype == "bool":
        return plane > 0.5
    return (np.rint(plane * 64) / 64 * white(dtype)).astype(dtype)


def job_of(region, image=None, at=(0, 0), item=None, **values):
    image = np.full((*SHAPE, 3), 90, np.uint8) if image is None else image
    found = None if region is None else mask(region)
    images = {"source": picture(image, at), "region": found, "mask": item}
    (output,) = run("refine-selection", images, document=Document(WIDTH, HEIGHT, Space("RGBA")), **values).outputs
    return output


@every("dtype", DTYPES)
@pytest.mark.parametrize(
    ("values", "work"),
    [
        ({"grow": 5}, lambda plane: segmentation.grown(plane, 5)),
        ({"shrink": 3}, lambda plane: segmentation.shrunk(plane, 3)),
        ({"open": 4}, lambda plane: segmentation.opened(plane, 4)),
        ({"close": 12}, lambda plane: segmentation.closed(plane, 12)),
        ({"border": 6}, lambda plane: segmentation.border(plane, 6)),
        ({"holes": True}, segmentation.without_holes),
        ({"specks": 10}, lambda plane: segmentation.without_specks(plane, 10)),
    ],
)
def test_each_step_is_what_its_name_says(dtype, values, work):
    plane = selection(dtype)
    found = inlay.refine_selection(plane, **values)
    assert found.dtype == plane.dtype
    assert not np.array_equal(found, plane)
    np.testing.assert_array_equal(found, work(plane))


@pytest.mark.parametrize("dtype", DTYPES)
def test_smoothing_and_feathering_are_the_filters(dtype):
    plane = selection(dtype)
    plain = plane.astype(np.uint8) if dtype == "bool" else plane
    smoothed = inlay.refine_selection(plane, smooth=3)
    np.testing.assert_array_equal(smoothed, filters.window_median(plain, 3).astype(plane.dtype))
    feathered = inlay.refine_selection(plane, feather=2.5)
    assert feathered.dtype == (np.float32 if dtype == "bool" else plane.dtype)
    expected = ndimage.gaussian_filter(plane.astype(np.float64) / white(dtype), 2.5, mode="reflect", truncate=9)
    np.testing.assert_allclose(feathered / white(dtype), expected, atol=2.1e-3)


@settings(max_examples=30)
@given(st.sampled_from(DTYPES), st.integers(0, 12))
def test_smoothing_treats_both_sides_alike(dtype, radius):
    plane = selection(dtype)
    inverse = segmentation.morphology.inverse
    both = [inlay.refine_selection(each, smooth=radius) for each in (plane, inverse(plane))]
    np.testing.assert_array_equal(inverse(both[0]), both[1])


def test_steps_are_taken_in_their_order():
    plane = selection("float32")
    expected = segmentation.without_specks(segmentation.without_holes(plane), 10)
    expected = segmentation.shrunk(segmentation.grown(segmentation.opened(expected, 2), 6), 3)
    found = inlay.refine_selection(plane, shrink=3, grow=6, open=2, specks=10, holes=True)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_no_step_changes_nothing(dtype):
    plane = selection(dtype)
    np.testing.assert_array_equal(inlay.refine_selection(plane), plane)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("mode", ["replace", "add", "subtract", "intersect"])
def test_the_selection_is_refined_on_the_whole_canvas(dtype, mode):
    output = job_of(selection(dtype), at=(40, 40), image=np.zeros((9, 9, 3), np.uint8), grow=4, result=mode)
    assert isinstance(output, Selection)
    assert output.mode == mode
    np.testing.assert_array_equal(
        spread(output.picture, WIDTH, HEIGHT).astype(dtype), segmentation.grown(selection(dtype), 4)
    )


def test_what_the_layer_gets_is_as_large_as_the_layer():
    image = np.random.default_rng(0).integers(0, 256, (40, 50, 3)).astype(np.uint8)
    region = selection("bool")
    grown = segmentation.grown(region, 4)[15:55, 20:70]
    found = job_of(region, image, (20, 15), grow=4, result="layer-mask")
    assert isinstance(found, LayerMask)
    assert found.picture.box == (20, 15, 50, 40)
    np.testing.assert_array_equal(found.picture.pixels, grown * 255)
    layer = job_of(region, image, (20, 15), grow=4, result="layer")
    assert isinstance(layer, Layer)
    np.testing.assert_array_equal(layer.picture.pixels[grown][:, :3], image[grown])
    np.testing.assert_array_equal(layer.picture.pixels[..., 3], grown * 255)


def test_pictures_and_trimaps_fill_the_canvas():
    region = selection("bool")
    shown = job_of(region, result="picture", shrink=2)
    np.testing.assert_array_equal(shown.picture.pixels[..., 0], segmentation.shrunk(region, 2) * 255)
    trimap = job_of(region, result="trimap", band=3)
    np.testing.assert_array_equal(trimap.picture.pixels[..., 0], trimap_from_coverage(region, 3, 3))


def test_a_mask_or_a_layers_opacity_in_place_of_the_selection():
    item = mask(selection("uint8")[10:40, 10:60], (10, 10))
    expected = np.zeros(SHAPE, np.uint8)
    expected[10:40, 10:60] = selection("uint8")[10:40, 10:60]
    found = job_of(np.ones(SHAPE, bool), item=item, grow=3)
    np.testing.assert_array_equal(found.picture.pixels, segmentation.grown(expected, 3))
    layer = np.dstack([np.zeros((*SHAPE, 3), np.uint8), selection()])
    found = job_of(None, item=picture(layer), grow=3)
    np.testing.assert_array_equal(found.picture.pixels, segmentation.grown(selection(), 3))
    with pytest.raises(InputError, match="opaque everywhere"):
        job_of(None, item=picture(layer[..., :3]))


def test_bad_input():
    for region in (None, np.zeros(SHAPE, np.uint8)):
        with pytest.raises(RegionError, match="Nothing is selected") as refusal:
            job_of(region, grow=3)
        assert refusal.value.hint
    with pytest.raises(InputError, match="found nothing"):
        job_of(selection(), shrink=200, open=100)
    with pytest.raises(InputError, match="not finite"):
        inlay.refine_selection(np.full((3, 4), np.nan))
    with pytest.raises(InputError):
        inlay.refine_selection(np.zeros((3, 4, 3)))
    for values in ({"grow": -1}, {"grow": 501}, {"smooth": 201}, {"feather": 501.0}, {"grow": 1.5}):
        with pytest.raises(ParameterError):
            inlay.refine_selection(selection(), **values)


def test_one_pixel_and_everything():
    dot = np.zeros((1, 1), bool)
    for plane in (dot, ~dot):
        for values in ({"grow": 3}, {"shrink": 3}, {"smooth": 2}, {"holes": True}, {"specks": 1}):
            np.testing.assert_array_equal(inlay.refine_selection(plane, **values), plane)


@pytest.mark.parametrize("step", ["grow", "shrink", "open", "close", "smooth", "border", "feather", "holes", "specks"])
def test_a_cancel_ends_every_step(step):
    def stop(fraction, doing):
        raise Cancelled

    large = np.kron(selection(), np.ones((8, 8), np.uint8))
    with pytest.raises(Cancelled):
        inlay.refine_selection(large, **{step: True if step == "holes" else 5}, progress=stop)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.uint16, np.float16, np.float32])
@every("feather", [5e-324, 1e-5, 0.001, 0.02, 0.026, 0.05, 0.5])
def test_every_feather_from_0_on(feather, dtype):
    white = 1 if np.dtype(dtype).kind in "bf" else np.iinfo(dtype).max
    region = np.zeros((5, 6), dtype)
    region[1:4, 2:4] = white
    found = inlay.refine_selection(region, feather=feather)
    assert found.shape == region.shape and found.min() >= 0 and found.max() <= white
    if feather < 0.1:
        np.testing.assert_array_equal(found, region)


def test_a_feathered_selection_of_everything_is_everything():
    assert inlay.refine_selection(np.ones((7, 5), np.float32), feather=160.0).max() <= 1


@pytest.mark.parametrize("step", [{"holes": True}, {"specks": 2}, {"grow": 1}, {"smooth": 1}, {"feather": 1.0}])
def test_coverage_beyond_0_and_1_is_brought_back(step):
    region = np.zeros((9, 9), np.float32)
    region[2:7, 2:7] = 1
    beyond = np.where(region > 0, np.float32(3e38), np.float32(-3e38))
    np.testing.assert_array_equal(inlay.refine_selection(beyond, **step), inlay.refine_selection(region, **step))
