"""The levels of the colours against explicit matrices, straight from eq. 19 of Levin, Lischinski and Weiss 2008."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import sparse
from tests.core.matting import composites

from inlay.arrays.pool import Pool
from inlay.matting import estimate_foreground
from inlay.matting.colours import closed_form, multilevel, pyramid
from inlay.matting.colours import soft_edge as bands
from inlay.matting.colours.soft_edge import Cutout

LIMITS = np.float32(0), np.float32(255), pyramid.REGULARIZATION


@pytest.fixture(params=[0, 1, 2], ids=["noise", "hair", "steps"])
def band(request):
    rng = np.random.default_rng(4)
    image = rng.integers(0, 256, (13, 18, 3)).astype(np.uint8)
    alpha = rng.random((13, 18)).astype(np.float32)
    alpha[:, 12:] = np.clip(alpha[:, 12:] * 4 - 1, 0, 1)
    if request.param == 1:
        scene = composites.drawn((60, 80))[1]
        image, alpha = scene.image, scene.alpha
    if request.param == 2:
        alpha = np.rint(alpha * 3) / np.float32(3)
    return bands.find(Cutout(image, alpha), Pool(1))


def explicit(band):
    """The matrix and the right-hand sides of eq. 19, pixel by pixel: F of all pixels, then B of all."""
    height, width = band.inside.shape
    number = np.full((height, width), -1)
    number[band.inside] = np.arange(band.lattice.size)
    size = band.lattice.size
    alpha = band.alpha.astype(np.float64)
    matrix, sides = np.zeros((2 * size, 2 * size)), np.zeros((2 * size, band.channels))
    for i in range(size):
        share = np.array([alpha[i], 1 - alpha[i]])
        both = [i, size + i]
        matrix[np.ix_(both, both)] += np.outer(share, share)
        sides[both] += share[:, None] * band.colours[i]
    for y, x in np.argwhere(band.inside):
        for other in ((y, x + 1), (y + 1, x)):
            if other[0] < height and other[1] < width and band.inside[other]:
                i, j = number[y, x], number[other]
                weight = 1e-5 + abs(alpha[i] - alpha[j])
                for part in (0, size):
                    ends = [part + i, part + j]
                    matrix[np.ix_(ends, ends)] += weight * np.array([[1, -1], [-1, 1]])
    return matrix, sides


def interleaved(matrix):
    """Rows and columns in the order F, B of the first pixel, F, B of the second."""
    size = len(matrix) // 2
    order = np.stack([np.arange(size), size + np.arange(size)], axis=1).reshape(-1)
    return matrix[np.ix_(order, order)]


def squares(fine, coarse):
    """Which square each pixel belongs to, as a sparse matrix of ones."""
    rows, columns = np.nonzero(fine.inside)
    number = np.full(coarse.inside.shape, -1)
    number[coarse.inside] = np.arange(coarse.lattice.size)
    parents = number[rows // 2, columns // 2]
    return sparse.csr_array((np.ones(len(parents)), (np.arange(len(parents)), parents)))


def test_every_level_is_the_minimisation_over_squares(band):
    pool = Pool(1)
    expected, sides = explicit(band)
    expected = interleaved(expected)
    size = band.lattice.size
    sides = np.stack([sides[:size], sides[size:]], axis=1).reshape(2 * size, -1)
    levels = pyramid.build(band, 1, pool)
    mine = band.colours
    np.testing.assert_allclose(closed_form.matrix(levels[0].completed(pool)).toarray(), expected, atol=1e-6)
    assert levels[-1].lattice.size == 1
    for fine, coarse in pairwise(levels):
        spread = sparse.kron(squares(fine, coarse), sparse.eye(2)).toarray()
        expected, sides = spread.T @ expected @ spread, spread.T @ sides
        scale = np.abs(expected).max()
        np.testing.assert_allclose(closed_form.matrix(coarse).toarray(), expected, atol=2e-6 * scale)
        mine = coarse.gathered(fine, mine, band.channels, pool)
        rho, kappa = np.split(mine, 2, axis=1)
        a = coarse.moments[:, 1:2]
        pulls = np.stack([a * rho + kappa, (1 - a) * rho - kappa], axis=1).reshape(sides.shape)
        np.testing.assert_allclose(pulls, sides, atol=2e-5 * np.abs(sides).max())


def test_relaxation_solves_for_one_pixel_after_another(band):
    """Both relaxations of the finest level, against the explicit equations of each pixel in turn."""
    pool = Pool(1)
    matrix, sides = explicit(band)
    size = band.lattice.size
    start = np.random.default_rng(0).random((size, 2 * band.channels), np.float32) * 255
    level = pyramid.Level.finest(band).completed(pool)
    mine = start.copy()
    colours = np.concatenate([band.colours, np.zeros_like(band.colours)], axis=1)
    level.relax(colours, mine, closed_form.EVERYTHING, 0, pool)
    stacked = start.reshape(size, 2, -1).transpose(1, 0, 2).reshape(2 * size, -1).astype(np.float64)
    for half in (0, 1):
        for i in np.flatnonzero((band.lattice.place & 1) == half):
            both = [i, size + i]
            block = matrix[np.ix_(both, both)].copy()
            missing = 4 - np.count_nonzero(matrix[i, :size]) + 1
            own = 1e-5 * missing * np.eye(2)  # a missing neighbour is the pixel itself
            pull = sides[both] - matrix[both] @ stacked + block @ stacked[both] + own @ stacked[both]
            stacked[both] = np.linalg.solve(block + own, pull)
    expected = stacked.reshape(2, size, -1).transpose(1, 0, 2).reshape(size, -1)
    np.testing.assert_allclose(mine, expected, rtol=2e-3, atol=2e-2)


def test_residual_is_what_the_explicit_equations_leave(band):
    pool = Pool(1)
    matrix, sides = explicit(band)
    size = band.lattice.size
    pairs = np.random.default_rng(1).random((size, 2 * band.channels), np.float32) * 255
    level = pyramid.Level.finest(band).completed(pool)
    given = np.concatenate([band.colours, np.zeros_like(band.colours)], axis=1)
    rho, kappa = np.split(level.residual(given, pairs, pool), 2, axis=1)
    stacked = pairs.reshape(size, 2, -1).transpose(1, 0, 2).reshape(2 * size, -1)
    left = sides - matrix @ stacked
    a = band.alpha[:, None]
    np.testing.assert_allclose(a * rho + kappa, left[:size], atol=1e-3)
    np.testing.assert_allclose((1 - a) * rho - kappa, left[size:], atol=1e-3)


@pytest.mark.parametrize("smallest", [10, 100_000], ids=["cycles", "directly"])
def test_closed_form_is_the_minimum(band, smallest, monkeypatch):
    monkeypatch.setattr(closed_form, "SMALLEST", smallest)
    pool = Pool(1)
    matrix, sides = explicit(band)
    expected = np.linalg.solve(matrix, sides)
    size = band.lattice.size
    mine = closed_form.solve(band, multilevel.solve(band, LIMITS, pool), LIMITS, pool)
    opaque, clear = band.alpha == 1, band.alpha == 0
    foreground, background = (np.clip(each, 0, 255) for each in (expected[:size], expected[size:]))
    foreground[opaque], background[clear] = band.colours[opaque], band.colours[clear]
    a = band.alpha[:, None]
    assert np.abs(a * (mine[:, :3] - foreground)).max() < 0.25
    assert np.abs((1 - a) * (mine[:, 3:] - background)).max() < 0.25


def test_multilevel_comes_close_to_the_minimum():
    for scene in composites.drawn():
        fast = estimate_foreground(scene.image, scene.alpha)
        exact = estimate_foreground(scene.image, scene.alpha, method="closed-form")
        weight = scene.alpha[..., None]
        difference = np.abs(weight * (fast.foreground.astype(np.float32) - exact.foreground))
        assert difference[(scene.alpha > 0) & (scene.alpha < 1)].mean() < 2, scene.name
