"""Sharpen Gradients: the law, and the least squares it stands for."""

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import spsolve
from tests import pictures

import inlay


@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize("whole", [True, False])
def test_a_gain_of_one_is_the_identity(dtype, whole):
    image = pictures.image(dtype=dtype)
    region = None if whole else pictures.opacity() > 0.3
    np.testing.assert_array_equal(inlay.sharpen_gradients(image, region, gain=1.0), image)


@pytest.mark.parametrize("gain", [0.0, 0.4, 3.0])
@pytest.mark.parametrize("fidelity", [0.01, 1.0])
def test_it_solves_the_screened_equation(gain, fidelity):
    image = pictures.image(11, 14, 1)[..., 0]
    across, down = (sparse.diags([-1, 1], [0, 1], shape=(n - 1, n)) for n in (14, 11))
    gradient = sparse.vstack([sparse.kron(sparse.eye(11), across), sparse.kron(down, sparse.eye(14))])
    laplacian = gradient.T @ gradient
    left = laplacian + fidelity * sparse.eye(image.size)
    right = gain * laplacian @ image.ravel() + fidelity * image.ravel()
    exact = spsolve(left.tocsc(), right).reshape(image.shape)
    found = inlay.sharpen_gradients(image, gain=gain, fidelity=fidelity)
    assert np.abs(found - exact).max() < 1e-5


def test_detail_grows_and_large_areas_stay():
    image = pictures.image(120, 140, dtype="float32")
    result = inlay.sharpen_gradients(image, gain=2.0, fidelity=0.5)
    assert np.abs(np.diff(result, axis=1)).mean() > 1.3 * np.abs(np.diff(image, axis=1)).mean()
    blocks = [each.reshape(12, 10, 14, 10, 3).mean(axis=(1, 3)) for each in (image, result)]
    assert np.abs(blocks[1] - blocks[0]).max() < 0.05
