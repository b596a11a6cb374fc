"""A hole completed by a shift map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.packages import has_numba
from inlay.arrays.progress import Progress, part, silent
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import InlayError
from inlay.inpainting.continuation import continued
from inlay.inpainting.healing import groups
from inlay.inpainting.shift_map.cascade import labelled
from inlay.inpainting.shift_map.levels import Level
from inlay.inpainting.shift_map.pieces import gradients, put
from inlay.poisson.gradients import Edges

#: How far around the hole pieces are looked for, in sides of it, with `coarse`, and at least in pixels.
AROUND, COARSE_AROUND, LEAST_AROUND = 2.0, 1.0, 96


@dataclass(frozen=True, eq=False)
class Completion:
    """What a hole is filled with.

    Attributes
    ----------
    picture : ndarray, (height, width, channels)
        The picture with pieces of itself in the hole, as they are.
    edges : Edges
        The gradients of these pieces, across a seam the mean of both sides; 0 where there is none.
    unfit : ndarray of bool, (height, width)
        The pixels of the hole that nothing fits well.
    """

    picture: np.ndarray
    edges: Edges
    unfit: np.ndarray


def completed(
    picture: np.ndarray,
    usable: np.ndarray,
    hole: np.ndarray,
    *,
    source: np.ndarray | None = None,
    radius: float | None = None,
    mirrored: bool = False,
    turned: bool = False,
    fixed: tuple[np.ndarray, np.ndarray] | None = None,
    coarse: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Completion:
    """Fill a hole with pieces of the picture around it that go on where others end.

    Each pixel of the hole has an offset to where its colour comes from, one of those at which similar patches of the
    picture lie most often from each other; they are chosen so that pieces agree where they meet, and with what is
    around the hole.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type.
    usable : ndarray of bool, (height, width)
        Where it has a colour that counts; nothing of the hole.
    hole : ndarray of bool, (height, width)
        What is filled.
    source : ndarray of bool, (height, width), optional
        What pieces may be taken from; all that is usable without it.
    radius : float, optional
        How far from the hole pieces are looked for, in pixels; twice its side without it.
    mirrored, turned : bool
        Whether pieces may also be mirrored, or turned a little.
    fixed : tuple of ndarray, optional
        A mask (height, width) of pixels of the hole whose offsets are given, and these, rows and columns of int
        (height, width, 2).
    coarse : bool
        A rough answer at once.
    threads : int, optional
        As in `poisson.solve`.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    Completion
        The pieces and their gradients, to be solved.

    References
    ----------
    Y. Pritch, E. Kav-Venaki, S. Peleg: Shift-map image editing, ICCV 2009,
    https://doi.org/10.1109/ICCV.2009.5459159

    K. He, J. Sun: Statistics of patch offsets for image completion, ECCV 2012,
    https://doi.org/10.1007/978-3-642-33709-3_2

    Y. Boykov, O. Veksler, R. Zabih: Fast approximate energy minimization via graph cuts, IEEE PAMI 23(11), 2001,
    https://doi.org/10.1109/34.969114
    """
    if not has_numba():
        raise InlayError(_("Continuing the picture needs numba."), _("Install numba, or fill from one place."))
    progress = progress or silent
    progress(0.0)
    usable = usable & ~hole
    if picture.dtype.kind == "f":
        usable &= np.isfinite(picture).all(axis=2)
    source = usable if source is None else usable & source
    out, unfit = picture.copy(), np.zeros(hole.shape, bool)
    down, right = (np.zeros(shape, np.float32) for shape in _edge_shapes(picture))
    every = list(groups(hole, progress))
    for number, group in enumerate(every):
        share = part(progress, number / len(every), (number + 1) / len(every))
        window = _window(group, radius, coarse)
        given = None if fixed is None else (fixed[0][window], fixed[1][window])
        level = Level.of(picture[window], usable[window], source[window], group[window], given, mirrored, turned)
        labelling = labelled(level, np.inf if radius is None else radius, coarse, threads, share)
        put(labelling, out[window])
        gradients(
            labelling,
            down[window[0].start : window[0].stop - 1, window[1]],
            right[window[0], window[1].start : window[1].stop - 1],
        )
        unfit[window] |= group[window] & (labelling.labels < 0)
    if unfit.any():
        around = _window(unfit, None, coarse)
        smooth = continued(out[around], (usable | (hole & ~unfit))[around])[unfit[around]]
        out[unfit] = smooth if out.dtype.kind == "f" else np.rint(smooth)
    return Completion(out, Edges(down, right), unfit)


def _edge_shapes(picture: np.ndarray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    height, width, channels = picture.shape
    return (height - 1, width, channels), (height, width - 1, channels)


def _window(hole: np.ndarray, radius: float | None, coarse: bool) -> tuple[slice, slice]:
    """Where pieces of a hole are looked for."""
    box = bounding_box(hole)
    ring = max(LEAST_AROUND, (COARSE_AROUND if coarse else AROUND) * max(box.shape))
    ring = ring if radius is None else min(radius, ring) if coarse else radius
    return box.grow(int(min(ring, max(hole.shape)))).intersect(Box(0, 0, *hole.shape[::-1])).slices
