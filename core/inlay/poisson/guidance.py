"""Guidance: the vector field v on the edges between neighbouring pixels whose divergence the result takes.

Perez, Gangnet, Blake: Poisson image editing, SIGGRAPH 2003, https://doi.org/10.1145/882262.882269: eq. 11
(importing gradients), eq. 13 (mixing gradients).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeGuard

import numpy as np

from inlay.arrays.packages import has_loaded_numba
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.poisson.framed_image import FramedImage, Samples, alone
from inlay.poisson.gradients import Gradient, between, differences
from inlay.poisson.region import Region
from inlay.poisson.system import System, window

GRADIENTS = ("source", "stronger", "average", "monochrome")
PER = ("channel", "colour")


class Guidance(Protocol):
    """What the solver asks of a guidance field."""

    def edges(self, channel: int, top: int, bottom: int, dtype: type) -> Gradient:
        """v on all edges that touch rows ``top .. bottom - 1`` of the box: one more row downwards, one more column."""


@dataclass(frozen=True)
class Mixture:
    """Guidance from two pictures.

    Attributes
    ----------
    source, destination : FramedImage
        The pictures.
    gradients : {"source", "stronger", "average", "monochrome"}
        The source's gradients (eq. 11), the larger of both on each edge (eq. 13), their mean, or those of the
        source's luminance.
    per : {"channel", "colour"}
        Whether `stronger` chooses for each channel, or once for all by the sum of squares.
    luminance : sequence of float
        Weight of each channel in the source's luminance.
    """

    source: FramedImage
    destination: FramedImage
    gradients: str = "source"
    per: str = "channel"
    luminance: Sequence[float] = (1.0,)

    @property
    def share(self) -> np.float32:
        """Part of the difference of both gradients that makes up v less the destination's gradient."""
        return np.float32(0.5 if self.gradients == "average" else 1)

    @property
    def is_plain(self) -> bool:
        """Whether v of a channel follows from two strips, edge by edge, with nothing missing."""
        chooses_once = self.gradients == "stronger" and self.per == "colour"
        return self.source.covers and self.destination.covers and not chooses_once

    def edges(self, channel: int, top: int, bottom: int, dtype: type = np.float64) -> Gradient:
        """v of one channel in rows ``top .. bottom - 1`` of the box; 0 from a picture that has no colour there."""
        if self.gradients == "source":
            return self._gradient(self.source, channel, top, bottom, dtype)
        if self.gradients == "monochrome":
            luminance = self.source_strip(channel, top, bottom, dtype)
            return _where_present(differences(luminance), self.source, top, bottom)
        mine = self._gradient(self.source, channel, top, bottom, dtype)
        theirs = self._gradient(self.destination, channel, top, bottom, dtype)
        if self.gradients == "average":
            return Gradient(*((a + b) / 2 for a, b in zip(mine, theirs, strict=True)))
        if self.per == "channel":
            return Gradient(*(np.where(np.abs(b) > np.abs(a), b, a) for a, b in zip(mine, theirs, strict=True)))
        powers = self._power(self.source, top, bottom, dtype), self._power(self.destination, top, bottom, dtype)
        chosen = (np.where(q > p, b, a) for a, b, p, q in zip(mine, theirs, *powers, strict=True))
        return Gradient(*chosen)

    def source_strip(
        self, channel: int, top: int, bottom: int, dtype: type = np.float64, columns: tuple[int, int] | None = None
    ) -> np.ndarray:
        """The strip of the source whose gradients count: a channel, or the luminance."""
        if self.gradients != "monochrome":
            return self.source.strip(channel, top, bottom, dtype, columns)
        strips = (self.source.strip(each, top, bottom, dtype, columns) for each in range(self.source.channels))
        weighted = (weight * strip for weight, strip in zip(self.luminance, strips, strict=True))
        return sum(weighted, start=np.zeros((), dtype))

    def samples(self, channel: int, top: int, bottom: int, columns: tuple[int, int]) -> tuple[Samples, Samples]:
        """The strips of both pictures from which v follows (`is_plain`), as kernels read them."""
        pictures = self.source, self.destination
        if self.gradients != "monochrome" and all(each.image.dtype == np.uint8 for each in pictures):
            source, destination = (each.samples(channel, top, bottom, columns) for each in pictures)
            return source, destination
        place = channel, top, bottom, np.float32, columns
        return alone(self.source_strip(*place)), alone(self.destination.strip(*place))

    def _gradient(self, samples: FramedImage, channel: int, top: int, bottom: int, dtype: type) -> Gradient:
        return _where_present(differences(samples.strip(channel, top, bottom, dtype)), samples, top, bottom)

    def _power(self, samples: FramedImage, top: int, bottom: int, dtype: type) -> Gradient:
        """Sum over the channels of the squared gradient."""
        down, right = self._gradient(samples, 0, top, bottom, dtype)
        down, right = down * down, right * right
        for channel in range(1, samples.channels):
            more_down, more_right = self._gradient(samples, channel, top, bottom, dtype)
            down += more_down * more_down
            right += more_right * more_right
        return Gradient(down, right)


