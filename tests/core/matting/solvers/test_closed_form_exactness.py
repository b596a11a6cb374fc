"""Closed-form matting against sparse factors of the paper's matrix, in double precision."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from tests.cases import every
from tests.core.matting.solvers import explicit, zoo

from inlay.matting.estimators import closed_form
from inlay.matting.scene import FOREGROUND, UNKNOWN
from inlay.matting.solvers import unknown_band

LEVEL = 1 / 255


def check(scene, error=LEVEL, **options):
    estimate = closed_form.estimate(scene, threads=1, **options)
    alpha, loose = explicit.solve(scene, options.get("epsilon", 1e-7), options.get("radius", 1))
    assert estimate.alpha.dtype == np.float32
    assert np.isfinite(estimate.alpha).all()
    assert estimate.error <= 2 * 0.5 / 255
    found = np.zeros_like(loose) if estimate.loose is None else estimate.loose
    assert np.array_equal(found, loose)
    assert not estimate.alpha[loose].any()
    known = scene.trimap != UNKNOWN
    assert np.array_equal(estimate.alpha[known], (scene.trimap == FOREGROUND)[known])
    assert np.abs(estimate.alpha - alpha).max() < error
    return estimate


@every("trimap", zoo.TRIMAPS)
@pytest.mark.parametrize("picture", zoo.PICTURES)
def test_every_kind_of_picture_and_trimap(picture, trimap):
    for seed in range(2):
        shape = 37 + 20 * seed, 64 - 9 * seed
        check(zoo.scene(zoo.picture(picture, shape, seed), zoo.trimap(trimap, shape, seed)))


@pytest.mark.parametrize("trimap", zoo.TRIMAPS)
@pytest.mark.parametrize("picture", ["noise", "smooth", "patches"])
def test_with_absent_pixels_and_a_prior(picture, trimap):
    shape = 45, 52
    present = zoo.holes(shape)
    known = np.where(present, zoo.trimap(trimap, shape), 0).astype(np.uint8)
    scene = zoo.scene(zoo.picture(picture, shape), known, present=present)
    check(scene)
    check(replace(scene, prior=zoo.prior(shape)))


@pytest.mark.parametrize("trimap", ["sparse", "corner"])
@pytest.mark.parametrize("picture", ["noise", "smooth", "dark"])
def test_large_bands_in_single_precision(picture, trimap):
    shape = 190, 200
    scene = zoo.scene(zoo.picture(picture, shape), zoo.trimap(trimap, shape))
    assert np.count_nonzero(scene.trimap == UNKNOWN) > unknown_band.SMALL
    check(scene)


def test_large_flat_parts_need_double_precision():
    """Where epsilon alone decides how flat parts go together, single precision is off by ten levels."""
    shape = 190, 200
    check(zoo.scene(zoo.picture("patches", shape), zoo.trimap("sparse", shape)))


@pytest.mark.parametrize("epsilon", [1e-9, 1e-5, 1e-3])
def test_epsilon(epsilon):
    shape = 40, 50
    check(zoo.scene(zoo.picture("smooth", shape), zoo.trimap("blobs", shape)), epsilon=epsilon)


@pytest.mark.parametrize("radius", [2, 3])
@every("trimap", zoo.TRIMAPS)
@every("picture", ["noise", "smooth", "patches", "dark"])
def test_larger_windows(picture, trimap, radius):
    shape = 37, 44
    present = zoo.holes(shape)
    scene = zoo.scene(zoo.picture(picture, shape), zoo.trimap(trimap, shape))
    check(scene, radius=radius)
    known = np.where(present, scene.trimap, 0).astype(np.uint8)
    check(replace(scene, trimap=known, present=present, prior=zoo.prior(shape)), radius=radius)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_types_and_channels(dtype, channels):
    shape = 40, 50
    image = zoo.picture("smooth", shape)[..., :channels]
    image = {"uint8": image, "uint16": image * np.uint16(257), "float32": image / np.float32(255)}[dtype]
    check(zoo.scene(image, zoo.trimap("blobs", shape)))


@pytest.mark.parametrize("trimap", zoo.TRIMAPS)
def test_the_second_solver(trimap):
    shape = 45, 60
    present = zoo.holes(shape)
    known = np.where(present, zoo.trimap(trimap, shape), 0).astype(np.uint8)
    for image in (zoo.picture("smooth", shape), zoo.picture("patches", shape), zoo.picture("noise", shape)[..., :1]):
        check(zoo.scene(image, known, present=present, prior=zoo.prior(shape)), LEVEL / 4, solver="pyamg")
        check(zoo.scene(image, zoo.trimap(trimap, shape)), LEVEL / 4, solver="pyamg")


def test_a_tighter_tolerance_is_kept():
    shape = 60, 70
    check(zoo.scene(zoo.picture("smooth", shape), zoo.trimap("corner", shape)), 2e-6, tolerance=1e-6)


@pytest.fixture(scope="module")
def lemur(pictures):
    image = np.asarray(Image.open(pictures / "matting/lemur.png").convert("RGB"))
    trimap = np.array(Image.open(pictures / "matting/lemur_trimap.png").convert("L"))
    trimap[(trimap > 0) & (trimap < 255)] = UNKNOWN
    return zoo.scene(image, trimap)


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
def test_the_lemur(lemur, pictures, solver):
    estimate = closed_form.estimate(lemur, solver=solver)
    published = np.asarray(Image.open(pictures / "matting/lemur_alpha.png").convert("L")) / 255
    difference = np.abs(estimate.alpha - published)
    assert difference.max() < 0.0064  # the published one was solved loosely: sparse factors differ by 0.00625
    assert (difference > 0.006).sum() < 20


def test_the_lemur_with_the_matrix_of_pymatting(lemur):
    from pymatting.laplacian.cf_laplacian import cf_laplacian
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import splu

    unknown = (lemur.trimap == UNKNOWN).ravel()
    known_alpha = (lemur.trimap == FOREGROUND).ravel().astype(float)
    rows = cf_laplacian(lemur.image / 255, epsilon=1e-7, radius=1).tocsr()[unknown]
    solution = splu(csc_matrix(rows[:, unknown]), permc_spec="MMD_AT_PLUS_A").solve(-(rows @ known_alpha))
    estimate = closed_form.estimate(lemur)
    assert np.abs(estimate.alpha.ravel()[unknown] - solution.clip(0, 1)).max() < LEVEL / 2


def test_equations_that_are_solved_at_once_stay_solved(monkeypatch):
    """The iteration goes on for some steps after rounding alone is left, and must not build on that."""
    monkeypatch.setattr(unknown_band, "TINY", 0)
    shape = 9, 1
    trimap = np.full(shape, UNKNOWN, np.uint8)
    trimap[4] = FOREGROUND
    check(zoo.scene(np.full(shape, 128, np.uint8), trimap, prior=zoo.prior(shape, 43)))
    nearly_flat = (0.5 + 1e-3 * np.random.default_rng(0).random((54, 24, 3))).astype(np.float32)
    trimap = np.where(np.tri(*nearly_flat.shape[:2], dtype=bool), 0, FOREGROUND).astype(np.uint8)
    np.fill_diagonal(trimap, UNKNOWN)
    check(zoo.scene(nearly_flat, trimap))


def test_one_known_pixel_in_a_ramp():
    """Only epsilon tells a constant alpha from one that follows the ramp."""
    ramp = np.tile(np.linspace(0, 65535, 8)[:7].astype(np.uint16)[:, np.newaxis], (3, 1, 3))
    trimap = np.full(ramp.shape[:2], UNKNOWN, np.uint8)
    trimap[2, 6] = FOREGROUND
    check(zoo.scene(ramp, trimap))
