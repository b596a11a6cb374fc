"""Learning-based matting on the band of unknown pixels: its equations entry by entry, and its solution."""

import numpy as np
import pytest
from tests.core.matting.laplacians import matrices
from tests.core.matting.solvers import zoo

from inlay.arrays.pool import Pool
from inlay.matting.estimators import learning_based as estimator
from inlay.matting.laplacians.unknown_band import band as bands
from inlay.matting.laplacians.unknown_band import learning_based, pixels
from inlay.matting.scene import FOREGROUND, UNKNOWN, Scene
from inlay.matting.solvers import stencil

SHAPE = 8, 9


def equations(scene: Scene, epsilon: float) -> tuple[np.ndarray, np.ndarray]:
    """The matrix of the unknown pixels, column by column, and the right-hand side."""
    with Pool(1) as pool:
        band = bands.find(scene.trimap, pool)
        system = learning_based.assemble(pixels.gather(scene, band, pool), band, epsilon, np.float64, pool)
    runs = zip(band.unknown.start[:, 2] + 2, band.unknown.length, strict=True)
    places = np.concatenate([np.arange(start, start + length) for start, length in runs])
    matrix = np.empty((places.size, places.size))
    for column, place in enumerate(places):
        unit, product = np.zeros((2, band.size))
        unit[place] = 1
        stencil.multiply(system.planes, band.unknown, 0, band.height, unit, product)
        matrix[:, column] = product[places]
    return matrix, system.force[places]


def framed(image: np.ndarray) -> Scene:
    trimap = np.full(image.shape[:2], UNKNOWN, np.uint8)
    trimap[0], trimap[-1, 3:] = 0, FOREGROUND
    return Scene(image.astype(np.float32), 1.0, trimap)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("epsilon", [1e-7, 1e-3, 0.1])
def test_every_entry_is_that_of_the_paper(channels, epsilon):
    scene = framed(matrices.picture(SHAPE, channels))
    expected = matrices.learning_based(scene.image.astype(np.float64), epsilon)
    unknown, front = (scene.trimap == UNKNOWN).ravel(), (scene.trimap == FOREGROUND).ravel()
    matrix, force = equations(scene, epsilon)
    assert matrix == pytest.approx(expected[np.ix_(unknown, unknown)], abs=1e-7)
    assert force == pytest.approx(-(expected[unknown] @ front), abs=1e-7)


@pytest.mark.parametrize("epsilon", [1e-3, 0.1])
def test_what_a_constant_costs_is_kept(epsilon):
    """It is a small difference of the links, and would be lost as one."""
    image = matrices.picture(SHAPE).astype(np.float32)
    known = np.full(SHAPE, UNKNOWN, np.uint8)
    matrix, _ = equations(Scene(image, 1.0, known), epsilon)
    expected = matrices.learning_based(image.astype(np.float64), epsilon).sum(axis=1)
    assert np.abs(expected).max() > 1e-7
    assert matrix.sum(axis=1) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_windows_with_an_absent_pixel_are_left_out():
    scene = framed(matrices.picture(SHAPE))
    present = np.ones(SHAPE, bool)
    present[:, 4] = False
    scene = Scene(scene.image, 1.0, np.where(present, scene.trimap, 0).astype(np.uint8), present)
    matrix, _ = equations(scene, 1e-3)
    left = np.nonzero(scene.trimap == UNKNOWN)[1] < 4
    assert not matrix[np.ix_(left, ~left)].any()
    alone = Scene(scene.image[:, :4], 1.0, scene.trimap[:, :4])
    assert matrix[np.ix_(left, left)] == pytest.approx(equations(alone, 1e-3)[0], abs=1e-9)


@pytest.mark.parametrize("trimap", zoo.TRIMAPS)
@pytest.mark.parametrize("picture", ["noise", "smooth", "dark", "bright", "colourless"])
def test_the_band_and_the_sparse_matrix_agree(picture, trimap, monkeypatch):
    shape = 37, 64
    scene = zoo.scene(zoo.picture(picture, shape), zoo.trimap(trimap, shape))
    found = estimator.estimate(scene, threads=1)
    monkeypatch.setattr(estimator, "has_numba", lambda: False)
    assert np.abs(found.alpha - estimator.estimate(scene).alpha).max() < 0.5 / 255


def test_strokes_in_single_precision(monkeypatch):
    """Nearly everything is unknown."""
    shape = 190, 200
    scene = zoo.scene(zoo.picture("noise", shape), np.full(shape, UNKNOWN, np.uint8))
    scene.trimap[40:44, 20:150], scene.trimap[120:124, 60:180] = 0, FOREGROUND
    found = estimator.estimate(scene, threads=1)
    monkeypatch.setattr(estimator, "has_numba", lambda: False)
    assert np.abs(found.alpha - estimator.estimate(scene).alpha).max() < 0.5 / 255
