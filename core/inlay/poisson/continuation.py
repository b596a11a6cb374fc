"""Colours where a picture has none: continued smoothly from where it has some."""

from __future__ import annotations

import numpy as np

from inlay.errors import InputError
from inlay.poisson.fields import halved, resized


def continued(picture: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """A picture whose absent pixels take on the colours around them.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type; what absent pixels hold is not used.
    present : ndarray of bool, (height, width), or None
        Where it has a colour; None for everywhere.

    Returns
    -------
    ndarray
        The picture itself where nothing is absent, else a copy in floating point: present pixels as they are, absent
        ones by means over blocks of twice the size until all have some (Gortler, Grzeszczuk, Szeliski, Cohen: The
        Lumigraph, SIGGRAPH 1996, section 3.4.2: pull and push).

    Raises
    ------
    InputError
        If no pixel is present.
    """
    if present is None or present.all():
        return picture
    if not present.any():
        raise InputError("The picture is transparent everywhere.", "Choose one with a colour here.")
    plain = picture if picture.dtype.kind == "f" else picture.astype(np.float32)
    return _filled(np.where(present[..., None], plain, 0), present.astype(plain.dtype))


def _filled(picture: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The picture where the weight is above 0, and elsewhere what its halves hold."""
    if (weight > 0).all():
        return picture
    share = halved(weight)
    sums = halved(picture * weight[..., None])
    means = np.divide(sums, share[..., None], out=np.zeros_like(sums), where=share[..., None] > 0)
    coarse = resized(_filled(means, (share > 0).astype(weight.dtype)), picture.shape[:2])
    return np.where(weight[..., None] > 0, picture, coarse)
