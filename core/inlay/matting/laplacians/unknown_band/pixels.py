"""The pixels of the band, gathered once: whatever the type of the picture, all else works on single precision."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inlay.arrays.kernels import kernel
from inlay.arrays.pool import Pool
from inlay.arrays.rows import strips
from inlay.matting.laplacians.unknown_band.band import REACH, Band
from inlay.matting.scene import Prior, Scene

#: What `BandPixels.kind` says of pixels beyond the picture and of transparent ones, where a trimap has no value for it.
ABSENT = 1


class BandPixels(NamedTuple):
    """What the equations are made from, in the order of the band.

    Attributes
    ----------
    samples : ndarray of float32, (3, size)
        Samples as they are; a gray picture fills the first channel and leaves the others 0, which gives exactly the
        equations of one channel.
    scale : float
        What samples are multiplied by, so that white is 1.
    kind : ndarray of uint8, (size,)
        The trimap, or `ABSENT`.
    """

    samples: np.ndarray
    scale: float
    kind: np.ndarray


def gather(scene: Scene, band: Band, pool: Pool) -> BandPixels:
    """The pixels of the band."""
    pixels = BandPixels(np.zeros((3, band.size), np.float32), scene.scale, np.full(band.size, ABSENT, np.uint8))

    def strip(top: int, bottom: int) -> None:
        filled = np.flatnonzero(np.diff(band.dilated.first[top + REACH : bottom + REACH + 1]))
        if filled.size:
            top, bottom = top + int(filled[0]), top + int(filled[-1]) + 1
            samples, known = plain(scene.image[top:bottom], np.float32), plain(scene.trimap[top:bottom], np.uint8)
            there = np.ones(known.shape, bool) if scene.present is None else plain(scene.present[top:bottom], bool)
            gather_rows(samples, there, known, top, band.dilated, pixels)

    pool.each(strip, strips(band.height, band.width, 1 << 19), band.width)
    return pixels


def plain(array: np.ndarray, dtype: type) -> np.ndarray:
    """`array`, or a copy, as kernels take it without being compiled anew: contiguous, writeable and of one type."""
    return np.require(array, dtype, ["C", "W"])


def gather_prior(prior: Prior, band: Band, pool: Pool) -> tuple[np.ndarray, np.ndarray]:
    """Weight, and weight times value, of the prior in the order of the band; 0 where pixels are not unknown."""
    weight = _gathered(prior.weight, band, pool).astype(np.float32)
    return weight, weight * _gathered(prior.value, band, pool)


def gather_start(start: np.ndarray | None, band: Band, pool: Pool) -> np.ndarray | None:
    """An alpha in the order of the band; 0 where pixels are not unknown."""
    return None if start is None else _gathered(start, band, pool)


def _gathered(plane: np.ndarray, band: Band, pool: Pool) -> np.ndarray:
    """The unknown pixels of a plane in the order of the band, in half or single precision; 0 for the others."""
    # Kernels do not know half precision: they copy bits.
    dtype, bits = (np.float16, np.uint16) if plane.dtype == np.float16 else (np.float32, np.uint32)
    vector = np.zeros(band.size, dtype)

    def strip(top: int, bottom: int) -> None:
        gather_plane(plain(plane[top:bottom], dtype).view(bits), top, band.unknown, vector.view(bits))

    pool.each(strip, strips(band.height, band.width), band.width)
    return vector


def scatter(vector: np.ndarray, band: Band, plane: np.ndarray, pool: Pool) -> None:
    """Copy a vector into the unknown pixels of a plane, within 0 and 1."""

    def rows(top: int, bottom: int) -> None:
        scatter_rows(vector, band.unknown, top, bottom, plane)

    pool.each(rows, band.pieces, band.work)


def flatness(pixels: BandPixels, band: Band, pool: Pool) -> float:
    """Part of the unknown pixels that have exactly the colour of the next pixel in their row and in their column."""

    def count(top: int, bottom: int) -> int:
        return count_flat(pixels.samples, band.unknown, top, bottom)

    return sum(pool.each(count, band.pieces, band.work)) / band.count


def is_torn(pixels: BandPixels, band: Band) -> bool:
    """Whether pixels of the picture are absent in the band: there may be parts that hardly anything constrains."""
    within = slice(band.dilated.first[REACH], band.dilated.first[band.height + REACH])
    left = band.dilated.column[within]
    right = np.minimum(left + band.dilated.length[within], band.width)
    return bool(np.count_nonzero(pixels.kind != ABSENT) < (right - np.maximum(left, 0)).sum())


@kernel
def count_flat(samples, unknown, top, bottom):
    """Count the unknown pixels whose right and lower neighbours have exactly their colour."""
    count = 0
    for run in range(unknown.first[top], unknown.first[bottom]):
        own, below = unknown.start[run, REACH] + REACH, unknown.start[run, REACH + 1] + REACH
        for i in range(unknown.length[run]):
            alike = True
            for channel in range(3):
                here = samples[channel, own + i]
                alike = alike and here == samples[channel, own + i + 1] and here == samples[channel, below + i]
            count += alike
    return count


@kernel
def gather_rows(samples, present, trimap, top, dilated, pixels):
    """Copy rows of the picture and the trimap, from row `top` on, into the band."""
    rows, width, channels = samples.shape
    for row in range(rows):
        for run in range(dilated.first[row + top + REACH], dilated.first[row + top + REACH + 1]):
            shift = dilated.start[run, 0] - dilated.column[run]
            left, right = max(0, dilated.column[run]), min(width, dilated.column[run] + dilated.length[run])
            for x in range(left, right):
                if present[row, x]:
                    pixels.kind[shift + x] = trimap[row, x]
                    for channel in range(channels):
                        pixels.samples[channel, shift + x] = samples[row, x, channel]


@kernel
def gather_plane(rows, top, unknown, vector):
    """Copy the unknown pixels of rows of a plane, from row `top` on, into a vector."""
    for row in range(rows.shape[0]):
        for run in range(unknown.first[row + top], unknown.first[row + top + 1]):
            start = unknown.start[run, REACH] + REACH - unknown.column[run]
            for x in range(unknown.column[run], unknown.column[run] + unknown.length[run]):
                vector[start + x] = rows[row, x]


@kernel
def scatter_rows(vector, unknown, top, bottom, plane):
    """Copy a vector into the unknown pixels of rows ``top .. bottom - 1`` of a plane, within 0 and 1."""
    for row in range(top, bottom):
        for run in range(unknown.first[row], unknown.first[row + 1]):
            start = unknown.start[run, REACH] + REACH - unknown.column[run]
            for x in range(unknown.column[run], unknown.column[run] + unknown.length[run]):
                plane[row, x] = min(np.float32(1), max(np.float32(0), vector[start + x]))
