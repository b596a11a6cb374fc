"""Arrays become pictures."""

import numpy as np
import pytest

from inlay.errors import InputError, ParameterError
from inlay.operations.array_input import as_coverage, as_picture, position_of
from inlay.picture import Picture


def test_channels_decide_the_model():
    assert as_picture(np.zeros((2, 3)), "source").space.model == "GRAY"
    assert [as_picture(np.zeros((2, 3, n)), "source").space.model for n in (1, 2, 3, 4)] == [
        "GRAY",
        "GRAYA",
        "RGB",
        "RGBA",
    ]


@pytest.mark.parametrize("array", [np.zeros((2, 3, 5)), np.zeros(4), np.zeros((0, 3)), np.zeros((2, 3), np.int32)])
def test_what_is_no_picture_is_refused(array):
    with pytest.raises(InputError) as refusal:
        as_picture(array, "source")
    assert refusal.value.hint


def test_a_region_of_the_sources_size_moves_with_the_source():
    source = Picture(np.zeros((2, 3, 3)), x=7, y=5)
    destination = as_picture(np.zeros((9, 9, 3)), "destination")
    assert as_coverage(np.ones((2, 3), bool), source, destination).box == source.box
    assert as_coverage(np.ones((9, 9), bool), source, destination).box == destination.box
    assert as_coverage(None, source, destination) is None


@pytest.mark.parametrize("region", [np.ones((4, 4)), np.ones((2, 3), np.uint8), np.full((2, 3), np.nan)])
def test_a_region_that_does_not_fit_is_refused(region):
    source, destination = as_picture(np.zeros((2, 3)), "source"), as_picture(np.zeros((9, 9)), "destination")
    with pytest.raises(InputError):
        as_coverage(region, source, destination)


def test_the_sizes_that_fit_are_named_once():
    layer, other = as_picture(np.zeros((2, 3)), "source"), as_picture(np.zeros((9, 8)), "destination")
    with pytest.raises(InputError) as refusal:
        as_coverage(np.ones((4, 4)), layer, layer)
    assert refusal.value.hint == "Give one of 3 x 2 pixels."
    with pytest.raises(InputError) as refusal:
        as_coverage(np.ones((4, 4)), layer, other)
    assert refusal.value.hint == "Give one of 3 x 2 or 8 x 9 pixels."


@pytest.mark.parametrize("given", [None, 1, (1,), (1, 2, 3), (0.5, 1), "ab"])
def test_a_position(given):
    assert position_of((np.int64(-3), 7)) == (-3, 7)
    with pytest.raises(ParameterError, match="two whole numbers"):
        position_of(given)
