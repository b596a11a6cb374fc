"""What tracing costs: ``taskset -c 0 python -m tests.benchmarks.tracing [megapixels] [--peers]``.

Prints for each scene and result seconds of CPU (the least of some runs, warm), the peak of memory beyond the input,
the longest time between two looks at the artist's wishes, and how much there is of the outline; with ``--peers`` also
the CPU seconds of scikit-image (contours alone) and OpenCV (outlines of whole pixels, simplified). Target for 12
megapixels: a path in 1.5 s.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from tests.benchmarks.memory import Peak
from tests.benchmarks.poisson import least, scene

from inlay import segmentation
from inlay.operations.job import Document, Job, Layer, Path, Vector
from inlay.operations.trace.trace import trace
from inlay.operations.trace.tracing import shape_of
from inlay.picture import Picture, Space


def scenes(megapixels: float) -> dict[str, tuple[np.ndarray, np.ndarray | None]]:
    """Pictures, and a region where there is one."""
    picture, _, region = scene(megapixels)
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    blobs = np.sin(x / 17) * np.cos(y / 13) + 0.4 * np.sin(x / 101 + y / 57)
    soft = np.rint(255 * np.clip(0.5 + 4 * blobs, 0, 1)).astype(np.uint8)
    return {
        "selection of one ellipse": (picture, region),
        "thousands of soft blobs": (np.dstack([picture, soft]), None),
        "brightness with noise": (picture, None),
    }


def job(picture: np.ndarray, region: np.ndarray | None, **values: object) -> Job:
    image = Picture(picture, space=Space("RGBA" if picture.shape[2] == 4 else "RGB"))
    mask = None if region is None else Picture(region, space=Space("MASK", np.dtype(bool)))
    document = Document(image.width, image.height, image.space)
    return Job({"image": image, "region": mask}, trace.check(values), document)


def silence(given: Job) -> float:
    """Milliseconds between two calls of ``progress``, the most."""
    told = [time.perf_counter()]
    trace.perform(
        Job(given.images, given.parameters, given.document, progress=lambda *_: told.append(time.perf_counter()))
    )
    return 1000 * float(max(np.diff([*told, time.perf_counter()])))


def amount(given: Job) -> str:
    output = trace.perform(given).outputs[0]
    if isinstance(output, Path):
        return f"{len(output.strokes)} strokes, {sum(len(stroke.anchors) for stroke in output.strokes)} anchors"
    if isinstance(output, Vector):
        return f"{len(output.svg) / 1e6:.1f} MB of SVG"
    return f"{output.picture.pixels.nbytes / 1e6:.0f} MB of pixels" if isinstance(output, Layer) else ""


def peers(plane: np.ndarray) -> str:
    import cv2
    from skimage import measure

    cv2.setNumThreads(1)

    def outlined() -> object:
        found, _ = cv2.findContours((plane >= 0.5).astype(np.uint8), cv2.RETR_TREE, cv2.CHAIN_APPROX_NONE)
        return [cv2.approxPolyDP(ring, 0.5, True) for ring in found]

    figures: dict[str, Callable[[], object]] = {
        "scikit-image": lambda: measure.find_contours(plane, 0.5),
        "OpenCV": outlined,
    }
    return ", ".join(f"{name} {least(work, 1)[0]:.2f}" for name, work in figures.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="?", type=float, default=12.0)
    parser.add_argument("--peers", action="store_true", help="measure scikit-image and OpenCV too")
    arguments = parser.parse_args()
    segmentation.warm()
    print("result                               CPU s  peak MB  poll ms  yields")
    for name, (picture, region) in scenes(arguments.megapixels).items():
        print(f"{name}, {picture.shape[1]} x {picture.shape[0]} pixels")
        rows: dict[str, dict[str, object]] = {
            "path": {},
            "path of straight lines": {"curves": False},
            "drawing, mean": {"yields": "vector"},
            "layer, mean": {"yields": "layer"},
            "layer, median": {"yields": "layer", "fill": "median"},
        }
        for row, values in rows.items():
            given = job(picture, region, **values)
            with Peak() as peak:
                said = amount(given)
            cpu = least(partial(trace.perform, given), 2)[0]
            print(f"  {row:32s} {cpu:7.2f} {peak.megabytes:8.0f} {silence(given):8.0f}  {said}", flush=True)
        if arguments.peers:
            given = job(picture, region)
            pictures = given.picture("image"), None, given.images["region"]
            shape = shape_of(given, *pictures, of="automatic", level=50.0, invert=False)
            print(f"  peers: {peers(shape.plane)}")


if __name__ == "__main__":
    main()
