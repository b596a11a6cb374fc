"""What estimating alpha will cost, said before it begins."""

from __future__ import annotations

import time
import warnings

import numpy as np

from inlay.errors import RegionError
from inlay.operations.cut_out.subject import Subject
from inlay.operations.job import Job

#: Less than this many unknown pixels are not worth a word.
_MANY = 4_000_000
#: The trial takes every so many pixels of every so many rows.
_STEP = 4
_SOON_SECONDS = 90


def doing(job: Job, subject: Subject, trimap: np.ndarray) -> str:
    """What to tell while alpha is estimated: with a large unknown part, how much memory and time that takes.

    The time is that of a trial on a sixteenth of the pixels, on this machine, with the chosen estimator.

    Raises
    ------
    ResourceError
        If there is not enough memory.
    """
    from inlay.matting import UNKNOWN

    words = "Estimating alpha"
    unknown = int(np.count_nonzero(trimap == UNKNOWN))
    if unknown < _MANY or job.parameters.get("quality", "full") != "full" or job.quality != "full":
        return words
    needed = _memory(job, trimap, unknown)
    seconds = _trial(job, subject, trimap) * _STEP**2
    return f"{words} of {unknown / 1e6:.0f} million pixels: {needed / 1e9:.1f} GB, about {_duration(seconds)}"


def _memory(job: Job, trimap: np.ndarray, unknown: int) -> float:
    """Bytes that are needed; refuses what the machine does not have."""
    from inlay.matting.estimators import registry
    from inlay.system import memory

    estimator = registry.find(job.parameters["method"])
    needed = estimator.bytes_per_unknown * unknown + (estimator.bytes_per_pixel + 5) * trimap.size
    memory.demand(
        needed,
        None,
        f"Estimating alpha for {unknown / 1e6:.0f} million unknown pixels",
        "Choose half or quarter size, or mark more of the picture as certain.",
    )
    return needed


def _trial(job: Job, subject: Subject, trimap: np.ndarray) -> float:
    """Seconds for every fourth pixel of every fourth row; 0 if nothing can be learnt from them."""
    from inlay.matting import estimate_alpha

    part = np.s_[::_STEP, ::_STEP]
    started = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            estimate_alpha(
                subject.pixels[part],
                trimap[part],
                job.parameters["method"],
                progress=lambda fraction: job.progress(0.05 * fraction, "Measuring how long it will take"),
            )
        except RegionError:
            return 0.0
    return time.monotonic() - started


def _duration(seconds: float) -> str:
    return f"{max(seconds, 1):.0f} s" if seconds < _SOON_SECONDS else f"{seconds / 60:.0f} min"
