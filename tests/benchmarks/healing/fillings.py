"""Ways of filling a hole: Inlay's, and other programs' where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

import inlay
from inlay.operations.registry import find

#: Takes a picture of 8 bits and a hole, and gives the filled picture.
Filling = Callable[[np.ndarray, np.ndarray], np.ndarray]
#: What is written into the hole before a program sees the picture: none may read it.
UNKNOWN = (255, 0, 255)
OPENCV = {
    "OpenCV shift map": "INPAINT_SHIFTMAP",
    "OpenCV FSR fast": "INPAINT_FSR_FAST",
    "OpenCV FSR": "INPAINT_FSR_BEST",
}
#: Fills that need an artist's choice.
CHOSEN = {"offset"}


def cut(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """The picture without what is in its hole."""
    return np.where(hole[..., None], np.array(UNKNOWN, np.uint8), picture)


def ours(threads: int | None = 1) -> dict[str, Filling]:
    """A way for each fill that Heal Selection declares, and its first one without lines that go on."""
    fills = next(parameter for parameter in find("heal-selection").parameters if parameter.id == "fill").options
    heal = partial(inlay.heal_selection, threads=threads)
    found: dict[str, Filling] = {
        f"Inlay {fill.id}": partial(heal, fill=fill.id) for fill in fills if fill.id not in CHOSEN
    }
    return {**found, "Inlay without lines": partial(heal, lines_go_on=False)}


def peers() -> dict[str, Filling]:
    """Those that are installed."""
    found: dict[str, Filling] = {}
    if find_spec("cv2"):
        import cv2

        if hasattr(cv2, "xphoto"):
            cv2.setNumThreads(1)
            found.update({name: partial(_opencv, getattr(cv2.xphoto, flag)) for name, flag in OPENCV.items()})
    if shutil.which("gmic"):
        found["G'MIC matchpatch"] = _gmic
    return found


def missing() -> list[str]:
    """What to install for the peers that are not."""
    there = peers()
    wanted = {"OpenCV FSR": "pip install opencv-contrib-python-headless", "G'MIC matchpatch": "apt install gmic"}
    return [f"Not compared with {name}: {how}" for name, how in wanted.items() if name not in there]


def _opencv(flag: int, picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """One of xphoto's; the shift map wants CIELab."""
    import cv2

    wants_lab = flag == cv2.xphoto.INPAINT_SHIFTMAP
    there, back = (cv2.COLOR_RGB2Lab, cv2.COLOR_Lab2RGB) if wants_lab else (cv2.COLOR_RGB2BGR, cv2.COLOR_BGR2RGB)
    out = np.empty_like(picture)
    cv2.xphoto.inpaint(cv2.cvtColor(picture, there), np.where(hole, 0, 255).astype(np.uint8), out, flag)
    return np.where(hole[..., None], cv2.cvtColor(out, back), picture)


def _gmic(picture: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """G'MIC's patches, with its own defaults."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / name) for name in ("picture.png", "hole.png", "filled.png")]
        Image.fromarray(picture).save(paths[0])
        Image.fromarray(hole.astype(np.uint8) * 255).save(paths[1])
        command = ["gmic", *paths[:2], "inpaint_matchpatch[0]", "[1]", "keep[0]", "output", paths[2]]
        subprocess.run(command, check=True, capture_output=True)
        return np.asarray(Image.open(paths[2]).convert("RGB"))
