"""Little CMS: conversion between any two profiles, in floating point."""

from __future__ import annotations

import numpy as np

from inlay.colour.units import from_units, to_units
from inlay.contract.language import _
from inlay.errors import InputError


def transformed(
    samples: np.ndarray, model: str, before: bytes, wanted: str, after: bytes, *, compensated: bool = True
) -> np.ndarray:
    """Convert pixels, relative to the white point.

    Parameters
    ----------
    samples : ndarray of float32, (n, channels)
        Of `model`, such as ``RGB``, with 1 as white.
    before, after : bytes
        The profiles of both.
    wanted : str
        The model of the result.
    compensated : bool
        Whether black becomes black.

    Returns
    -------
    ndarray of float32, (n, channels of `wanted`)

    Raises
    ------
    InputError
        If a profile cannot be used.
    """
    import imagecodecs

    flags = imagecodecs.CMS.FLAGS.NOCACHE | (imagecodecs.CMS.FLAGS.BLACKPOINTCOMPENSATION if compensated else 0)
    count = len(samples)
    given = np.ascontiguousarray(to_units(samples, model))
    try:
        converted = imagecodecs.cms_transform(
            given.reshape((count, 1, -1) if model != "GRAY" else (count, 1)),
            before,
            after,
            colorspace=model.lower(),
            outcolorspace=wanted.lower(),
            planar=False,
            outplanar=False,
            intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC,
            flags=flags,
        )
    except (RuntimeError, ValueError) as error:
        raise InputError(
            _("A colour profile cannot be used."), _("Convert the picture to sRGB in the program that made it.")
        ) from error
    return from_units(np.asarray(converted).reshape(count, -1), wanted)
