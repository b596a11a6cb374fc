"""Scribbles of several colours: what each of them stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from inlay import colour
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.operations.bounds import demand_numbers
from inlay.operations.marks import Marks
from inlay.picture import Box, Picture, Space

_SRGB = Space("RGBA", np.dtype(np.float32))
_HALF = 0.5
#: Colours this far apart, along any of red, green and blue, are of different scribbles.
NEAR = 0.25
MOST_LABELS = 32
#: Colours are counted in so many steps along each of red, green and blue.
_STEPS = 16
_PAINT = _("Paint on a new transparent layer, and choose it.")


def labels_of(picture: Picture, box: Box) -> tuple[np.ndarray, np.ndarray]:
    """Read strokes in any colours as labels of a part of the canvas.

    The colours that most pixels have are those of the strokes; what lies between two of them, along the border of a
    stroke, belongs to the nearer one.

    Returns
    -------
    labels : ndarray of uint8, (box.height, box.width)
        0 where there is no stroke, or the number of its colour, from 1 on.
    colours : ndarray of float32, (labels, 3)
        Red, green and blue from 0 to 1 in perceptual sRGB; the most frequent one first.

    Raises
    ------
    InputError
        If there is no stroke, or one has a pixel that is not a number.
    """
    inside = picture.box.intersect(box)
    if inside.is_empty:
        raise InputError(_("There are no scribbles on the picture."), _PAINT)
    labels = np.zeros((box.height, box.width), np.uint8)
    strokes = picture.crop(inside)
    if strokes.space.model == "MASK":
        gray = replace(strokes.space, model="GRAY", transfer="perceptual")
        strokes = replace(strokes, pixels=strokes.pixels[..., np.newaxis], space=gray)
    painted = None if strokes.alpha is None else strokes.alpha >= _HALF * strokes.space.white
    if painted is None or painted.all():
        raise InputError(
            _("The scribbles cover everything."), _("Paint them on a new layer that is transparent everywhere else.")
        )
    if not painted.any():
        raise InputError(_("There are no scribbles on the picture."), _PAINT)
    found = _colours(strokes, painted)
    colours = _frequent(found)
    nearest = np.zeros(len(found), np.uint8)
    least = np.full(len(found), np.inf, np.float32)
    for number, each in enumerate(colours, 1):
        distance = np.abs(found - each).max(axis=1)
        nearest[distance < least] = number
        np.minimum(least, distance, out=least)
    nearest[least > NEAR] = 0
    labels[inside.shift(-box.x, -box.y).slices][painted] = nearest
    return labels, colours


def none(box: Box) -> tuple[np.ndarray, np.ndarray]:
    """The labels and colours of no strokes at all."""
    return np.zeros(box.shape, np.uint8), np.empty((0, 3), np.float32)


def marked(
    labels: np.ndarray, colours: np.ndarray, marks: Marks, box: Box, wanted: Sequence[float]
) -> tuple[np.ndarray, np.ndarray]:
    """Labels and colours of a part of the canvas with strokes on what is wanted and on what is not.

    They count as painted in the wanted colour and in its opposite: with the strokes of these colours, if there are any.
    """
    colour = np.asarray(wanted[:3], np.float32)
    labels = labels.copy()
    for name, painted in (("foreground", colour), ("background", np.where(colour < _HALF, 1, 0))):
        distances = np.abs(colours - painted).max(axis=1)
        if distances.min(initial=np.inf) > NEAR:
            colours = np.concatenate([colours, painted[np.newaxis].astype(np.float32)])
            number = len(colours)
        else:
            number = int(distances.argmin()) + 1
        labels[marks.of(name, box)] = number
    return labels, colours


def on(present: np.ndarray | None, labels: np.ndarray, colours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The labels and colours of those strokes that touch a pixel which is present; all of them if `present` is None."""
    if present is not None:
        labels = np.where(present, labels, 0)
    kept = np.array([number for number in range(1, len(colours) + 1) if (labels == number).any()], np.intp)
    numbers = np.zeros(len(colours) + 1, np.uint8)
    numbers[kept] = np.arange(1, len(kept) + 1)
    return numbers[labels], colours[kept - 1]


def _colours(strokes: Picture, painted: np.ndarray) -> np.ndarray:
    """The painted pixels in perceptual sRGB, (n, 3) from 0 to 1."""
    demand_numbers(strokes.colour, painted, "scribbles")
    pixels = strokes.pixels[painted][np.newaxis]
    # Infinitely bright is as bright as can be.
    bare = replace(strokes, pixels=np.nan_to_num(pixels) if pixels.dtype.kind == "f" else pixels)
    return np.nan_to_num(colour.convert(bare, _SRGB).pixels[0, :, :3]).clip(0, 1)


def _frequent(found: np.ndarray) -> np.ndarray:
    """The most frequent colours that are well apart."""
    cells = np.minimum((found * _STEPS).astype(np.intp), _STEPS - 1) @ (_STEPS**2, _STEPS, 1)
    counts = np.bincount(cells, minlength=_STEPS**3)
    chosen: list[np.ndarray] = []
    for cell in np.argsort(-counts, kind="stable"):
        if not counts[cell] or len(chosen) == MOST_LABELS:
            break
        mean = found[cells == cell].mean(axis=0)
        if all(np.abs(mean - other).max() > NEAR for other in chosen):
            chosen.append(mean)
    return np.array(chosen, np.float32)
