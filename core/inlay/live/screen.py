"""Colours as a screen shows them: from any space to sRGB, and from there by the table of an editor."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from inlay import colour
from inlay.arrays.effort import Effort
from inlay.arrays.rows import strips
from inlay.live import sampling
from inlay.picture import COLOUR_CHANNELS, Picture, Space

_FLOAT = np.dtype(np.float32)
_SRGB = Space("RGB", _FLOAT)
#: Nodes along each axis of a table, of three channels and of four.
_EDGES = {1: 33, 3: 33, 4: 13}
#: Pixels between two looks at whether they are still wanted.
PIECE = 1 << 17
_PLAIN = Effort()
#: Where a dark gray looks brighter than this, dark colours need nodes that are closer together.
_DARK, _STEEP = 0.2, 0.37
_NOTHING = np.empty((0, 0, 0, 0, 3), np.float32)


def seen(picture: Picture, rows: np.ndarray, columns: np.ndarray, effort: Effort = _PLAIN) -> np.ndarray:
    """Pixels of a picture as they look.

    Parameters
    ----------
    picture : Picture
        Of colours, in any space.
    rows, columns : ndarray of int
        Which of its rows and columns.
    effort : Effort
        Its progress may raise to stop.

    Returns
    -------
    ndarray of float32, (rows, columns, 4)
        Red, green and blue, perceptually encoded sRGB from 0 to 1, and opacity. In spaces other than sRGB within
        about one level of 255.
    """
    space = picture.space
    table, is_linear = _table(replace(space, model=space.model.removesuffix("A"), dtype=_FLOAT))
    pixels = np.empty((len(rows), len(columns), 4), np.float32)

    def work(top: int, bottom: int) -> None:
        samples, row, column = picture.pixels, rows[top:bottom], columns
        if samples.dtype.kind == "f":
            samples = _sound(samples[np.ix_(row, column)])
            row, column = np.arange(len(row)), np.arange(len(column))
        sampling.sample(samples, row, column, space.white, picture.has_alpha, is_linear, table, pixels[top:bottom])

    effort.in_pieces(work, strips(pixels.shape[0], pixels.shape[1], PIECE))
    return pixels


def _sound(samples: np.ndarray) -> np.ndarray:
    """Floating point samples from 0 to 1; what is no number is 0."""
    found = np.nan_to_num(samples.astype(np.float32, copy=False), copy=False)
    return found.clip(0, 1, out=found)


@lru_cache(16)
def _table(space: Space) -> tuple[np.ndarray, bool]:
    """What the samples of a space without opacity look like: (blacks, edge, edge, edge, 3); empty if as they are.

    And whether its nodes are the squares of equal steps.
    """
    if space.model in ("RGB", "GRAY") and colour.same_colours(space, replace(_SRGB, model=space.model)):
        return _NOTHING, False
    count = len(COLOUR_CHANNELS[space.model])
    is_linear = stores_light(space)
    nodes = np.linspace(0, 1, _EDGES[count], dtype=np.float32)
    grid = np.stack(np.meshgrid(*[nodes**2 if is_linear else nodes] * count, indexing="ij"), axis=-1)
    found = _converted(grid.reshape(-1, count), space)
    return _arranged(found.reshape(*grid.shape[:-1], 3)), is_linear


@lru_cache(16)
def stores_light(space: Space) -> bool:
    """Whether samples of a space are proportional to light, or nearly so."""
    space = replace(space, model=space.model.removesuffix("A"), dtype=_FLOAT)
    if space.model not in ("RGB", "GRAY"):
        return False
    return float(_converted(np.full((1, len(COLOUR_CHANNELS[space.model])), _DARK), space).mean()) > _STEEP


def _converted(colours: np.ndarray, space: Space) -> np.ndarray:
    """Colours, (n, channels), as the screen has them, (n, 3)."""
    picture = Picture(colours[np.newaxis].astype(np.float32), space=space)
    return colour.convert(picture, _SRGB).pixels[0].clip(0, 1)


def _arranged(table: np.ndarray) -> np.ndarray:
    """A table of one, three or four channels with axes for black and three others."""
    if table.ndim == 2:
        # Gray: the three samples are the same.
        table = np.broadcast_to(table[:, np.newaxis, np.newaxis], (*table.shape[:1] * 3, 3))
    if table.ndim == 5:
        return np.ascontiguousarray(np.moveaxis(table, 3, 0))
    return np.ascontiguousarray(table[np.newaxis])
