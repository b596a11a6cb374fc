"""Closed-form matting written out: every window's matrix from the paper, and sparse factors in double precision."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from inlay.matting.scene import FOREGROUND, UNKNOWN, Scene


def laplacian(colours: np.ndarray, present: np.ndarray, epsilon: float = 1e-7, radius: int = 1) -> sparse.csr_array:
    """Levin, Lischinski, Weiss 2008, eq. 12, of all windows without an absent pixel."""
    height, width, channels = colours.shape
    count = height * width
    side, size = 2 * radius + 1, (2 * radius + 1) ** 2
    if min(height, width) < side:
        return sparse.csr_array((count, count))
    places = np.arange(count).reshape(height, width)
    windows = np.lib.stride_tricks.sliding_window_view(places, (side, side)).reshape(-1, size)
    windows = windows[present.ravel()[windows].all(axis=1)]
    centred = colours.reshape(count, channels)[windows]
    centred = centred - centred.mean(axis=1, keepdims=True)
    covariance = centred.transpose(0, 2, 1) @ centred / size
    solved = np.linalg.solve(covariance + epsilon / size * np.eye(channels), centred.transpose(0, 2, 1))
    matrices = np.eye(size) - (1 + centred @ solved) / size
    ends = windows.repeat(size, axis=1).ravel(), np.tile(windows, (1, size)).ravel()
    return sparse.csr_array(sparse.coo_array((matrices.ravel(), ends), (count, count)))


def solve(scene: Scene, epsilon: float = 1e-7, radius: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Alpha, and which unknown pixels nothing holds (alpha 0), both (height, width)."""
    present = np.ones(scene.trimap.shape, bool) if scene.present is None else scene.present
    colours = np.where(present[..., np.newaxis], scene.image.astype(np.float64) * scene.scale, 0)
    unknown = (scene.trimap == UNKNOWN).ravel()
    alpha = (scene.trimap == FOREGROUND).ravel().astype(np.float64)
    rows = laplacian(colours, present, epsilon, radius)[unknown]
    matrix, right = rows[:, unknown], -(rows @ alpha)
    holding = abs(rows[:, ~unknown]).sum(axis=1)
    if scene.prior is not None:
        weight = scene.prior.weight.ravel()[unknown].astype(np.float64)
        matrix = matrix + sparse.diags_array(weight)
        right += weight * scene.prior.value.ravel()[unknown]
        holding = holding + weight
    parts, part = connected_components(matrix, directed=False)
    held = (np.bincount(part, holding > 0, parts) > 0)[part]
    loose = np.zeros(unknown.size, bool)
    loose[np.flatnonzero(unknown)[~held]] = True
    alpha[np.flatnonzero(unknown)[held]] = _solved(sparse.csc_array(matrix[held][:, held]), right[held])
    return alpha.clip(0, 1).reshape(scene.trimap.shape), loose.reshape(scene.trimap.shape)


def _solved(matrix: sparse.csc_array, right: np.ndarray) -> np.ndarray:
    if not right.size:
        return right
    factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    solution = factors.solve(right)
    return solution + factors.solve(right - matrix @ solution)
