"""Blending by gradients in the source's own frame: the clone, wherever it lies."""

import numpy as np
import pytest
from tests.core.poisson import zoo

from inlay import poisson
from inlay.errors import InputError, RegionError

PLACES = [(5, 3), (-7, 20), (30, -9)]


def placed(mask, x, y, shape):
    region = np.zeros(shape, bool)
    rows, columns = np.nonzero(mask)
    inside = (rows + y >= 0) & (columns + x >= 0) & (rows + y < shape[0]) & (columns + x < shape[1])
    region[rows[inside] + y, columns[inside] + x] = True
    return region


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
@pytest.mark.parametrize(("x", "y"), PLACES)
def test_with_the_sources_gradients_it_is_the_clone(dtype, x, y):
    source, target = zoo.pictures((30, 34), dtype)[0], zoo.pictures((40, 50), dtype)[1]
    mask = zoo.ellipse((30, 34))
    blended = poisson.blend(poisson.edges(source), mask, target, x, y)
    cloned = poisson.clone(source, target, placed(mask, x, y, (40, 50)), at=(y, x))
    assert blended.image.dtype == target.dtype
    if dtype.startswith("u"):
        np.testing.assert_array_equal(blended.image, cloned.image)
    else:
        np.testing.assert_allclose(blended.image, cloned.image, atol=1e-5 if dtype == "float32" else 1e-9)


@pytest.mark.parametrize("boundary", ["free", "fixed"])
def test_at_the_border_of_the_target(boundary):
    source, target = zoo.pictures((20, 20))[0], zoo.pictures((40, 50))[1]
    mask = np.ones((20, 20), bool)
    blended = poisson.blend(poisson.edges(source), mask, target, 30, -5, boundary)
    region = placed(mask, 30, -5, (40, 50))
    cloned = poisson.clone(source, target, region, at=(-5, 30), boundary=boundary)
    np.testing.assert_array_equal(blended.image, cloned.image)


def test_edited_gradients_are_what_the_result_has():
    """A field with a divergence of its own, against the solution over the whole target's frame."""
    target = zoo.pictures((40, 50), "float64")[1]
    rng = np.random.default_rng(0)
    field = poisson.Edges(rng.normal(0, 0.1, (19, 24)), rng.normal(0, 0.1, (20, 23)))
    mask = zoo.ellipse((20, 24))
    whole = poisson.Edges(np.zeros((39, 50)), np.zeros((40, 49)))
    whole.down[8:27, 11:35], whole.right[8:28, 11:34] = field
    region = placed(mask, 11, 8, (40, 50))
    expected = poisson.solve(target, whole, region).image
    np.testing.assert_allclose(poisson.blend(field, mask, target, 11, 8).image, expected, atol=1e-12)


def test_signals_and_terms():
    gradients = poisson.edges(np.array([1.0, 2, 4, 5]))
    target, mask = np.array([0.0, 10, 0, 0, 20, 0]), np.array([False, True, True, False])
    np.testing.assert_allclose(poisson.blend(gradients, mask, target, 1).image, [0, 10, 13, 17, 20, 0])
    held = poisson.blend(gradients, mask, target, 1, screening=(1e6, 3.0)).image
    np.testing.assert_allclose(held, [0, 10, 3, 3, 20, 0], atol=1e-3)


def test_bad_input_is_refused_in_words():
    target, mask = np.zeros((9, 9)), np.zeros((5, 5), bool)
    mask[2, 2] = True
    field = poisson.edges(np.zeros((5, 5)))
    with pytest.raises(RegionError, match="empty"):
        poisson.blend(field, mask, target, 20, 0)
    with pytest.raises(InputError, match="mask"):
        poisson.blend(field, mask.astype(float), target)
    with pytest.raises(InputError, match="down"):
        poisson.blend(poisson.edges(np.zeros((6, 5))), mask, target)
    for fields in (None, field[:1], (*field, field.down), np.zeros((5, 5))):
        with pytest.raises(InputError, match="two fields"):
            poisson.blend(fields, mask, target)
