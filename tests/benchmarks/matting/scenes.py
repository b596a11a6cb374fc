"""The scenes of a row: drawn ones, composites of photographs, strokes, and the lemur in any size."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from tests.benchmarks.matting.row import Row
from tests.core.matting import composites
from tests.core.matting.composites import Composite

#: Drawn scenes that are cut out from strokes: their labels, and lines from 0 to 1 across and down the picture.
STROKED = 3
STROKES = {
    255: [[(0.4, 0.5), (0.6, 0.5)], [(0.45, 0.62), (0.55, 0.66)], [(0.5, 0.42), (0.5, 0.58)]],
    0: [[(0.05, 0.1), (0.05, 0.9)], [(0.95, 0.1), (0.95, 0.9)], [(0.1, 0.04), (0.9, 0.04)], [(0.1, 0.97), (0.9, 0.97)]],
}


def as_floats(scene: Composite) -> Composite:
    """A scene as other libraries take it."""
    return replace(scene, image=scene.image / 255, trimap=scene.trimap / 255, alpha=scene.alpha.astype(np.float64))


def scenes_of(row: Row) -> list[Composite]:
    folder = pictures()
    if row.scenes == "strokes":
        return [stroked(scene) for scene in composites.drawn(composites.MEDIUM)[:STROKED]]
    if row.scenes != "all":
        assert folder is not None
        factor = float(row.scenes)
        if row.composite:
            scene = composites.enlarged(folder, round(factor))
        else:
            height, width = (round(side * factor) for side in composites.MEDIUM)
            scene = composites.enlarged_lemur(folder, (height, width))
        if row.own:
            from inlay.matting import estimate_alpha

            scene = replace(scene, alpha=estimate_alpha(scene.image, scene.trimap, "closed-form").alpha)
        return [scene]
    if folder is None:
        return composites.drawn(composites.MEDIUM)
    return [composites.sunset(folder), *composites.photographed(folder, crops=row.crops)]


def stroked(scene: Composite) -> Composite:
    """A scene with three strokes on its foreground and four on its background; nearly everything is unknown."""
    height, width = scene.alpha.shape
    strokes = Image.new("L", (width, height), 128)
    pen = ImageDraw.Draw(strokes)
    for label, lines in STROKES.items():
        for line in lines:
            pen.line([(x * width, y * height) for x, y in line], fill=label, width=7)
    known, sure = np.asarray(strokes), np.where(scene.alpha == 1, 255, np.where(scene.alpha == 0, 0, 128))
    return replace(scene, name=f"{scene.name}, strokes", trimap=np.where(known == sure, known, 128).astype(np.uint8))


def pictures() -> Path | None:
    folder = os.environ.get("INLAY_TEST_PICTURES")
    return Path(folder) if folder else None
