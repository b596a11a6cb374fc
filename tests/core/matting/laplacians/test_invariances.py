"""What a Laplacian must not notice, as far as its formula allows."""

import numpy as np
import pytest
from scipy.stats import ortho_group
from tests.core.matting.laplacians import matrices
from tests.core.matting.laplacians.test_matrices import LOCAL, dense

from inlay.matting import closed_form_laplacian, large_kernel_laplacian, learning_based_laplacian, random_walk_laplacian

IMAGE = matrices.picture((9, 11)) * 0.5 + 0.2
ROTATION = ortho_group.rvs(3, random_state=0)


@pytest.mark.parametrize(
    "laplacian", [closed_form_laplacian, learning_based_laplacian, random_walk_laplacian, large_kernel_laplacian]
)
def test_turned_colours(laplacian):
    assert dense(laplacian(IMAGE @ ROTATION)) == pytest.approx(dense(laplacian(IMAGE)), abs=1e-8)


@pytest.mark.parametrize("laplacian", [closed_form_laplacian, random_walk_laplacian, large_kernel_laplacian, LOCAL[-1]])
def test_shifted_colours(laplacian):
    shifted = IMAGE + np.array([0.25, -0.125, 0.5])
    assert dense(laplacian(shifted)) == pytest.approx(dense(laplacian(IMAGE)), abs=1e-8)


@pytest.mark.parametrize("laplacian", [*LOCAL, large_kernel_laplacian])
@pytest.mark.parametrize("axes", [0, 1, (0, 1)])
def test_flips(laplacian, axes):
    order = np.flip(np.arange(99).reshape(9, 11), axes).ravel()
    flipped = dense(laplacian(np.flip(IMAGE, axes)))
    assert flipped == pytest.approx(dense(laplacian(IMAGE))[np.ix_(order, order)], abs=1e-8)


@pytest.mark.parametrize("laplacian", [closed_form_laplacian, learning_based_laplacian, large_kernel_laplacian])
def test_models_of_colour_are_hardly_charged(laplacian):
    alpha = 0.1 + IMAGE.reshape(-1, 3) @ [0.5, -0.25, 0.125]
    rough = matrices.picture((9, 11), 1, seed=7).ravel()
    matrix = laplacian(IMAGE)
    assert alpha @ (matrix @ alpha) < 1e-6 * (rough @ (matrix @ rough))


def test_one_colour_makes_all_steps_alike():
    weights = -random_walk_laplacian(np.full((4, 5), 0.7)).toarray()
    np.fill_diagonal(weights, 0)
    assert set(np.unique(weights)) == {0.0, 1.0}


def test_one_colour_leaves_the_mean_of_each_window():
    constant = dense(closed_form_laplacian(np.full((3, 3), 0.7)))
    assert constant == pytest.approx(np.eye(9) - 1 / 9, abs=1e-12)


def test_sigma_counts():
    near, far = (random_walk_laplacian(IMAGE, sigma).toarray()[0, 1] for sigma in (0.5, 0.05))
    assert -1 < near < far <= 0
