"""Alpha from a Laplacian: exact, constrained by what is known, and attentive."""

import sys
from itertools import pairwise

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import spsolve
from tests.core.matting import composites

from inlay.arrays.effort import Effort
from inlay.errors import Cancelled
from inlay.matting import BACKGROUND, FOREGROUND, UNKNOWN, Prior, Scene
from inlay.matting.estimators import registry
from inlay.matting.laplacians import closed_form, knn, large_kernel, learning_based, random_walk
from inlay.matting.laplacians.domain import Domain
from inlay.matting.solvers import dirichlet, preconditioners

ASSEMBLERS = {
    "learning-based": learning_based.assemble,
    "knn": knn.assemble,
    "random-walk": random_walk.assemble,
    "large-kernel": large_kernel.assemble,
}
METHODS = list(ASSEMBLERS)


def scene(prior: Prior | None = None, shape=(44, 60)) -> Scene:
    made = composites.drawn(shape)[0]
    return Scene(made.image, 1 / 255, made.trimap, prior=prior)


def exact(given: Scene, method: str) -> np.ndarray:
    """By sparse LU of the whole Laplacian, with its unknown rows and columns."""
    if method == "large-kernel":
        operator = large_kernel.large_kernel_laplacian(given.image)
        unknown = np.flatnonzero(given.trimap == UNKNOWN)
        full = np.zeros(operator.shape)
        for first in range(0, unknown.size, 500):
            units = np.zeros((operator.shape[0], min(500, unknown.size - first)))
            units[unknown[first : first + 500], np.arange(units.shape[1])] = 1
            full[unknown[first : first + 500]] = (operator @ units).T
        full = sparse.csr_array(full)
    else:
        full = ASSEMBLERS[method](Domain(given.image, given.scale), Effort()).expanded(given.trimap.size)
    unknown = given.trimap.ravel() == UNKNOWN
    rows = sparse.csc_array(full[unknown])
    matrix, right = rows[:, unknown], -(rows @ (given.trimap.ravel() == FOREGROUND))
    if given.prior is not None:
        weight = given.prior.weight.ravel()[unknown].astype(float)
        matrix = matrix + sparse.diags_array(weight)
        right = right + weight * given.prior.value.ravel()[unknown]
    alpha = (given.trimap == FOREGROUND).astype(float)
    alpha[given.trimap == UNKNOWN] = spsolve(sparse.csc_array(matrix), right).clip(0, 1)
    return alpha


@pytest.mark.parametrize("method", METHODS)
def test_the_exact_solution(method):
    given = scene()
    estimate = registry.find(method).estimate(given, threads=1, progress=None)
    apart = np.abs(estimate.alpha - exact(given, method)).max()
    assert apart < 0.25 / 255
    assert estimate.iterations > 0
    assert estimate.error < 0.25 / 255
    assert estimate.loose is None


@pytest.mark.parametrize("method", METHODS)
def test_the_exact_solution_with_a_prior(method):
    rng = np.random.default_rng(1)
    prior = Prior(*rng.random((2, 44, 60), np.float32))
    prior.weight[rng.random((44, 60)) < 0.5] = 0
    given = scene(prior)
    estimate = registry.find(method).estimate(given, threads=1, progress=None)
    assert np.abs(estimate.alpha - exact(given, method)).max() < 0.25 / 255


@pytest.mark.parametrize("method", METHODS)
def test_a_strong_prior_is_believed(method):
    value = np.full((44, 60), 0.625, np.float32)
    given = scene(Prior(value, np.full((44, 60), 1e6, np.float32)))
    alpha = registry.find(method).estimate(given, threads=1, progress=None).alpha
    assert alpha[given.trimap == UNKNOWN] == pytest.approx(0.625, abs=1e-3)


@pytest.mark.parametrize("method", METHODS)
def test_without_pyamg(method, monkeypatch):
    given = scene()
    usual = registry.find(method).estimate(given, threads=1, progress=None).alpha
    monkeypatch.setitem(sys.modules, "pyamg", None)
    assert registry.find(method).estimate(given, threads=1, progress=None).alpha == pytest.approx(usual, abs=0.5 / 255)


