"""The Laplacian of nearest neighbours in colour and position: like pixels, however far apart, have like alpha.

Q. Chen, D. Li, C.-K. Tang: KNN Matting. IEEE Conference on Computer Vision and Pattern Recognition 2012; IEEE
Transactions on Pattern Analysis and Machine Intelligence 35(9), 2013, https://doi.org/10.1109/TPAMI.2013.18
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from inlay.arrays.effort import Effort
from inlay.arrays.progress import attentively
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.matting.laplacians import graph, neighbours
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.restricted import Restricted

#: Of two searches: how many neighbours, and how much position counts beside colour.
COUNTS = 20, 10
DISTANCE_WEIGHTS = 2.0, 0.1
KERNELS = "soft", "binary"


def knn_laplacian(
    image: np.ndarray,
    counts: tuple[int, ...] = COUNTS,
    distance_weights: tuple[float, ...] = DISTANCE_WEIGHTS,
    kernel: str = "soft",
    *,
    present: np.ndarray | None = None,
    region: np.ndarray | None = None,
) -> sparse.csr_array:
    """The matrix D - W of the weights between each pixel and its nearest neighbours.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 or 3)
        Unsigned integers, or floating-point numbers of which 1 is white.
    counts : tuple of int
        Neighbours that each search looks for, the pixel itself among them.
    distance_weights : tuple of float
        For each search, how much the distance across the picture counts beside that from black to white.
    kernel : str
        ``"soft"``: a neighbour weighs 1 less the mean difference in colour and weighted position, as in the paper;
        ``"binary"``: it weighs 1.
    present : ndarray of bool, (height, width), optional
        False where the colour means nothing: such a pixel has no neighbours and is none.
    region : ndarray of bool, (height, width), optional
        Only pairs that touch it are there: its rows are whole, others may be partial or empty.

    Returns
    -------
    scipy.sparse.csr_array, (height * width, height * width)
        Symmetric and positive semidefinite, with rows that sum to 0. A pair weighs as often as it was found.

    Raises
    ------
    InputError
        If the picture is neither gray nor RGB, or sizes differ.
    ParameterError
        If the kernel is unknown, or counts and weights do not match.
    """
    if kernel not in KERNELS:
        raise ParameterError(
            _("There is no kernel {kernel}.", kernel=repr(kernel)),
            _("Choose one of {kernels}.", kernels=", ".join(KERNELS)),
        )
    if len(counts) != len(distance_weights) or min(counts, default=0) < 1:
        raise ParameterError(
            _(
                "{count} counts of neighbours and {weights} distance weights do not match.",
                count=len(counts),
                weights=len(distance_weights),
            ),
            _("Give as many of both, and counts from 1 upwards."),
        )
    domain = Domain.checked(image, present, region)
    return assemble(domain, Effort(threads=1), counts, distance_weights, kernel).expanded(domain.count)


def assemble(
    domain: Domain,
    effort: Effort,
    counts: tuple[int, ...] = COUNTS,
    distance_weights: tuple[float, ...] = DISTANCE_WEIGHTS,
    kernel: str = "soft",
) -> Restricted:
    """The same on the pixels whose pairs touch the domain's region."""
    pairs = [np.empty((2, 0), np.int64)]
    weights = [np.empty(0)]
    share = 0.95 / len(counts)
    for search, (count, distance_weight) in enumerate(zip(counts, distance_weights, strict=True)):
        searching = effort.part(share * search, share * (search + 1))
        for pair in _pairs(domain, count, distance_weight, searching):
            pairs.append(pair)
            weights.append(_weights(domain, pair, distance_weight) if kernel == "soft" else np.ones(pair.shape[1]))
    first, second = np.concatenate(pairs, axis=1)
    region = domain.is_wanted()
    return attentively(
        lambda: graph.laplacian(first, second, np.concatenate(weights), domain.shape, region), effort.progress, 0.95
    )


def _pairs(domain: Domain, count: int, distance_weight: float, effort: Effort) -> Iterator[np.ndarray]:
    """Piece by piece the pairs of a pixel and one of its nearest that touch the region, (2, n)."""
    present, region = domain.is_present(), domain.is_wanted()
    inside = region.ravel()
    outside = neighbours.choosers(domain, count, distance_weight, effort.part(0.0, 0.3))
    queries = np.concatenate([np.flatnonzero(region & present), outside])
    tree = neighbours.Tree(domain, np.flatnonzero(present), distance_weight, effort.part(0.3, 0.4))
    for pixels, nearest in tree.nearest(queries, count, effort.part(0.4, 1.0)):
        first, second = np.repeat(pixels, nearest.shape[1]), nearest.ravel()
        wanted = (first != second) & (inside[first] | inside[second])
        yield np.stack([first[wanted], second[wanted]])


def _weights(domain: Domain, pairs: np.ndarray, distance_weight: float) -> np.ndarray:
    """One less the mean difference of both points in all coordinates, at least 0."""
    first, second = (neighbours.points(domain, ends, distance_weight) for ends in pairs)
    return np.maximum(0.0, 1 - np.abs(first - second).mean(axis=1))
