"""The affine map that comes nearest to a change of colours: what detail too fine for a small picture goes through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.rows import strips

#: Variance that speaks for each channel as it is: a flat piece has no contrast that could have changed.
_FLAT = 1e-4
#: Pixels that fit into the cache.
_STRIP = 1 << 15


@dataclass(frozen=True, eq=False)
class Trend:
    """The map ``(x - before) matrix + after`` of colours in rows.

    Attributes
    ----------
    matrix : ndarray of float64, (channels, channels)
    before, after : ndarray of float64, (channels,)
        Mean colours.
    """

    matrix: np.ndarray
    before: np.ndarray
    after: np.ndarray

    def scaled(self, white: float, contrast: float) -> Trend:
        """The same of samples up to another white, with a share of its change of contrast."""
        same = np.eye(len(self.matrix))
        return Trend(same + contrast * (self.matrix - same), self.before * white, self.after * white)

    def plane(self, picture: np.ndarray, channel: int) -> np.ndarray:
        """One channel of what becomes of a picture (height, width, channels): ``float32``, (height, width)."""
        shares = self.matrix[:, channel]
        height, width, _ = picture.shape
        found = np.full((height, width), self.after[channel] - self.before @ shares, np.float32)
        for top, bottom in strips(height, width, _STRIP):
            for share, values in zip(shares, np.moveaxis(picture[top:bottom], -1, 0), strict=True):
                found[top:bottom] += np.float32(share) * values
        return found


def trend(old: np.ndarray, new: np.ndarray, weight: np.ndarray) -> Trend:
    """The map that brings old colours nearest to new ones, in the mean of squares.

    Parameters
    ----------
    old, new : ndarray, (height, width, channels)
        From 0 to 1 for white.
    weight : ndarray, (height, width)
        How much each pixel counts; above 0 somewhere.

    Returns
    -------
    Trend
        A shift where all old colours are the same.
    """
    share = weight.ravel() / weight.sum(dtype=np.float64)
    known, wanted = (each.reshape(-1, each.shape[-1]).astype(np.float64) for each in (old, new))
    before, after = share @ known, share @ wanted
    known, wanted = known - before, wanted - after
    weighted = (known * share[:, None]).T
    apart = _FLAT * np.eye(known.shape[1])
    return Trend(np.linalg.solve(weighted @ known + apart, weighted @ wanted + apart), before, after)
