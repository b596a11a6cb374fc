"""Compile every kernel ahead of the first job."""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress


def warm(progress: Progress | None = None) -> None:
    """Compile all kernels, or load them from their cache beside the modules, by a small cut.

    Parameters
    ----------
    progress : callable, optional
        Is given the fraction done; may raise to stop.
    """
    from inlay.graph_cut.seams import minimum_cut

    plane = np.linspace(0, 1, 4900).reshape(70, 70)
    first = np.zeros((70, 70), bool)
    first[0] = True
    minimum_cut(plane[1:], plane[:, 1:], first, first[::-1])
    if progress is not None:
        progress(1.0)
