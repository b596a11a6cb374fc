"""Laplacians built pixel by pixel straight from the formulae of their papers: slow, dense, and independent."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np


def windows(shape: tuple[int, int], radius: int = 1) -> Iterator[np.ndarray]:
    """Positions in the flattened picture of the pixels of each window that lies inside it."""
    height, width = shape
    position = np.arange(height * width).reshape(shape)
    for y in range(radius, height - radius):
        for x in range(radius, width - radius):
            yield position[y - radius : y + radius + 1, x - radius : x + radius + 1].ravel()


def closed_form(
    image: np.ndarray, epsilon: float, radius: int = 1, left_out: frozenset[int] = frozenset()
) -> np.ndarray:
    """Levin, Lischinski, Weiss 2008, eq. 12, entry by entry; windows with a pixel that is `left_out` do not count."""
    colours = image.reshape(-1, image.shape[2])
    matrix = np.zeros((len(colours), len(colours)))
    for window in windows(image.shape[:2], radius):
        if left_out & set(window.tolist()):
            continue
        n = len(window)
        mean = colours[window].mean(axis=0)
        covariance = np.cov(colours[window].T, bias=True).reshape(colours.shape[1], -1)
        inverse = np.linalg.inv(covariance + epsilon / n * np.eye(colours.shape[1]))
        for i, j in itertools.product(window, window):
            affinity = (1 + (colours[i] - mean) @ inverse @ (colours[j] - mean)) / n
            matrix[i, j] += (i == j) - affinity
    return matrix


def learning_based(image: np.ndarray, epsilon: float) -> np.ndarray:
    """Zheng, Kambhamettu 2009: each pixel predicted by ridge regression on [colour, 1] in each of its windows."""
    colours = image.reshape(-1, image.shape[2])
    matrix = np.zeros((len(colours), len(colours)))
    for window in windows(image.shape[:2]):
        x = np.column_stack([colours[window], np.ones(len(window))])
        prediction = np.linalg.solve(x @ x.T + epsilon * np.eye(len(x)), x @ x.T).T
        error = np.eye(len(x)) - prediction
        matrix[np.ix_(window, window)] += error.T @ error
    return matrix


def random_walk(image: np.ndarray, sigma: float) -> np.ndarray:
    """Grady et al. 2005, eq. 4, between eight neighbours."""
    height, width = image.shape[:2]
    weights = np.zeros((height * width, height * width))
    places = list(itertools.product(range(height), range(width)))
    for (i, first), (j, second) in itertools.product(enumerate(places), enumerate(places)):
        if max(abs(first[0] - second[0]), abs(first[1] - second[1])) == 1:
            weights[i, j] = np.exp(-(np.linalg.norm(image[first] - image[second]) ** 2) / sigma**2)
    return np.diag(weights.sum(axis=1)) - weights


def knn(image: np.ndarray, counts, distance_weights, kernel: str) -> np.ndarray:
    """Chen, Li, Tang 2012: ``D - (A + A')``, A the kernel between each pixel and its nearest, all compared."""
    height, width, channels = image.shape
    weights = np.zeros((height * width, height * width))
    y, x = np.divmod(np.arange(height * width), width)
    for count, distance_weight in zip(counts, distance_weights, strict=True):
        position = np.stack([x / max(1, width - 1), y / max(1, height - 1)], axis=1)
        features = np.column_stack([image.reshape(-1, channels), distance_weight * position])
        for i, feature in enumerate(features):
            apart = np.linalg.norm(features - feature, axis=1)
            for j in np.argsort(apart, kind="stable")[:count]:
                if i != j:
                    alike = 1 - np.abs(features[i] - features[j]).sum() / features.shape[1] if kernel == "soft" else 1.0
                    weights[i, j] += alike
                    weights[j, i] += alike
    return np.diag(weights.sum(axis=1)) - weights


def picture(shape: tuple[int, int], channels: int = 3, seed: int = 0) -> np.ndarray:
    """Noise from 0 to 1."""
    return np.random.default_rng(seed).random((*shape, channels))
