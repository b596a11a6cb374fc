"""Closed-form matting of a scene."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inlay.matting.scene import FOREGROUND, UNKNOWN, Estimate, Scene
from inlay.strips import Crew, strips


def solve(
    scene: Scene,
    *,
    epsilon: float = 1e-7,
    tolerance: float = 0.5 / 255,
    solver: str | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Estimate:
    from inlay.matting.closed_form import assembly, band, colours, conjugate, hierarchy, multigrid, stencil

    trimap = np.ascontiguousarray(scene.trimap)
    with Crew(threads, progress, 20 * trimap.size) as crew:
        found = band.find(trimap, crew)
        gathered = colours.gather(scene, found, crew)
        equations = assembly.assemble(gathered, found, epsilon, crew)
        if scene.prior is not None:
            weight, force = colours.gather_prior(scene.prior, found, crew)
            equations.planes[0] += weight
            equations.force[:] += force
        basis, levels = hierarchy.build(equations, gathered, found, crew)
        iteration = conjugate.ConjugateGradients(
            equations, found, basis, levels[0].blocks, multigrid.Multigrid(levels, crew), crew
        )
        steps = []
        while len(steps) < 60:
            steps.append(iteration.step())
            if len(steps) >= 3 and max(steps[-2:]) < tolerance:
                break
        alpha = (trimap == FOREGROUND).astype(np.float32)
        colours.scatter_rows(iteration.x, found.unknown, 0, found.height, alpha)
        crew.finish()
    return Estimate(alpha, len(steps), steps[-1])