@pytest.mark.parametrize("method", ["random-walk", "knn", "large-kernel"])
def test_foreground_and_background_swapped(method):
    given = scene()
    swapped = Scene(given.image, given.scale, np.choose(given.trimap // 127, [255, 128, 0]).astype(np.uint8))
    one, other = (registry.find(method).estimate(each, threads=1, progress=None).alpha for each in (given, swapped))
    assert one + other == pytest.approx(np.ones(one.shape), abs=0.5 / 255)


def test_foreground_and_background_swapped_nearly():
    """The ridge of learning-based matting also charges for a constant alpha, a little."""
    given = scene()
    swapped = Scene(given.image, given.scale, np.choose(given.trimap // 127, [255, 128, 0]).astype(np.uint8))
    one, other = (
        registry.find("learning-based").estimate(each, threads=1, progress=None).alpha for each in (given, swapped)
    )
    assert np.abs(one + other - 1).mean() < 0.5 / 255


@pytest.mark.parametrize("method", METHODS)
def test_what_is_unconstrained_is_loose(method):
    """An island of unknown pixels in a transparent sea: nothing connects it to anything known."""
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (30, 60, 3)).astype(np.uint8)
    trimap = np.full((30, 60), BACKGROUND, np.uint8)
    trimap[:, :4], trimap[:, 4:8] = FOREGROUND, UNKNOWN
    island = np.zeros((30, 60), bool)
    island[10:20, 45:55] = True
    trimap[island] = UNKNOWN
    present = island.copy()
    present[:, :12] = True
    image[island] = 255 - image[island] // 8  # for KNN it is far away in colour, too
    image[:, :12] //= 8
    estimate = registry.find(method).estimate(Scene(image, 1 / 255, trimap, present), threads=1, progress=None)
    assert estimate.loose is not None
    assert (estimate.loose == island).all()
    assert np.isfinite(estimate.alpha).all()
    assert 0 < estimate.alpha[:, 4:8].mean() < 1


@pytest.mark.parametrize("method", [*METHODS, "closed-form"])
def test_a_prior_constrains_what_nothing_else_does(method):
    image = np.full((2, 2, 3), 7, np.uint8)
    trimap = np.array([[0, 128], [255, 128]], np.uint8)
    prior = Prior(np.full((2, 2), 0.75, np.float32), np.array([[0, 1e3], [0, 0]], np.float32))
    estimate = registry.find(method).estimate(Scene(image, 1 / 255, trimap, prior=prior), threads=1, progress=None)
    assert estimate.alpha[0, 1] == pytest.approx(0.75, abs=0.01)
    assert estimate.loose is None or not estimate.loose[0, 1]


@pytest.mark.parametrize("method", [*METHODS, "information-flow"])
def test_progress_rises_and_every_report_may_cancel(method):
    given = scene()
    seen: list[float] = []
    registry.find(method).estimate(given, threads=1, progress=seen.append)
    assert all(0 <= a <= b <= 1 for a, b in pairwise(seen))
    assert len(seen) >= 5

    for stop in (0.0, *np.quantile(seen, [0.2, 0.5, 0.8]), 0.98 * seen[-1]):

        def progress(done: float, stop: float = stop) -> None:
            if done >= stop:
                raise Cancelled

        with pytest.raises(Cancelled):
            registry.find(method).estimate(given, threads=1, progress=progress)


def test_closed_form_from_its_matrix_is_closed_form():
    given = scene()
    laplacian = closed_form.assemble(Domain.of(given), Effort())
    alpha = dirichlet.solve(given, laplacian, lambda matrix, _: preconditioners.diagonal(matrix), Effort()).alpha
    peer = registry.find("closed-form").estimate(given, threads=1, progress=None).alpha
    assert np.abs(alpha - peer).max() < 1 / 255


def test_a_preconditioner_that_is_not_positive_does_not_matter():
    given = scene()
    laplacian = knn.assemble(Domain.of(given), Effort())

    def crooked(matrix, pixels):
        sign = np.where(np.arange(pixels.size) % 2, 1.0, -0.5)
        usual = preconditioners.diagonal(matrix)
        return lambda residual: sign * usual(residual)

    alpha = dirichlet.solve(given, laplacian, crooked, Effort()).alpha
    assert np.abs(alpha - exact(given, "knn")).max() < 0.25 / 255
