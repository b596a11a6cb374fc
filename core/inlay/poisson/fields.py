"""Edge fields: pure functions that make guidance and weights from pictures.

Fields are `Edges`, ``down`` (height - 1, width[, channels]) and ``right`` (height, width - 1[, channels]), the
differences of neighbours; pictures are (height, width[, channels]).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from inlay.arrays.resampling import halved, resized
from inlay.arrays.rows import strips
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.poisson.gradients import Edges

#: Least gradient that counts, as a part of the mean: flat places have no direction to keep.
FLAT = 1e-4
#: Fattal's pyramid ends at this size of the shorter side.
SMALLEST = 32
#: Pixels that fit into the cache with their gradients.
_STRIP = 1 << 15
#: The far and the near ends of the edges down and right.
_ENDS = ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1]))


def gradients(picture: np.ndarray) -> Edges:
    """Forward differences of a picture, in floating point."""
    # Differences of halves would be halves, too coarse to be summed up again.
    picture = picture if picture.dtype in (np.float32, np.float64) else picture.astype(np.float32)
    return Edges(np.diff(picture, axis=0), np.diff(picture, axis=1))


def divergence(down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Divergence of a field: what flows out of each pixel, with nothing across the border of the image."""
    total = np.zeros((down.shape[0] + 1, *down.shape[1:]), np.result_type(down, right))
    total[:-1] += down
    total[1:] -= down
    total[:, :-1] += right
    total[:, 1:] -= right
    return total


def curl(field: Edges) -> np.ndarray:
    """Curl of a field: the sum around each square of four pixels, (height - 1, width - 1[, channels])."""
    assert field.down is not None
    return (field.right[:-1] - field.right[1:]) + (field.down[:, 1:] - field.down[:, :-1])


def combined(operation: Callable[..., np.ndarray], *given: Edges) -> Edges:
    """Apply a function of arrays to the two halves of fields: ``combined(numpy.add, a, b)``."""
    return Edges(*(operation(*halves) for halves in zip(*given, strict=True)))


def scaled(field: Edges, gain: float) -> Edges:
    """All gradients times `gain`; with screening towards the picture it sharpens (Bhat et al. 2008)."""
    return combined(lambda half: half * gain, field)


def at_edges(plane: np.ndarray) -> Edges:
    """The mean of a plane at the two ends of each edge."""
    return Edges((plane[1:] + plane[:-1]) / 2, (plane[:, 1:] + plane[:, :-1]) / 2)


def within(mask: np.ndarray) -> Edges:
    """Which edges have both ends in a mask."""
    return Edges(mask[1:] & mask[:-1], mask[:, 1:] & mask[:, :-1])


def touching(mask: np.ndarray) -> Edges:
    """Which edges have an end in a mask."""
    return Edges(mask[1:] | mask[:-1], mask[:, 1:] | mask[:, :-1])


def chosen(where: Edges, field: Edges, other: Edges | None = None) -> Edges:
    """`field` on the edges of `where`, and `other`, or 0, on the rest."""

    def choose(here: np.ndarray, mine: np.ndarray, theirs: np.ndarray | float = 0.0) -> np.ndarray:
        here = here[..., None] if mine.ndim > here.ndim else here
        return np.where(here, mine, theirs)

    return combined(choose, where, field) if other is None else combined(choose, where, field, other)


def flattened(picture: np.ndarray, contours: np.ndarray) -> Edges:
    """Gradients of a picture only where a contour passes: texture flattening (Perez et al. 2003, eq. 15).

    `contours` is a boolean plane of pixels; an edge is kept if one of its ends lies on a contour.
    """
    # Those of bytes are whole numbers, in half of the room.
    field = _whole_gradients(picture) if picture.dtype == np.uint8 else gradients(picture)
    for half, kept in zip(field, touching(contours), strict=True):
        assert half is not None
        assert kept is not None
        for channel in np.ndindex(picture.shape[2:]):
            np.copyto(half[(..., *channel)], 0, where=~kept)
    return field


def _whole_gradients(picture: np.ndarray) -> Edges:
    return Edges(*(np.subtract(picture[far], picture[near], dtype=np.int16) for far, near in _ENDS))


