"""Gaussian-Poisson editing: the least squares it stands for, and the pyramid."""

import numpy as np
import pytest
from scipy import ndimage, sparse
from scipy.sparse.linalg import spsolve
from tests.core.poisson import zoo

from inlay import harmonisation, poisson
from inlay.arrays.effort import Effort
from inlay.arrays.resampling import halved
from inlay.errors import InputError, ParameterError
from inlay.harmonisation import equation
from inlay.poisson import fields


def operators(shape, sigma):
    """The Laplacian and the filter as matrices, pixel by pixel from what they do to single pixels."""
    reach = max(1, int(np.ceil(3 * sigma)))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    columns = []
    for index in range(shape[0] * shape[1]):
        one = np.zeros(shape)
        one.flat[index] = 1
        laplacian = -fields.divergence(np.diff(one, axis=0), np.diff(one, axis=1))
        blurred = one
        for axis in (0, 1):
            blurred = ndimage.correlate1d(blurred, kernel, axis=axis, mode="reflect")
        columns.append((laplacian.ravel(), blurred.ravel()))
    return tuple(sparse.csc_matrix(np.array(each).T) for each in zip(*columns, strict=True))


@pytest.mark.parametrize("shape", [(13, 17), (1, 9), (16, 5), (2, 2)])
@pytest.mark.parametrize("beta", [1e-3, 1.0, 50.0])
@pytest.mark.parametrize("sigma", [0.5, 1.3])
def test_it_solves_the_normal_equations(shape, beta, sigma):
    rng = np.random.default_rng(0)
    down, right = rng.normal(size=(shape[0] - 1, shape[1])), rng.normal(size=(shape[0], shape[1] - 1))
    low = rng.normal(size=shape)
    laplacian, blur = operators(shape, sigma)
    divergence = -fields.divergence(down, right).ravel()
    matrix = laplacian.T @ laplacian + beta * blur.T @ blur
    exact = spsolve(matrix.tocsc(), laplacian.T @ divergence + beta * blur.T @ low.ravel())
    found = harmonisation.gaussian_poisson(poisson.Edges(down, right), low, beta=beta, sigma=sigma)
    assert np.abs(found - exact.reshape(shape)).max() <= 1e-8


def test_single_precision_is_good_for_bytes():
    source, low = zoo.pictures((301, 211))
    field = fields.gradients(source)
    exact = harmonisation.gaussian_poisson(field, low)
    single = harmonisation.gaussian_poisson(field, low, precision=np.float32)
    assert np.abs(single - exact).max() <= 0.05


def test_a_picture_with_its_own_colours_stays():
    picture = zoo.pictures((150, 210), "float64")[0]
    blurred = picture
    for axis in (0, 1):
        kernel = np.exp(-0.5 * (np.arange(-2, 3) / 0.5) ** 2)
        blurred = ndimage.correlate1d(blurred, kernel / kernel.sum(), axis=axis, mode="reflect")
    found = harmonisation.gaussian_poisson(fields.gradients(picture), blurred)
    assert np.abs(found - picture).max() <= 1e-9


@pytest.mark.parametrize("shape", [(150, 410), (64, 65), (40, 300), (257, 129, 3)])
def test_the_pyramid_keeps_the_aspect_ratio(shape):
    sizes = equation.level_sizes(shape[:2])
    assert sizes[0] == shape[:2]
    assert min(sizes[-1]) < 128
    for height, width in sizes:
        assert abs(height / width - shape[0] / shape[1]) < 0.05 * shape[0] / shape[1] + 0.02
    rng = np.random.default_rng(1)
    picture = ndimage.gaussian_filter(rng.normal(size=shape), 2, axes=(0, 1)).astype(np.float32)
    low = picture
    while low.shape[:2] != sizes[-1]:
        low = halved(low)
    region = np.zeros(shape[:2], bool)
    region[10:30, 10:30] = True
    found = harmonisation.harmonise(picture, picture, region, low)
    assert found.shape == shape
    assert np.abs(found - picture).mean() < 0.15 * np.abs(picture).mean()


def test_the_colours_follow_the_low_picture():
    source, destination = zoo.pictures((200, 260), "float32")
    region = zoo.ellipse((200, 260))
    sizes = equation.level_sizes((200, 260))
    plain = harmonisation.harmonise(source, destination, region, np.full((*sizes[-1], 3), 0.5, np.float32))
    lighter = harmonisation.harmonise(source, destination, region, np.full((*sizes[-1], 3), 0.75, np.float32))
    assert np.abs(lighter - plain - 0.25).max() < 1e-3


def test_refusals():
    low = np.zeros((5, 6))
    field = poisson.Edges(np.zeros((4, 6)), np.zeros((5, 5)))
    with pytest.raises(ParameterError, match="beta"):
        harmonisation.gaussian_poisson(field, low, beta=0)
    with pytest.raises(InputError, match="one fewer"):
        harmonisation.gaussian_poisson(poisson.Edges(np.zeros((5, 6)), field.right), low)


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (3, 2), (64, 90), (131, 75)])
@pytest.mark.parametrize("sigma", [0.5, 2.0])
def test_a_correction_of_a_picture_is_the_solution_for_its_own_gradients(shape, sigma):
    plane, low = np.random.default_rng(0).random((2, *shape)).astype(np.float32)
    expected = equation.gaussian_poisson(fields.gradients(plane), low, beta=0.1, sigma=sigma)
    assert np.abs(equation._recoloured(plane, low, 0.1, sigma, Effort(threads=1)) - expected).max() < 1e-5
