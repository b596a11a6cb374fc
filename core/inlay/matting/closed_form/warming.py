"""Compile the kernels of closed-form matting ahead of the first job."""

from __future__ import annotations

import numpy as np

#: Rows and columns of a picture that is solved in single precision, and of one that is in double precision.
SIDES = 192, 40


def warm() -> None:
    """Compile all kernels, or load them from their cache beside the modules, by solving small scenes with each."""
    from inlay.matting import closed_form, preview
    from inlay.matting.scene import FOREGROUND, UNKNOWN, Prior, Scene

    for side in SIDES:
        image = np.random.default_rng(0).integers(0, 256, (side, side, 3)).astype(np.uint8)
        trimap = np.full((side, side), UNKNOWN, np.uint8)
        trimap[:4], trimap[-4:] = 0, FOREGROUND
        weight = np.full(trimap.shape, 1e-3, np.float32)
        scene = Scene(image, 1 / 255, trimap, prior=Prior(weight, weight))
        closed_form.solve(scene)
        preview.estimate(scene)
        present = np.ones(trimap.shape, bool)
        present[0, 0] = False
        closed_form.solve(Scene(image, 1 / 255, trimap, present))
