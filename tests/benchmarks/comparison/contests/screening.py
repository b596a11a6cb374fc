"""Twice the gradients of a whole picture, held to its colours: the screened Poisson equation."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.benchmarks import poisson as scenes
from tests.benchmarks.comparison.contest import Contest, Contestant

WEIGHT = 0.1


class Screening(Contest):
    """Bhat and others 2008; beside SciPy's cosine transforms, which solve it too."""

    title = "Sharpen a whole picture (screened Poisson)"
    sizes = (0.75, 3.0, 12.0, 24.0)
    quick_sizes = (0.75, 3.0)
    unit = "levels"
    bound = 0.25

    def scene(self, megapixels: float) -> np.ndarray:
        return scenes.scene(megapixels)[0]

    def exact(self, scene: np.ndarray) -> np.ndarray:
        return _transformed(scene, np.float64).astype(np.float32)

    def error(self, found: np.ndarray, exact: np.ndarray, scene: np.ndarray) -> float:
        inside = (exact > 0) & (exact < 255)
        return float(np.abs(found - exact)[inside].max())

    def contestants(self) -> list[Contestant]:
        return [
            Contestant("Inlay", self._ours, values=self._ours_as_floats),
            Contestant("SciPy, cosine transforms", lambda scene, _: _rounded(scene), "scipy", values=self._single),
        ]

    def _ours(self, scene: np.ndarray, _: Any, out: np.ndarray | None = None) -> np.ndarray:
        from inlay import poisson
        from inlay.poisson import fields

        everywhere = np.ones(scene.shape[:2], bool)
        field = fields.scaled(fields.gradients(scene), 2)
        return poisson.solve(scene, field, everywhere, screening=(WEIGHT, scene), out=out, threads=1).image

    def _ours_as_floats(self, scene: np.ndarray, effort: Any) -> np.ndarray:
        return self._ours(scene, effort, np.empty(scene.shape, np.float32))

    def _single(self, scene: np.ndarray, _: Any) -> np.ndarray:
        return _transformed(scene, np.float32)


def _transformed(scene: np.ndarray, dtype: Any) -> np.ndarray:
    """``(2 L + w) u / (L + w)`` in the basis of cosines, where L is the Laplacian."""
    from scipy import fft

    height, width = scene.shape[:2]
    down, across = (2 - 2 * np.cos(np.pi * np.arange(size) / size) for size in (height, width))
    laplacian = (down[:, np.newaxis] + across).astype(dtype)
    gain = (2 * laplacian + dtype(WEIGHT)) / (laplacian + dtype(WEIGHT))
    found = np.empty(scene.shape, dtype)
    for channel in range(scene.shape[2]):
        waves = fft.dctn(scene[..., channel].astype(dtype), overwrite_x=True)
        found[..., channel] = fft.idctn(waves * gain, overwrite_x=True)
    return found


def _rounded(scene: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(_transformed(scene, np.float32), 0, 255)).astype(np.uint8)
