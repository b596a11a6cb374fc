"""Edge fields: the laws of the operations that are made of them."""

import numpy as np
import pytest
from tests.core.poisson import zoo

from inlay import poisson
from inlay.errors import InputError
from inlay.filters import edge_detection
from inlay.poisson import fields

SHAPE = (60, 71)


@pytest.fixture
def picture():
    return zoo.pictures(SHAPE, "float64")[0]


def same(a, b, tolerance=1e-12):
    return all(np.abs(p - q).max() <= tolerance for p, q in zip(a, b, strict=True))


def test_identities(picture):
    own = fields.gradients(picture)
    plane = picture[..., 0]
    assert same(own, poisson.edges(picture))
    assert same(fields.scaled(own, 1), own)
    assert same(fields.attenuated(picture, beta=0), own)
    assert same(fields.compressed(plane, beta=1), fields.gradients(plane))
    assert same(fields.flattened(picture, edge_detection.sobel(picture, 0)), own)
    assert same(fields.flattened(picture, np.zeros(SHAPE, bool)), fields.scaled(own, 0))
    assert same(fields.spliced(picture, picture, zoo.ellipse(SHAPE)), own)
    assert same(fields.topmost([(picture, np.ones(SHAPE, bool)), (picture * 2, np.ones(SHAPE, bool))]), own)


def test_the_divergence_is_what_the_residual_of_zero_is(picture):
    field = fields.gradients(picture)
    zero = np.zeros_like(picture)
    residual = poisson.residual(zero, field, np.ones(SHAPE, bool))
    assert np.abs(fields.divergence(*field) + residual).max() <= 1e-12


def test_gradients_rebuild_the_picture(picture):
    field = fields.gradients(picture)
    everywhere = np.ones(SHAPE, bool)
    for solver in ("transform", "multigrid", "pyamg"):
        means = picture.mean(axis=(0, 1))
        found = poisson.solve(np.zeros_like(picture), field, everywhere, mean=means, solver=solver)
        assert np.abs(found.image - picture).max() <= 1e-5


def test_attenuation_is_the_equation():
    """A ramp with a steep part: the steep gradient shrinks, the gentle one grows."""
    plane = np.concatenate([np.arange(20) * 0.1, 2 + np.arange(20) * 1.0])[None].repeat(9, axis=0)
    _, right = fields.attenuated(plane, alpha=0.5, beta=0.4)
    mean = fields.magnitude(plane).mean()
    assert np.allclose(right[4, 5], 0.1 * (0.5 * mean / 0.1) ** 0.4)
    assert np.allclose(right[4, 30], (0.5 * mean) ** 0.4)


def test_compression_makes_the_range_smaller():
    y, x = np.mgrid[:130, :170]
    plane = 6.0 * zoo.ellipse((130, 170)) + 0.05 * np.sin(x / 2) * np.sin(y / 2)
    everywhere = np.ones(plane.shape, bool)
    found = poisson.solve(plane, fields.compressed(plane, beta=0.8), everywhere, mean=0.0, solver="transform").image
    detail = slice(60, 70), slice(80, 90)
    assert np.ptp(found) < 0.7 * np.ptp(plane)
    assert np.ptp(found[detail]) > np.ptp(plane[detail])


def test_sharpening_with_gain_one_is_the_identity(picture):
    everywhere = np.ones(SHAPE, bool)
    for gain in (1.0, 2.0):
        field = fields.scaled(fields.gradients(picture), gain)
        found = poisson.solve(picture, field, everywhere, screening=(0.2, picture)).image
        assert (np.abs(found - picture).max() <= 1e-5) == (gain == 1)
        assert np.abs(found.mean(axis=(0, 1)) - picture.mean(axis=(0, 1))).max() <= 1e-6


def test_topmost_takes_what_lies_on_top():
    low, high = np.zeros((6, 9)), np.arange(54.0).reshape(6, 9)
    present = np.zeros((6, 9), bool)
    present[:, 4:] = True
    field = fields.topmost([(np.where(present, high, np.nan), present), (low, np.ones((6, 9), bool))])
    assert np.array_equal(field.right[0], [0, 0, 0, 0, 1, 1, 1, 1])
    assert np.array_equal(field.down[0], [0, 0, 0, 0, 9, 9, 9, 9, 9])
    with pytest.raises(InputError, match="no layer"):
        fields.topmost([])


def test_canny_draws_one_thin_line_along_a_step():
    plane = np.zeros((40, 50), np.float32)
    plane[:, 25:] = 1
    plane[10, 10] = 0.2
    found = edge_detection.canny(plane, 0.1, 0.3)
    assert (found.sum(axis=1) == 1).all()
    assert set(np.nonzero(found)[1]) <= {24, 25}
    assert not edge_detection.canny(plane, 2, 3).any()
    assert edge_detection.sobel(plane, 0.9).any(axis=0).sum() == 2
