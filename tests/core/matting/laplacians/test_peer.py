"""The Laplacians against PyMatting's on the lemur, and how the two are meant to differ."""

import numpy as np
import pytest
from scipy import sparse
from tests.core.matting import composites

from inlay.matting import (
    closed_form_laplacian,
    knn_laplacian,
    large_kernel_laplacian,
    learning_based_laplacian,
    random_walk_laplacian,
)

pymatting = pytest.importorskip("pymatting")


@pytest.fixture(scope="module")
def lemur(pictures) -> np.ndarray:
    return composites.enlarged_lemur(pictures).image[100:200, 150:300] / 255


def difference(ours, theirs) -> float:
    return float(abs(sparse.csr_matrix(ours) - sparse.csr_matrix(theirs)).max())


def test_closed_form(lemur):
    assert difference(closed_form_laplacian(lemur), pymatting.cf_laplacian(lemur)) < 1e-6


@pytest.mark.parametrize("radius", [2, 3])
def test_closed_form_with_larger_windows(lemur, radius):
    assert difference(closed_form_laplacian(lemur, radius=radius), pymatting.cf_laplacian(lemur, radius=radius)) < 1e-6


def test_learning_based(lemur):
    assert difference(learning_based_laplacian(lemur), pymatting.lbdm_laplacian(lemur)) < 1e-6


def test_large_kernel(lemur):
    theirs, diagonal = pymatting.lkm_laplacian(lemur)
    ours = large_kernel_laplacian(lemur)
    for seed in range(3):
        values = np.random.default_rng(seed).random(lemur.shape[0] * lemur.shape[1])
        assert ours @ values == pytest.approx(theirs(values), abs=1e-6)
    unit = np.zeros(len(diagonal))
    unit[7000] = 1
    assert (ours @ unit)[7000] == pytest.approx(diagonal[7000], abs=1e-6)


def test_random_walk(lemur):
    """PyMatting divides rows by their sum, the pixel itself included, and takes sigma as 1/30 whatever it is given."""
    ours = random_walk_laplacian(lemur, 1 / 30)
    degree = ours.diagonal()
    theirs = pymatting.rw_laplacian(lemur, regularization=0.0)
    inner = np.zeros(lemur.shape[:2], bool)
    inner[1:-1, 1:-1] = True
    rows = np.flatnonzero(inner)
    normal = sparse.diags_array(1 / (1 + degree)) @ ours
    assert difference(normal.tocsr()[rows], theirs.tocsr()[rows]) < 1e-6


def test_knn(lemur):
    """PyMatting divides rows by their sum, each pixel four times its own neighbour; few ties fall otherwise."""
    ours = knn_laplacian(lemur, kernel="binary")
    normal = sparse.csr_matrix(sparse.diags_array(1 / (4 + ours.diagonal())) @ ours)
    theirs = sparse.csr_matrix(pymatting.knn_laplacian(lemur))
    for matrix in (normal, theirs):
        matrix.setdiag(0)
        matrix.eliminate_zeros()
    ours_only, theirs_only = ((a.astype(bool) > b.astype(bool)).nnz for a, b in ((normal, theirs), (theirs, normal)))
    assert ours_only + theirs_only < 0.01 * theirs.nnz
    same_row = np.asarray(normal.astype(bool).sum(axis=1) == theirs.astype(bool).sum(axis=1)).ravel()
    apart = abs(normal - theirs)[same_row] > 1e-6
    assert apart.nnz < 0.05 * theirs.nnz
