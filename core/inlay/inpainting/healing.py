"""A picture whose hole is filled with other parts of itself, for its gradients to be cloned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.progress import Progress, part, silent
from inlay.contract.boxes import Box
from inlay.inpainting.offsets import WIDEST, best_offset
from inlay.poisson.region import with_neighbours

#: Holes nearer to each other than this, in pixels, are filled from one offset.
NEAR = 12
#: As many groups of holes look for a place of their own; smaller ones beyond that share one.
MOST_GROUPS = 40


@dataclass(frozen=True, eq=False)
class Filling:
    """Where the gradients of a hole come from.

    Attributes
    ----------
    picture : ndarray, (height, width, channels)
        The picture with other parts of itself in the hole and on its neighbours.
    present : ndarray of bool, (height, width)
        Where it has a colour.
    missing : int
        Pixels of the hole without a source.
    """

    picture: np.ndarray
    present: np.ndarray
    missing: int


def patched(
    picture: np.ndarray,
    usable: np.ndarray,
    hole: np.ndarray,
    radius: int,
    offset: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> Filling:
    """Fill a hole with shifted parts of the picture around it.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type.
    usable : ndarray of bool, (height, width)
        What of it may be used; nothing of the hole.
    hole : ndarray of bool, (height, width)
        What is filled.
    radius : int
        How far from each part of the hole a place is looked for.
    offset : tuple of int, optional
        Rows and columns to the source of the whole hole; without it each group of parts that lie near each other
        has the best one of its own, or none if no place fits.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    Filling
        The filled picture.
    """
    progress = progress or silent
    progress(0.0)
    filled, present = picture.copy(), usable.copy()
    parts = [hole] if offset is not None else list(groups(hole, progress))
    for number, group in enumerate(parts):
        rows, columns = _around(group, 1)
        best = offset
        if best is None:
            window = _around(group, radius + WIDEST)
            share = part(progress, number / len(parts), (number + 1) / len(parts))
            best = best_offset(picture[window], usable[window], group[window], radius, share)
        target = np.s_[rows, columns]
        rim = with_neighbours(group[target])
        present[target][rim] = False
        if best is not None:
            _copy(picture, usable, rim, (rows.start, columns.start), best, filled[target], present[target])
    return Filling(filled, present, int(np.count_nonzero(hole & ~present)))


def _copy(
    picture: np.ndarray,
    usable: np.ndarray,
    rim: np.ndarray,
    corner: tuple[int, int],
    offset: tuple[int, int],
    filled: np.ndarray,
    present: np.ndarray,
) -> None:
    """Put what is usable at an offset from the rim, whose box begins at a corner, into views of its box."""
    inside, source = [], []
    for start, shift, size, limit in zip(corner, offset, rim.shape, usable.shape, strict=True):
        first = min(max(0, start + shift), limit)
        last = max(first, min(limit, start + shift + size))
        source.append(slice(first, last))
        inside.append(slice(first - start - shift, last - start - shift))
    place, there = (source[0], source[1]), (inside[0], inside[1])
    good = rim[there] & usable[place]
    present[there][good] = True
    np.copyto(filled[there], picture[place], where=good[..., None])


def groups(hole: np.ndarray, progress: Progress) -> Iterator[np.ndarray]:
    """The parts of a hole, those together that lie near each other, the largest first."""
    from scipy import ndimage

    rows, columns = _around(hole, 0)
    inside = hole[rows, columns]
    starts = [np.arange(0, size, NEAR) for size in inside.shape]
    blocks = np.logical_or.reduceat(np.logical_or.reduceat(inside, starts[0], axis=0), starts[1], axis=1)
    labels, count = ndimage.label(blocks, np.ones((3, 3)))
    progress(0.0)
    if count == 1:
        yield hole
        return
    order = np.argsort(-np.bincount(labels.ravel())[1:], kind="stable") + 1
    chosen = [[label] for label in order[:MOST_GROUPS]]
    if count > MOST_GROUPS:
        chosen.append(list(order[MOST_GROUPS:]))
    for group in chosen:
        progress(0.0)
        mine = np.isin(labels, group)
        own = np.zeros(hole.shape, bool)
        fine = mine.repeat(NEAR, axis=0)[: inside.shape[0]].repeat(NEAR, axis=1)[:, : inside.shape[1]]
        own[rows, columns] = inside & fine
        yield own


def _around(mask: np.ndarray, ring: int) -> tuple[slice, slice]:
    """Rows and columns of a mask's box and so many pixels around it."""
    return bounding_box(mask).grow(ring).intersect(Box(0, 0, *mask.shape[::-1])).slices
