"""Sequences whose alpha is known exactly, and measures of how steady an estimate is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy import ndimage
from tests.core.matting import composites
from tests.core.matting.composites import SOFT, Composite

#: By how many pixels the foreground has moved to the right in each frame.
STILL = (0.0,) * 5
CREEPING = tuple(0.25 * n for n in range(5))
WALKING = tuple(1.5 * n for n in range(5))
STOPPING = 0.0, 2.0, 4.0, 4.0, 4.0
PATHS = {"still": STILL, "creeping": CREEPING, "walking": WALKING, "stopping": STOPPING}


class Steadiness(NamedTuple):
    """Mean change of soft alpha from frame to frame beside the true change, in 8-bit levels; and the mean SAD."""

    flicker: float
    sad: float


def moving(scene: Composite, path: Sequence[float], noise: float = 2.0, pan: int = 0) -> Iterator[Composite]:
    """Frames of a scene whose foreground moves over its background, each with noise of its own.

    Parameters
    ----------
    noise : float
        Standard deviation, in levels.
    pan : int
        By how many pixels everything moves from frame to frame besides.
    """
    random = np.random.default_rng(1)
    radius = 7
    for number, distance in enumerate(path):
        alpha, foreground = (_moved(plane.astype(np.float32), distance) for plane in (scene.alpha, scene.foreground))
        alpha, foreground, background = (
            np.roll(plane, number * pan, axis=1) for plane in (alpha.clip(0, 1), foreground, scene.background)
        )
        weight = alpha[..., np.newaxis]
        image = weight * foreground + (1 - weight) * background + random.normal(0, noise, foreground.shape)
        image = np.rint(image.clip(0, 255)).astype(np.uint8)
        foreground = np.rint(foreground).astype(np.uint8)
        trimap = composites.trimap(alpha, radius)
        yield replace(scene, image=image, foreground=foreground, background=background, alpha=alpha, trimap=trimap)


def steadiness(found: Sequence[np.ndarray], frames: Sequence[Composite]) -> Steadiness:
    """How steady and how good the alphas of some frames are."""
    changes = []
    for (one, truth), (other, later) in zip(
        zip(found, frames, strict=True), list(zip(found, frames, strict=True))[1:], strict=False
    ):
        soft = (truth.alpha > SOFT[0]) & (truth.alpha < SOFT[1]) | (later.alpha > SOFT[0]) & (later.alpha < SOFT[1])
        soft &= truth.unknown & later.unknown
        changes.append(np.abs((other - one) - (later.alpha - truth.alpha))[soft].mean())
    errors = [composites.sad(alpha, frame.alpha, frame.unknown) for alpha, frame in zip(found, frames, strict=True)]
    return Steadiness(255 * float(np.mean(changes)), float(np.mean(errors)))


def _moved(plane: np.ndarray, distance: float) -> np.ndarray:
    return ndimage.shift(plane, (0, distance, 0)[: plane.ndim], order=1, mode="nearest")
