"""Merging: several overlapping pictures become one by their gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from inlay.contract.boxes import Box
from inlay.errors import InputError
from inlay.mosaic.exposure import EXPOSURES, gains
from inlay.mosaic.label_map import Patchwork, empty, samples, stacked
from inlay.mosaic.sources import Sheet, parts, pieces
from inlay.mosaic.stitching import stitched
from inlay.poisson import checking
from inlay.poisson.channels import Edges
from inlay.poisson.solution import Solution
from inlay.poisson.solving import solve

SEAMS = ("cut", "masks")
#: Ends of the parts of the work: looking at the sheets, and cutting.
LOOKED, CUT = 0.05, 0.3
#: And of those of a channel: joining gradients, solving.
JOINED, SOLVED = 0.15, 0.95

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Merged:
    """What became of the sheets.

    Attributes
    ----------
    solution : Solution
        Its image is (height, width, channels) in the sheets' own samples, 0 where none has a colour.
    present : ndarray of bool, (height, width)
        Where the image has a colour.
    labels : ndarray of int16, (height, width)
        From which sheet most of each pixel's detail came, -1 for none.
    gains : ndarray, (sheets, channels)
        What the sheets were multiplied by.
    parts : ndarray, (sheets,)
        For each sheet the lowest of those that it hangs together with.
    """

    solution: Solution
    present: np.ndarray
    labels: np.ndarray
    gains: np.ndarray
    parts: np.ndarray


def merge(
    sheets: Sequence[Sheet],
    shape: tuple[int, int],
    *,
    seams: str = "cut",
    exposure: str = "keep",
    tolerance: float | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    out: np.ndarray | None = None,
) -> Merged:
    """Merge pictures that overlap into the one whose gradients are theirs.

    Parameters
    ----------
    sheets : sequence of Sheet
        The lowest first; all of one type and one number of channels, finite where they have a colour.
    shape : tuple of int
        Height and width of the canvas, which holds all of them.
    seams : {"cut", "masks"}
        Where one picture passes into the next: along a minimum cut through their overlap, which runs where they are
        alike, or as their opacities say, the upper one first and soft ones mixed.
    exposure : {"keep", "brightness", "colour"}
        See `exposure.gains`.
    tolerance, threads, progress
        As in `poisson.solve`.
    out : ndarray, (height, width, channels), optional
        Receives the image, in the sheets' type.

    Returns
    -------
    Merged

    Raises
    ------
    InputError
        If there are fewer than two sheets, none touches another, or a colour is not finite.

    Notes
    -----
    The energy over all edges of ``(f_p - f_q - v_pq)^2`` is made smallest; v is the gradient of the picture that both
    ends belong to, and across a seam the mean of those that know both ends (A. Agarwala et al.: Interactive digital
    photomontage, SIGGRAPH 2004, section 3.2, https://doi.org/10.1145/1015706.1015718). Nothing holds the border. The
    constant that is left for each part that hangs together is fixed by the lowest picture seen in it: their means
    agree where its detail is seen.
    """
    tell = progress or (lambda fraction: None)
    _check(sheets, tell)
    checking.choice(seams, SEAMS, "seams")
    checking.choice(exposure, EXPOSURES, "exposure")
    groups = parts(sheets)
    if (groups == np.arange(len(sheets))).all():
        raise InputError(
            "The layers do not overlap.", "Move them so that each shares a part with another, or choose others."
        )
    tell(LOOKED / 2)
    factors = gains(sheets, exposure, lambda: tell(LOOKED / 2))
    lay = stitched if seams == "cut" else stacked
    patchwork = empty(list(sheets), factors, shape, lambda: tell(LOOKED / 2))
    patchwork = lay(patchwork, lambda part: tell(LOOKED + (CUT - LOOKED) * part))
    present = patchwork.labels >= 0
    connected = _connected(present)
    image = np.empty((*shape, patchwork.channels), sheets[0].colour.dtype) if out is None else out
    solutions = []
    # Channel by channel: one of them takes ten times the memory of the picture.
    for channel in range(patchwork.channels):
        share = (1 - CUT) / patchwork.channels
        way = partial(_within, tell, CUT + share * channel, share)
        solution = _solved(patchwork.channel(channel), connected, {"tolerance": tolerance, "threads": threads}, way)
        image[..., channel] = solution.image[..., 0]
        solutions.append(solution)
    tell(1.0)
    worst = max(solutions, key=lambda solution: solution.error)
    steps = max(solution.iterations for solution in solutions)
    return Merged(replace(worst, image=image, iterations=steps), present, patchwork.labels, factors, groups)


def _within(tell: Progress, start: float, share: float, part: float) -> None:
    """Progress of a part of the work."""
    tell(start + share * part)


def _check(sheets: Sequence[Sheet], tell: Progress) -> None:
    """See that the sheets can be merged."""
    if len(sheets) < 2:
        raise InputError("There is only one layer.", "Choose two or more that overlap.")
    for sheet in sheets:
        for box in pieces(sheet.box):
            tell(0.0)
            if sheet.colour.dtype.kind == "f" and not np.isfinite(sheet.colours(box)[sheet.present(box)]).all():
                raise InputError(
                    "A layer has a pixel that is not a finite number.", "Replace NaN and infinite values first."
                )


def _solved(
    patchwork: Patchwork, connected: np.ndarray | None, options: dict[str, Any], progress: Progress
) -> Solution:
    """What a patchwork of one channel becomes, in its own samples."""
    first, field = _joined(patchwork, lambda part: progress(JOINED * part))
    out = np.empty(first.shape, patchwork.working)
    options |= {"progress": lambda part: progress(JOINED + (SOLVED - JOINED) * part), "out": out}
    if connected is None:
        everywhere = np.ones(patchwork.shape, bool)
        solution = solve(first, field, everywhere, mean="keep", solver="transform", **options)
    else:
        # Nothing holds the parts but one pixel of each, whose value does not matter: they are levelled afterwards.
        region, present = _unpinned(connected), connected > 0
        np.copyto(out, first)
        solution = Solution(out, 0, 0.0, "none")
        if region.any():
            solution = solve(first, field, region, destination_alpha=present, **options)
    del field
    _level(out, patchwork, connected, lambda: progress(SOLVED))
    for box in pieces(Box(0, 0, first.shape[1], first.shape[0])):
        first[box.slices] = samples(out[box.slices], first.dtype)
    return replace(solution, image=first, warnings=())


def _joined(patchwork: Patchwork, progress: Progress) -> tuple[np.ndarray, Edges]:
    """What the sheets look like together, in their own type, and the gradients that the result should have."""
    height, width = patchwork.shape
    dtype, channels = patchwork.sheets[0].colour.dtype, patchwork.channels
    together = np.empty((height, width, channels), dtype)
    down = np.empty((height - 1, width, channels), patchwork.working)
    right = np.empty((height, width - 1, channels), patchwork.working)
    for box in pieces(Box(0, 0, width, height)):
        rows = box.rows
        wide = box._replace(height=min(box.bottom + 1, height) - box.y)
        colours, field = patchwork.field(wide)
        together[rows] = samples(colours[: box.height], dtype)
        down[box.y : wide.bottom - 1] = field.down
        right[rows] = field.right[: box.height]
        progress(box.bottom / height)
    return together, Edges(down, right)


def _level(image: np.ndarray, patchwork: Patchwork, connected: np.ndarray | None, poll: Callable[[], None]) -> None:
    """Give each part of an image the mean of the lowest sheet seen in it, over the pixels that came from it."""
    height, width = patchwork.shape
    parts = np.broadcast_to(np.int32(1), (height, width)) if connected is None else connected
    count = 1 + (1 if connected is None else int(parts.max()))
    boxes = list(pieces(Box(0, 0, width, height)))
    lowest = np.full(count, len(patchwork.sheets), np.int16)
    for box in boxes:
        poll()
        np.minimum.at(lowest, parts[box.slices].ravel(), patchwork.labels[box.slices].ravel())
    sums, pixels = np.zeros((count, patchwork.channels)), np.zeros(count)
    for box in boxes:
        poll()
        counted = patchwork.labels[box.slices] == lowest[parts[box.slices]]
        excess = patchwork.composite(box)[counted].astype(np.float64) - image[box.slices][counted]
        part = parts[box.slices][counted]
        pixels += np.bincount(part, minlength=count)
        for channel in range(patchwork.channels):
            sums[:, channel] += np.bincount(part, excess[:, channel], count)
    means = (sums / np.maximum(pixels, 1)[:, None]).astype(image.dtype)
    for box in boxes:
        poll()
        image[box.slices] += means[parts[box.slices]]


def _connected(present: np.ndarray) -> np.ndarray | None:
    """The parts of a mask that hang together, numbered from 1, and 0 outside; None if it is the whole image."""
    if present.all():
        return None
    from scipy import ndimage

    return ndimage.label(present)[0]


def _unpinned(parts: np.ndarray) -> np.ndarray:
    """The pixels of all parts but one of each."""
    some = np.zeros(int(parts.max()) + 1, np.intp)
    width = parts.shape[1]
    for box in pieces(Box(0, 0, width, parts.shape[0])):
        some[parts[box.slices].ravel()] = np.arange(box.y * width, box.bottom * width)
    region = parts > 0
    region.ravel()[some[1:]] = False
    return region
