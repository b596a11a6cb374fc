"""Sheets of the composites to look at: ``python -m tools.composites FOLDER [kind ...]``."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tools.composites.collection import COUNT, KINDS, kept


def main(folder: str, *kinds: str) -> None:
    """A sheet a kind: image, alpha and both trimaps of each."""
    for kind in kinds or KINDS:
        rows = []
        for number in range(COUNT):
            image, alpha, painted = kept(kind, number, Path(folder))
            planes = np.rint(alpha * 255).astype(np.uint8), *painted.values()
            rows.append(np.hstack([image, *(np.repeat(plane[..., None], 3, -1) for plane in planes)]))
        sheet = Image.fromarray(np.vstack(rows))
        sheet.reduce(2).save(Path(folder) / f"{kind}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
