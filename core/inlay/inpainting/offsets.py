"""Where else a picture looks like the surroundings of a hole: the offset from which the hole can be filled.

For every offset at once the band around the hole is compared with the picture there, by Fourier transforms at a
coarse level of a pyramid; the best places are then refined level by level. Transparent pixels and the hole itself are
left out of every sum (Padfield: Masked object registration in the Fourier domain, IEEE Transactions on Image Processing
2012, https://doi.org/10.1109/TIP.2011.2181402).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.progress import Progress, part, silent
from inlay.arrays.rows import strips
from inlay.poisson.region import with_neighbours

#: Pixels of the level at which all offsets are compared, and of a finer one if nothing fits there.
COARSE, FINEST = 1 << 18, 1 << 20
#: Width of the band as a part of the hole's size (the root of its pixels), and its bounds in pixels.
BAND, NARROWEST, WIDEST = 0.12, 4, 24
#: How much a different colour of the whole band counts against different detail: cloning evens it out.
LEVEL = 0.3
#: The least part of the band that must be comparable.
COMPARABLE = 0.5
#: By how much an offset of the full radius is worse than a small one.
DISTANCE_PENALTY = 0.2
#: Gradients that count as none, as a part of the picture's mean.
FLAT = 0.05
#: Places that are rated by their colours and that are refined, and pixels of the band that are looked at for it.
CANDIDATES, PLACES, SAMPLED = 64, 16, 3000
#: Pixels of the coarse level between two places.
APART = 2


def best_offset(
    picture: np.ndarray,
    usable: np.ndarray,
    hole: np.ndarray,
    radius: float = np.inf,
    progress: Progress | None = None,
) -> tuple[int, int] | None:
    """The offset to the place that continues best what is around a hole.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type; pixels that are not usable may hold anything.
    usable : ndarray of bool, (height, width)
        Which pixels may serve as a source, and are compared; false in the hole.
    hole : ndarray of bool, (height, width)
        The pixels to be filled.
    radius : float
        The largest offset in either direction, in pixels.
    progress : callable, optional
        Is given the fraction done; may raise to stop.

    Returns
    -------
    tuple of int or None
        Rows and columns to add to a pixel of the hole; all pixels there and their neighbours are usable. None if there
        is no such place.
    """
    progress = progress or silent
    levels = [PyramidLevel(picture, usable & ~hole, hole)]
    while levels[-1].pixels > COARSE and min(levels[-1].hole.shape) > 1:
        levels.append(levels[-1].halved(part(progress, 0.1 * (1 - 0.5 ** len(levels)), 0.1)))
    width = _band_width(levels[0])
    while levels:
        number = len(levels) - 1
        places = best_places(levels[-1], radius / 2**number, part(progress, 0.1, 0.6), width / 2**number)
        if places or number == 0 or levels[-2].pixels > FINEST:
            break
        levels.pop()
    sample = BandSample.on(levels[number].band(max(2, round(width / 2**number))))
    for finer in range(number - 1, -1, -1):
        done = 0.6 + 0.4 * (1 - (finer + 1) / number)
        places = _refined(
            levels[finer],
            sample.at(levels[finer], number - finer),
            places,
            radius / 2**finer,
            part(progress, done, 1.0),
        )
    return min(places, key=lambda place: (place.cost, *map(abs, place.offset))).offset if places else None


def best_places(level: PyramidLevel, radius: float, progress: Progress, width: float | None = None) -> list[Candidate]:
    """The best places of one level, by a band of some width around the hole."""
    width = max(2, round(_band_width(level) if width is None else width))
    return _compared(level, level.band(width), width, radius, progress)


def _band_width(level: PyramidLevel) -> float:
    return float(np.clip(BAND * np.sqrt(np.count_nonzero(level.hole)), NARROWEST, WIDEST))


@dataclass(frozen=True)
class Candidate:
    """An offset, what speaks against it, and how unlike the hole's surroundings its inside is."""

    offset: tuple[int, int]
    cost: float
    dissimilarity: float


