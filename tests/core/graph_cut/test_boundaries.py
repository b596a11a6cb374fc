"""Outlines: the closed path around an object along which two pictures differ least."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from tests.core.poisson import zoo

from inlay.errors import Cancelled
from inlay.graph_cut.boundaries import optimal_outline, outline_cost


def planted(shape, radius=0.3, width=1):
    """A source that differs from the destination by a constant along one ring, and by much else elsewhere."""
    ring = zoo.ellipse(shape, radii=(radius, radius))
    rim = ring & ~ndimage.binary_erosion(ring)
    near = ndimage.binary_dilation(rim, iterations=width)
    rng = np.random.default_rng(1)
    noise = 7 + 40 * (1 + rng.random((*shape, 1))) * rng.choice([-1, 1], (*shape, 1))
    destination = 50 * rng.random((*shape, 1))
    return destination + np.where(near[..., None], 7.0, noise), destination, ring


@pytest.mark.parametrize(("shape", "width"), [((60, 70), 1), ((300, 420), 3)])
def test_a_planted_outline_is_found(shape, width):
    source, destination, _ = planted(shape, width=width)
    region, inside = zoo.ellipse(shape), zoo.ellipse(shape, radii=(0.15, 0.15))
    found = optimal_outline(source, destination, region, inside)
    difference = source - destination
    assert outline_cost(difference, found) < 1e-6
    assert outline_cost(difference, region) > 1e4
    assert found[inside].all()
    assert not (found & ~region).any()


@given(st.integers(0, 10_000), st.integers(1, 3), st.booleans())
@settings(max_examples=40)
def test_it_never_costs_more_than_the_users_and_holds_the_object(seed, channels, touches):
    rng = np.random.default_rng(seed)
    shape = 24, 31
    source, destination = 100 * ndimage.gaussian_filter(rng.normal(size=(2, *shape, channels)), (0, 3, 3, 0))
    region = zoo.ellipse(shape, radii=(0.6, 0.6) if touches else (0.4, 0.4))
    inside = zoo.ellipse(shape, centre=rng.uniform(0.4, 0.6, 2), radii=(0.15, 0.15))
    found = optimal_outline(source, destination, region, inside)
    difference = (source - destination).astype(np.float32)
    assert outline_cost(difference, found) <= outline_cost(difference, region)
    assert found[inside].all()
    assert not (found & ~region).any()


def test_the_border_of_the_picture_costs_nothing():
    """A region along the left border, where the pictures differ most, ends at the column where they do not."""
    shape = 40, 50
    y, x = np.mgrid[: shape[0], : shape[1]]
    source = np.where((x == 20) | (x == 21), 150.0, np.where(y % 2 == 0, 200.0, 100.0))[..., None]
    region, inside = x < 35, x < 5
    found = optimal_outline(source, np.zeros_like(source), region, inside)
    np.testing.assert_array_equal(found, x <= 20)
    assert outline_cost(source, found) == 0 < outline_cost(source, region)


def test_absent_destinations_cost_nothing_whatever_they_hold():
    shape = 60, 70
    source, destination, ring = planted(shape)
    region, inside = zoo.ellipse(shape), zoo.ellipse(shape, radii=(0.15, 0.15))
    hidden = ring & ~inside
    found = []
    for garbage in (0, np.nan):
        below = np.where(hidden[..., None], garbage, destination)
        found.append(optimal_outline(source, below, region, inside, ~hidden))
    np.testing.assert_array_equal(*found)
    assert outline_cost(source - destination, found[0], ~hidden) == 0


def test_an_object_that_fills_the_region_leaves_it_as_it_is():
    shape = 30, 30
    source, destination, region = planted(shape)
    np.testing.assert_array_equal(optimal_outline(source, destination, region, region), region)


def test_it_can_be_stopped():
    calls = []

    def stop(_):
        calls.append(None)
        if len(calls) > 3:
            raise Cancelled

    source, destination, region = planted((60, 70))
    with pytest.raises(Cancelled):
        optimal_outline(source, destination, region, zoo.ellipse((60, 70), radii=(0.1, 0.1)), progress=stop)
