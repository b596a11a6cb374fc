"""What takes part in a comparison, and in what."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

Work = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Contestant:
    """A library or a program that solves a contest's problem.

    Attributes
    ----------
    name : str
    work : callable
        Takes the scene and an effort; its time counts.
    requirement : str
        The package, or the program, without which it cannot take part.
    efforts : tuple
        Tolerances or numbers of steps, from the least effort to the greatest.
    largest : float
        Megapixels above which it takes minutes, or more memory than there is.
    values : callable, optional
        As `work`, but gives what the error is taken of, where that is not the work's own result.
    prepare : callable, optional
        Makes of a scene what the contestant takes; its time does not count.
    idle : callable, optional
        As `work`, but only starts and ends what does it; its time is taken off.
    note : str
        What has to be known to compare it.
    """

    name: str
    work: Work
    requirement: str = "inlay"
    efforts: tuple[Any, ...] = (None,)
    largest: float = np.inf
    values: Work | None = None
    prepare: Callable[[Any], Any] | None = None
    idle: Work | None = None
    note: str = ""

    @property
    def is_present(self) -> bool:
        return find_spec(self.requirement) is not None or shutil.which(self.requirement) is not None


class Contest(ABC):
    """One problem at several sizes.

    Attributes
    ----------
    title : str
    sizes, quick_sizes : tuple of float
        Megapixels, the smallest first: there all efforts are measured, unless there is little time.
    unit : str
        Of the error.
    bound : float
        The error up to which contestants must come.
    """

    title: str
    sizes: tuple[float, ...]
    quick_sizes: tuple[float, ...]
    unit: str
    bound: float

    @abstractmethod
    def scene(self, megapixels: float) -> Any:
        """The problem at a size."""

    @abstractmethod
    def exact(self, scene: Any) -> np.ndarray | None:
        """What everybody ought to find; None where it would take too long to know."""

    @abstractmethod
    def error(self, found: Any, exact: np.ndarray, scene: Any) -> float:
        """How far a result is from it."""

    @abstractmethod
    def contestants(self) -> list[Contestant]:
        """All who may take part, Inlay first."""
