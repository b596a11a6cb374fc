"""Each Laplacian against the matrix that its paper's formula gives, entry by entry."""

import numpy as np
import pytest
from scipy import sparse
from tests.core.matting.laplacians import matrices

from inlay.errors import InputError, ParameterError
from inlay.matting import (
    closed_form_laplacian,
    knn_laplacian,
    large_kernel_laplacian,
    learning_based_laplacian,
    random_walk_laplacian,
)

SHAPE = 7, 8
LOCAL = [closed_form_laplacian, learning_based_laplacian, random_walk_laplacian, knn_laplacian]


def dense(laplacian) -> np.ndarray:
    return laplacian.toarray() if sparse.issparse(laplacian) else laplacian @ np.eye(laplacian.shape[0])


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("epsilon", [1e-7, 1e-3])
def test_closed_form(channels, epsilon):
    image = matrices.picture(SHAPE, channels)
    expected = matrices.closed_form(image, epsilon)
    assert dense(closed_form_laplacian(image, epsilon)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("radius", "shape"), [(2, SHAPE), (3, (9, 8)), (3, SHAPE), (3, (6, 20))])
def test_closed_form_with_larger_windows(channels, radius, shape):
    image = matrices.picture(shape, channels)
    expected = matrices.closed_form(image, 1e-3, radius)
    assert dense(closed_form_laplacian(image, 1e-3, radius=radius)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("epsilon", [1e-7, 1e-3])
def test_learning_based(channels, epsilon):
    image = matrices.picture(SHAPE, channels)
    expected = matrices.learning_based(image, epsilon)
    assert dense(learning_based_laplacian(image, epsilon)) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("sigma", [0.3, 1.0])
def test_random_walk(channels, sigma):
    image = matrices.picture(SHAPE, channels)
    assert dense(random_walk_laplacian(image, sigma)) == pytest.approx(matrices.random_walk(image, sigma), abs=1e-7)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("kernel", ["soft", "binary"])
@pytest.mark.parametrize(("counts", "weights"), [((5, 3), (2.0, 0.1)), ((4,), (0.5,)), ((100,), (1.0,))])
def test_knn(channels, kernel, counts, weights):
    image = matrices.picture(SHAPE, channels)
    expected = matrices.knn(image, counts, weights, kernel)
    assert dense(knn_laplacian(image, counts, weights, kernel)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("radius", "shape"), [(1, SHAPE), (2, (8, 9)), (3, (9, 12))])
def test_large_kernel(channels, radius, shape):
    image = matrices.picture(shape, channels)
    expected = matrices.closed_form(image, 1e-5, radius)
    assert dense(large_kernel_laplacian(image, 1e-5, radius)) == pytest.approx(expected, abs=1e-8)


def test_a_small_picture_has_smaller_windows():
    image = matrices.picture((5, 9))
    expected = matrices.closed_form(image, 1e-5, radius=2)
    assert dense(large_kernel_laplacian(image, 1e-5, radius=10)) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("laplacian", [*LOCAL, large_kernel_laplacian])
def test_symmetric_positive_and_no_charge_for_a_constant(laplacian):
    matrix = dense(laplacian(matrices.picture((12, 13))))
    assert matrix == pytest.approx(matrix.T, abs=1e-9)
    assert np.linalg.eigvalsh(matrix).min() > -1e-8
    assert matrix.sum(axis=1) == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize("laplacian", [*LOCAL, large_kernel_laplacian])
@pytest.mark.parametrize("seed", range(3))
def test_a_region_gets_whole_rows(laplacian, seed):
    image = matrices.picture((24, 25), seed=seed)
    image = np.sort(image, axis=0)  # neighbours are alike, so that searches can be cut short
    region = np.zeros((24, 25), bool)
    region[seed : seed + 3, 4:9] = True
    region[15, 20 + seed] = True
    options = {"radius": 3} if laplacian is large_kernel_laplacian else {}
    whole = dense(laplacian(image, **options))[region.ravel()]
    assert dense(laplacian(image, region=region, **options))[region.ravel()] == pytest.approx(whole, abs=1e-8)


@pytest.mark.parametrize("laplacian", LOCAL)
def test_a_region_makes_the_work_smaller(laplacian):
    image = matrices.picture((40, 40))
    region = np.zeros((40, 40), bool)
    region[20, 20] = True
    assert laplacian(image, region=region).nnz < laplacian(image).nnz / 10


@pytest.mark.parametrize("laplacian", [*LOCAL, large_kernel_laplacian])
def test_the_colours_of_absent_pixels_mean_nothing(laplacian):
    image = matrices.picture((14, 15))
    present = np.ones((14, 15), bool)
    present[5:7, 8] = present[0, 0] = False
    options = {"radius": 2} if laplacian is large_kernel_laplacian else {}
    matrix = dense(laplacian(image, present=present, **options))
    image[~present] = [1e9, -7, 0.3]
    assert dense(laplacian(image, present=present, **options)) == pytest.approx(matrix, abs=1e-9)
    assert not matrix[~present.ravel()].any()
    assert not matrix[:, ~present.ravel()].any()


def test_windows_with_an_absent_pixel_are_left_out():
    image = matrices.picture(SHAPE)
    present = np.ones(SHAPE, bool)
    present[3, 4] = False
    expected = matrices.closed_form(image, 1e-7, left_out=frozenset([3 * SHAPE[1] + 4]))
    assert dense(closed_form_laplacian(image, present=present)) == pytest.approx(expected, abs=1e-9)


def test_large_windows_are_made_of_the_present_pixels():
    image = matrices.picture((7, 7))
    present = np.ones((7, 7), bool)
    present[3, 2:5] = False
    colours = image[present]
    centred = colours - colours.mean(axis=0)
    expected = np.eye(46) - 1 / 46 - centred @ np.linalg.inv(centred.T @ centred + 1e-5 * np.eye(3)) @ centred.T
    matrix = dense(large_kernel_laplacian(image, 1e-5, 3, present=present))
    assert matrix[np.ix_(present.ravel(), present.ravel())] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("laplacian", [*LOCAL, large_kernel_laplacian])
@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (2, 2), (3, 3)])
def test_tiny_pictures(laplacian, shape):
    for image in (matrices.picture(shape), np.full((*shape, 3), 0.25)):
        matrix = dense(laplacian(image))
        assert matrix.shape == (np.prod(shape),) * 2
        assert np.isfinite(matrix).all()


