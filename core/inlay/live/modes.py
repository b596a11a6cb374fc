"""Ways to look at a result: as it will be, beside what was there, on grounds, and its coverage alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.rows import strips
from inlay.contract.views import MODES
from inlay.live import drawing
from inlay.live.lens import Lens
from inlay.live.screen import PIECE
from inlay.operations.views import CHECKER, OVERLAY, OVERLAY_OPACITY

#: Side of a check in pixels of the screen.
_SIDE = 12
#: How many times larger a difference is shown than it is.
_GAIN = 4.0
_PLAIN = Effort()


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
    below : ndarray of float32, same shape, or None
        What shows below the result, where that is not what shows without it.
    ground : ndarray of float32, same shape, or None
        A picture on which the result is tried.
    uncertainty : ndarray of float32, (rows, columns), or None
        How little the result's opacity is to be trusted, where that is known.
    tint : tuple of float
        Red, green and blue of what marks the background, from 0 to 1.
    """

    lens: Lens
    before: np.ndarray
    layer: np.ndarray
    below: np.ndarray | None = None
    ground: np.ndarray | None = None
    uncertainty: np.ndarray | None = None
    tint: tuple[float, float, float] = OVERLAY


class _Mode(NamedTuple):
    """One way: what lies below the result, what is shown of both, and the colour and strength that this takes."""

    below: int
    shown: int
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)
    strength: float = 0.0


_MODES = {
    "result": _Mode(drawing.UNDER, drawing.OVER),
    "checker": _Mode(drawing.CHECKS, drawing.OVER),
    "black": _Mode(drawing.PLAIN, drawing.OVER),
    "white": _Mode(drawing.PLAIN, drawing.OVER, (1.0, 1.0, 1.0)),
    "ground": _Mode(drawing.GROUND, drawing.OVER),
    "overlay": _Mode(drawing.UNTOUCHED, drawing.TINTED, strength=OVERLAY_OPACITY),
    "alpha": _Mode(drawing.PLAIN, drawing.COVERAGE),
    "outline": _Mode(drawing.UNTOUCHED, drawing.OUTLINED),
    "uncertainty": _Mode(drawing.PLAIN, drawing.COVERAGE),
    "difference": _Mode(drawing.UNDER, drawing.CHANGE, strength=_GAIN),
    "before": _Mode(drawing.UNTOUCHED, drawing.BELOW),
}
assert set(_MODES) == set(MODES)


def frame(sight: Sight, mode: str = "result", split: float | None = None, effort: Effort = _PLAIN) -> np.ndarray:
    """The picture for the screen.

    Parameters
    ----------
    sight : Sight
    mode : str
        One of `inlay.contract.views.MODES`.
    split : float, optional
        Where on the canvas, in pixels from its left, a white line parts what was there (left) from the result.
    effort : Effort
        Its progress may raise to stop.

    Returns
    -------
    ndarray of uint8, (rows, columns, 3)
    """
    way = _MODES[mode]
    if mode == "ground" and sight.ground is None:
        way = _MODES["checker"]
    colour = sight.tint if mode == "overlay" else way.colour
    below = sight.before if sight.below is None else sight.below
    ground = below if sight.ground is None else sight.ground
    column = 0 if split is None else int(np.searchsorted(sight.lens.x, split))
    shown = _shown(sight, mode)
    pixels = np.empty((*sight.before.shape[:2], 3), np.uint8)

    def work(top: int, bottom: int) -> None:
        drawing.draw(
            sight.before,
            below,
            ground,
            shown,
            way.below,
            way.shown,
            np.array(colour, np.float32),
            np.float32(way.strength),
            np.array(CHECKER, np.float32),
            _SIDE,
            column,
            top,
            bottom,
            pixels,
        )

    effort.in_pieces(work, strips(pixels.shape[0], pixels.shape[1], PIECE))
    return pixels


def _shown(sight: Sight, mode: str) -> np.ndarray:
    """The result, or how uncertain it is as if that were its opacity."""
    if mode != "uncertainty":
        return sight.layer
    shown = np.zeros_like(sight.layer)
    if sight.uncertainty is not None:
        shown[..., 3] = sight.uncertainty
    return shown
