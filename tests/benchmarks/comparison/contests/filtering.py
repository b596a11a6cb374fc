"""Blurs and medians of three channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from tests.benchmarks import poisson as scenes
from tests.benchmarks.comparison.contest import Contest, Contestant
from tests.benchmarks.comparison.programs import Program

RADIUS, SIGMA = 35, 20.0


class _Filter(Contest):
    """A filter of a picture of bytes."""

    sizes = (0.75, 3.0, 12.0)
    quick_sizes = (0.75,)
    unit = "levels"
    bound = 1.0

    def scene(self, megapixels: float) -> np.ndarray:
        return np.ascontiguousarray(scenes.scene(megapixels)[0])

    def error(self, found: np.ndarray, exact: np.ndarray, scene: np.ndarray) -> float:
        # Beyond the border everybody assumes something else.
        inside = slice(3 * RADIUS, -3 * RADIUS)
        return float(np.abs(found[inside, inside].astype(np.float32) - exact[inside, inside]).max())


class Blur(_Filter):
    """A Gaussian of 20 pixels."""

    title = "Gaussian blur of 20 pixels"

    def exact(self, scene: np.ndarray) -> np.ndarray:
        from scipy import ndimage

        return ndimage.gaussian_filter(scene.astype(np.float64), (SIGMA, SIGMA, 0), truncate=8).astype(np.float32)

    def contestants(self) -> list[Contestant]:
        return [
            Contestant("Inlay", self._ours),
            Contestant("SciPy", self._scipy, "scipy"),
            Contestant("OpenCV", self._opencv, "cv2"),
            _gmic(lambda files, _: files.gmic("blur", f"{SIGMA},1,1")),
            _gegl(("gegl:gaussian-blur", f"std-dev-x={SIGMA}", f"std-dev-y={SIGMA}")),
        ]

    def _ours(self, scene: np.ndarray, _: Any) -> np.ndarray:
        from inlay import filters

        return filters.gaussian_mean(scene, SIGMA, threads=1)

    def _scipy(self, scene: np.ndarray, _: Any) -> np.ndarray:
        from scipy import ndimage

        found = ndimage.gaussian_filter(scene.astype(np.float32), (SIGMA, SIGMA, 0))
        return np.rint(found).astype(np.uint8)

    def _opencv(self, scene: np.ndarray, _: Any) -> np.ndarray:
        import cv2

        cv2.setNumThreads(1)
        return cv2.GaussianBlur(scene, (0, 0), SIGMA)


class Median(_Filter):
    """Of a square of 71 pixels."""

    title = "Median of radius 35, 8 bits"
    sizes = (0.1, 0.75, 3.0, 12.0)
    quick_sizes = (0.1, 0.75)
    bound = 0.0

    def exact(self, scene: np.ndarray) -> np.ndarray:
        from inlay import filters

        return filters.window_median(scene, RADIUS).astype(np.float32)

    def contestants(self) -> list[Contestant]:
        return [
            Contestant("Inlay", self._ours),
            Contestant("OpenCV", self._opencv, "cv2"),
            Contestant("scikit-image", self._skimage, "skimage", largest=0.8),
            _gmic(lambda files, _: files.gmic("median", str(2 * RADIUS + 1)), 0.1),
            _gegl(("gegl:median-blur", "neighborhood=square", f"radius={RADIUS}"), 3.1),
        ]

    def _ours(self, scene: np.ndarray, _: Any) -> np.ndarray:
        from inlay import filters

        return filters.window_median(scene, RADIUS, threads=1)

    def _opencv(self, scene: np.ndarray, _: Any) -> np.ndarray:
        import cv2

        cv2.setNumThreads(1)
        return cv2.medianBlur(scene, 2 * RADIUS + 1)

    def _skimage(self, scene: np.ndarray, _: Any) -> np.ndarray:
        from skimage.filters import rank

        window = np.ones((2 * RADIUS + 1,) * 2, np.uint8)
        return np.dstack([rank.median(scene[..., channel], window) for channel in range(scene.shape[2])])


class DeepMedian(Median):
    """With 16 bits, where SciPy is the only other one."""

    title = "Median of radius 35, 16 bits"
    quick_sizes = (0.07,)

    def scene(self, megapixels: float) -> np.ndarray:
        picture = super().scene(megapixels).astype(np.uint16) * 257
        return picture + np.random.default_rng(1).integers(0, 200, picture.shape).astype(np.uint16)

    def contestants(self) -> list[Contestant]:
        return [Contestant("Inlay", self._ours), Contestant("SciPy", self._scipy, "scipy", largest=0.1)]

    def _scipy(self, scene: np.ndarray, _: Any) -> np.ndarray:
        from scipy import ndimage

        side = 2 * RADIUS + 1
        return np.dstack([ndimage.median_filter(scene[..., channel], side) for channel in range(scene.shape[2])])


def _gmic(work: Callable[[Program, Any], np.ndarray], largest: float = np.inf) -> Contestant:
    return Contestant(
        "G'MIC", work, "gmic", largest=largest, prepare=_file, idle=lambda files, _: files.gmic("keep[0]")
    )  # fmt: skip


def _gegl(words: tuple[str, ...], largest: float = np.inf) -> Contestant:
    return Contestant(
        "GEGL",
        lambda files, _: files.gegl(*words),
        "gegl",
        largest=largest,
        prepare=_file,
        idle=lambda files, _: files.gegl("gegl:nop"),
    )


def _file(scene: np.ndarray) -> Program:
    return Program([scene])
