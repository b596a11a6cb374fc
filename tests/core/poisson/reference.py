"""The definition, written down once more without a thought for speed: eq. 7 of Perez et al. solved by sparse LU."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu


def solve(field, destination, region, present=None, weights=None, screening=None):
    """The exact solution in a region whose every component is held; the arguments are those of `system`."""
    matrix, b = system(field, destination, region, present, weights, screening)
    result = destination.astype(float)
    result[region] = splu(matrix.tocsc(), permc_spec="MMD_AT_PLUS_A").solve(b)
    return result


def system(field, destination, region, present=None, weights=None, screening=None):
    """The matrix and the right-hand side, (pixels, channels), of the equations for the pixels of a region.

    `field` is a pair (down, right) of arrays of forward differences with channels; `destination` is (height, width,
    channels); `weights` is a pair (down, right) of planes, `screening` a weight and a target.
    """
    present = np.ones(region.shape, bool) if present is None else present
    boundary = destination.astype(float)
    number = np.full(region.shape, -1)
    number[region] = np.arange(region.sum())
    rows, columns, entries = [], [], []
    b = np.zeros((int(region.sum()), boundary.shape[2]))
    linked = region | present
    for axis, differences in enumerate(field):
        p, q = (np.moveaxis(a, axis, 0) for a in (np.arange(region.size).reshape(region.shape),) * 2)
        p, q = p[:-1].ravel(), q[1:].ravel()
        v = np.moveaxis(differences, axis, 0).reshape(-1, boundary.shape[2])
        both = linked.ravel()[p] & linked.ravel()[q]
        w = np.ones(p.size) if weights is None else np.moveaxis(weights[axis], axis, 0).ravel()
        for here, there, sign in ((p, q, -1.0), (q, p, 1.0)):
            counted = both & region.ravel()[here]
            i, j = number.ravel()[here[counted]], number.ravel()[there[counted]]
            rows += [i, i[j >= 0]]
            columns += [i, j[j >= 0]]
            c = w[counted]
            entries += [c, -c[j >= 0]]
            np.add.at(b, i, sign * c[:, None] * v[counted])
            np.add.at(b, i[j < 0], (c[:, None] * boundary.reshape(-1, boundary.shape[2])[there[counted]])[j < 0])
    if screening is not None:
        own = number[region]
        rows, columns, entries = [*rows, own], [*columns, own], [*entries, screening[0][region]]
        b += screening[0][region][:, None] * screening[1][region].reshape(len(b), -1)
    ends = np.concatenate(rows), np.concatenate(columns)
    return sparse.coo_matrix((np.concatenate(entries), ends), (len(b), len(b))).tocsr(), b


def gradients(image):
    """Forward differences of (height, width, channels)."""
    image = image.astype(float)
    return [np.diff(image, axis=0), np.diff(image, axis=1)]


def field(source, destination, kind, per="channel", luminance=(0.2126, 0.7152, 0.0722)):
    """The guidance of a kind from two pictures of the same size."""
    mine, theirs = gradients(source), gradients(destination)
    if kind == "source":
        return mine
    if kind == "average":
        return [(a + b) / 2 for a, b in zip(mine, theirs, strict=True)]
    if kind == "monochrome":
        weights = luminance if source.shape[2] == 3 else (1.0,)
        return [np.repeat((a @ np.array(weights))[..., None], source.shape[2], axis=2) for a in mine]
    if per == "channel":
        return [np.where(np.abs(b) > np.abs(a), b, a) for a, b in zip(mine, theirs, strict=True)]
    powers = [((a**2).sum(2, keepdims=True), (b**2).sum(2, keepdims=True)) for a, b in zip(mine, theirs, strict=True)]
    return [np.where(q > p, b, a) for a, b, (p, q) in zip(mine, theirs, powers, strict=True)]
