"""What cannot be solved is refused in words."""

import numpy as np
import pytest
from tests.core.poisson import zoo

from inlay import poisson
from inlay.errors import InlayError, InputError, ParameterError, RegionError

SHAPE = (12, 15)


def clone(source=None, destination=None, region=None, **options):
    pictures = zoo.pictures(SHAPE)
    source = pictures[0] if source is None else source
    destination = pictures[1] if destination is None else destination
    return poisson.clone(source, destination, zoo.ellipse(SHAPE) if region is None else region, **options)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"region": np.zeros(SHAPE, bool)}, RegionError, "empty"),
        ({"region": np.ones((12, 14), bool)}, InputError, "14 x 12.* 15 x 12"),
        ({"region": np.ones(SHAPE)}, InputError, "float64.*boolean"),
        ({"source": np.zeros((12, 15), np.uint8)}, InputError, "same number of channels"),
        ({"source": np.zeros((12, 15, 4), np.uint8)}, InputError, r"\(12, 15, 4\).*\(12, 15, 3\)"),
        ({"source": np.zeros((12, 15, 3), np.float32)}, InputError, "float32.*uint8"),
        ({"destination": np.zeros((12, 15, 3), np.int32)}, InputError, "int32"),
        ({"destination": np.zeros((12, 15, 3), ">u2")}, InputError, "uint16"),
        ({"destination": np.zeros((12, 0, 3), np.uint8)}, InputError, r"\(12, 0, 3\)"),
        ({"destination": np.zeros((1, 2, 3, 4), np.uint8)}, InputError, "shape"),
        ({"source_alpha": np.ones((3, 3))}, InputError, "source's alpha is 3 x 3 .* source is 15 x 12"),
        ({"destination_alpha": np.ones((3, 3))}, InputError, "destination's alpha"),
        ({"gradients": "both"}, ParameterError, "source, stronger, average, monochrome"),
        ({"per": "pixel"}, ParameterError, "channel, colour"),
        ({"boundary": "open"}, ParameterError, "free, fixed"),
        ({"solver": "magic"}, ParameterError, "multigrid, pyamg"),
        ({"tolerance": 0.0}, ParameterError, "tolerance"),
        ({"tolerance": float("nan")}, ParameterError, "tolerance"),
        ({"threads": 0}, ParameterError, "threads"),
        ({"at": (1.5, 2)}, ParameterError, "whole"),
        ({"at": (1, 2, 3)}, ParameterError, "row and the column"),
        ({"gradients": "monochrome", "luminance": (1, 2)}, ParameterError, "luminance has 2"),
        ({"out": np.zeros((3, 3, 3), np.uint8)}, InputError, r"\(3, 3, 3\)"),
        ({"out": np.zeros((12, 15, 3), np.uint16)}, InputError, "uint16"),
    ],
)
def test_arguments(arguments, error, words):
    with pytest.raises(error, match=words) as caught:
        clone(**arguments)
    assert isinstance(caught.value, InlayError)
    assert caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_pixels_that_are_no_numbers(dtype, value):
    source, destination = zoo.pictures(SHAPE, dtype)
    region = zoo.ellipse(SHAPE)
    plain = poisson.clone(source, destination, region).image
    outside, inside = (0, 0), (6, 7)

    def spoilt(picture, where):
        picture = picture.copy()
        picture[where] = value
        return picture

    assert np.array_equal(poisson.clone(spoilt(source, outside), destination, region).image, plain)
    kept = poisson.clone(source, spoilt(destination, outside), region).image
    assert np.array_equal(kept[region], plain[region])
    assert np.array_equal(kept[outside], np.full(3, value), equal_nan=True)
    with pytest.raises(InputError, match=r"source .* not a finite number at row 6, column 7"):
        poisson.clone(spoilt(source, inside), destination, region)
    # What lies under the region does not count where only the source's gradients do.
    assert np.allclose(poisson.clone(source, spoilt(destination, inside), region).image, plain, atol=2e-5)
    with pytest.raises(InputError, match=r"destination .* row 6, column 7"):
        poisson.clone(source, spoilt(destination, inside), region, gradients="stronger")
    rim = (6, int(np.flatnonzero(region[6])[0]) - 1)
    with pytest.raises(InputError, match=f"destination .* row 6, column {rim[1]}"):
        poisson.clone(source, spoilt(destination, rim), region)


@pytest.mark.parametrize("which", [0, 1])
def test_edge_fields_of_another_size(which):
    destination = zoo.pictures(SHAPE, "float64")[1]
    field = list(poisson.edges(destination))
    field[which] = field[which][:-1]
    with pytest.raises(InputError, match="one fewer than pixels"):
        poisson.solve(destination, field, zoo.ellipse(SHAPE))
    with pytest.raises(ParameterError, match="mean has 2"):
        poisson.solve(destination, poisson.edges(destination), zoo.ellipse(SHAPE), mean=(1, 2))


def test_edge_fields_that_are_no_numbers():
    destination = zoo.pictures(SHAPE, "float64")[1]
    field = [each.copy() for each in poisson.edges(destination)]
    field[0][0] = np.nan
    region = zoo.ellipse(SHAPE, radii=(0.3, 0.3))
    assert np.abs(poisson.solve(destination, field, region).image - destination).max() < 1e-4
    field[0][6, 7] = np.inf
    with pytest.raises(InputError, match="guidance"):
        poisson.solve(destination, field, region)
