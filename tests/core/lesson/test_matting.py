"""Closed-form matting by hand: against least squares, and against what Inlay finds."""

import numpy as np
import pytest

from inlay.errors import InputError, RegionError
from inlay.lesson import best_line, matting_laplacian, solved_alpha, tuft, unmixed, window_matrix
from inlay.matting import closed_form_laplacian, estimate_alpha, estimate_foreground


@pytest.fixture
def random():
    return np.random.default_rng(12)


def unknown_of(alpha):
    """A trimap around a true alpha: what is soft, and a pixel on either side."""
    soft = (alpha > 0) & (alpha < 1)
    wide = soft.copy()
    wide[1:] |= soft[:-1]
    wide[:-1] |= soft[1:]
    wide[:, 1:] |= soft[:, :-1]
    wide[:, :-1] |= soft[:, 1:]
    return wide


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("epsilon", [1e-7, 1e-2])
def test_the_matrix_of_a_window_says_how_badly_the_best_line_fits(random, channels, epsilon):
    colours, alpha = random.random((9, channels)), random.random(9)
    line = best_line(colours, alpha, epsilon)
    assert alpha @ window_matrix(colours, epsilon) @ alpha == pytest.approx(line.misfit)
    for change in 1e-3 * random.normal(size=(20, channels + 1)):
        slope, offset = line.slope + change[:-1], line.offset + change[-1]
        misfit = ((alpha - colours @ slope - offset) ** 2).sum() + epsilon * slope @ slope
        assert misfit > line.misfit


def test_with_a_small_epsilon_the_line_is_that_of_least_squares(random):
    gray, alpha = random.random(9), random.random(9)
    line = best_line(gray[:, np.newaxis], alpha, 1e-12)
    assert [*line.slope, line.offset] == pytest.approx(np.polyfit(gray, alpha, 1))


@pytest.mark.parametrize("shape", [(3, 3, 1), (3, 3, 3), (6, 5, 3)])
@pytest.mark.parametrize("epsilon", [1e-7, 1e-3])
def test_the_laplacian_is_that_of_inlay(random, shape, epsilon):
    image = random.random(shape)
    laplacian = matting_laplacian(image, epsilon)
    assert laplacian == pytest.approx(closed_form_laplacian(image, epsilon).toarray(), abs=1e-6)


def test_laws_of_the_laplacian(random):
    laplacian = matting_laplacian(random.random((5, 6, 3)))
    assert laplacian == pytest.approx(laplacian.T)
    assert laplacian.sum(axis=1) == pytest.approx(0, abs=1e-9)
    assert np.linalg.eigvalsh(laplacian).min() > -1e-9


def test_on_nine_pixels_unknown_alpha_lies_on_the_line_through_the_known_ones():
    image = np.array([[0.2, 0.35, 0.8], [0.2, 0.5, 0.8], [0.2, 0.65, 0.8]])
    known, unknown = np.array([[0.0, 0, 1]] * 3), np.array([[False, True, False]] * 3)
    alpha = solved_alpha(matting_laplacian(image), known, unknown)
    assert alpha == pytest.approx(np.array([[0, 0.25, 1], [0, 0.5, 1], [0, 0.75, 1]]), abs=1e-5)


def test_on_nine_noisy_pixels_it_is_the_regression_line(random):
    image = np.array([[0.2, 0.35, 0.8], [0.2, 0.5, 0.8], [0.2, 0.65, 0.8]]) + 0.05 * random.normal(size=(3, 3))
    known, unknown = np.array([[0.0, 0, 1]] * 3), np.array([[False, True, False]] * 3)
    slope, offset = np.polyfit(image[~unknown], known[~unknown], 1)
    alpha = solved_alpha(matting_laplacian(image), known, unknown)
    assert alpha[unknown] == pytest.approx(slope * image[unknown] + offset, abs=1e-5)


def test_alpha_of_a_tuft_is_what_inlay_estimates():
    image, truth = tuft(24)
    unknown = unknown_of(truth)
    trimap = np.where(unknown, 128, 255 * truth).astype(np.uint8)
    alpha = np.clip(solved_alpha(matting_laplacian(image), truth, unknown), 0, 1)
    assert alpha == pytest.approx(estimate_alpha(image, trimap, "closed-form").alpha, abs=2e-3)
    assert np.abs(alpha - truth).max() < 0.02


def test_foreground_and_background_are_what_inlay_estimates():
    image, alpha = tuft(20)
    foreground, background = unmixed(image, alpha)
    fast = estimate_foreground(image, alpha, method="closed-form")
    soft = (alpha > 0) & (alpha < 1)
    assert foreground[soft] == pytest.approx(fast.foreground[soft], abs=2e-3)
    assert background[soft] == pytest.approx(fast.background[soft], abs=2e-3)


def test_what_is_unmixed_is_the_picture_when_it_is_mixed_again():
    image, alpha = tuft(20)
    foreground, background = unmixed(image, alpha)
    share = alpha[..., np.newaxis]
    assert share * foreground + (1 - share) * background == pytest.approx(image, abs=5e-3)
    assert (foreground[alpha == 1] == image[alpha == 1]).all()
    assert (background[alpha == 0] == image[alpha == 0]).all()


def test_a_picture_without_a_window_is_refused():
    with pytest.raises(InputError, match="no window"):
        matting_laplacian(np.zeros((2, 5)))


@pytest.mark.parametrize("unknown", [np.ones((3, 3), bool), np.zeros((3, 3), bool)])
def test_a_trimap_that_says_nothing_is_refused(unknown):
    with pytest.raises(RegionError, match="nothing is unknown"):
        solved_alpha(np.eye(9), np.zeros((3, 3)), unknown)
