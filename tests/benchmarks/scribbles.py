"""Select by Scribbles on photographs: ``taskset -c 0 python -m tests.benchmarks.scribbles [megapixels] [FOLDER]``.

Drawn scenes have few edges; photographs have chains of like pixels along each of theirs, which multigrid finds hard.
Prints for each photograph the CPU seconds of one thread, warm; how many pixels have another label than by the exact
walker, as a part of all; and the largest difference of the two probabilities at one of these. A folder receives
pictures of what was selected, with the strokes in green and yellow. The target for 12 megapixels is 5 s.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from PIL import Image

import inlay
from inlay.segmentation import random_walker
from tools.photographs.collection import photograph

#: As large as can be had, of all kinds.
PHOTOGRAPHS = "dragonfly", "sunrise", "picos", "bridge", "armchair", "lake", "nuthatch", "dandelions"
#: Largest error of what is taken for exact.
EXACT = 1e-6
LARGEST = 6000
SELECTED, OTHER = (0, 255, 0), (255, 255, 0)


def scene(name: str, megapixels: float) -> tuple[np.ndarray, np.ndarray]:
    """A photograph of this size, and a stroke through its middle besides one at its upper and lower end."""
    picture = Image.fromarray(photograph(name, LARGEST))
    scale = np.sqrt(1e6 * megapixels / (picture.width * picture.height))
    picture = picture.resize((round(scale * picture.width), round(scale * picture.height)), Image.Resampling.BICUBIC)
    width, height = picture.size
    thickness = max(2, height // 150)
    seeds = np.zeros((height, width), np.uint8)
    seeds[height // 2 : height // 2 + thickness, width // 3 : -width // 3] = 1
    seeds[:thickness] = seeds[-thickness:] = 2
    return np.asarray(picture), seeds


def shown(picture: np.ndarray, seeds: np.ndarray, labels: np.ndarray) -> Image.Image:
    """What was selected as it is, all else darker."""
    dark = (picture * np.where(labels == 1, 1.0, 0.3)[..., np.newaxis]).astype(np.uint8)
    dark[seeds == 1], dark[seeds == 2] = SELECTED, OTHER
    image = Image.fromarray(dark)
    image.thumbnail((1000, 1000))
    return image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("megapixels", nargs="?", type=float, default=12.0)
    parser.add_argument("folder", nargs="?", type=Path)
    arguments = parser.parse_args()
    inlay.select_scribbles(*scene(PHOTOGRAPHS[0], 0.5), threads=1)
    print("photograph     CPU s   other label   difference there")
    for name in PHOTOGRAPHS:
        picture, seeds = scene(name, arguments.megapixels)
        began = time.process_time()
        labels = inlay.select_scribbles(picture, seeds, threads=1)
        cpu = time.process_time() - began
        exact = random_walker(picture, seeds, tolerance=EXACT)
        is_other = labels != exact.argmax(axis=2) + 1
        even = np.abs(exact[..., 0] - exact[..., 1])[is_other].max(initial=0.0)
        print(f"{name:12s} {cpu:7.2f} {is_other.mean():13.1e} {even:18.1e}", flush=True)
        if arguments.folder is not None:
            arguments.folder.mkdir(parents=True, exist_ok=True)
            shown(picture, seeds, labels).save(arguments.folder / f"{name}.png")


if __name__ == "__main__":
    main()