@dataclass(frozen=True)
class Field:
    """Guidance given edge by edge over an image.

    Attributes
    ----------
    down, right : ndarray, (height - 1, width, channels), (height, width - 1, channels)
        v as in `samples.Edges`.
    region : Region
        Whose box the strips are cut to.
    at : tuple of int
        Row and column of the destination at which the field's first pixel lies.
    """

    down: np.ndarray
    right: np.ndarray
    region: Region
    at: tuple[int, int] = (0, 0)

    def edges(self, channel: int, top: int, bottom: int, dtype: type = np.float64) -> Gradient:
        """v of one channel in rows ``top .. bottom - 1`` of the box, 0 beyond the field."""
        box = self.region.box.shift(-self.at[1], -self.at[0])
        top, bottom = top + box.y, bottom + box.y
        return Gradient(
            down=window(self.down[..., channel], (top - 1, bottom), (box.x, box.right), dtype),
            right=window(self.right[..., channel], (top, bottom), (box.x - 1, box.right), dtype),
        )


def right_hand_side(
    guidance: Guidance, destination: FramedImage, system: System, channel: int, top: int, bottom: int, dtype: type
) -> np.ndarray:
    """Right-hand side of the equations for e = f - f*, rows ``top .. bottom - 1`` of the box.

    With f* the destination everywhere, eq. 7 of Perez et al. becomes, for p in Omega,
    ``|N_p| e_p - sum_{q in N_p and Omega} e_q = sum_{q in N_p} (v_pq - (f*_p - f*_q))``: no boundary values are
    left, and edges whose gradient is the destination's contribute exactly 0. Weights multiply the contributions of
    their edges, and screening adds ``s_p (t_p - f*_p)``.
    """
    region = system.region
    values = destination.strip(channel, top, bottom, dtype)
    unknown = region.unknown[top:bottom]
    if _is_mixed(guidance, system):
        excess = _mixed(guidance, values, unknown, channel, top)
    else:
        excess = _by_edges(guidance, values, system, channel, top)
    if system.screening is not None:
        excess += system.screening_term(values[1:-1, 1:-1], channel, top, bottom)
    if not unknown.all():
        excess = np.where(unknown, excess, 0)
    with np.errstate(invalid="ignore"):
        total = excess.sum()
    if not np.isfinite(total) and not np.isfinite(excess).all():
        y, x = np.argwhere(~np.isfinite(excess))[0]
        raise InputError(
            _(
                "The guidance or the target is not a finite number beside row {y}, column {x}.",
                y=y + top + region.box.y,
                x=x + region.box.x,
            ),
            _("Replace NaN and infinite values first, or leave them out of the region."),
        )
    return excess


def _is_mixed(guidance: Guidance, system: System) -> TypeGuard[Mixture]:
    """Whether a kernel can make the right-hand side from two strips."""
    is_whole = isinstance(guidance, Mixture) and guidance.is_plain
    return is_whole and system.weights is None and system.region.linked is None and has_loaded_numba()


def _mixed(guidance: Mixture, values: np.ndarray, unknown: np.ndarray, channel: int, top: int) -> np.ndarray:
    """What the edges of some rows add up to, by a kernel; `values` are the destination's."""
    from inlay.poisson.mixing import mixed_rows

    source = guidance.source_strip(channel, top, top + len(unknown), values.dtype.type)
    excess = np.empty(unknown.shape, values.dtype)
    share = values.dtype.type(guidance.share)
    mixed_rows(
        source, values, share, guidance.gradients == "stronger", np.ascontiguousarray(unknown), excess, np.uint32(0)
    )
    return excess


def _by_edges(guidance: Guidance, values: np.ndarray, system: System, channel: int, top: int) -> np.ndarray:
    """What the edges of some rows add up to, for any guidance; `values` are the destination's."""
    region, bottom = system.region, top + len(values) - 2
    wanted = guidance.edges(channel, top, bottom, values.dtype.type)
    given = differences(values)
    down, right = (v - d for v, d in zip(wanted, given, strict=True))
    if system.weights is not None:
        weights = system.edges(top, bottom)
        down, right = (
            np.multiply(d, w, out=np.zeros_like(d), where=w > 0) for d, w in zip((down, right), weights, strict=True)
        )
    elif region.linked is not None:
        counted = between(region.linked[top : bottom + 2])
        down, right = np.where(counted.down, down, 0), np.where(counted.right, right, 0)
    else:
        _cut_natural_sides(down, right, region, top, bottom)
    return (right[:, :-1] - right[:, 1:]) + (down[:-1] - down[1:])


def _cut_natural_sides(down: np.ndarray, right: np.ndarray, region: Region, top: int, bottom: int) -> None:
    """Gradient that leave the image do not count."""
    if region.natural.top and top == 0:
        down[0] = 0
    if region.natural.bottom and bottom == region.box.height:
        down[-1] = 0
    if region.natural.left:
        right[:, 0] = 0
    if region.natural.right:
        right[:, -1] = 0


def _where_present(edges: Gradient, samples: FramedImage, top: int, bottom: int) -> Gradient:
    if samples.covers:
        return edges
    both = between(samples.present(top, bottom))
    return Gradient(*(v * present for v, present in zip(edges, both, strict=True)))
