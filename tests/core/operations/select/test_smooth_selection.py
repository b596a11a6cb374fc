"""Smooth Selection: the border of a rough mask goes onto the picture's edge."""

import numpy as np
import pytest
from tests.cases import every
from tests.core.operations.cutouts import run
from tests.pictures import disc, mask, picture, stored, white

import inlay
from inlay import filters
from inlay.errors import Cancelled, InputError, ParameterError, RegionError
from inlay.operations.job import Document, Layer, LayerMask, Selection
from inlay.picture import Space

SHAPE = HEIGHT, WIDTH = 60, 80
DTYPES = ("bool", "uint8", "uint16", "float16", "float32", "float64")
TRUTH = disc(*SHAPE, 18)


def scene(channels=3):
    """A bright disc on dark ground, with grain."""
    ends = np.array([(0.2, 0.3, 0.4, 0.9), (0.8, 0.6, 0.3, 0.1)])[:, :channels]
    grain = np.random.default_rng(0).normal(0, 0.01, (*SHAPE, channels))
    return stored((ends[TRUTH.astype(int)] + grain).clip(0, 1), "uint8")


def rough(dtype="float32"):
    """The disc in steps of four pixels, two pixels too far to the right."""
    coarse = np.kron(TRUTH[::4, ::4], np.ones((4, 4)))
    shifted = np.roll(coarse, 2, axis=1)
    return shifted > 0.5 if dtype == "bool" else (shifted * white(dtype)).astype(dtype)


def error(found):
    return np.abs(found.astype(np.float64) / (1 if found.dtype == bool else white(found.dtype)) - TRUTH).mean()


@every("dtype", DTYPES)
def test_the_border_goes_onto_the_edge(dtype):
    found = inlay.smooth_selection(scene(), rough(dtype), radius=12)
    assert found.dtype == ("float32" if dtype == "bool" else dtype)
    assert error(found) < 0.2 * error(rough(dtype))
    assert error(found > white(found.dtype) / 2) < 0.03 * error(rough(dtype))
    assert found.min() >= 0
    assert found.max() <= white(found.dtype)


def test_it_is_the_guided_filter_of_the_whole_mask():
    image, region = scene(), rough()
    whole = filters.guided_filter(region, 5, 0.02**2, guide=image).clip(0, 1)
    found = inlay.smooth_selection(image, region, radius=5, contrast=2.0, harden=0)
    np.testing.assert_allclose(found, whole, atol=1e-6)
    found = inlay.smooth_selection(image, region, radius=5, contrast=2.0, harden=60)
    np.testing.assert_allclose(found, ((whole - 0.5) / 0.4 + 0.5).clip(0, 1), atol=1e-5)


def test_nothing_changes_where_the_picture_is_transparent():
    image = np.dstack([scene(), np.full(SHAPE, 255, np.uint8)])
    image[:, 40:, 3] = 0
    found = inlay.smooth_selection(image, rough(), radius=6)
    np.testing.assert_array_equal(found[:, 40:], rough()[:, 40:])
    assert (found[:, :40] != rough()[:, :40]).any()


def job_of(region, item=None, **values):
    images = {"source": picture(scene()), "region": region, "mask": item}
    (output,) = run("smooth-selection", images, document=Document(WIDTH, HEIGHT, Space("RGBA")), **values).outputs
    return output


@pytest.mark.parametrize(
    ("result", "kind"), [("replace", Selection), ("layer-mask", LayerMask), ("layer", Layer), ("trimap", Layer)]
)
def test_what_becomes_of_it(result, kind):
    assert isinstance(job_of(mask(rough("uint8")), result=result), kind)


def test_a_mask_in_place_of_the_selection():
    found = job_of(mask(np.ones(SHAPE, np.float32)), mask(rough()), radius=6)
    np.testing.assert_array_equal(found.picture.pixels, inlay.smooth_selection(scene(), rough(), radius=6))
    layer = np.dstack([scene(), stored(rough(), "uint8")])
    found = job_of(None, picture(layer), radius=6)
    np.testing.assert_array_equal(found.picture.pixels, inlay.smooth_selection(scene(), rough("uint8"), radius=6))


def test_refusals():
    for region in (None, mask(np.zeros(SHAPE, np.float32))):
        with pytest.raises(RegionError, match="Nothing is selected"):
            job_of(region)
    with pytest.raises(InputError, match="opaque everywhere"):
        job_of(None, picture(scene()))
    with pytest.raises(RegionError):
        inlay.smooth_selection(scene())
    with pytest.raises(InputError, match="region"):
        inlay.smooth_selection(scene(), rough()[:-1])
    with pytest.raises(ParameterError):
        inlay.smooth_selection(scene(), rough(), radius=0)


def test_a_cancel_ends_it():
    def stop(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        inlay.smooth_selection(scene(), rough(), progress=stop)