@dataclass(frozen=True, eq=False)
class PyramidLevel:
    """A picture of a pyramid: only what is usable throughout counts as usable, and the hole never shrinks."""

    picture: np.ndarray
    usable: np.ndarray
    hole: np.ndarray

    @property
    def pixels(self) -> int:
        return self.hole.size

    def halved(self, progress: Progress) -> PyramidLevel:
        """Blocks of 2 x 2 as one pixel; of an odd last row or column, which is no whole block, none is usable."""
        picture, usable = halved_usable(self.picture, self.usable, progress)
        hole = np.logical_or.reduce(quarters(self.hole))
        return PyramidLevel(picture, usable, hole)

    @cached_property
    def frame(self) -> tuple[tuple[slice, slice], np.ndarray]:
        """Rows and columns of a box that holds the hole and its neighbours, and these in it."""
        box = bounding_box(self.hole)
        inside = np.s_[
            max(0, box.y - 1) : box.bottom + 1,
            max(0, box.x - 1) : box.right + 1,
        ]
        return inside, with_neighbours(self.hole[inside])

    def fits(self, offset: tuple[int, int]) -> bool:
        """Whether everything is usable at an offset from the hole and its neighbours."""
        (rows, columns), rim = self.frame
        top, left = rows.start + offset[0], columns.start + offset[1]
        bottom, right = top + rim.shape[0], left + rim.shape[1]
        if top < 0 or left < 0 or bottom > self.hole.shape[0] or right > self.hole.shape[1]:
            return False
        return bool(self.usable[top:bottom, left:right][rim].all())

    def band(self, width: int) -> np.ndarray:
        """The usable pixels up to a distance around the hole."""
        from scipy import ndimage

        (rows, columns), _ = self.frame
        window = tuple(slice(max(0, each.start - width), each.stop + width) for each in (rows, columns))
        band = np.zeros(self.hole.shape, bool)
        band[window] = ndimage.distance_transform_edt(~self.hole[window]) <= width
        return band & self.usable


