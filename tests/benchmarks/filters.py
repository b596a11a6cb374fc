"""What the filters cost: ``taskset -c 0 python -m tests.benchmarks.filters [megapixels] [--peers]``.

Prints for a picture of three channels seconds of CPU and of the clock (the least of some runs, warm, one thread), the
peak of memory beyond input and output, and the longest time between two looks at the artist's wishes; with ``--peers``
also the CPU seconds of SciPy, scikit-image and OpenCV for the same where they have it. Targets for 12 megapixels on one
core: Gaussian 0.5 s, median of radius 35 at 8 bits 4 s.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from tests.benchmarks.memory import Peak
from tests.benchmarks.poisson import least, scene

from inlay import filters

#: Above this many operations, window times pixels, a peer takes minutes.
SLOW = 2e10
EMBOSS = np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], np.float32)

Work = Callable[[np.ndarray], np.ndarray]


def channelwise(work: Work) -> Work:
    return lambda image: np.stack([work(image[..., channel]) for channel in range(image.shape[2])], axis=-1)


def peers() -> dict[str, dict[str, Work]]:
    """For each row what others have, by name. SciPy and scikit-image are given single precision where they need it."""
    import cv2
    from scipy import ndimage
    from skimage import color
    from skimage import filters as images
    from skimage.filters import rank

    cv2.setNumThreads(1)

    def scipy_gaussian(image: np.ndarray, radius: float) -> np.ndarray:
        return ndimage.gaussian_filter(image.astype(np.float32), (radius, radius, 0), truncate=filters.CUT)

    def cv2_sobel(image: np.ndarray) -> np.ndarray:
        values = image.astype(np.float32)
        return cv2.magnitude(cv2.Sobel(values, -1, 1, 0), cv2.Sobel(values, -1, 0, 1))

    found: dict[str, dict[str, Work]] = {}
    for radius in (2, 5, 20, 100):
        found[f"Gaussian {radius}"] = {
            "SciPy": partial(scipy_gaussian, radius=radius),
            "OpenCV": lambda image, radius=radius: cv2.GaussianBlur(image, (0, 0), radius),
        }
    for radius in (5, 35):
        side = 2 * radius + 1
        found[f"mean {radius}"] = {
            "SciPy": lambda image, side=side: ndimage.uniform_filter(image.astype(np.float32), (side, side, 1)),
            "OpenCV": lambda image, side=side: cv2.blur(image, (side, side)),
        }
    for radius in (2, 35, 100):
        side = 2 * radius + 1
        found[f"median {radius}"] = {
            "SciPy": channelwise(lambda plane, side=side: ndimage.median_filter(plane, side)),
            "scikit-image": channelwise(lambda plane, side=side: rank.median(plane, np.ones((side, side), np.uint8))),
            "OpenCV": lambda image, side=side: cv2.medianBlur(image, side),
        }
    found["sobel"] = {"scikit-image": channelwise(images.sobel), "OpenCV": cv2_sobel}
    found["convolve 3 x 3"] = {
        "SciPy": channelwise(lambda plane: ndimage.correlate(plane.astype(np.float32), EMBOSS)),
        "OpenCV": lambda image: cv2.filter2D(image, -1, EMBOSS),
    }
    found["grayscale"] = {
        "scikit-image": color.rgb2gray,
        "OpenCV": lambda image: cv2.cvtColor(image, cv2.COLOR_RGB2GRAY),
    }
    return found


def rows() -> list[tuple[str, str, Callable[..., np.ndarray]]]:
    """Name, sample type and filter of each row."""
    bytes_only = {
        **{f"Gaussian {radius}": partial(filters.gaussian_mean, radius=radius) for radius in (2, 5, 20, 100)},
        **{f"mean {radius}": partial(filters.window_mean, radius=radius) for radius in (5, 35)},
        **{f"median {radius}": partial(filters.window_median, radius=radius) for radius in (2, 35, 100)},
        "sobel": filters.sobel_magnitude,
        "painted edges 7": partial(filters.median_sobel_magnitude, radius=7),
        "convolve 3 x 3": partial(filters.weighted_sum, matrix=EMBOSS),
        "grayscale": filters.luma,
        "rotate, straight": partial(filters.rotated_colours, angle=70),
        "rotate, logit": partial(filters.rotated_colours, angle=70, space="logit"),
        "normalise": partial(filters.stretched_range, low=0.1, high=0.1),
    }
    deep = {"uint16": ("median 35",), "float32": ("median 35", "Gaussian 5", "normalise")}
    return [
        *((name, "uint8", work) for name, work in bytes_only.items()),
        *((name, dtype, bytes_only[name]) for dtype, names in deep.items() for name in names),
    ]


def typed(image: np.ndarray, dtype: str) -> np.ndarray:
    if dtype == "uint16":
        return image.astype(np.uint16) * 257
    return image.astype(np.float32) / np.float32(255) if dtype == "float32" else image


def longest_silence(work: Callable[..., np.ndarray], image: np.ndarray) -> float:
    """Milliseconds between two calls of ``progress``, the most."""
    told = [time.perf_counter()]
    work(image, progress=lambda fraction: told.append(time.perf_counter()))
    return 1000 * max(np.diff([*told, time.perf_counter()]))


def measure(name: str, dtype: str, work: Callable[..., np.ndarray], image: np.ndarray, others: dict[str, Work]) -> None:
    with Peak() as peak:
        result = work(image)
    silence = longest_silence(work, image)
    slow = name.startswith("median") and dtype != "uint8"
    cpu, clock = least(lambda: work(image), 1 if slow else 3)
    figures = []
    for peer, theirs in others.items():
        radius = float(name.split()[-1]) if name.startswith("median") else 0
        if (peer != "OpenCV" and radius**2 * image.size > SLOW) or (peer == "scikit-image" and dtype != "uint8"):
            figures.append(f"{peer} -")
        else:
            figures.append(f"{peer} {least(lambda theirs=theirs: theirs(image), 1)[0]:.2f}")
    extra = peak.megabytes - result.nbytes / 1e6
    print(
        f"{name:17s} {dtype:8s} {cpu:7.2f} {clock:8.2f} {max(0, extra):8.0f} {silence:8.0f}   {', '.join(figures)}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="?", type=float, default=12.0)
    parser.add_argument("--peers", action="store_true", help="measure SciPy, scikit-image and OpenCV too")
    arguments = parser.parse_args()
    filters.warm()
    picture = scene(arguments.megapixels)[0]
    found = peers() if arguments.peers else {}
    print(f"{picture.shape[1]} x {picture.shape[0]} pixels, three channels, one thread")
    print("filter            type       CPU s  clock s  peak MB  poll ms   CPU seconds of peers")
    for name, dtype, work in rows():
        measure(name, dtype, work, typed(picture, dtype), found.get(name, {}) if dtype == "uint8" else {})


if __name__ == "__main__":
    main()
