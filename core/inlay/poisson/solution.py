"""What a solve gives back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.errors import InlayWarning


@dataclass(frozen=True, eq=False)
class Solution:
    """The result of `clone` or `solve`.

    Attributes
    ----------
    image : ndarray
        The destination's shape and type; outside the region bit for bit the destination.
    iterations : int
        Cycles or steps of the solver, the most of any channel.
    error : float
        Estimated largest error, in sample values, before rounding to the samples' type.
    solver : str
        ``multigrid`` or ``pyamg``.
    warnings : tuple of InlayWarning
        What is not quite as asked for.
    """

    image: np.ndarray
    iterations: int
    error: float
    solver: str
    warnings: tuple[InlayWarning, ...] = ()
