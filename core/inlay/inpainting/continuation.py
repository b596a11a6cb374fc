"""Colours where a picture has none: continued smoothly from where it has some."""

from __future__ import annotations

import numpy as np

from inlay.arrays.resampling import halved, resized
from inlay.contract.language import _
from inlay.errors import InputError


def continued(picture: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """A picture whose absent pixels take on the colours around them.

    Parameters
    ----------
    picture : ndarray, (height, width, channels)
        Of any type; what absent pixels hold is not used.
    present : ndarray of bool, (height, width), or None
        Where it has a colour; None for everywhere. Pixels that are not finite count as absent too.

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
    if picture.dtype.kind == "f":
        finite = np.isfinite(picture).all(axis=2)
        if not finite.all():
            present = finite if present is None else present & finite
    if present is None or present.all():
        return picture
    if not present.any():
        raise InputError(_("The picture is transparent everywhere."), _("Choose one with a colour here."))
    out = np.empty(picture.shape, picture.dtype if picture.dtype.kind == "f" else np.float32)
    # Sums of halves would be too large for halves.
    working = np.promote_types(out.dtype, np.float32)
    there, shares = [present], []
    while not there[-1].all():
        shares.append(halved(there[-1].astype(working)))
        there.append(shares[-1] > 0)
    for channel in range(picture.shape[2]):
        out[..., channel] = _filled(picture[..., channel].astype(working), there, shares)
    return out


def _filled(plane: np.ndarray, there: list[np.ndarray], shares: list[np.ndarray]) -> np.ndarray:
    """The plane where it is there, and elsewhere what its halves hold; `shares` are those of their pixels there."""
    if not shares:
        return plane
    means = halved(np.where(there[0], plane, 0))
    np.divide(means, shares[0], out=means, where=there[1])
    coarse = resized(_filled(means, there[1:], shares[1:]), plane.shape)
    return np.where(there[0], plane, coarse)
