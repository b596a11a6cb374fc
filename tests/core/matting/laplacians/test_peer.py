"""The Laplacians against PyMatting's on the lemur, and how the two are meant to differ."""

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, cg, spsolve
from tests.core.matting import composites
from tests.core.matting.estimators import scenes

from inlay.matting import (
    Scene,
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


def test_large_kernel_with_what_is_known_held(lemur):
    """PyMatting charges 100 for a known pixel and up to 441 for an unknown one, so that what is known gives way."""
    lemur = lemur[:48, :64]
    trimap = composites.drawn(lemur.shape[:2])[0].trimap
    known = (trimap != 128).ravel()
    theirs, diagonal = pymatting.lkm_laplacian(lemur)

    def held(weight: float) -> np.ndarray:
        charge = weight * known
        size = known.size, known.size
        matrix = LinearOperator(size, lambda p: theirs(p.ravel()) + charge * p.ravel(), dtype=float)
        condition = LinearOperator(size, lambda r: r.ravel() / (diagonal + charge), dtype=float)
        return cg(matrix, charge * (trimap.ravel() == 255), rtol=1e-9, M=condition)[0].reshape(trimap.shape).clip(0, 1)

    soft = pymatting.estimate_alpha_lkm(lemur, np.where(trimap == 128, 0.5, trimap / 255))
    assert soft == pytest.approx(held(100), abs=1e-3)
    assert np.abs(soft - trimap / 255).ravel()[known].max() > 0.05
    ours = scenes.run("large-kernel", Scene(lemur.astype(np.float32), 1.0, trimap)).alpha
    assert np.abs(ours - held(1e6)).max() < 1 / 255


def test_random_walkers_never_die():
    """A hole behind edges that hardly anybody crosses has what is around it, whichever side is called foreground.

    PyMatting's walkers die with a probability of 1e-8 in each step, and the dead are background.
    """
    image = np.full((20, 40, 3), 0.2)
    image[8:12, 8:12] = 0.9
    trimap = np.full((20, 40), 128, np.uint8)
    trimap[:, :2], trimap[:, -2:] = 255, 0
    image[:, 20:] = 0.6
    for sides in (trimap, np.where(trimap == 128, 128, 255 - trimap)):
        ours = scenes.run("random-walk", Scene(image.astype(np.float32), 1.0, sides.astype(np.uint8))).alpha
        matrix, right = pymatting.make_linear_system(
            pymatting.rw_laplacian(image), np.where(sides == 128, 0.5, sides / 255)
        )
        theirs = spsolve(matrix.tocsc(), right).reshape(sides.shape)
        assert ours[8:12, 8:12] == pytest.approx(sides[0, 0] / 255, abs=1e-4)
        assert theirs[8:12, 8:12] == pytest.approx(0, abs=1e-4)
