"""Ways to look at a result: as it will be, beside what was there, on grounds, and its coverage alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from inlay.live.lens import Lens
from inlay.operations.views import CHECKER, OVERLAY, OVERLAY_OPACITY

#: Side of a check in pixels of the screen.
_SIDE = 12
#: How many times larger a difference is shown than it is.
_GAIN = 4.0


@dataclass(frozen=True)
class Sight:
    """What there is to be seen, on the screen's pixels.

    Attributes
    ----------
    lens : Lens
    before : ndarray of float32, (rows, columns, 4)
        What shows without the result: red, green, blue and opacity from 0 to 1, perceptually encoded.
    layer : ndarray of float32, same shape
        The result on its own.
    ground : ndarray of float32, same shape, or None
        A picture on which the result is tried.
    tint : tuple of float
        Red, green and blue of what marks the background, from 0 to 1.
    """

    lens: Lens
    before: np.ndarray
    layer: np.ndarray
    ground: np.ndarray | None = None
    tint: tuple[float, float, float] = OVERLAY

    @property
    def alpha(self) -> np.ndarray:
        """Opacity of the result, (rows, columns, 1)."""
        return self.layer[..., 3:]

    def over(self, below: Any) -> np.ndarray:
        """The result on opaque colours, (rows, columns, 3)."""
        return _on(self.layer, below)

    @cached_property
    def checks(self) -> np.ndarray:
        """Gray squares that stay where they are on the screen, (rows, columns, 1)."""
        rows, columns = np.ogrid[: self.lens.rows, : self.lens.columns]
        odd = (rows // _SIDE + columns // _SIDE) % 2
        return np.array(CHECKER, np.float32)[odd][..., np.newaxis]

    @cached_property
    def untouched(self) -> np.ndarray:
        """What shows without the result, on checks where that is nothing, (rows, columns, 3)."""
        return _on(self.before, self.checks)


def _on(picture: np.ndarray, ground: Any) -> np.ndarray:
    return ground + picture[..., 3:] * (picture[..., :3] - ground)


def _result(sight: Sight) -> np.ndarray:
    return sight.over(sight.untouched)


def _on_ground(sight: Sight) -> np.ndarray:
    return sight.over(sight.checks if sight.ground is None else _on(sight.ground, sight.checks))


def _overlay(sight: Sight) -> np.ndarray:
    below = sight.untouched
    return below + OVERLAY_OPACITY * (1 - sight.alpha) * (np.array(sight.tint, np.float32) - below)


def _outline(sight: Sight) -> np.ndarray:
    """What was there with a line of two pixels, black and white, where the coverage crosses one half."""
    covered = sight.alpha[..., 0] >= 0.5
    edges = [_borders(covered), _borders(~covered)]
    found = sight.untouched.copy()
    for edge, level in zip(edges, (1.0, 0.0), strict=True):
        found[edge] = level
    return found


def _borders(covered: np.ndarray) -> np.ndarray:
    """Covered pixels with a neighbour that is not."""
    padded = np.pad(covered, 1, mode="edge")
    return covered & ~(padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:])


def _difference(sight: Sight) -> np.ndarray:
    """How far the result is from what was there, on middle gray."""
    return np.clip(0.5 + _GAIN * (_result(sight) - sight.untouched), 0, 1)


def _alpha(sight: Sight) -> np.ndarray:
    return np.broadcast_to(sight.alpha, sight.layer[..., :3].shape)


#: By their names, in the order in which a key goes through them.
MODES: dict[str, Callable[[Sight], np.ndarray]] = {
    "result": _result,
    "checker": lambda sight: sight.over(sight.checks),
    "black": lambda sight: sight.over(np.float32(0)),
    "white": lambda sight: sight.over(np.float32(1)),
    "ground": _on_ground,
    "overlay": _overlay,
    "alpha": _alpha,
    "outline": _outline,
    "difference": _difference,
    "before": lambda sight: sight.untouched,
}


def frame(sight: Sight, mode: str = "result", split: float | None = None) -> np.ndarray:
    """The picture for the screen.

    Parameters
    ----------
    sight : Sight
    mode : str
        One of `MODES`.
    split : float, optional
        Where on the canvas, in pixels from its left, a white line parts what was there (left) from the result.

    Returns
    -------
    ndarray of uint8, (rows, columns, 3)
    """
    shown = MODES[mode](sight)
    if split is not None:
        column = int(np.searchsorted(sight.lens.x, split))
        shown = shown.copy()
        shown[:, :column] = sight.untouched[:, :column]
        if 0 < column < sight.lens.columns:
            shown[:, column] = 1
    return np.rint(255 * shown).astype(np.uint8)
