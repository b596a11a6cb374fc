"""The alpha of a sequence of frames, steady from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from inlay.contract.language import _
from inlay.errors import InputError
from inlay.matting.estimation import estimate_alpha
from inlay.matting.matte import Matte


def estimate_sequence(
    frames: Iterable[np.ndarray], trimaps: Iterable[np.ndarray], *, steady: bool = True, **options: Any
) -> Iterator[Matte]:
    """Estimate how opaque the foreground is, frame by frame.

    Parameters
    ----------
    frames : iterable of ndarray
        Pictures as `estimate_alpha` takes them. One is asked for at a time, and forgotten with its matte.
    trimaps : iterable of ndarray
        A trimap for each; ``itertools.repeat(trimap)`` for one that fits all.
    steady : bool
        Whether each frame is seen together with those before, as `estimate_alpha` does with its `previous`.
    **options
        As of `estimate_alpha`; `progress` is told of each frame from 0 to 1.

    Yields
    ------
    Matte
        Of each frame.

    Raises
    ------
    InputError
        If the trimaps end before the frames.
    InlayError
        As of `estimate_alpha`.

    Examples
    --------
    >>> import itertools
    >>> import numpy as np
    >>> frames = [np.array([[0, 0, 50 + n, 100, 100]] * 5, np.uint8) for n in range(3)]
    >>> trimap = np.array([[0, 0, 128, 255, 255]] * 5, np.uint8)
    >>> mattes = estimate_sequence(frames, itertools.repeat(trimap), method="closed-form")
    >>> [round(float(matte.alpha[2, 2]), 1) for matte in mattes]
    [0.5, 0.5, 0.5]
    """
    known = iter(trimaps)
    previous = None
    for number, frame in enumerate(frames, 1):
        trimap = next(known, None)
        if trimap is None:
            raise InputError(
                _("There is no trimap for frame {number}.", number=number), _("Give a trimap for each frame.")
            )
        matte = estimate_alpha(frame, trimap, previous=previous, **options)
        yield matte
        previous = matte if steady else None
