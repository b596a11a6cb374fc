"""The equations of one region and all channels: right-hand sides, the range of the samples, floating components."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import BAND, strips
from inlay.contract.language import _, ngettext
from inlay.errors import InlayWarning, RegionError
from inlay.poisson.framed_image import FramedImage
from inlay.poisson.guidance import Guidance, right_hand_side
from inlay.poisson.region import Region
from inlay.poisson.system import Screening, System, Weights


@dataclass(frozen=True, eq=False)
class Component:
    """A part of the region that no boundary value holds.

    Attributes
    ----------
    pixels : tuple of ndarray
        Rows and columns of its pixels in the box.
    """

    pixels: tuple[np.ndarray, ...]

    @property
    def pin(self) -> tuple[np.ndarray, ...]:
        """One of its pixels, to be held while the others are solved for."""
        return self.pixels[0][:1], self.pixels[1][:1]


class Extent(NamedTuple):
    """The range of some values."""

    low: float = np.inf
    high: float = -np.inf

    def holds(self, values: np.ndarray) -> bool:
        """Whether none of the values lies beyond."""
        return bool(values.min() >= self.low and values.max() <= self.high)

    def grown(self, values: np.ndarray) -> Extent:
        """The range of these and of what there is."""
        if not values.size:
            return self
        return Extent(min(self.low, float(values.min())), max(self.high, float(values.max())))


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be solved.

    Attributes
    ----------
    region : Region
        The unknown pixels.
    destination : FramedImage
        Boundary values, and f* from which the result is counted: f = f* + e.
    guidance : Guidance
        v.
    source : FramedImage or None
        The picture that lends a floating component its mean where there is no destination.
    means : tuple of float or None
        Mean of floating components in each channel, if it is given.
    weights : Weights or None
        Weights of the edges, if they are not all 1.
    screening : Screening or None
        What draws the unknown pixels to a target.
    wrapped : tuple of ndarray or None
        v on the edges from the last row to the first (width, channels), and from the last column to the first
        (height, channels), of a whole image that goes on there; None where it does not.
    keeps_means : bool
        Floating components keep the destination's mean as a matter of course, even where there are no others.
    """

    region: Region
    destination: FramedImage
    guidance: Guidance
    source: FramedImage | None = None
    means: tuple[float, ...] | None = None
    weights: Weights | None = None
    screening: Screening | None = None
    wrapped: tuple[np.ndarray | None, np.ndarray | None] = (None, None)
    keeps_means: bool = False

    @property
    def is_periodic(self) -> tuple[bool, bool]:
        """Whether the image goes on at its other end, down and across."""
        return self.wrapped[0] is not None, self.wrapped[1] is not None

    @property
    def ends(self) -> tuple[str, str] | None:
        """What is beyond a rectangle, down and across: free, fixed or periodic; None if transforms cannot solve it."""
        region, screening = self.region, self.screening
        if self.weights is not None or not (screening is None or screening.is_constant):
            return None
        natural = region.natural
        if region.linked is not None or natural.top != natural.bottom or natural.left != natural.right:
            return None
        if not region.unknown.all():
            return None
        kinds = ("free" if natural.top else "fixed", "free" if natural.left else "fixed")
        down, across = ("periodic" if wraps else kind for wraps, kind in zip(self.is_periodic, kinds, strict=True))
        return down, across

    @property
    def channels(self) -> int:
        return self.destination.channels

    @cached_property
    def floating(self) -> list[Component]:
        """The components that neither a boundary value nor a screening term holds.

        Raises
        ------
        RegionError
            If no component has one, and neither means are given nor is the destination's wanted.
        """
        region = self.region
        if region.linked is None and (not all(region.natural) or region.known.any()):
            return []
        mass = System(region, screening=self.screening).mass()
        if self.screening is not None and self.screening.is_constant and self.screening.weight > 0:
            return []
        labels, floating = region.components()
        floating = np.setdiff1d(floating, labels[mass > 0])
        if len(floating) == labels.max() and self.means is None and not self.keeps_means:
            raise RegionError(
                _("No pixel gives the region a boundary value."),
                _(
                    "Select less, so that some of the destination shows beside the region; let the border of the "
                    "picture "
                    "hold it (boundary fixed); or keep some of the source's own colour."
                ),
            )
        return [Component(np.nonzero(labels == label)) for label in floating]

    @cached_property
    def held(self) -> Region:
        """The region with one pixel of each floating component held, so that there is one solution."""
        region = self.region
        for component in self.floating:
            region = region.pinned(component.pin)
        return region

    def check_held(self) -> None:
        """See that something holds at least one component.

        Raises
        ------
        RegionError
            If nothing does.
        """
        _ = self.floating

    @property
    def system(self) -> System:
        """The matrix."""
        return System(self.held, self.weights, self.screening)

    def warnings(self) -> tuple[InlayWarning, ...]:
        if self.means is not None or self.keeps_means or not self.floating:
            return ()
        count = len(self.floating)
        return (
            InlayWarning(
                "floating",
                ngettext(
                    "One part of the region touches no pixel of the destination that has a colour.",
                    "{count} parts of the region touch no pixel of the destination that has a colour.",
                    count,
                    count=count,
                ),
                _("There the result keeps the mean colour of what it covers."),
            ),
        )

    @cached_property
    def _residual(self) -> np.ndarray:
        return np.empty(self.region.unknown.shape)

    def residual(self, channel: int, pool: Pool) -> np.ndarray:
        """Right-hand side for e in double precision, (height, width) of the box; the next call overwrites it."""
        out, system = self._residual, self.system

        def fill(top: int, bottom: int) -> None:
            for first, last in strips(bottom, self.region.box.width, BAND, first=top, fewest=8):
                out[first:last] = right_hand_side(
                    self.guidance, self.destination, system, channel, first, last, np.float64
                )

        pool.run(fill, self.region.box.height, self.region.box.width)
        return out

    def add_wrapped(self, residual: np.ndarray, channel: int, top: int, bottom: int) -> None:
        """Add what the edges around the ends of a periodic image contribute to rows ``top .. bottom - 1``."""
        down, across = self.wrapped
        height = self.region.box.height
        if across is not None:
            ends = self.destination.strip(channel, top, bottom)[1:-1]
            excess = across[top:bottom, channel] - (ends[:, 1] - ends[:, -2])
            residual[:, 0] += excess
            residual[:, -1] -= excess
        if down is not None and (top == 0 or bottom == height):
            first, last = (self.destination.strip(channel, y, y + 1)[1, 1:-1] for y in (0, height - 1))
            excess = down[:, channel] - (first - last)
            if top == 0:
                residual[0] += excess
            if bottom == height:
                residual[-1] -= excess

    def spread(self, pool: Pool) -> float:
        """Range of floating samples: at least 1, or from the smallest to the largest value that is used."""
        box = self.region.box
        extents = [Extent()]
        for picture in [self.destination] if self.source is None else [self.destination, self.source]:
            for channel in range(picture.channels):
                extents += pool.run(partial(self._extent, picture, channel), box.height, box.width)
        if self.screening is not None:
            for channel in range(self.channels):
                extents += pool.run(partial(self._target_extent, channel), box.height, box.width)
        lowest, highest = zip(*extents, strict=True)
        return max(1.0, max(highest) - min(lowest))

    def _extent(self, picture: FramedImage, channel: int, top: int, bottom: int) -> Extent:
        """Smallest and largest value that is used in some rows of a picture."""
        found = Extent()
        for first, last in strips(bottom, self.region.box.width, BAND, first=top, fewest=8):
            values = picture.strip(channel, first, last, np.promote_types(picture.image.dtype, np.float32).type)
            if not found.holds(values):
                used = self.region.touched(first, last, picture.used_inside) & picture.present(first, last)
                found = found.grown(values[used])
        return found

    def _target_extent(self, channel: int, top: int, bottom: int) -> Extent:
        """Smallest and largest value that some rows are drawn to."""
        assert self.screening is not None
        box = self.region.box
        values = self.screening.target[box.y + top : box.y + bottom, box.columns, channel]
        used = self.region.unknown[top:bottom] & (self.system.mass(top, bottom) > 0)
        return Extent().grown(values[used])

    def set_means(self, e: np.ndarray, channel: int) -> None:
        """Shift e in the floating components so that the result has the mean that it should have."""
        for component in self.floating:
            rows, columns = component.pixels
            top, bottom = int(rows.min()), int(rows.max()) + 1
            place = rows - top + 1, columns + 1
            values = self.destination.strip(channel, top, bottom)[place]
            e[component.pixels] += self._mean(place, values, channel, top, bottom) - np.mean(
                values + e[component.pixels]
            )

    def _mean(
        self, place: tuple[np.ndarray, np.ndarray], values: np.ndarray, channel: int, top: int, bottom: int
    ) -> float:
        if self.means is not None:
            return self.means[channel]
        present = self.destination.present(top, bottom)[place]
        if not present.any() and self.source is not None:
            values = self.source.strip(channel, top, bottom)[place]
            present = self.source.present(top, bottom)[place]
        return float(values[present].mean()) if present.any() else 0.0
