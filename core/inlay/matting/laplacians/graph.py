"""Laplacians of weighted graphs: ``D - W`` of the weights between pairs of pixels."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from inlay.matting.laplacians.restricted import Restricted


def laplacian(
    first: np.ndarray, second: np.ndarray, weights: np.ndarray, shape: tuple[int, int], region: np.ndarray | None
) -> Restricted:
    """The matrix D - W of a graph whose edges are listed once each; several between the same two pixels add up.

    Parameters
    ----------
    first, second : ndarray of int, (edges,)
        The ends of the edges, as positions in the flattened picture.
    weights : ndarray, (edges,)
        From 0 upwards.
    region : ndarray of bool, `shape`, or None
        Pixels that take part even if they have no edge; None for all.
    """
    taking_part = np.ones(shape, bool).ravel() if region is None else region.ravel().copy()
    taking_part[first] = taking_part[second] = True
    pixels = np.flatnonzero(taking_part)
    number = np.zeros(taking_part.size, np.int32)
    number[pixels] = np.arange(pixels.size, dtype=np.int32)
    size = pixels.size, pixels.size
    half = sparse.coo_array((weights, (number[first], number[second])), size).tocsr()
    both = half + half.T
    del half
    degree = sparse.dia_array((both.sum(axis=1)[np.newaxis], [0]), size)
    return Restricted((degree - both).tocsr(), pixels)
