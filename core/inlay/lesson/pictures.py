"""Small pictures to learn with, drawn by arithmetic: nothing has to be at hand. White is 1."""

from __future__ import annotations

import numpy as np


def evening_sky(height: int, width: int) -> np.ndarray:
    """A sky from deep blue to orange with a little haze, (height, width, 3)."""
    down = np.linspace(0, 1, height)[:, np.newaxis, np.newaxis]
    across = np.linspace(-1, 1, width)[np.newaxis, :, np.newaxis]
    zenith, horizon = np.array([0.14, 0.2, 0.42]), np.array([0.95, 0.58, 0.3])
    return zenith + (horizon - zenith) * down**1.5 + 0.06 * across * (1 - down)


def moon(side: int) -> np.ndarray:
    """A full moon with its seas and craters on a dark gray-blue sky, (side, side, 3)."""
    y, x = np.mgrid[:side, :side] / (side - 1) * 2 - 1
    bright = 0.82 - 0.1 * (x**2 + y**2)
    for down, across, radius, depth in (
        (-0.25, -0.2, 0.3, 0.22),
        (0.1, 0.25, 0.22, 0.18),
        (0.3, -0.3, 0.16, 0.15),
        (-0.4, 0.3, 0.1, -0.12),
        (0.45, 0.15, 0.07, -0.12),
    ):
        bright -= depth * _soft_disc(y - down, x - across, radius, 0.06)
    disc = _soft_disc(y, x, 0.72, 0.03)[..., np.newaxis]
    dark = np.array([0.2, 0.22, 0.27])
    return dark + disc * (bright[..., np.newaxis] * np.array([1.0, 0.98, 0.92]) - dark)


def leaf(side: int) -> np.ndarray:
    """A green leaf with its ribs on brown earth, a little grainy, (side, side, 3)."""
    within = leaf_shape(side)
    y, x = _turned(side)
    ribs = (np.abs(y) < 0.035) | (np.abs((x - np.abs(y)) % 0.28 - 0.14) < 0.025)
    green = np.where(ribs[..., np.newaxis], [0.34, 0.62, 0.26], [0.27, 0.55, 0.2])
    grain = np.random.default_rng(2006).normal(0, 0.02, (side, side, 1))
    return np.clip(np.where(within[..., np.newaxis], green, [0.45, 0.33, 0.22]) + grain, 0, 1)


def leaf_shape(side: int) -> np.ndarray:
    """Where the leaf of `leaf` is, (side, side): what a segmentation should find."""
    y, x = _turned(side)
    return np.abs(y) < 0.42 * np.clip(1 - x**2 / 0.72, 0, None)


def tuft(side: int) -> tuple[np.ndarray, np.ndarray]:
    """A round tuft of light hair before a green that gets darker downwards.

    Returns
    -------
    image : ndarray, (side, side, 3)
    alpha : ndarray, (side, side)
        The true one, exactly 1 in the middle and 0 at the rim.
    """
    y, x = np.mgrid[:side, :side] / (side - 1) * 2 - 1
    hairs = 0.14 * np.sin(11 * np.arctan2(y, x)) ** 2
    alpha = _soft_disc(y, x, 0.5 + hairs, 0.22)
    down = (y[..., np.newaxis] + 1) / 2
    behind = np.array([0.15, 0.5, 0.3]) - 0.12 * down
    front = np.array([0.9, 0.75, 0.5]) - 0.1 * down
    return alpha[..., np.newaxis] * front + (1 - alpha[..., np.newaxis]) * behind, alpha


def _soft_disc(y: np.ndarray, x: np.ndarray, radius: float | np.ndarray, softness: float) -> np.ndarray:
    """1 inside, 0 outside, and a straight slope between."""
    return np.clip((radius - np.hypot(y, x)) / softness + 0.5, 0, 1)


def _turned(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates from -1 to 1, across and along an axis that runs diagonally."""
    y, x = np.mgrid[:side, :side] / (side - 1) * 2 - 1
    return (y - x) / np.sqrt(2), (y + x) / np.sqrt(2)