@pytest.mark.parametrize("laplacian", [*LOCAL, large_kernel_laplacian])
def test_integers_mean_what_floats_mean(laplacian):
    image = np.random.default_rng(3).integers(0, 256, (9, 10, 3)).astype(np.uint8)
    expected = dense(laplacian(image / 255))
    assert dense(laplacian(image)) == pytest.approx(expected, abs=1e-8)
    assert dense(laplacian(image.astype(np.uint16) * 257)) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("laplacian", [*LOCAL, large_kernel_laplacian])
def test_refusals_in_words(laplacian):
    with pytest.raises(InputError, match="has no Laplacian"):
        laplacian(np.zeros((4, 4, 2)))
    with pytest.raises(InputError, match="'region' has shape"):
        laplacian(np.zeros((4, 4)), region=np.zeros((4, 5), bool))


def test_refusals_of_parameters():
    image = matrices.picture(SHAPE)
    with pytest.raises(ParameterError, match="no kernel"):
        knn_laplacian(image, kernel="hard")
    with pytest.raises(ParameterError, match="do not match"):
        knn_laplacian(image, counts=(3,))
    with pytest.raises(ParameterError, match="radius 0"):
        large_kernel_laplacian(image, radius=0)
    with pytest.raises(ParameterError, match="sigma"):
        random_walk_laplacian(image, sigma=0)
