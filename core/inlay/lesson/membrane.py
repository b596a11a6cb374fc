"""The membrane: values that are known at some points, and that settle between them where the energy is least.

P. Pérez, M. Gangnet, A. Blake: Poisson image editing, ACM Transactions on Graphics 22(3), 2003, eqs. 6 and 7,
https://doi.org/10.1145/882262.882269
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.errors import InputError, RegionError

#: A slice of each axis.
Place = tuple[slice, ...]


class Membrane:
    """Points on a line or pixels of a picture, tied to their neighbours; some are held and the others find their place.

    Parameters
    ----------
    known : array_like, (n,) or (height, width)
        The values; those of unknown points do not count.
    unknown : array_like of bool, of the same shape
        The points that are free. From each a chain of neighbours leads to one that is held.
    guidance : sequence of ndarray, optional
        For each axis the differences between neighbours that are wished for, as `numpy.diff` gives them. Without it
        neighbours wish to be equal.
    weights : sequence of ndarray, optional
        For each axis how much the tie between two neighbours counts, 0 or more. Without it every tie counts 1.
    load : ndarray, optional
        A force on each point, upwards if it is positive. Without it there is none.

    Attributes
    ----------
    known : ndarray of float64
        The values, with 0 at unknown points: where most methods begin.
    unknown : ndarray of bool
    total_weight : ndarray of float64
        Of the ties of each point: without weights, the number of its neighbours.
    pull : ndarray of float64
        What guidance and load add to the sum of a point's neighbours.

    Raises
    ------
    InputError
        If shapes do not go together, or a value is not finite.
    RegionError
        If nothing is unknown, or an unknown point is tied to nothing that is held.

    Notes
    -----
    The energy is ``sum_pq w_pq (f_q - f_p - v_pq)^2 - 2 sum_p l_p f_p`` over all pairs of neighbours p before q of
    which one at least is unknown. It is least where ``sum_q w_pq f_p = sum_q w_pq (f_q - v_pq) + l_p`` at every unknown
    point p.

    Examples
    --------
    >>> membrane = Membrane([3, 0, 0, 0, 0, 6], [False, True, True, True, True, False])
    >>> membrane.solution().round(6)
    array([3. , 3.6, 4.2, 4.8, 5.4, 6. ])
    """

    def __init__(
        self,
        known: Sequence[float] | np.ndarray,
        unknown: Sequence[bool] | np.ndarray,
        guidance: Sequence[np.ndarray] | None = None,
        weights: Sequence[np.ndarray] | None = None,
        load: np.ndarray | None = None,
    ) -> None:
        self.unknown = np.asarray(unknown, bool)
        self.known = np.where(self.unknown, 0.0, _checked(known, self.unknown.shape, "known values"))
        self._ties = [_neighbours(axis, self.known.ndim) for axis in range(self.known.ndim)]
        differences = [self.known[after] - self.known[before] for before, after in self._ties]
        self._guidance = _per_axis(guidance, differences, 0.0, "guidance")
        self._weights = _per_axis(weights, differences, 1.0, "weights")
        if any((weight < 0).any() for weight in self._weights):
            raise InputError("A weight is below 0.", "Give weights of 0 or more.")
        force = np.zeros_like(self.known) if load is None else _checked(load, self.known.shape, "load")
        self._load = np.where(self.unknown, force, 0.0)
        self.total_weight = self.sums(np.ones_like(self.known))
        self.pull = self._load + self._wishes()
        self._demand_hold()

    @property
    def is_even(self) -> bool:
        """Whether all ties count the same."""
        return all((weight == 1).all() for weight in self._weights)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """For every point the weighted sum of its neighbours."""
        total = np.zeros_like(self.known)
        for (before, after), weight in zip(self._ties, self._weights, strict=True):
            total[before] += weight * values[after]
            total[after] += weight * values[before]
        return total

    def means(self, values: np.ndarray) -> np.ndarray:
        """Where every unknown point would settle if its neighbours were held; known points as they are."""
        settled = values.astype(np.float64)
        total = self.sums(values) + self.pull
        settled[self.unknown] = total[self.unknown] / self.total_weight[self.unknown]
        return settled

    def residual(self, values: np.ndarray) -> np.ndarray:
        """By how much the equation of every unknown point is not met, 0 at known points.

        It is half the slope of the energy, downhill.
        """
        return np.where(self.unknown, self.sums(values) + self.pull - self.total_weight * values, 0.0)

    def energy(self, values: np.ndarray) -> float:
        """What is least for the solution: the weighted squares of unmet wishes, less what the load has gained."""
        total = -2 * float((self._load * values).sum())
        for (before, after), weight, wish in zip(self._ties, self._weights, self._guidance, strict=True):
            counted = self.unknown[before] | self.unknown[after]
            total += float((counted * weight * (values[after] - values[before] - wish) ** 2).sum())
        return total

    def equations(self) -> tuple[np.ndarray, np.ndarray]:
        """The matrix A, one row for each unknown point in reading order, and the right-hand side b of ``A f = b``."""
        number = np.full(self.known.shape, -1)
        count = np.count_nonzero(self.unknown)
        number[self.unknown] = np.arange(count)
        matrix = np.diag(self.total_weight[self.unknown])
        for (before, after), weight in zip(self._ties, self._weights, strict=True):
            both = self.unknown[before] & self.unknown[after]
            matrix[number[before][both], number[after][both]] = -weight[both]
            matrix[number[after][both], number[before][both]] = -weight[both]
        return matrix, (self.sums(self.known) + self.pull)[self.unknown]

    def solution(self) -> np.ndarray:
        """The exact solution by elimination: time grows with the cube of the number of unknown points."""
        values = self.known.copy()
        values[self.unknown] = np.linalg.solve(*self.equations())
        return values

    def begin(self, start: np.ndarray | None = None) -> np.ndarray:
        """A state to begin with: known values where they are known, and `start`, or 0, elsewhere."""
        if start is None:
            return self.known.copy()
        return np.where(self.unknown, _checked(start, self.known.shape, "start"), self.known)

    def _wishes(self) -> np.ndarray:
        """The sum of the wished differences from its neighbours to each point, weighted."""
        total = np.zeros_like(self.known)
        for (before, after), weight, wish in zip(self._ties, self._weights, self._guidance, strict=True):
            total[before] -= weight * wish
            total[after] += weight * wish
        return total

    def _demand_hold(self) -> None:
        if not self.unknown.any():
            raise RegionError("Nothing is unknown.", "Mark at least one point as unknown.")
        held, before = ~self.unknown, np.zeros_like(self.unknown)
        while (held != before).any():
            held, before = held | (self.sums(held.astype(np.float64)) > 0), held
        if not held.all():
            raise RegionError("Nothing holds some of the unknown points.", "Let a chain of ties reach a known point.")


def _neighbours(axis: int, dimensions: int) -> tuple[Place, Place]:
    """Where the first and the second end of every tie along an axis lie."""
    before, after = [slice(None)] * dimensions, [slice(None)] * dimensions
    before[axis], after[axis] = slice(None, -1), slice(1, None)
    return tuple(before), tuple(after)


def _per_axis(
    given: Sequence[np.ndarray] | None, like: Sequence[np.ndarray], default: float, name: str
) -> list[np.ndarray]:
    if given is None:
        return [np.full_like(each, default) for each in like]
    if len(given) != len(like):
        raise InputError(f"There are {len(given)} arrays of {name}.", f"Give one for each axis: {len(like)}.")
    return [_checked(each, wanted.shape, name) for each, wanted in zip(given, like, strict=True)]


def _checked(values: Sequence[float] | np.ndarray, shape: tuple[int, ...], name: str) -> np.ndarray:
    array = np.asarray(values, np.float64)
    if array.shape != shape:
        raise InputError(f"The {name} have the shape {array.shape}.", f"Give the shape {shape}.")
    if not np.isfinite(array).all():
        raise InputError(f"The {name} are not all finite.", "Remove what is infinite or not a number.")
    return array
