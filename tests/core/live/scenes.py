"""A scene for every operation: a disc with a soft edge before waves, and what the artist says about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from tests import pictures

from inlay.operations.declaration import Operation
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space

HEIGHT, WIDTH = 160, 240
_MIDDLE = (HEIGHT / 2, WIDTH / 2)
_RADIUS, _SOFT = 48, 6
_MASK = Space("MASK", np.dtype(np.uint8))


def job_for(operation: Operation) -> Job:
    """A job of the operation, with a fitting picture for every role that it needs, and all defaults."""
    images = {}
    for entry in operation.inputs:
        if "layers" in entry.kinds:
            images[entry.role] = _overlapping()
        elif entry.optional and "selection" not in entry.kinds:
            images[entry.role] = None
        else:
            images[entry.role] = _PICTURES.get(entry.role, picture)()
    if any(output.fills for output in operation.outputs):
        images["source"] = _ragged()
    return Job(images, operation.defaults(), Document(WIDTH, HEIGHT))


def picture() -> Picture:
    """The disc before the waves."""
    pixels = _waves()
    tinted = 0.35 * pixels[..., :3] + np.array([150, 50, 10])
    pixels[..., :3] += _edge()[..., np.newaxis] * (tinted - pixels[..., :3])
    return _picture(pixels)


def _ragged() -> Picture:
    """The disc before the waves, of which a corner and much of what is selected are missing."""
    found = picture()
    pixels = found.pixels.copy()
    pixels[: HEIGHT // 2, : WIDTH // 2, 3] = 0
    return replace(found, pixels=pixels)


def _other() -> Picture:
    pixels = _waves()[:, ::-1]
    pixels[..., :3] = 0.6 * pixels[..., :3] + 60
    return _picture(pixels)


def _overlapping() -> list[Picture]:
    left, right = _waves()[:, :150], _waves()[:, 100:]
    right[..., :3] *= 0.8
    return [_picture(left), _picture(right, 100)]


def _trimap() -> Picture:
    pixels = np.full((HEIGHT, WIDTH, 4), 255.0)
    distance = _distance()
    pixels[..., :3] = np.select([distance < _RADIUS - 12, distance > _RADIUS + 12], [255, 0], 128)[..., np.newaxis]
    return _picture(pixels)


def _scribbles() -> Picture:
    pixels = np.zeros((HEIGHT, WIDTH, 4))
    distance = _distance()
    pixels[distance < _RADIUS - 8] = 255
    pixels[distance > _RADIUS + 8] = (0, 0, 0, 255)
    return _picture(pixels)


def _selection() -> Picture:
    return Picture(pictures.stored(_distance() < _RADIUS, "uint8"), space=_MASK)


def _soft() -> Picture:
    return Picture(pictures.stored(_edge(), "uint8"), space=_MASK)


def _waves() -> np.ndarray:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    colours = [127 + 90 * np.sin(x / 31 + channel) * np.cos(y / (23 + 9 * channel)) for channel in range(3)]
    grain = np.random.default_rng(1).normal(0, 4, (HEIGHT, WIDTH, 3))
    return np.dstack([np.stack(colours, axis=-1) + grain, np.full((HEIGHT, WIDTH), 255.0)])


def _distance() -> np.ndarray:
    rows, columns = np.ogrid[:HEIGHT, :WIDTH]
    return np.hypot(rows + 0.5 - _MIDDLE[0], columns + 0.5 - _MIDDLE[1])


def _edge() -> np.ndarray:
    return np.clip((_RADIUS - _distance()) / _SOFT + 0.5, 0, 1)


def _picture(pixels: np.ndarray, x: int = 0) -> Picture:
    return Picture(np.rint(pixels.clip(0, 255)).astype(np.uint8), x)


_PICTURES = {
    "destination": _other,
    "second": _other,
    "trimap": _trimap,
    "scribbles": _scribbles,
    "region": _selection,
    "edge": _soft,
    "mask": _soft,
    "shape": _soft,
}
