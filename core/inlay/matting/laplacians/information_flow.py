"""The flows of information between pixels of like colours that information-flow matting adds to the closed form.

Y. Aksoy, T. O. Aydin, M. Pollefeys: Designing Effective Inter-Pixel Information Flow for Natural Image Matting. IEEE
Conference on Computer Vision and Pattern Recognition 2017, https://arxiv.org/abs/1707.05055
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from inlay.arrays.effort import Effort
from inlay.matting.laplacians import graph
from inlay.matting.laplacians.domain import Domain
from inlay.matting.laplacians.neighbours import Tree, points
from inlay.matting.laplacians.restricted import Restricted
from inlay.matting.scene import BACKGROUND, FOREGROUND, UNKNOWN, Prior, Scene

#: Neighbours of each unknown pixel, and how much position counts beside colour when they are searched: in the colour
#: mixture, in each of the known areas, and among the unknown pixels.
MIXTURE_COUNT, MIXTURE_DISTANCE = 20, 1.0
KNOWN_COUNT, KNOWN_DISTANCE = 7, 10.0
UNKNOWN_COUNT, UNKNOWN_DISTANCE = 5, 0.05
#: Further neighbours among the unknown pixels, and the part of that distance which counts for them.
DISTANT_COUNT, DISTANT_SHARE = 1, 0.01
#: Weights of the flows beside the mixture of colours.
KNOWN_TO_UNKNOWN, INTRA_UNKNOWN, LOCAL = np.float32(0.05), 0.01, 1.0
#: How much the weights of a mixture are kept alike, as part of the squared differences of its colours.
RIDGE = 1e-3
#: Below this share a mixture says nothing about the colour of that side.
LEAST_SHARE = 1e-3


def mixture(colours: np.ndarray, palettes: np.ndarray) -> np.ndarray:
    """Weights that mix each colour from its palette and add up to 1, by local linear embedding.

    Minimises ``|c - sum of w_q c_q|^2`` with a small ridge on the weights.

    Parameters
    ----------
    colours : ndarray, (n, channels)
    palettes : ndarray, (n, any, channels)

    Returns
    -------
    ndarray, (n, any)
    """
    apart = palettes - colours[:, np.newaxis]
    ridge = RIDGE * np.square(apart).sum(axis=(1, 2)) + 1e-10
    moments = apart.swapaxes(1, 2) @ apart + ridge[:, np.newaxis, np.newaxis] * np.eye(colours.shape[1])
    slopes = np.linalg.solve(moments, apart.sum(axis=1)[:, :, np.newaxis])
    weights = 1 - (apart @ slopes)[:, :, 0]
    return weights / weights.sum(axis=1, keepdims=True)


def colour_mixture(scene: Scene, effort: Effort) -> sparse.csr_array:
    """By what each unknown pixel differs from the mixture of its palette: who mixes a colour mixes its alpha.

    Every unknown pixel p is mixed from the pixels that are nearest in colour and position. With the result E,
    ``|E alpha|^2`` is the flow's ``sum of (alpha_p - sum of w_pq alpha_q)^2``.

    Returns
    -------
    scipy.sparse.csr_array, (unknown, height * width)
        A row for each unknown pixel, which sums to 0.
    """
    domain = Domain.of(scene)
    unknown, present = np.flatnonzero(domain.is_wanted()), np.flatnonzero(domain.is_present())
    tree = Tree(domain, present, MIXTURE_DISTANCE, effort.part(0.0, 0.2))
    count = min(MIXTURE_COUNT, present.size - 1) + 1
    columns = np.empty((unknown.size, count), np.int32 if domain.count < np.iinfo(np.int32).max else np.int64)
    values = np.empty(columns.shape)
    first = 0
    for pixels, nearest in tree.nearest(unknown, count, effort.part(0.2, 1.0)):
        rows = slice(first, first + pixels.size)
        columns[rows, 0], columns[rows, 1:] = pixels, _others(pixels, nearest)
        values[rows, 0] = 1
        values[rows, 1:] = -mixture(domain.colours(pixels), domain.colours(columns[rows, 1:]))
        first = rows.stop
    ends = np.arange(unknown.size + 1, dtype=columns.dtype) * columns.dtype.type(count)
    return sparse.csr_array((values.ravel(), columns.ravel(), ends), (unknown.size, domain.count))


def _others(pixels: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """All but the pixel itself; it need not come first where others have its very colour."""
    order = np.argsort(nearest != pixels[:, np.newaxis], axis=1, kind="stable")
    return np.take_along_axis(nearest, order, axis=1)[:, 1:]


def known_to_unknown(scene: Scene, effort: Effort) -> Prior:
    """What the colours of both known areas say of each unknown pixel: the paper's K-to-U flow.

    Its colour is mixed from the nearest of the foreground and of the background. The foreground's share is the value;
    the weight is how far apart the mean colours of both palettes lie, times `KNOWN_TO_UNKNOWN`.
    """
    domain = Domain.of(scene)
    unknown = np.flatnonzero(domain.is_wanted())
    value, weight = np.zeros(scene.trimap.shape, np.float32), np.zeros(scene.trimap.shape, np.float32)
    front, back = (np.flatnonzero((scene.trimap == side) & domain.is_present()) for side in (FOREGROUND, BACKGROUND))
    foregrounds = Tree(domain, front, KNOWN_DISTANCE, effort.part(0.0, 0.1), balanced=True)
    backgrounds = Tree(domain, back, KNOWN_DISTANCE, effort.part(0.1, 0.2), balanced=True)
    searches = (
        foregrounds.nearest(unknown, KNOWN_COUNT, effort.part(0.2, 1.0)),
        backgrounds.nearest(unknown, KNOWN_COUNT, Effort(effort.threads)),
    )
    for (pixels, foreground), (_, background) in zip(*searches, strict=False):
        palette = domain.colours(np.concatenate([foreground, background], axis=1))
        weights = mixture(domain.colours(pixels), palette)
        split = foreground.shape[1]
        share = weights[:, :split].sum(axis=1)
        in_front = _mean(weights[:, :split], palette[:, :split], share)
        behind = _mean(weights[:, split:], palette[:, split:], 1 - share)
        place = np.divmod(pixels, scene.width)
        value[place] = share.clip(0, 1)
        weight[place] = np.square(in_front - behind).mean(axis=1).clip(0, 1)
    return Prior(value, KNOWN_TO_UNKNOWN * weight)


def certain(flow: Prior, scene: Scene, labels: np.ndarray) -> Prior:
    """The K-to-U flow with unknown pixels that have a known label taken for certain: they have it, with full weight."""
    value, weight = flow.value.copy(), flow.weight.copy()
    for label in (FOREGROUND, BACKGROUND):
        trimmed = (scene.trimap == UNKNOWN) & (labels == label)
        value[trimmed], weight[trimmed] = label == FOREGROUND, KNOWN_TO_UNKNOWN
    return Prior(value, weight)


def intra_unknown(scene: Scene, effort: Effort) -> Restricted:
    """The Laplacian between unknown pixels that are nearest in colour, hardly heeding position: the intra-U flow.

    One neighbour more is searched by colour alone, as in the authors' program; a pair weighs as often as it was found.
    """
    domain = Domain.of(scene)
    region = domain.is_wanted() & domain.is_present()
    pairs, weights = [np.empty((2, 0), np.int64)], [np.empty(0)]
    searches = (UNKNOWN_COUNT, UNKNOWN_DISTANCE), (DISTANT_COUNT, UNKNOWN_DISTANCE * DISTANT_SHARE)
    for place, (count, distance) in enumerate(searches):
        searching = effort.part(0.45 * place, 0.45 * (place + 1))
        found = _pairs(domain, np.flatnonzero(region), count, distance, searching)
        one, other = (points(domain, ends, distance) for ends in found)
        pairs.append(found)
        weights.append(np.maximum(0.0, 1 - np.abs(one - other).mean(axis=1)))
    effort.progress(0.9)
    first, second = np.concatenate(pairs, axis=1)
    return graph.laplacian(first, second, np.concatenate(weights), domain.shape, region)


def _pairs(domain: Domain, pixels: np.ndarray, count: int, distance: float, effort: Effort) -> np.ndarray:
    """Each of some pixels with those among them that are nearest to it, (2, n)."""
    tree = Tree(domain, pixels, distance, effort.part(0.0, 0.2))
    pairs = [np.empty((2, 0), np.int64)]
    for some, nearest in tree.nearest(pixels, count + 1, effort.part(0.2, 1.0)):
        others = _others(some, nearest)
        pairs.append(np.stack([np.repeat(some, others.shape[1]), others.ravel()]))
    return np.concatenate(pairs, axis=1)


def _mean(weights: np.ndarray, palette: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Mean colour of one side of the palettes; their plain mean where the side has next to no share."""
    is_used = np.abs(share) > LEAST_SHARE
    even = np.full(weights.shape, 1 / weights.shape[1])
    mean = np.where(is_used[:, np.newaxis], weights / np.where(is_used, share, 1)[:, np.newaxis], even)
    return np.einsum("nq,nqc->nc", mean, palette)
