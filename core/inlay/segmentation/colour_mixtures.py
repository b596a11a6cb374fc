"""Which colours a thing has: mixtures of Gaussians."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.segmentation.clusters import clustered

#: Colours of a thing that are looked at; more say no more.
SAMPLE = 1 << 13
#: Variance of a colour's channels that is always there: noise, and rounding to 8 bits.
_NOISE = 0.01**2
#: Rounds of the fit.
_ROUNDS = 4
#: The share of a Gaussian that is left out: a few pixels have no spread.
_FEWEST = 1e-3


@dataclass(frozen=True, eq=False)
class Mixture:
    """A density of colours.

    Attributes
    ----------
    weights : ndarray, (k,)
        Share of each Gaussian; they add up to 1.
    means : ndarray, (k, channels)
    covariances : ndarray, (k, channels, channels)
    """

    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray

    def surprise(self, colours: np.ndarray) -> np.ndarray:
        """Minus the logarithm of the density at colours: (n, channels) to (n,), ``float32``."""
        parts = self._parts(colours)
        least = parts.min(axis=1)
        return least - np.log(np.exp(least[:, None] - parts).sum(axis=1))

    def refitted(self, colours: np.ndarray) -> Mixture:
        """One that fits colours better: by expectation and maximisation, from this one."""
        colours = _sample(colours)
        found = self
        for _ in range(_ROUNDS):
            parts = found._parts(colours)
            shares = np.exp(parts.min(axis=1, keepdims=True) - parts)
            found = _of_shares(colours, shares / shares.sum(axis=1, keepdims=True))
        return found

    def _parts(self, colours: np.ndarray) -> np.ndarray:
        """Minus the logarithm of each Gaussian's part of the density: (n, k)."""
        precisions = np.linalg.inv(self.covariances)
        constant = 0.5 * np.linalg.slogdet(2 * np.pi * self.covariances)[1] - np.log(self.weights)
        parts = np.empty((len(colours), len(self.weights)), np.float32)
        for k, mean in enumerate(self.means):
            off = colours - mean.astype(np.float32)
            # Channel by channel: products of such small matrices are slow.
            square = sum(
                (off @ row.astype(np.float32)) * channel for row, channel in zip(precisions[k], off.T, strict=True)
            )
            parts[:, k] = 0.5 * square + constant[k]
        return parts


def mixture(colours: np.ndarray, k: int) -> Mixture:
    """Fit a mixture of at most `k` Gaussians to colours.

    Parameters
    ----------
    colours : ndarray of float32, (n, channels)
        At least one; of more than 8192 as many at equal steps are looked at.
    k : int
        1 to 64.
    """
    some = _sample(colours)
    labels = clustered(some, min(k, len(np.unique(some, axis=0)))).labels
    shares = (labels[:, None] == np.arange(labels.max() + 1)).astype(np.float32)
    return _of_shares(some, shares).refitted(some)


def _sample(colours: np.ndarray) -> np.ndarray:
    return colours[:: max(1, -(-len(colours) // SAMPLE))]


def _of_shares(colours: np.ndarray, shares: np.ndarray) -> Mixture:
    """The mixture of Gaussians of which each has its share, (n, k), of every colour."""
    weights = shares.mean(axis=0, dtype=np.float64)
    shares = shares[:, weights >= min(_FEWEST, weights.max())]
    counts = shares.sum(axis=0, dtype=np.float64)
    means = (shares.T @ colours) / counts[:, None]
    noise = _NOISE * np.eye(colours.shape[1])
    covariances = np.stack(
        [
            ((colours - mean) * share[:, None]).T @ (colours - mean) / count + noise
            for mean, share, count in zip(means.astype(np.float32), shares.T, counts, strict=True)
        ]
    )
    return Mixture(counts / counts.sum(), means.astype(np.float64), covariances.astype(np.float64))
