"""Outlines as drawings: SVG text, and filled polygons in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from inlay import colour
from inlay.arrays.progress import Progress, part, silent
from inlay.operations.job import Document
from inlay.picture import CHANNELS, Box, Picture, Space, with_alpha

if TYPE_CHECKING:
    from inlay.segmentation.bezier import BezierContours

_SRGB = Space("RGBA")
_EXACT = np.dtype(np.float32)
#: Hundredths of a pixel are as exact as anyone sees.
_DECIMALS = 2
#: Anchors that are written between two looks at the artist's wishes.
_PIECE = 4096


def svg(body: str, document: Document | None = None) -> str:
    """An SVG picture of these elements; with a document, of its size."""
    size = ""
    if document is not None:
        width, height = document.width, document.height
        size = f' width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg"{size}>\n{body}</svg>\n'


def lines(outline: BezierContours, progress: Progress = silent) -> str:
    """All strokes as one element, drawn as a thin line."""
    data = " ".join(_strokes(outline, range(len(outline)), progress))
    return f'<path d="{data}" fill="none" fill-rule="evenodd" stroke="black" stroke-width="1"/>\n'


def polygons(outline: BezierContours, owners: np.ndarray, colours: Picture, progress: Progress = silent) -> str:
    """Every polygon as an element with a filling of its own, those in holes after those around them.

    Parameters
    ----------
    outline : BezierContours
    owners : ndarray of int, (strokes,)
        Which polygon each stroke belongs to.
    colours : Picture
        One row of a pixel for each polygon; one that is transparent is left out.
    """
    shown = colour.convert(colours, _SRGB).pixels[0]
    order = np.argsort(owners, kind="stable")
    bounds = np.searchsorted(owners[order], np.arange(len(shown) + 1))
    elements = []
    for polygon, (red, green, blue, opacity) in enumerate(shown.tolist()):
        share = part(progress, polygon / len(shown), (polygon + 1) / len(shown))
        share(0.0)
        if not opacity:
            continue
        own = order[bounds[polygon] : bounds[polygon + 1]]
        data = "".join(_strokes(outline, own, share))
        veil = "" if opacity == _SRGB.white else f' fill-opacity="{opacity / _SRGB.white:.4g}"'
        elements.append(f'<path d="{data}" fill="#{red:02x}{green:02x}{blue:02x}"{veil} fill-rule="evenodd"/>\n')
    return "".join(elements)


def painted(
    outline: BezierContours, owners: np.ndarray, colours: Picture, box: Box, document: Document, progress: Progress
) -> Picture:
    """The polygons in pixels of the document's colours, with antialiased borders, inside of `box`."""
    from inlay.segmentation.contours import Contours
    from inlay.segmentation.filling import filled

    space = Space(with_alpha(document.space.model), _EXACT, document.space.transfer, document.space.profile)
    palette = colour.convert(colours, space).pixels[0].astype(np.float64)
    rings = outline.flattened()
    rings = Contours(rings.points - np.array((box.x, box.y)), rings.starts, rings.parents)
    shown = palette[owners, -1] > 0
    # A polygon without a colour is left out together with its holes; islands in these have colours of their own.
    lengths = np.diff(rings.starts)
    starts = np.concatenate(([0], np.cumsum(lengths[shown])))
    rings = Contours(rings.points[np.repeat(shown, lengths)], starts, np.full(int(shown.sum()), -1))
    wanted = Space(space.model, document.space.dtype, space.transfer, space.profile)
    pixels = np.empty((box.height, box.width, CHANNELS[wanted.model]), wanted.dtype)
    for strip in filled(rings, palette[owners][shown], (box.height, box.width), progress=progress):
        rows = np.s_[strip.top : strip.bottom]
        made = np.concatenate(
            (strip.colours[..., :-1], (strip.alpha * strip.colours[..., -1])[..., np.newaxis]), axis=2
        )
        pixels[rows] = colour.convert_samples(made.astype(np.float32), wanted.dtype)
    return Picture(pixels, box.x, box.y, wanted)


def _strokes(outline: BezierContours, chosen: Sequence[int] | range | np.ndarray, progress: Progress) -> list[str]:
    found = []
    for done, stroke in enumerate(chosen):
        anchors = np.round(outline[int(stroke)].reshape(-1, 6), _DECIMALS) + 0.0
        parts = [f"M{anchors[0, 2]:g} {anchors[0, 3]:g}"]
        ring = np.concatenate((anchors, anchors[:1]))
        for first in range(0, len(anchors), _PIECE):
            progress(done / len(chosen))
            parts += _pieces(ring[first : first + _PIECE + 1].tolist(), first + _PIECE >= len(anchors))
        found.append("".join(parts) + "Z")
    return found


def _pieces(anchors: list[list[float]], last: bool) -> list[str]:
    """The lines and curves between neighbouring anchors; a `last` line back to the start goes without saying."""
    parts = []
    for place, (before, after) in enumerate(pairwise(anchors)):
        if before[2:4] == before[4:] and after[:2] == after[2:4]:
            if not last or place < len(anchors) - 2:
                parts.append(f"L{after[2]:g} {after[3]:g}")
        else:
            numbers = (*before[4:], *after[:4])
            parts.append("C" + " ".join([f"{number:g}" for number in numbers]))
    return parts
