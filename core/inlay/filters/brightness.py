"""Gray from colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.filters.neighbourhood import Part, neighbourhood

#: How much red, green and blue count for a gray value.
WEIGHTS = {
    "rec601": (0.2989, 0.5870, 0.1140),
    "rec709": (0.2126, 0.7152, 0.0722),
    "equal": (1.0, 1.0, 1.0),
    "red": (1.0, 0.0, 0.0),
    "green": (0.0, 1.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
}
_SMALLEST_SUM = 1e-6


def luma(
    image: np.ndarray,
    weights: Sequence[float] | str = "rec601",
    *,
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Give every channel the same weighted sum of all of them.

    Parameters
    ----------
    image : ndarray, (height, width, channels)
        Of ``uint8``, ``uint16``, ``float16``, ``float32`` or ``float64``, without opacity.
    weights : sequence of float, or a key of `WEIGHTS`
        One for each channel. They are divided by their sum, so that white stays white.
    alpha : ndarray, optional, (height, width)
        Opacity; where it is 0, colours may be anything.
    part : (slice, slice), optional
        Rows and columns that are wanted.
    threads : int, optional
        At most so many; None for one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray
        The part, with the image's channels and type.

    Raises
    ------
    InputError
        If the image is not a picture, or a pixel in use is not finite.
    ParameterError
        If there are not as many weights as channels, or their sum is 0.

    References
    ----------
    Recommendations ITU-R BT.601 and BT.709, the luma of samples as they are stored.
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    shares = _shares(WEIGHTS.get(weights) if isinstance(weights, str) else weights, around.channels)
    out = around.empty()

    def strip(top: int, bottom: int) -> None:
        area = around.rows(top, bottom)
        total = np.zeros((bottom - top, around.width), around.working)
        for channel, weight in enumerate(shares):
            total += around.numbers(channel, area) * total.dtype.type(weight)
        around.store(out[top:bottom, :, 0], total)
        out[top:bottom, :, 1:] = out[top:bottom, :, :1]

    operations = 20 * around.channels
    effort.in_strips(strip, around.height, around.width, operations)
    return around.shaped(out)


def _shares(weights: Sequence[float] | None, channels: int) -> np.ndarray:
    if weights is None:
        raise ParameterError(
            _("Such weights are not known."), _("Give numbers, or one of {names}.", names=", ".join(WEIGHTS))
        )
    found = np.asarray(weights, np.float64)
    if found.shape != (channels,) or not np.isfinite(found).all():
        raise ParameterError(
            _("{weights} are no weights of {channels} channels.", weights=list(weights), channels=channels),
            _("Give a number for each."),
        )
    if abs(found.sum()) < _SMALLEST_SUM:
        raise ParameterError(_("The weights add up to nothing."), _("Make their sum other than 0."))
    return found / found.sum()
