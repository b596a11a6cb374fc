"""What estimating alpha will cost, said before it begins."""

from __future__ import annotations

import time

import numpy as np

from inlay.arrays.warning import collected
from inlay.contract.language import _, decimal
from inlay.errors import RegionError
from inlay.operations.job import Job
from inlay.picture import Picture

#: Less than this many unknown pixels are not worth a word.
_MANY = 4_000_000
#: The trial takes every so many pixels of every so many rows.
_STEP = 4
_SOON_SECONDS = 90


def doing(job: Job, working: Picture, trimap: np.ndarray, method: str, quality: str) -> str:
    """What to tell while alpha is estimated: with a large unknown part, how much memory and time that takes.

    The time is that of a trial on a sixteenth of the pixels, on this machine, with the chosen estimator.

    Raises
    ------
    ResourceError
        If there is not enough memory.
    """
    from inlay.matting import UNKNOWN

    words = _("Estimating alpha")
    unknown = int(np.count_nonzero(trimap == UNKNOWN))
    if unknown < _MANY or quality != "full":
        return words
    memory = needed(unknown, trimap.size, method)
    _demand(memory, unknown)
    seconds = _trial(job, working, trimap, method) * _STEP**2
    return _(
        "{words} of {unknown} million pixels: {memory} GB, about {duration}",
        words=words,
        unknown=f"{unknown / 1e6:.0f}",
        memory=decimal(f"{memory / 1e9:.1f}"),
        duration=_duration(seconds),
    )


def needed(unknown: int, pixels: int, method: str) -> float:
    """Bytes that estimating takes, for so many unknown pixels of all."""
    from inlay.matting.estimators import registry

    estimator = registry.find(method)
    return estimator.bytes_per_unknown * unknown + (estimator.bytes_per_pixel + 5) * pixels


def _demand(memory: float, unknown: int) -> None:
    """Refuse what the machine does not have."""
    from inlay.system.memory import demand

    demand(
        memory,
        None,
        _("Estimating alpha for {unknown} million unknown pixels", unknown=f"{unknown / 1e6:.0f}"),
        _("Choose half or quarter size, or mark more of the picture as certain."),
    )


def _trial(job: Job, working: Picture, trimap: np.ndarray, method: str) -> float:
    """Seconds for every fourth pixel of every fourth row; 0 if nothing can be learnt from them."""
    from inlay.matting import estimate_alpha

    part = np.s_[::_STEP, ::_STEP]
    started = time.monotonic()
    with collected():
        try:
            estimate_alpha(
                working.pixels[part],
                trimap[part],
                method,
                progress=job.span(0.0, 0.05, _("Measuring how long it will take")),
            )
        except RegionError:
            return 0.0
    return time.monotonic() - started


def _duration(seconds: float) -> str:
    return f"{max(seconds, 1):.0f} s" if seconds < _SOON_SECONDS else f"{seconds / 60:.0f} min"
