"""Cloning an ellipse over 64 % of a picture of three 8-bit channels."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.benchmarks import poisson as scenes
from tests.benchmarks.comparison.contest import Contest, Contestant
from tests.benchmarks.comparison.contests.equations import Equations
from tests.benchmarks.comparison.programs import Program
from tests.core.poisson import reference

#: Steps of fpie, which knows no tolerance; a tenth of a megapixel needs tens of thousands.
STEPS = (300, 1000)
TOLERANCES = (1e-2, 1e-3, 1e-4, 1e-6)
#: Megapixels above which sparse LU takes minutes.
LARGEST_EXACT = 0.2
OTHER = "solves another equation"

Scene = tuple[np.ndarray, np.ndarray, np.ndarray]


class Cloning(Contest):
    """With the source's gradients."""

    title = "Clone with the source's gradients"
    sizes = (0.1, 0.3, 0.75, 3.0, 12.0, 48.0)
    quick_sizes = (0.1, 0.75, 3.0)
    unit = "levels"
    bound = 0.25
    stronger = False

    def scene(self, megapixels: float) -> Scene:
        return scenes.scene(megapixels)

    def exact(self, scene: Scene) -> np.ndarray:
        """By sparse LU; where that takes too long by Inlay in double precision, which agrees with it."""
        if scene[2].size <= LARGEST_EXACT * 1e6:
            field = reference.field(*scene[:2], "stronger" if self.stronger else "source")
            return reference.solve(field, *scene[1:]).astype(np.float32)
        return self._ours(scene, 1e-8, np.empty(scene[1].shape, np.float32))

    def error(self, found: np.ndarray, exact: np.ndarray, scene: Scene) -> float:
        return float(np.abs(found[scene[2]] - exact[scene[2]]).max())

    def contestants(self) -> list[Contestant]:
        return [
            Contestant("Inlay", self._ours, efforts=(None, 1e-4, 1e-6, 1e-8), values=self._ours_as_floats),
            Contestant("pyamg, Ruge-Stuben", self._pyamg, "pyamg", TOLERANCES, 0.8, prepare=self._equations),
            Contestant("SciPy, conjugate gradients", _gradients, "scipy", TOLERANCES, 0.3, prepare=self._equations),
            Contestant("SciPy, sparse LU", _factors, "scipy", largest=0.3, prepare=self._equations),
            Contestant("OpenCV", self._opencv, "cv2", largest=13.0, note=OTHER),
            Contestant("fpie", self._fpie, "fpie", STEPS, 0.1),
            Contestant(
                "G'MIC",
                self._gmic,
                "gmic",
                largest=3.0,
                prepare=_files,
                idle=lambda files, _: files.gmic("keep[0]"),
                note=OTHER,
            ),
        ]

    def _ours(self, scene: Scene, tolerance: float | None, out: np.ndarray | None = None) -> np.ndarray:
        from inlay import poisson

        kind = "stronger" if self.stronger else "source"
        return poisson.clone(*scene, gradients=kind, tolerance=tolerance, out=out, threads=1).image

    def _ours_as_floats(self, scene: Scene, tolerance: float | None) -> np.ndarray:
        """What is rounded in the end."""
        return self._ours(scene, tolerance, np.empty(scene[1].shape, np.float32))

    def _equations(self, scene: Scene) -> Equations:
        return Equations.of(*scene, stronger=self.stronger)

    def _pyamg(self, equations: Equations, tolerance: float) -> np.ndarray:
        import pyamg

        solver = pyamg.ruge_stuben_solver(equations.matrix)
        solved = [solver.solve(right, tol=tolerance, accel="cg") for right in equations.right.T]
        return equations.picture(np.transpose(solved))

    def _opencv(self, scene: Scene, _: Any) -> np.ndarray:
        import cv2

        cv2.setNumThreads(1)
        source, destination, region = scene
        rows, columns = np.nonzero(region)
        centre = int(columns.min() + columns.max() + 1) // 2, int(rows.min() + rows.max() + 1) // 2
        kind = cv2.MIXED_CLONE if self.stronger else cv2.NORMAL_CLONE
        return cv2.seamlessClone(source, destination, region.astype(np.uint8) * 255, centre, kind).astype(np.float32)

    def _fpie(self, scene: Scene, steps: int) -> np.ndarray:
        from fpie.process import GridProcessor

        source, destination, region = scene
        mask = region.astype(np.uint8) * 255
        processor = GridProcessor("max" if self.stronger else "src", "numba", 1, 1000, 4, 8)
        processor.reset(source, mask, destination, (0, 0), (0, 0))
        processor.sync()
        found, _ = processor.step(steps)
        return np.asarray(found, np.float32)

    def _gmic(self, files: Program, _: Any) -> np.ndarray:
        return files.gmic("blend_seamless", f"{int(self.stronger)},0,0").astype(np.float32)[..., :3]


class MixedCloning(Cloning):
    """With the stronger of both pictures' gradients."""

    title = "Clone with the stronger gradients"
    sizes = (0.1, 0.75, 3.0, 12.0)
    quick_sizes = (0.1, 0.75)
    stronger = True


def _gradients(equations: Equations, tolerance: float) -> np.ndarray:
    from scipy.sparse.linalg import cg

    return equations.picture(np.transpose([cg(equations.matrix, b, rtol=tolerance)[0] for b in equations.right.T]))


def _factors(equations: Equations, _: Any) -> np.ndarray:
    from scipy.sparse.linalg import splu

    options = {"SymmetricMode": True}
    factors = splu(equations.matrix.tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)
    return equations.picture(factors.solve(equations.right))


def _files(scene: Scene) -> Program:
    source, destination, region = scene
    return Program([destination, np.dstack([source, region.astype(np.uint8) * 255])])
