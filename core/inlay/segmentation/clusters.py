"""Clusters of colours: k-means."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inlay.arrays import checks
from inlay.arrays.contiguity import owned
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress, attentively
from inlay.arrays.warning import warn
from inlay.contract.language import _, ngettext
from inlay.errors import InlayWarning, InputError, ParameterError

MOST_CLUSTERS = 64
#: Points among which the centres are looked for before all points are.
SAMPLE = 1 << 15
#: Seedings of which the best one counts.
_TRIALS = 4
_MOST_ROUNDS = 200
#: Rounds over all points, if these are more than the sample.
_LAST_ROUNDS = 2
#: Movement of a centre, as a part of the spread of all points, that is none.
_STILL = 1e-5


@dataclass(frozen=True)
class Clustering:
    """Clusters of points, the largest first.

    Attributes
    ----------
    labels : ndarray of uint8, (n,)
        Which cluster each point belongs to.
    centres : ndarray of float32, (k, dimensions)
        The mean of each cluster's points.
    counts : ndarray of int64, (k,)
        Number of each cluster's points.
    """

    labels: np.ndarray
    centres: np.ndarray
    counts: np.ndarray


def clustered(
    points: np.ndarray, k: int, *, seed: int = 0, threads: int | None = 1, progress: Progress | None = None
) -> Clustering:
    """Divide points into clusters around their means.

    Lloyd's iteration from centres chosen by k-means++. Of more than 32768 points as many are looked at first, drawn
    by the seed; the centres that they give are improved, and the clusters found, with all of them.

    Parameters
    ----------
    points : ndarray, (n, dimensions)
        Finite numbers.
    k : int
        1 to 64.
    seed : int
        0 or more; the same seed gives the same clusters.
    threads : int, optional
        At most so many; None for one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    Clustering

    Raises
    ------
    InputError
        If there is no point, or one is not finite.
    ParameterError
        If there cannot be so many clusters.

    Warns
    -----
    InlayWarning
        ``clusters``: there are fewer different points than clusters; each of them is a cluster.

    References
    ----------
    S. Lloyd: Least squares quantization in PCM. IEEE Transactions on Information Theory 28(2), 1982.
    D. Arthur, S. Vassilvitskii: k-means++: the advantages of careful seeding. SODA 2007.
    """
    if isinstance(k, bool) or not 1 <= k <= MOST_CLUSTERS or k % 1:
        raise ParameterError(
            _("{k} clusters are not possible.", k=repr(k)),
            _("Give a number from 1 to {most_clusters}.", most_clusters=MOST_CLUSTERS),
        )
    points = owned(points, np.dtype(np.float32))
    if not len(points):
        raise InputError(_("There is no pixel to group."), _("Select a part that is not transparent."))
    effort = Effort.of(threads, progress)
    seeding, settling = effort.part(0, 0.4), effort.part(0.4, 1)
    drawn = np.random.default_rng(seed)
    sample = points
    if len(points) > SAMPLE:
        sample = points[np.unique(drawn.integers(len(points), size=SAMPLE))]
    checks.finite(sample)
    centres = _best_start(sample, int(k), drawn, seeding)
    if len(centres) < k and len(sample) < len(points):
        # What is too rare for the sample may still be there.
        sample = attentively(lambda: np.unique(points, axis=0), settling.progress)
        centres = _best_start(sample, int(k), drawn, Effort())
    if len(centres) < k:
        message = ngettext(
            "There is only one colour.", "There are only {count} different colours.", len(centres), count=len(centres)
        )
        warn(InlayWarning("clusters", message, _("Ask for fewer clusters, or select more.")))
    rounds = _MOST_ROUNDS if sample is points else _LAST_ROUNDS
    labels, centres, counts = _settled(points, centres, rounds, settling)
    order = np.argsort(-counts, kind="stable")
    rank = np.empty(len(order), np.uint8)
    rank[order] = np.arange(len(order))
    return Clustering(rank[labels], centres[order], counts[order])


def _best_start(sample: np.ndarray, k: int, drawn: np.random.Generator, effort: Effort) -> np.ndarray:
    """Centres that Lloyd's iteration on the sample settles at, from the best of a few seedings."""
    found: tuple[float, np.ndarray] | None = None
    for trial in range(_TRIALS):
        alone = replace(effort, threads=1).part(trial / _TRIALS, (trial + 1) / _TRIALS)
        seeds = _seeds(sample, k, drawn, alone.progress)
        if len(seeds) < k:
            return seeds
        labels, centres, _ = _settled(sample, seeds, _MOST_ROUNDS, alone)
        cost = float(np.square(sample - centres[labels]).sum(dtype=np.float64))
        if found is None or cost < found[0]:
            found = cost, centres
    assert found is not None
    return found[1]


def _seeds(sample: np.ndarray, k: int, drawn: np.random.Generator, progress: Progress) -> np.ndarray:
    """Points of the sample, each drawn by its squared distance to those before; fewer if there are no more."""
    chosen = [int(drawn.integers(len(sample)))]
    distances = np.square(sample - sample[chosen[0]]).sum(axis=1, dtype=np.float64)
    while len(chosen) < k and distances.max() > 0:
        progress(0.0)
        upto = np.cumsum(distances)
        # Never one whose distance is 0.
        place = int(np.searchsorted(upto, drawn.random() * upto[-1], side="right"))
        chosen.append(min(place, int(np.flatnonzero(distances)[-1])))
        np.minimum(distances, np.square(sample - sample[chosen[-1]]).sum(axis=1), out=distances)
    return sample[chosen]


def _settled(
    points: np.ndarray, centres: np.ndarray, rounds: int, effort: Effort
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, means and numbers after at most so many rounds of Lloyd's iteration."""
    from inlay.segmentation.nearest import assign

    labels = np.empty(len(points), np.uint8)
    nowhere = np.empty(0, np.float32)

    def strip(top: int, bottom: int) -> tuple[np.ndarray, np.ndarray]:
        sums, counts = np.zeros(centres.shape), np.zeros(len(centres), np.int64)
        assign(points[top:bottom], centres, labels[top:bottom], nowhere, sums, counts)
        return sums, counts

    spread = float(np.square(centres - centres.mean(axis=0)).sum(axis=1).max()) or 1.0
    for done in range(rounds):
        stage = effort.part(done / rounds, (done + 1) / rounds)
        parts = stage.in_strips(strip, len(points), 1, 2 * centres.size + 10)
        counts = np.sum([count for _, count in parts], axis=0)
        means = np.sum([total for total, _ in parts], axis=0) / np.maximum(counts, 1)[:, np.newaxis]
        means = np.where(counts[:, np.newaxis] > 0, means, centres).astype(np.float32)
        checks.finite(means)
        moved = float(np.square(means - centres).sum(axis=1).max())
        if not moved > _STILL**2 * spread or done == rounds - 1:
            return labels, means, counts
        centres = means
    raise AssertionError
