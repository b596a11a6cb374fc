"""Rough selections of what is truly there, as people make them before anything refines them.

>>> for roughness, selection in selections(case).items():                                       # doctest: +SKIP
...     matte = inlay.cut_out_selection(case.image, selection)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from zlib import crc32

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from tools.composites.collection import Case
from tools.composites.trimaps import COLUMNS

#: Gaps narrower than this, in pixels of a picture of `COLUMNS`, are selected too: nobody selects between hairs.
GAP = 8
#: Corners of a lasso.
CORNERS = 20
#: Parts of a foreground that are smaller than this fraction of it get no lasso.
PART = 0.03


def wobbled(random: np.random.Generator, alpha: np.ndarray, pixels: float) -> np.ndarray:
    """The outline, off by up to about `pixels` in either direction, for a picture of `COLUMNS` columns."""
    scale = alpha.shape[1] / COLUMNS
    shifts = []
    for _ in range(2):
        smooth = ndimage.gaussian_filter(random.normal(size=alpha.shape), 25 * scale)
        shifts.append(0.5 * pixels * scale * (smooth / smooth.std() + random.normal(0, 0.4)))
    places = np.mgrid[: alpha.shape[0], : alpha.shape[1]] + np.stack(shifts)
    mask = ndimage.map_coordinates(_whole(alpha).astype(np.float32), places, order=1, mode="nearest")
    return mask > 0.5


def lasso(random: np.random.Generator, alpha: np.ndarray, corners: int = CORNERS) -> np.ndarray:
    """A polygon around the outline, with few corners that miss it."""
    scale = alpha.shape[1] / COLUMNS
    labels, count = ndimage.label(_whole(alpha))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    plane = Image.new("L", alpha.shape[::-1])
    pen = ImageDraw.Draw(plane)
    for part in np.flatnonzero(sizes >= PART * sizes.sum()):
        outline = _outline(labels == part + 1)
        number = max(5, round(corners * sizes[part] / sizes.sum()))
        starts = np.linspace(0, len(outline), number, endpoint=False)
        chosen = outline[(starts + random.uniform(0, 0.6 * len(outline) / number, number)).astype(int) % len(outline)]
        outwards = chosen - chosen.mean(0)
        outwards /= np.linalg.norm(outwards, axis=1, keepdims=True) + 1e-6
        points = chosen + outwards * random.normal(8, 6, (number, 1)) * scale + random.normal(0, 3 * scale, (number, 2))
        pen.polygon([(x, y) for y, x in points.tolist()], fill=255)
    return np.asarray(plane) > 0


def rectangle(random: np.random.Generator, alpha: np.ndarray) -> np.ndarray:
    """A box around everything, a little too large."""
    rows, columns = (np.flatnonzero((alpha > 0).any(axis)) for axis in (1, 0))
    margins = random.uniform(0.01, 0.04, 4) * alpha.shape[1]
    top, left = (max(0, int(first - margin)) for first, margin in zip((rows[0], columns[0]), margins, strict=False))
    bottom, right = int(rows[-1] + margins[2]), int(columns[-1] + margins[3])
    found = np.zeros(alpha.shape, bool)
    found[top : bottom + 1, left : right + 1] = True
    return found


ROUGHNESSES: dict[str, Callable[[np.random.Generator, np.ndarray], np.ndarray]] = {
    "5 px": partial(wobbled, pixels=5),
    "10 px": partial(wobbled, pixels=10),
    "20 px": partial(wobbled, pixels=20),
    "lasso": lasso,
    "rectangle": rectangle,
}


def selections(case: Case) -> dict[str, np.ndarray]:
    """Masks of a case by their roughness: (height, width), boolean, the same every time."""
    random = np.random.default_rng(crc32(case.name.encode()))
    return {name: make(random, case.alpha) for name, make in ROUGHNESSES.items()}


def _whole(alpha: np.ndarray) -> np.ndarray:
    """The foreground with its narrow gaps, as one sees it from afar."""
    gap = GAP * alpha.shape[1] / COLUMNS
    near = ndimage.distance_transform_edt(alpha < 0.5) <= gap / 2
    return ndimage.distance_transform_edt(np.pad(near, 8, mode="edge"))[8:-8, 8:-8] > gap / 2


def _outline(mask: np.ndarray) -> np.ndarray:
    """Points (y, x) along the longest edge of a mask; the picture's own border closes it."""
    from skimage import measure

    edges = measure.find_contours(np.pad(mask, 1).astype(float), 0.5)
    return max(edges, key=len) - 1
