"""What every job holds: coverage and opacity from 0 to 1, and colours that can be computed with."""

import warnings

import numpy as np
import pytest

from inlay.errors import InlayWarning, InputError
from inlay.operations.bounds import LARGEST, bounded, demand_numbers
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space

FLOATS = ("float16", "float32", "float64")


def layer(pixels, dtype=np.float32, model="RGBA"):
    return Picture(np.array(pixels, dtype), space=Space(model, np.dtype(dtype)))


@pytest.mark.parametrize("dtype", FLOATS)
def test_coverage_is_brought_back(dtype):
    mask = layer([[-0.5, 0.0, 0.25, 1.0, 4.0]], dtype, "MASK")
    assert bounded(mask, "region").pixels.tolist() == [[0.0, 0.0, 0.25, 1.0, 1.0]]
    assert mask.pixels[0, 0] == -0.5, "the picture itself stays"


@pytest.mark.parametrize("dtype", FLOATS)
def test_opacity_is_brought_back_and_colours_are_not(dtype):
    found = bounded(layer([[[4.0, -1.0, 0.0, 4.0], [0.0, 1.0, 2.0, -1.0]]], dtype), "source")
    assert found.pixels.tolist() == [[[4.0, -1.0, 0.0, 1.0], [0.0, 1.0, 2.0, 0.0]]]


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused_by_name(odd):
    with pytest.raises(InputError, match="Pixels of the region are not finite"):
        bounded(layer([[0.0, odd]], model="MASK"), "region")
    with pytest.raises(InputError, match="Pixels of the source's opacity are not finite"):
        bounded(layer([[[0, 0, 0, odd]]]), "source")
    colours = layer([[[odd, 0, 0, 1]]])
    np.testing.assert_array_equal(bounded(colours, "source").pixels, colours.pixels, "it is refused where it is used")


def test_colours_beyond_all_light_are_brought_back_with_a_warning():
    with pytest.warns(InlayWarning, match="Colours of the source lie beyond a billion"):
        found = bounded(layer([[[3e38, -3e38, np.inf, 1.0]]]), "source")
    assert found.pixels.tolist() == [[[LARGEST, -LARGEST, np.inf, 1.0]]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bounded(layer([[[3e38, 0, 0, 0.0]]]), "source").pixels[0, 0, 0] == np.float32(LARGEST)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", *FLOATS])
def test_ordinary_pictures_are_not_copied(dtype):
    picture = layer([[[0, 1, 0, 1]]], dtype)
    assert bounded(picture, "source") is picture
    assert bounded(None, "source") is None


def test_a_job_has_it_for_all_of_its_pictures():
    images = {"layers": [layer([[[0, 0, 0, 2.0]]])] * 2, "region": layer([[3.0]], model="MASK"), "mask": None}
    job = Job(images, {}, Document(1, 1))
    assert [picture.pixels[0, 0, 3] for picture in job.images["layers"]] == [1, 1]
    assert job.picture("region").pixels[0, 0] == 1 and job.images["mask"] is None


def test_numbers_are_demanded_where_they_are_used():
    colours = np.array([[[0.0, np.nan], [np.inf, 0.0]]])
    demand_numbers(colours, np.array([[False, True]]), "scribbles")
    for used in (None, np.array([[True, False]])):
        with pytest.raises(InputError, match="A pixel of the scribbles is not a number"):
            demand_numbers(colours, used, "scribbles")
