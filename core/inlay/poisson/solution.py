"""What a solve gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from inlay.errors import InlayWarning

if TYPE_CHECKING:
    from inlay.poisson.energies import Energies


@dataclass(frozen=True, eq=False)
class Solution:
    """The result of `clone`, `blend` or `solve`.

    Attributes
    ----------
    image : ndarray
        The destination's shape and type; outside the region bit for bit the destination.
    iterations : int
        Cycles or steps of the solver, the most of any channel.
    error : float
        Estimated largest error, in sample values, before rounding to the samples' type.
    solver : str
        Which one ran: ``composite``, ``multigrid``, ``multigrid, aggregation``, ``block elimination``, ``pyamg`` or
        ``transform``.
    warnings : tuple of InlayWarning
        What is not quite as asked for.
    measure : callable, optional
        Finds the energies in the pictures that were given; None where nothing was solved.
    """

    image: np.ndarray
    iterations: int
    error: float
    solver: str
    warnings: tuple[InlayWarning, ...] = ()
    measure: Callable[[], Energies] | None = field(default=None, repr=False)

    @cached_property
    def energies(self) -> Energies | None:
        """What `inlay.poisson.energy` gives of the destination as it was and of the result, by channel.

        Measured when they are first asked for, on the pictures as they then are; None where nothing was solved.
        """
        return None if self.measure is None else self.measure()

    @property
    def energy(self) -> float:
        """The energy of the result, in squared sample values; NaN where nothing was solved."""
        return float("nan") if self.energies is None else float(self.energies.after.sum())

    @property
    def energy_before(self) -> float:
        """The energy of the destination as it was; NaN where nothing was solved."""
        return float("nan") if self.energies is None else float(self.energies.before.sum())

    def settled(self) -> Solution:
        """The same with its energies measured now: it holds none of the pictures that were given."""
        energies = self.energies
        return replace(self, measure=None if energies is None else lambda: energies)
