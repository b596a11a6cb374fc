"""How strongly a prior counts by how sure one is of it."""

from __future__ import annotations

import numpy as np

from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.matting.estimation import PRIOR_WEIGHT

_PERCENT = 100.0
#: The weight of what is beyond doubt: alpha then is the prior, to less than an 8-bit level.
_CERTAIN = 1e5


def weight_of(confidence: float | np.ndarray) -> np.ndarray:
    """The weight of a prior that is believed by so many per cent: `PRIOR_WEIGHT` times the square of the odds.

    Parameters
    ----------
    confidence : float or ndarray
        0: not at all; 50: where the picture says little; 100: as certainly as if it were painted.

    Returns
    -------
    ndarray of float32
        From 0 upwards, of the same shape.

    Raises
    ------
    ParameterError
        If a confidence is not from 0 to 100.
    """
    sure = np.asarray(confidence, np.float64) / _PERCENT
    if not ((sure >= 0) & (sure <= 1)).all():
        raise ParameterError(
            _("The confidence is not from 0 to 100 per cent."), _("Give a number or a plane of numbers.")
        )
    with np.errstate(divide="ignore"):
        odds = sure / (1 - sure)
    return np.minimum(PRIOR_WEIGHT * odds**2, _CERTAIN).astype(np.float32)
