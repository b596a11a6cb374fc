"""What refining a network's mask gains: ``python -m tests.benchmarks.subjects [--radius percent ...]``.

A row for each way to refine: the sum of absolute differences (thousands, over the whole picture) of the mask alone and
of the matte that `inlay.remove_background` makes of it, as means and medians over the composites of `tools.composites`
on which the mask finds the right thing (intersection over union at least 0.9); by how much that is less; and seconds of
CPU on one thread. ``coarse`` masks are those of a network that is never wrong: the true alpha as seen at 320 x 320
pixels. The others are those of the subject networks that are installed.

``--only``, ``--every``, ``--count``, ``--first``, ``--keep`` and ``--lemur`` are those of
`tests.benchmarks.estimators`.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable, Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np
from PIL import Image
from tests.benchmarks.estimators import choose_cases, chosen_cases

from tools.composites import Case

SIDE = 320
#: Of a coarse mask, in the network's pixels: the size of the holes that are filled, how far the outline strays and in
#: what waves, and its blur; and how much harder than blurred it is. The mask's errors are then as large as those of
#: real networks.
HOLES, STRAY, WAVES, BLUR, HARDNESS = 5, 2.0, 20.0, 2.0, 4.0
#: What of the true foreground a mask must have in common with it.
RIGHT = 0.9
RADII = (1.25, 2.0, 3.0)

Masks = Callable[[Case], np.ndarray]


class Score(NamedTuple):
    """What was missed of one composite."""

    kind: str
    mask: float
    matte: float
    seconds: float


def coarse(case: Case) -> np.ndarray:
    """The true alpha as a network would give it: holes are filled, the outline strays, and what is thin is gone."""
    from scipy import ndimage

    random = np.random.default_rng(crc32(case.name.encode()))
    small = np.asarray(Image.fromarray(case.alpha).resize((SIDE, SIDE), Image.Resampling.BOX))
    stray = np.stack([ndimage.gaussian_filter(random.normal(size=(SIDE, SIDE)), WAVES) for _ in range(2)])
    stray *= STRAY / stray.std()
    filled = ndimage.grey_closing(small, HOLES)
    moved = ndimage.map_coordinates(filled, np.indices((SIDE, SIDE)) + stray, order=1, mode="nearest")
    hard = np.tanh(HARDNESS * (ndimage.gaussian_filter(moved, BLUR) - 0.5)) / np.tanh(HARDNESS / 2)
    mask = Image.fromarray((0.5 + hard / 2).astype(np.float32))
    return np.asarray(mask.resize(case.alpha.shape[::-1], Image.Resampling.LANCZOS)).clip(0, 1)


def by_network(name: str) -> Masks:
    from inlay.subject import find_subject

    return lambda case: find_subject(case.image, name, threads=1)


def overlap(mask: np.ndarray, alpha: np.ndarray) -> float:
    """Intersection over union of what both have more than half of."""
    found, true = mask > 0.5, alpha > 0.5
    return np.count_nonzero(found & true) / max(1, np.count_nonzero(found | true))


def refined(case: Case, mask: np.ndarray, radius: float, smart: bool) -> np.ndarray:
    """The matte of a mask, with a radius in percent of the longer side."""
    from inlay.matting import estimate_alpha, trimap_from_alpha
    from inlay.operations.subject_mask import TOLERANCE

    pixels = radius / 100 * max(mask.shape)
    trimap = trimap_from_alpha(mask, pixels, tolerance=TOLERANCE, image=case.image if smart else None)
    return estimate_alpha(case.image, trimap, threads=1).alpha


def missed(case: Case, alpha: np.ndarray) -> float:
    return float(np.abs(alpha - case.alpha).sum() / 1000)


def scores(scenes: list[Case], masks: Masks, radius: float, smart: bool) -> Iterator[Score]:
    for case in scenes:
        mask = masks(case)
        if overlap(mask, case.alpha) < RIGHT:
            continue
        start = time.process_time()
        alpha = refined(case, mask, radius, smart)
        yield Score(case.kind, missed(case, mask), missed(case, alpha), time.process_time() - start)


def print_row(name: str, found: list[Score]) -> None:
    if not found:
        print(f"{name:36s}    no mask was right")
        return
    masks, mattes, seconds = (np.array([each[column] for each in found]) for column in (1, 2, 3))
    less = 100 * (1 - mattes.mean() / masks.mean())
    middle = np.median(masks), np.median(mattes)
    print(
        f"{name:36s} {len(found):3d} {masks.mean():8.2f} {mattes.mean():7.2f} {less:6.0f} % "
        f"{middle[0]:8.2f} {middle[1]:7.2f} {seconds.mean():8.2f}",
        flush=True,
    )


def main() -> None:
    from inlay.subject import finders

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--radius", type=float, nargs="+", default=RADII, help="in percent of the longer side")
    choose_cases(parser)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    scenes = [case for case in chosen_cases(arguments) if case.width == "narrow"]
    named: dict[str, Masks] = {"coarse": coarse, **{finder.id: by_network(finder.id) for finder in finders()}}
    print(f"{'':36s}  of     mask   matte    less   median: mask   matte    CPU s")
    for name, masks in named.items():
        for radius in arguments.radius:
            for smart in (False, True):
                row = f"{name}, {radius:g} %{', smart' if smart else ''}"
                print_row(row, list(scores(scenes, masks, radius, smart)))


if __name__ == "__main__":
    main()
