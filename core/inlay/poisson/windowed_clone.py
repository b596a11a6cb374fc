"""Cloning pictures that are read by windows: memory grows with the rim of the region, not with its area."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.placed import Placed
from inlay.arrays.rows import pieces
from inlay.arrays.tiles import SIZE
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import InputError, RegionError
from inlay.poisson.composite import Correction, Extent, Grid, Outline, Rim
from inlay.poisson.region import Sides

#: What part of the tolerance is asked of the grid, and the tolerance in parts of the range.
SAFETY, TOLERANCE = 0.25, 0.25 / 255
#: Rows and columns of a window around the rim.
WINDOW = 512
#: Ends of the parts of the work: finding the rim, and reading what lies there.
FOUND, READ = 0.4, 0.6


def correction(
    source: Placed,
    destination: Placed,
    region: Callable[[int, int], np.ndarray],
    box: Box,
    natural: Sides,
    *,
    screening: Callable[[int], float] = lambda pixels: 0.0,
    rows: int = 256,
    effort: Effort,
) -> Correction:
    """What is added to a source so that its border vanishes in a destination.

    Parameters
    ----------
    source, destination : Placed
    region : callable
        Takes rows of the box, the first one and that behind the last; gives the unknown pixels, (rows, box.width).
    box : Box
        Of the canvas: it holds the region.
    natural : Sides
        Sides of the box beyond which nothing holds the region.
    screening : callable
        Takes the number of unknown pixels; gives the weight that draws the result to the source.
    rows : int
        How many are best read together.
    effort : Effort
        Threads, and who is told of the progress.

    Returns
    -------
    Correction
        Of the box, read by rows; to within a quarter of a level of 8 bits, as `clone` has it.

    Raises
    ------
    RegionError
        If the region is empty, or nothing holds it.
    InputError
        If a pixel beside the region has no colour.
    """
    outline, count = Outline(Extent(box.height, box.width, natural), source.colour.shape[-1]), 0
    finding = effort.part(0, FOUND).progress
    for top, bottom in pieces(box.height, -(-rows // SIZE) * SIZE):
        unknown = region(top, bottom)
        count += int(np.count_nonzero(unknown))
        outline.add(unknown)
        finding(bottom / box.height)
    if not count:
        raise RegionError(_("The region is empty."), _("Select a part of the layer that is not transparent."))
    rim, weight = outline.rim, screening(count)
    if not len(rim.ends) and not weight:
        raise RegionError(
            _("The region covers the whole canvas, and nothing around it says which colours it takes on."),
            _("Select less of the layer."),
        )
    values = _held(rim, source, destination, box, effort.part(FOUND, READ))
    with effort.part(READ, 1).pool(box.area) as pool:
        return Grid(outline, weight, pool).solve(SAFETY * TOLERANCE * source.white, rim.data(values))


def _held(rim: Rim, source: Placed, destination: Placed, box: Box, effort: Effort) -> np.ndarray:
    """What the correction is at the known pixels beside the region, (n, channels), as `membrane` has it."""
    values = np.zeros((len(rim.ends), source.colour.shape[-1]), np.float32)
    for number, (some, share) in enumerate(_near(rim.ends)):
        y, x, beside_y, beside_x = rim.ends[some].T + np.array([[box.y], [box.x], [box.y], [box.x]], np.int32)
        held, is_held = destination.at(beside_y, beside_x)
        if not is_held.all():
            raise InputError(
                _("What the piece is blended into is transparent beside it."),
                _("Give one without transparency, or allow so much memory that it is read at once."),
            )
        beside, is_present = source.at(beside_y, beside_x)
        if not is_present.all():
            # There the source has no gradient: the region's own pixel stands for its neighbour.
            beside[~is_present] = source.at(y[~is_present], x[~is_present])[0]
        values[some] = held - beside
        if number % 16 == 0:
            effort.progress(share)
    return values


def _near(ends: np.ndarray) -> Iterator[tuple[np.ndarray, float]]:
    """Pairs of pixels by the windows that they lie in, and how many there were so far."""
    if not len(ends):
        return
    window = (ends[:, 0] // WINDOW).astype(np.int64) << 32 | (ends[:, 1] // WINDOW)
    order = np.argsort(window, kind="stable")
    first = np.flatnonzero(np.diff(window[order], prepend=-1))
    for start, stop in zip(first, [*first[1:], len(order)], strict=True):
        yield order[start:stop], stop / len(order)
