"""What the editors cut out of: a drawn scene, and a part of the lemur where its photograph is at hand, as files.

Every scene is a folder with ``image.png``, ``trimap.png``, ``strokes.png`` (white and black on nothing) and
``region.png``, a soft selection.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from tests.core.matting import composites
from tests.files.drawn import selected

SIZE = (110, 150)
LEMUR = (190, 60, 340, 170)
#: What the checks inside the editors ask for; the trimap's estimator is quick and has no tolerance of its own.
METHOD = "closed-form"


def write(folder: Path, pictures: Path | None) -> list[str]:
    """Write the scenes and return their names."""
    drawn = composites.compose(
        "drawn", composites.hair(SIZE, 50), composites.fur(SIZE), composites.meadow(SIZE), radius=4
    )
    scenes = {"drawn": (drawn.image, drawn.trimap)}
    if pictures is not None:
        with Image.open(pictures / "matting/lemur.png") as photograph:
            image = np.asarray(photograph.convert("RGB").crop(LEMUR))
        with Image.open(pictures / "matting/lemur_trimap.png") as map:
            scenes["lemur"] = (image, np.asarray(map.convert("L").crop(LEMUR)))
    for name, (image, trimap) in scenes.items():
        (folder / name).mkdir(parents=True)
        Image.fromarray(image).save(folder / name / "image.png")
        Image.fromarray(trimap).save(folder / name / "trimap.png")
        Image.fromarray(_strokes(trimap)).save(folder / name / "strokes.png")
        region = _region(trimap)
        Image.fromarray(region).save(folder / name / "region.png")
        (region.astype(np.float32) / np.float32(255)).tofile(folder / name / "region.f32")
    return list(scenes)


def _strokes(trimap: np.ndarray) -> np.ndarray:
    """Stripes where the trimap is certain."""
    y, x = np.mgrid[: trimap.shape[0], : trimap.shape[1]]
    painted = ((x + y) // 6 % 5 == 0) & np.isin(trimap, (0, 255))
    strokes = np.zeros((*trimap.shape, 4), np.uint8)
    strokes[painted] = 255
    strokes[..., :3][painted & (trimap == 0)] = 0
    return strokes


def _region(trimap: np.ndarray) -> np.ndarray:
    """What is certain, and half of what is not, with a soft border."""
    from scipy import ndimage

    rough = ndimage.gaussian_filter(np.where(trimap == 255, 1.0, np.where(trimap == 0, 0.0, 0.5)), 3)
    return selected(np.rint(255 * np.clip(3 * rough - 1, 0, 1)).astype(np.uint8))
