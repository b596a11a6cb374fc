"""What an estimator of alpha is given: a picture, what is known about it, and how to read its samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

#: The values of a trimap. Public functions also take other conventions; inside the package there is only this one.
BACKGROUND, UNKNOWN, FOREGROUND = 0, 128, 255


@dataclass(frozen=True, eq=False)
class Prior:
    """What is believed about alpha beforehand: ``weight * (alpha - value) ** 2`` is added to what is minimised.

    Attributes
    ----------
    value, weight : ndarray, (height, width), float32
        Alpha from 0 to 1, and how strongly it is believed, from 0 upwards.
    """

    value: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True, eq=False)
class Scene:
    """A picture and its trimap, checked.

    Attributes
    ----------
    image : ndarray, (height, width, 1 or 3)
        Colours as ``uint8``, ``uint16`` or ``float32``; finite wherever they are present. May be a view.
    scale : float
        What a sample is multiplied by, so that white is 1; floating-point values may lie above it.
    trimap : ndarray, (height, width), uint8
        `BACKGROUND`, `UNKNOWN` or `FOREGROUND`; at least one pixel of each.
    present : ndarray, (height, width), bool, or None
        False where the picture is fully transparent: such a pixel is background in the trimap, and its colour means
        nothing and is never used. None if every pixel is present.
    prior : Prior, optional
        Used by the estimators that are a Laplacian; the others leave it aside.
    start : ndarray, (height, width), float32, optional
        An alpha near the one that is sought: iterations begin with it, and are shorter for it. The result is as exact
        as without.
    """

    image: np.ndarray
    scale: float
    trimap: np.ndarray
    present: np.ndarray | None = None
    prior: Prior | None = None
    start: np.ndarray | None = None

    @property
    def height(self) -> int:
        return self.trimap.shape[0]

    @property
    def width(self) -> int:
        return self.trimap.shape[1]


@dataclass(frozen=True, eq=False)
class Estimate:
    """What an estimator gives back.

    Attributes
    ----------
    alpha : ndarray, (height, width), float32
        Opacity from 0 to 1, finite; exactly 0 and 1 where the trimap knows it.
    iterations : int
        Steps of the solver; 0 for a method without any.
    error : float
        Estimated largest difference to the exact solution of the method's own equations; NaN if there are none.
    loose : ndarray, (height, width), bool, or None
        Unconstrained unknown pixels: no equation connects them to a known one. Their alpha is replaced by that
        of the nearest known pixel, with a warning.
    """

    alpha: np.ndarray
    iterations: int = 0
    error: float = float("nan")
    loose: np.ndarray | None = None


@dataclass(frozen=True, kw_only=True)
class Estimator:
    """A way to estimate alpha, as packages register it through ``inlay_estimators``.

    Attributes
    ----------
    id : str
        The public name: ``closed-form``.
    name, summary : str
        What a menu shows, and a sentence on when to choose it.
    estimate : callable
        ``estimate(scene, *, threads, progress) -> Estimate``; ``progress`` takes the fraction done, is called between
        pieces of work of at most 50 ms, and may raise `inlay.errors.Cancelled`.
    bytes_per_unknown, bytes_per_pixel : float
        Memory needed beyond the picture, the trimap and the result, for each unknown pixel and for each pixel at all.
    uses_prior : bool
        Whether a scene's prior counts.
    with_radius : callable or None
        Takes the radius of windows, 1 or more, and gives the estimator that has such ones, or raises
        `inlay.errors.ParameterError`; None where there are none to choose.
    """

    id: str
    name: str
    summary: str
    estimate: Callable[..., Estimate]
    bytes_per_unknown: float = 0.0
    bytes_per_pixel: float = 0.0
    uses_prior: bool = True
    with_radius: Callable[[int], Estimator] | None = None
