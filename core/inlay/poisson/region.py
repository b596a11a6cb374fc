"""The region: which pixels are unknown, which neighbours hold them, and where nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import RegionError

#: Pixels of a box below which double precision costs nothing, and cycles are too few to be judged by their changes.
SMALL_BOX = 1 << 12


class Sides(NamedTuple):
    """One flag for each side of a box."""

    top: bool
    bottom: bool
    left: bool
    right: bool


@dataclass(frozen=True, eq=False)
class Region:
    """The unknown pixels Omega in a box, with their neighbourhoods N_p of Perez et al. 2003, eq. 7.

    Attributes
    ----------
    box : Box
        The rectangle that is solved: around the unknown pixels, with some room where absent pixels adjoin them.
    unknown : ndarray of bool, (height, width) of the box
        Omega.
    neighbours : ndarray of uint8, same shape
        \\|N_p\\| of the unknown pixels, 0 elsewhere.
    natural : Sides
        Sides of the box beyond which nothing holds the region.
    linked : ndarray of bool, (height + 2, width + 2), or None
        The box with a ring of one pixel: pixels that are unknown or known, so that edges between them count. None
        where the image has no absent pixels next to the region: then every pixel of the image is linked.
    """

    box: Box
    unknown: np.ndarray
    neighbours: np.ndarray
    natural: Sides
    linked: np.ndarray | None = None

    @property
    def active(self) -> np.ndarray:
        """The unknown pixels, and the absent ones through which coarse grids may correct them."""
        return self.unknown if self.linked is None else self.unknown | ~self.linked[1:-1, 1:-1]

    @property
    def known(self) -> np.ndarray:
        """The pixels of the box that can hold the region."""
        return ~self.active

    @property
    def is_loosely_held(self) -> bool:
        """Whether the region may err as a whole: few sides hold it, or absent pixels lie around it."""
        return self.linked is not None or sum(self.natural) >= 3

    @property
    def is_barely_held(self) -> bool:
        """Whether so few pixels hold the region that single precision cannot fix its mean."""
        if not all(self.natural):
            return False
        return int(np.count_nonzero(self.known)) < (self.box.height + self.box.width) / 2

    def pinned(self, pixels: tuple[np.ndarray, ...]) -> Region:
        """The same region with some of its pixels held at the value they have."""
        unknown = self.unknown.copy()
        unknown[pixels] = False
        return Region(self.box, unknown, self.neighbours * unknown, self.natural, self.linked)

    def framed_unknown(self, top: int, bottom: int) -> np.ndarray:
        """The unknown pixels of rows ``top - 1 .. bottom`` with a column more on either side."""
        frame = np.zeros((bottom - top + 2, self.box.width + 2), bool)
        rows = slice(max(0, top - 1), min(self.box.height, bottom + 1))
        frame[rows.start - top + 1 : rows.stop - top + 1, 1:-1] = self.unknown[rows]
        return frame

    def touched(self, top: int, bottom: int, inside: bool = True) -> np.ndarray:
        """Pixels that the equations refer to, in rows ``top - 1 .. bottom`` with a column more on either side.

        Without `inside` only those that are not unknown themselves.
        """
        frame = self.framed_unknown(top, bottom)
        grown = with_neighbours(frame)
        return grown if inside else grown & ~frame

    def components(self) -> tuple[np.ndarray, np.ndarray]:
        """The connected components of the region (4 neighbours), and which of them no known pixel holds.

        Returns
        -------
        labels : ndarray of int32, (height, width)
            0 outside the region, 1, 2, ... in its components.
        floating : ndarray of int
            Labels of the components without boundary value.
        """
        from scipy import ndimage

        labels, count = ndimage.label(self.unknown)
        inner = neighbour_count(np.pad(self.unknown, 1))
        held = labels[self.unknown & (self.neighbours > inner)]
        return labels, np.setdiff1d(np.arange(1, count + 1), held)


def place(
    mask: np.ndarray, present: np.ndarray | None = None, boundaries: tuple[str, str] = ("free", "free")
) -> Region | None:
    """Describe the region `mask` of an image.

    Parameters
    ----------
    mask : ndarray of bool, (height, width)
        The region.
    present : ndarray of bool, same shape, optional
        Where the destination has a colour at all; None for everywhere.
    boundaries : tuple of str
        With "fixed" the region's pixels on the border of the image keep the destination's value: in the first and
        last row, and in the first and last column.

    Returns
    -------
    Region or None
        None if no pixel is left unknown because all of them are fixed.

    Raises
    ------
    RegionError
        If the region is empty.
    """
    box = bounding_box(mask)
    if box.is_empty:
        raise RegionError(_("The region is empty."), _("Select at least one pixel that lies on the canvas."))
    if "fixed" in boundaries:
        mask = _without_border(mask, boundaries)
        box = bounding_box(mask)
        if box.is_empty:
            return None
    unknown = mask[box.slices].copy()
    if present is None or not _adjoins_absent(mask, present, box):
        return _in_present_image(unknown, box, mask.shape)
    box = _with_room(box, mask.shape)
    unknown = mask[box.slices].copy()
    linked = _framed(mask | present, box)
    held = linked & ~_framed(mask, box)
    active = unknown | ~linked[1:-1, 1:-1]
    natural = Sides(
        top=not np.any(active[0] & held[0, 1:-1]),
        bottom=not np.any(active[-1] & held[-1, 1:-1]),
        left=not np.any(active[:, 0] & held[1:-1, 0]),
        right=not np.any(active[:, -1] & held[1:-1, -1]),
    )
    return Region(box, unknown, neighbour_count(linked) * unknown, natural, linked)


def with_neighbours(mask: np.ndarray) -> np.ndarray:
    """A mask with the four neighbours of its pixels."""
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    return grown


def neighbour_count(framed: np.ndarray) -> np.ndarray:
    """How many of the four neighbours of each pixel are true; `framed` has a ring of one pixel around it."""
    bytes_ = framed.view(np.uint8)
    return bytes_[:-2, 1:-1] + bytes_[2:, 1:-1] + bytes_[1:-1, :-2] + bytes_[1:-1, 2:]


def _in_present_image(unknown: np.ndarray, box: Box, shape: tuple[int, ...]) -> Region:
    natural = Sides(
        top=box.y == 0,
        bottom=box.bottom == shape[0],
        left=box.x == 0,
        right=box.right == shape[1],
    )
    neighbours = np.full(unknown.shape, 4, np.uint8)
    neighbours[0] -= natural.top
    neighbours[-1] -= natural.bottom
    neighbours[:, 0] -= natural.left
    neighbours[:, -1] -= natural.right
    neighbours *= unknown
    return Region(box, unknown, neighbours, natural)


def _without_border(mask: np.ndarray, boundaries: tuple[str, str]) -> np.ndarray:
    mask = mask.copy()
    if boundaries[0] == "fixed":
        mask[[0, -1]] = False
    if boundaries[1] == "fixed":
        mask[:, [0, -1]] = False
    return mask


def _adjoins_absent(mask: np.ndarray, present: np.ndarray, box: Box) -> bool:
    framed = _framed(mask | present, box, outside=True)
    return bool(np.any(neighbour_count(framed)[mask[box.slices]] < 4))


def _with_room(box: Box, shape: tuple[int, ...]) -> Box:
    """Grow a box by an eighth of its size, so that coarse grids see the absent pixels beside the region."""
    room = 1 + max(box.height, box.width) // 8
    return box.grow(room).intersect(Box(0, 0, shape[1], shape[0]))


def _framed(mask: np.ndarray, box: Box, outside: bool = False) -> np.ndarray:
    """The part of `mask` in `box` with a ring of one pixel around it; pixels beyond the image are `outside`."""
    frame = np.full((box.height + 2, box.width + 2), outside)
    top, left = max(0, box.y - 1), max(0, box.x - 1)
    part = mask[top : box.bottom + 1, left : box.right + 1]
    y, x = top - box.y + 1, left - box.x + 1
    frame[y : y + part.shape[0], x : x + part.shape[1]] = part
    return frame
