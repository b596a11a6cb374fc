"""Mixtures of Gaussians: those that colours were drawn from."""

import numpy as np
from scipy.stats import multivariate_normal

from inlay.segmentation.colour_mixtures import Mixture, mixture

MEANS = np.array([[0.2, 0.3, 0.7], [0.8, 0.7, 0.1]])
COVARIANCES = np.array([np.diag([0.004, 0.001, 0.002]), [[0.003, 0.002, 0], [0.002, 0.003, 0], [0, 0, 0.001]]])
WEIGHTS = np.array([0.7, 0.3])


def drawn(count=6000):
    rng = np.random.default_rng(0)
    which = rng.random(count) < WEIGHTS[1]
    return np.where(
        which[:, None],
        rng.multivariate_normal(MEANS[1], COVARIANCES[1], count),
        rng.multivariate_normal(MEANS[0], COVARIANCES[0], count),
    ).astype(np.float32)


def test_surprise_is_minus_the_logarithm_of_the_density():
    colours = drawn(50)
    density = sum(
        weight * multivariate_normal(mean, covariance).pdf(colours)
        for weight, mean, covariance in zip(WEIGHTS, MEANS, COVARIANCES, strict=True)
    )
    found = Mixture(WEIGHTS, MEANS, COVARIANCES).surprise(colours)
    np.testing.assert_allclose(found, -np.log(density), atol=1e-2)


def test_what_colours_were_drawn_from_is_found():
    found = mixture(drawn(), 2)
    order = np.argsort(-found.weights)
    np.testing.assert_allclose(found.weights[order], WEIGHTS, atol=0.02)
    np.testing.assert_allclose(found.means[order], MEANS, atol=0.01)
    np.testing.assert_allclose(found.covariances[order], COVARIANCES, atol=4e-4)


def test_a_better_fit_is_no_less_likely():
    colours = drawn()
    poor = Mixture(np.array([0.5, 0.5]), np.array([[0.4, 0.4, 0.4], [0.6, 0.6, 0.6]]), COVARIANCES * 5)
    assert poor.refitted(colours).surprise(colours).mean() < poor.surprise(colours).mean()


def test_few_colours_are_enough():
    for colours in (np.zeros((1, 3)), np.full((900, 1), 0.5), np.array([[0.0], [1.0], [1.0]])):
        found = mixture(colours.astype(np.float32), 5)
        assert np.isfinite(found.surprise(colours.astype(np.float32))).all()
        assert abs(found.weights.sum() - 1) < 1e-9