@dataclass(frozen=True, eq=False)
class BandSample:
    """Where the band is looked at on finer levels: a point of each pixel of the coarse one, or of some of them.

    Attributes
    ----------
    pixels : ndarray of int, (n, 2)
        Rows and columns on the coarse level.
    within : ndarray of float, (n, 2)
        Where in the pixel, from 0 to 1.
    """

    pixels: np.ndarray
    within: np.ndarray

    @classmethod
    def on(cls, band: np.ndarray) -> BandSample:
        pixels = np.argwhere(band)
        pixels = pixels[:: max(1, len(pixels) // SAMPLED)]
        return cls(pixels, np.random.default_rng(0).random(pixels.shape))

    def at(self, level: PyramidLevel, depth: int) -> np.ndarray:
        """Rows and columns of the usable pixels among them on a level that is `depth` times as fine."""
        found = ((self.pixels + self.within) * 2**depth).astype(np.intp)
        found = found[(found < level.hole.shape).all(axis=1)]
        return found[level.usable[found[:, 0], found[:, 1]]]


def halved_usable(picture: np.ndarray, usable: np.ndarray, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """Means of blocks of 2 x 2 in single precision, and which blocks are usable throughout."""
    height, width = (-(-size // 2) for size in usable.shape)
    out, there = np.empty((height, width, picture.shape[2]), np.float32), np.empty((height, width), bool)
    for top, bottom in strips(height, width, 1 << 17):
        progress(0.0)
        rows = slice(2 * top, 2 * bottom)
        blocks = quarters(np.where(usable[rows, :, None], picture[rows], 0).astype(np.float32))
        out[top:bottom] = ((blocks[0] + blocks[3]) + (blocks[1] + blocks[2])) * np.float32(0.25)
        there[top:bottom] = np.logical_and.reduce(quarters(usable[rows]))
    return out, there


def quarters(plane: np.ndarray) -> list[np.ndarray]:
    """The four pixels of each block of 2 x 2; beyond an odd border 0."""
    if plane.shape[0] % 2 or plane.shape[1] % 2:
        padding = [(0, plane.shape[0] % 2), (0, plane.shape[1] % 2)] + [(0, 0)] * (plane.ndim - 2)
        plane = np.pad(plane, padding)
    return [plane[y::2, x::2] for y in (0, 1) for x in (0, 1)]


class Correlation:
    """Sums over shifted planes by Fourier transforms.

    Parameters
    ----------
    size : tuple of int
        Height and width of the planes.
    reach : int
        How far the first factor of a correlation reaches beyond them.
    progress : callable
        Is given the fraction done.
    transforms : int
        How many there will be.
    """

    def __init__(self, size: tuple[int, ...], reach: int, progress: Progress, transforms: int) -> None:
        from scipy import fft

        self._fft = fft
        self._shape = [fft.next_fast_len(each + reach, real=True) for each in size]
        self._progress, self._done, self._expected = progress, 0, transforms

    def of(self, plane: np.ndarray) -> np.ndarray:
        """The transform of a plane."""
        self._count()
        return self._fft.rfft2(plane.astype(np.float32, copy=False), self._shape)

    def plane(self, product: np.ndarray) -> np.ndarray:
        """Back from a product: with the first factor conjugated, at each offset the sum of both planes' products."""
        self._count()
        return self._fft.irfft2(product, self._shape)

    def _count(self) -> None:
        self._done += 1
        self._progress(min(1.0, self._done / self._expected))


def _compared(level: PyramidLevel, band: np.ndarray, width: int, radius: float, progress: Progress) -> list[Candidate]:
    """The best places of a level, found among all offsets by a band of some width."""
    count = np.count_nonzero(band)
    if not count:
        return []
    channels = level.picture.shape[2]
    correlation = Correlation(level.hole.shape, width + 1, progress, 11 + 5 * channels)
    mean = np.array([level.picture[..., channel][band].mean() for channel in range(channels)], np.float32)
    picture = np.where(level.usable[..., None], level.picture.astype(np.float32) - mean, 0)
    energy = (picture**2).sum(axis=2)
    around, usable, inside = (
        correlation.of(band).conj(),
        correlation.of(level.usable),
        correlation.of(level.hole).conj(),
    )
    comparable = np.maximum(correlation.plane(around * usable), 1)
    total = correlation.of(band * energy).conj() * usable + around * correlation.of(energy)
    shared: np.ndarray | float = 0.0
    apart: np.ndarray | float = 0.0
    pixels = np.count_nonzero(level.hole)
    for channel in range(channels):
        mine, theirs = correlation.of(band * picture[..., channel]).conj(), correlation.of(picture[..., channel])
        total -= 2 * mine * theirs
        there = correlation.plane(around * theirs)
        shared = shared + (there - correlation.plane(mine * usable)) ** 2
        apart = apart + (correlation.plane(inside * theirs) / pixels - there / comparable) ** 2
    cost = np.maximum(correlation.plane(total) - (1 - LEVEL) * shared / comparable, 0) / comparable
    rough = _roughness(picture, level)
    typical = float(rough[band].mean()) + FLAT * float(rough[level.usable].mean()) + 1e-30
    ratio = (np.maximum(correlation.plane(inside * correlation.of(rough)) / pixels, 0) + typical * FLAT) / (
        typical * (1 + FLAT)
    )
    dissimilarity = np.maximum(ratio, 1 / ratio) ** 2 * (1 + apart / (float(energy[band].mean()) + typical))
    touched = np.zeros(level.hole.shape, np.float32)
    touched[level.frame[0]] = level.frame[1]
    unusable = correlation.plane(correlation.of(touched).conj() * correlation.of(~level.usable))
    possible = (unusable < 0.5) & (comparable > COMPARABLE * count)
    places = _best(cost, dissimilarity, possible, level, radius)
    rated = [_rated(place, level, picture, picture[band], typical, progress) for place in places]
    return sorted(rated, key=lambda place: place.cost)[:PLACES]


def _rated(
    place: Candidate, level: PyramidLevel, picture: np.ndarray, band: np.ndarray, typical: float, progress: Progress
) -> Candidate:
    """A place whose inside is the more unlike, the farther its colours reach beyond those around the hole."""
    progress(1.0)
    (rows, columns), rim = level.frame
    top, left = rows.start + place.offset[0], columns.start + place.offset[1]
    inside = picture[top : top + rim.shape[0], left : left + rim.shape[1]][rim]
    above = np.maximum(inside.max(axis=0) - band.max(axis=0), 0)
    below = np.maximum(band.min(axis=0) - inside.min(axis=0), 0)
    excess = 1 + float((above**2 + below**2).sum()) / (float((band**2).sum(axis=1).mean()) + typical)
    return Candidate(place.offset, place.cost * excess, place.dissimilarity * excess)


def _roughness(picture: np.ndarray, level: PyramidLevel) -> np.ndarray:
    """Squared gradients between usable pixels."""
    rough = np.zeros(level.hole.shape, np.float32)
    both = level.usable[1:] & level.usable[:-1]
    rough[1:] += np.where(both, ((picture[1:] - picture[:-1]) ** 2).sum(axis=2), 0)
    both = level.usable[:, 1:] & level.usable[:, :-1]
    rough[:, 1:] += np.where(both, ((picture[:, 1:] - picture[:, :-1]) ** 2).sum(axis=2), 0)
    return rough


def _best(
    cost: np.ndarray, dissimilarity: np.ndarray, possible: np.ndarray, level: PyramidLevel, radius: float
) -> Iterator[Candidate]:
    """The places of least cost that are some way from each other."""
    (rows, columns), rim = level.frame
    height, width = level.hole.shape
    y = np.arange(-rows.start, height - rim.shape[0] - rows.start + 1)
    x = np.arange(-columns.start, width - rim.shape[1] - columns.start + 1)
    y, x = y[np.abs(y) <= radius], x[np.abs(x) <= radius]
    if not y.size or not x.size:
        return
    window = np.ix_(y, x)
    unlike = dissimilarity[window]
    weighed = cost[window] + 1e-6 * float(np.median(cost[window])) + 1e-30
    weighed = np.where(possible[window], weighed * unlike * _distance_penalty(y[:, None], x, radius, level), np.inf)
    for _ in range(CANDIDATES):
        row, column = np.unravel_index(int(np.argmin(weighed)), weighed.shape)
        if not np.isfinite(weighed[row, column]):
            return
        yield Candidate((int(y[row]), int(x[column])), float(weighed[row, column]), float(unlike[row, column]))
        weighed[max(0, row - APART) : row + APART + 1, max(0, column - APART) : column + APART + 1] = np.inf


def _distance_penalty(y: np.ndarray | int, x: np.ndarray | int, radius: float, level: PyramidLevel) -> np.ndarray:
    """What distance makes of a cost."""
    largest = min(radius, float(np.hypot(*level.hole.shape)))
    return 1 + DISTANCE_PENALTY * np.minimum(1, np.hypot(y, x) / max(1.0, largest))


def _refined(
    level: PyramidLevel, band: np.ndarray, places: list[Candidate], radius: float, progress: Progress
) -> list[Candidate]:
    """The places of the next coarser level at this one, compared where the band is looked at."""
    mine = level.picture[band[:, 0], band[:, 1]].astype(np.float32)
    found: list[Candidate] = []
    tried: set[tuple[int, int]] = set()
    for place in places:
        around = [(2 * place.offset[0] + i, 2 * place.offset[1] + j) for i in range(-2, 3) for j in range(-2, 3)]
        around = [each for each in around if each not in tried and max(map(abs, each)) <= radius]
        tried.update(around)
        costs = [_difference(level, band, mine, each) for each in around]
        progress(0.0)
        for k in np.argsort(costs, kind="stable"):
            if np.isfinite(costs[k]) and level.fits(around[k]):
                y, x = around[k]
                penalty = float(_distance_penalty(y, x, radius, level))
                found.append(Candidate(around[k], costs[k] * place.dissimilarity * penalty, place.dissimilarity))
                break
    return found or [
        Candidate((2 * place.offset[0], 2 * place.offset[1]), place.cost, place.dissimilarity) for place in places
    ]


def _difference(level: PyramidLevel, band: np.ndarray, mine: np.ndarray, offset: tuple[int, int]) -> float:
    """Mean squared difference of the band and of what is at an offset from it."""
    place = band + offset
    inside = ((place >= 0) & (place < level.hole.shape)).all(axis=1)
    y, x = place[inside].T
    usable = level.usable[y, x]
    if np.count_nonzero(usable) <= COMPARABLE * len(band):
        return np.inf
    theirs = level.picture[y[usable], x[usable]].astype(np.float32)
    differences = theirs - mine[inside][usable]
    return float((differences**2).mean(axis=0).sum() - (1 - LEVEL) * (differences.mean(axis=0) ** 2).sum())
