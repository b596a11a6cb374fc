"""What finds the subject of a picture, as packages register it through ``inlay_subject_finders``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Finder:
    """A way to find the subject of a picture.

    Attributes
    ----------
    id : str
        The public name: ``u2netp``.
    name, summary : str
        What a menu shows, and a sentence on when to choose it.
    find : callable
        ``find(image, *, threads, progress) -> ndarray``: from colours (height, width, 3), ``uint8`` in sRGB, to a
        mask (height, width), floating point, finite, from 0 to 1. ``progress`` takes the fraction done, is called
        between pieces of work of at most 50 ms, and may raise `inlay.errors.Cancelled`.
    demand : callable
        Raises an `inlay.errors.ModelError` where what it needs is missing on this machine.
    """

    id: str
    name: str
    summary: str
    find: Callable[..., np.ndarray]
    demand: Callable[[], object] = lambda: None
