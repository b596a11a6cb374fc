"""Order statistics of a picture's samples, found digit by digit, so that nothing is sorted or copied."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inlay.arrays.effort import Effort
from inlay.contract.language import _
from inlay.errors import RegionError
from inlay.filters.neighbourhood import Neighbourhood

#: Bits of a digit.
_DIGIT = 16


@dataclass(frozen=True)
class Samples:
    """The samples of some channels.

    Attributes
    ----------
    channels : list of int
    counted : ndarray of bool or None, (height, width)
        Which pixels of the part count; fully transparent ones never do.
    """

    around: Neighbourhood
    channels: list[int]
    counted: np.ndarray | None

    def between(self, low: float, high: float, effort: Effort) -> tuple[float, float]:
        """The samples that leave `low` percent of all below them, and `high` percent above.

        Of two neighbours between which a percentage falls it is the outer one.

        Raises
        ------
        RegionError
            If there is no sample.
        """
        return between(self.histogram, self.around.image.dtype, low, high, effort)

    def histogram(self, digit: int, prefix: int | None, effort: Effort) -> np.ndarray:
        """How often a digit, the highest is 0, has each value among the samples that begin with `prefix`."""
        bits = self.around.image.dtype.itemsize * 8
        width = min(bits, _DIGIT)
        shift = bits - width * (digit + 1)

        def strip(top: int, bottom: int) -> np.ndarray:
            found = np.zeros(1 << width, np.int64)
            for channel in self.channels:
                keys = _keys(self._read(channel, top, bottom))
                if prefix is not None:
                    keys = keys[keys >> (shift + width) == prefix]
                digits = keys >> shift & ((1 << width) - 1)
                found += np.bincount(digits.astype(np.intp), minlength=1 << width)
            return found

        found = effort.in_strips(strip, self.around.height, self.around.width, 30 * len(self.channels))
        return np.sum(found, axis=0)

    def _read(self, channel: int, top: int, bottom: int) -> np.ndarray:
        """The samples that count in some rows, one after the other."""
        area = self.around.rows(top, bottom)
        samples = self.around.samples(channel, area)
        counted = self.around.present(area)
        if self.counted is not None:
            chosen = self.counted[top:bottom]
            counted = chosen if counted is None else counted & chosen
        return samples.ravel() if counted is None else samples[counted]


def between(
    histogram: Callable[[int, int | None, Effort], np.ndarray],
    dtype: np.dtype,
    low: float,
    high: float,
    effort: Effort,
) -> tuple[float, float]:
    """What `Samples.between` gives, of samples whose histograms are as those of `Samples`.

    Raises
    ------
    RegionError
        If there is no sample.
    """
    passes = max(1, dtype.itemsize * 8 // _DIGIT)
    first = histogram(0, None, effort.part(0, 1 / (2 * passes - 1)))
    count = int(first.sum())
    if count == 0:
        raise RegionError(_("No pixel tells the range."), _("Select a part that is not transparent."))
    ranks = math.floor(low / 100 * (count - 1)), count - 1 - math.floor(high / 100 * (count - 1))
    found = []
    for side, rank in enumerate(ranks):
        prefix, rank = _entry(first, rank)
        for digit in range(1, passes):
            done = digit + side * (passes - 1)
            stage = effort.part(done / (2 * passes - 1), (done + 1) / (2 * passes - 1))
            entry, rank = _entry(histogram(digit, prefix, stage), rank)
            prefix = prefix << _DIGIT | entry
        found.append(_value(prefix, dtype))
    return found[0], found[1]


def _entry(histogram: np.ndarray, rank: int) -> tuple[int, int]:
    """In which bin the sample of a rank lies, and its rank there."""
    upto = np.cumsum(histogram)
    entry = int(np.searchsorted(upto, rank, side="right"))
    return entry, rank - (int(upto[entry - 1]) if entry else 0)


def _keys(samples: np.ndarray) -> np.ndarray:
    """Whole numbers in the order of the samples: of floating point its bits, all of them turned below zero."""
    if samples.dtype.kind == "u":
        return samples
    whole = np.dtype(f"u{samples.dtype.itemsize}")
    # Adding 0 makes one zero of two.
    bits = np.ascontiguousarray(samples + samples.dtype.type(0)).view(whole)
    sign = whole.type(1 << (whole.itemsize * 8 - 1))
    return np.where(bits & sign, ~bits, bits | sign)


def _value(key: int, dtype: np.dtype) -> float:
    """The sample of a key."""
    if dtype.kind == "u":
        return float(key)
    whole = np.dtype(f"u{dtype.itemsize}")
    sign = 1 << (whole.itemsize * 8 - 1)
    bits = key & ~sign if key & sign else ~key & (2 * sign - 1)
    return float(np.array([bits], whole).view(dtype)[0])
