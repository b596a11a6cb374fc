"""Random walks from scribbles, beside scikit-image."""

from __future__ import annotations

import numpy as np
from tests.benchmarks import poisson as scenes
from tests.benchmarks.comparison.contest import Contest, Contestant

Scene = tuple[np.ndarray, np.ndarray]


class Walks(Contest):
    """Grady 2006; each library weighs edges in its own way, and is held to its own exact answer."""

    title = "Select by scribbles (random walks)"
    sizes = (0.1, 0.75, 3.0, 12.0)
    quick_sizes = (0.1, 0.3)
    unit = "of a probability"
    bound = np.inf

    def scene(self, megapixels: float) -> Scene:
        picture = np.ascontiguousarray(scenes.scene(megapixels)[0])
        height, width = picture.shape[:2]
        seeds = np.zeros((height, width), np.uint8)
        seeds[height // 3 : height // 3 + 8, width // 4 : -width // 4] = 1
        seeds[:8] = seeds[-8:] = 2
        return picture, seeds

    def exact(self, scene: Scene) -> np.ndarray:
        return self._ours(scene, 1e-6)

    def error(self, found: np.ndarray, exact: np.ndarray, scene: Scene) -> float:
        return float(np.abs(found - exact).max())

    def contestants(self) -> list[Contestant]:
        return [
            Contestant("Inlay", self._ours, efforts=(1e-3,)),
            Contestant("scikit-image", self._skimage, "skimage", (1e-3,), 0.8, note="weighs edges in another way"),
        ]

    def _ours(self, scene: Scene, tolerance: float) -> np.ndarray:
        from inlay import segmentation

        return segmentation.random_walker(*scene, tolerance=tolerance, threads=1)[..., 0]

    def _skimage(self, scene: Scene, tolerance: float) -> np.ndarray:
        from skimage.segmentation import random_walker

        picture, seeds = scene
        found = random_walker(picture, seeds, mode="cg_j", tol=tolerance, return_full_prob=True, channel_axis=-1)
        return found[0]