def spliced(inside: np.ndarray, outside: np.ndarray, mask: np.ndarray) -> Edges:
    """Gradients of one picture in a mask and of the other elsewhere, also on the edges across its border."""
    field = gradients(outside)
    for half, other, here in zip(field, gradients(inside), within(mask), strict=True):
        assert half is not None
        assert other is not None
        assert here is not None
        np.copyto(half, other, where=here[..., None] if half.ndim > here.ndim else here)
    return field


def topmost(layers: Sequence[tuple[np.ndarray, np.ndarray]]) -> Edges:
    """On each edge the gradient of the topmost layer that has both ends; 0 where none has.

    Each layer is a picture and a boolean plane of where it has a colour, the topmost first.
    """
    if not layers:
        raise InputError(_("There is no layer."), _("Give at least one."))
    field = combined(np.zeros_like, gradients(layers[-1][0]))
    for picture, present in reversed(layers):
        picture = np.where(present[..., None] if picture.ndim == 3 else present, picture, 0)
        field = chosen(within(present), gradients(picture), field)
    return field


def magnitude(picture: np.ndarray) -> np.ndarray:
    """Length of the gradient at each pixel, of all channels together, by central differences."""
    picture = picture if picture.dtype.kind == "f" else picture.astype(np.float32)
    height, width, *_ = picture.shape
    length = np.empty((height, width), picture.dtype)
    for top, bottom in strips(height, width, _STRIP):
        first, last = max(0, top - 1), min(height, bottom + 1)
        rows = picture[first:last]
        squares = np.zeros(rows.shape, picture.dtype)
        for axis in (0, 1):
            if rows.shape[axis] > 1:
                squares += np.gradient(rows, axis=axis) ** 2
        inner = squares[top - first : bottom - first]
        np.sqrt(inner.sum(axis=2) if inner.ndim == 3 else inner, out=length[top:bottom])
    return length


def attenuated(picture: np.ndarray, alpha: float = 0.2, beta: float = 0.2, region: np.ndarray | None = None) -> Edges:
    """Large gradients made smaller and small ones larger: local illumination change (Perez et al. 2003, eq. 16).

    ``v = a^beta |g|^-beta g`` with the gradient g of `picture`, the logarithm of a luminance, and a = `alpha` times
    the mean of \\|g\\| (over the region if given). With beta 0 the gradients themselves.
    """
    length = magnitude(picture)
    mean = float((length if region is None else length[region]).mean())
    if mean == 0:
        return gradients(picture)
    factor = (alpha * mean / np.maximum(length, FLAT * mean)) ** beta
    return _times(gradients(picture), at_edges(factor))


def compressed(picture: np.ndarray, alpha: float = 0.1, beta: float = 0.85) -> Edges:
    """Gradients of a logarithmic luminance for a smaller range: Fattal, Lischinski, Werman 2002, eq. 4 to 6.

    At each level of a pyramid a gradient of length l is multiplied by ``(l / a)^(beta - 1)`` with a = `alpha` times
    the mean length of the level. With beta 1 the gradients themselves.

    References
    ----------
    R. Fattal, D. Lischinski, M. Werman: Gradient domain high dynamic range compression, SIGGRAPH 2002,
    https://doi.org/10.1145/566570.566573
    """
    levels = [picture if picture.dtype.kind == "f" else picture.astype(np.float32)]
    while min(levels[-1].shape[:2]) >= 2 * SMALLEST:
        levels.append(halved(levels[-1]))
    factor: np.ndarray | None = None
    for number, level in reversed(list(enumerate(levels))):
        length = magnitude(level) / 2**number
        mean = float(length.mean())
        own = (np.maximum(length, FLAT * mean) / (alpha * mean)) ** (beta - 1) if mean > 0 else np.ones_like(length)
        factor = own if factor is None else resized(factor, level.shape[:2]) * own
    assert factor is not None
    return _times(gradients(levels[0]), at_edges(factor))


def _times(field: Edges, factor: Edges) -> Edges:
    def times(half: np.ndarray, by: np.ndarray) -> np.ndarray:
        return half * (by[..., None] if half.ndim > by.ndim else by)

    return combined(times, field, factor)
