"""Closed-form matting and the colours of the foreground, beside PyMatting, on drawn hair or the lemur."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.benchmarks.comparison.contest import Contest, Contestant
from tests.benchmarks.matting.scenes import as_floats, pictures
from tests.core.matting import composites
from tests.core.matting.composites import Composite

TOLERANCES = (1e-4, 1e-5, 1e-6, 1e-7)
#: The tolerance that is taken for none, up to so many megapixels.
EXACT, LARGEST_EXACT = 1e-10, 1.1


class ClosedForm(Contest):
    """Levin, Lischinski, Weiss 2008, eq. 12, with PyMatting's constants."""

    title = "Alpha by closed form"
    sizes = (0.3, 1.0, 3.0, 12.0)
    quick_sizes = (0.3, 0.75)
    unit = "levels, mean"
    bound = 0.25

    def scene(self, megapixels: float) -> Composite:
        height = round((megapixels * 0.75e6) ** 0.5)
        folder, shape = pictures(), (height, round(height * 4 / 3))
        return composites.drawn(shape)[1] if folder is None else composites.enlarged_lemur(folder, shape)

    def exact(self, scene: Composite) -> np.ndarray | None:
        if scene.alpha.size > LARGEST_EXACT * 1e6:
            return None
        return self._pymatting(as_floats(scene), EXACT).astype(np.float32)

    def error(self, found: np.ndarray, exact: np.ndarray, scene: Composite) -> float:
        return 255 * float(np.abs(found - exact)[scene.trimap == 128].mean())

    def contestants(self) -> list[Contestant]:
        return [
            Contestant("Inlay", self._ours),
            Contestant("PyMatting", self._pymatting, "pymatting", TOLERANCES, 3.1, prepare=as_floats),
        ]

    def _ours(self, scene: Composite, _: Any) -> np.ndarray:
        from inlay import matting

        return matting.estimate_alpha(scene.image, scene.trimap, "closed-form", threads=1).alpha

    def _pymatting(self, scene: Composite, tolerance: float) -> np.ndarray:
        import pymatting

        return pymatting.estimate_alpha_cf(scene.image, scene.trimap, cg_kwargs={"rtol": tolerance})


class Colours(ClosedForm):
    """Germer and others 2020; the error is that of the foreground where anything of it is seen."""

    title = "Colours of the foreground, multi-level"
    unit = "levels, weighted by alpha"
    bound = np.inf

    def exact(self, scene: Composite) -> np.ndarray:
        return scene.foreground.astype(np.float32)

    def error(self, found: np.ndarray, exact: np.ndarray, scene: Composite) -> float:
        weight = scene.alpha[..., np.newaxis]
        return float((np.abs(found - exact) * weight).sum() / (3 * weight.sum()))

    def contestants(self) -> list[Contestant]:
        return [
            Contestant("Inlay", self._ours_coloured),
            Contestant("PyMatting", self._pymatting_coloured, "pymatting", prepare=as_floats),
        ]

    def _ours_coloured(self, scene: Composite, _: Any) -> np.ndarray:
        from inlay import matting

        return matting.estimate_foreground(scene.image, scene.alpha, threads=1).foreground.astype(np.float32)

    def _pymatting_coloured(self, scene: Composite, _: Any) -> np.ndarray:
        import pymatting

        return 255 * np.clip(pymatting.estimate_foreground_ml(scene.image, scene.alpha), 0, 1)
