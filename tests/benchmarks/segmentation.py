"""What selecting costs: ``taskset -c 0 python -m tests.benchmarks.segmentation [megapixels] [--peers] [--slow]``.

Prints for a picture of three channels of bytes seconds of CPU and of the clock (the least of some runs, warm, one
thread), the peak of memory beyond input and output, and the longest time between two looks at the artist's wishes; with
``--peers`` also the CPU seconds of SciPy and scikit-image for the same where they have it, and with ``--slow`` random
walks, which take minutes. Targets for 12 megapixels on one core: threshold and Otsu 0.3 s, six clusters 2 s.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

import numpy as np
from tests.benchmarks.filters import longest_silence
from tests.benchmarks.memory import Peak
from tests.benchmarks.poisson import least, scene

import inlay
from inlay import segmentation

Work = Callable[..., np.ndarray]


def rows(scribbles: np.ndarray | None) -> dict[str, tuple[Work, bool]]:
    """For each row what is done, and whether it is done to the selection."""
    alone = partial(inlay.select_threshold, threads=1)
    clusters = partial(inlay.select_clusters, threads=1)
    refine = partial(inlay.refine_selection, threads=1)
    found: dict[str, tuple[Work, bool]] = {
        "threshold": (partial(alone, method="range"), False),
        "Otsu": (alone, False),
        "Otsu, 4 classes": (partial(alone, classes=4), False),
        "Otsu, any channel": (partial(alone, channel="any"), False),
        "surroundings 25": (partial(alone, method="surroundings"), False),
        "6 clusters, CIELAB": (clusters, False),
        "6 clusters, RGB": (partial(clusters, space="rgb"), False),
        "6 clusters, position": (partial(clusters, position=30.0), False),
        "holes": (partial(refine, holes=True), True),
        "specks": (partial(refine, specks=50), True),
        "feather 20": (partial(refine, feather=20.0), True),
        "smooth 10": (partial(refine, smooth=10), True),
    }
    for radius in (5, 20, 100, 300):
        found[f"grow {radius}"] = partial(refine, grow=radius), True
    found["open 20"] = partial(refine, open=20), True
    if scribbles is not None:
        found["scribbles"] = partial(inlay.select_scribbles, scribbles=scribbles, threads=1), False
    return found


def peers() -> dict[str, Callable[[np.ndarray], object]]:
    """What others have for some rows, by name of the row."""
    from scipy import ndimage
    from skimage import color, filters, morphology

    found: dict[str, Callable[[np.ndarray], object]] = {
        "threshold": lambda image: color.rgb2gray(image) > 0.5,
        "Otsu": lambda image: filters.threshold_otsu(color.rgb2gray(image), 65536),
        "surroundings 25": lambda image: filters.threshold_local(color.rgb2gray(image), 51, "mean"),
        "holes": lambda plane: ndimage.binary_fill_holes(plane > 127),
        "specks": lambda plane: morphology.remove_small_objects(plane > 127, 50),
    }
    for radius in (5, 20, 100, 300):
        found[f"grow {radius}"] = lambda plane, radius=radius: ndimage.distance_transform_edt(plane < 128) <= radius
    return found


def measure(name: str, work: Work, subject: np.ndarray, peer: Callable[[np.ndarray], object] | None) -> None:
    def told(image: np.ndarray, progress: Callable[[float], None]) -> np.ndarray:
        return work(image, progress=lambda fraction, doing: progress(fraction))

    with Peak() as peak:
        result = work(subject)
    silence = longest_silence(told, subject)
    cpu, clock = least(lambda: work(subject), 1 if name == "scribbles" else 3)
    theirs = f"{least(lambda: peer(subject), 1)[0]:.2f}" if peer else "-"
    extra = max(0, peak.megabytes - result.nbytes / 1e6)
    print(f"{name:21s} {cpu:7.2f} {clock:8.2f} {extra:8.0f} {silence:8.0f}   {theirs}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="?", type=float, default=12.0)
    parser.add_argument("--peers", action="store_true", help="measure SciPy and scikit-image too")
    parser.add_argument("--slow", action="store_true", help="measure random walks too")
    arguments = parser.parse_args()
    segmentation.warm()
    picture = np.ascontiguousarray(scene(arguments.megapixels)[0])
    height, width = picture.shape[:2]
    selection = inlay.select_threshold(picture).astype(np.uint8) * np.uint8(255)
    scribbles = None
    if arguments.slow:
        scribbles = np.zeros((height, width), np.uint8)
        scribbles[height // 3 : height // 3 + 20, width // 4 : -width // 4] = 1
        scribbles[:20] = scribbles[-20:] = 2
    found = peers() if arguments.peers else {}
    print(f"{width} x {height} pixels, three channels of bytes, one thread")
    print("                        CPU s  clock s  peak MB  poll ms   CPU seconds of SciPy or scikit-image")
    for name, (work, is_selection) in rows(scribbles).items():
        measure(name, work, selection if is_selection else picture, found.get(name))


if __name__ == "__main__":
    main()
