"""The background alone, with the hole that the foreground leaves filled smoothly."""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress, part
from inlay.contract.language import _
from inlay.errors import InputError

#: Where alpha is larger, too little of the background shines through to be estimated.
HIDDEN = 0.5
#: What part of the work the colours are.
COLOURS = 0.4


def background_plate(
    image: np.ndarray,
    alpha: np.ndarray,
    *,
    hidden: float = HIDDEN,
    method: str = "multi-level",
    present: np.ndarray | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Take what is in front out of a picture.

    Parameters
    ----------
    image, alpha, method, present, threads, progress
        As for `inlay.matting.estimate_foreground`.
    hidden : float
        Where alpha is larger than this, from 0 up to but without 1, the background counts as hidden.

    Returns
    -------
    ndarray
        Of the image's shape and type: its own samples where alpha is 0, the estimated background behind soft edges,
        and where it is hidden the membrane between these: the solution of Laplace's equation, as by
        `inlay.poisson.clone` of a source without gradients.

    Raises
    ------
    InputError
        As `inlay.matting.estimate_foreground`, and if the background is hidden everywhere.
    """
    from inlay import poisson
    from inlay.matting.colours.foreground import estimate_foreground

    filling = part(progress, COLOURS, 1.0)
    background = estimate_foreground(
        image, alpha, method=method, present=present, threads=threads, progress=part(progress, 0.0, COLOURS)
    ).background
    alpha = np.asanyarray(alpha)
    hole = alpha > hidden * (np.iinfo(alpha.dtype).max if alpha.dtype.kind == "u" else 1)
    if present is not None:
        hole &= np.asanyarray(present).astype(bool)
    if not hole.any():
        filling(1.0)
        return background
    if hole.sum() == (hole.size if present is None else np.count_nonzero(present)):
        raise InputError(_("All of the picture is foreground: there is no background."), _("Choose another alpha."))
    flat = np.zeros((1, 1, *background.shape[2:]), background.dtype)
    return poisson.clone(
        flat,
        background,
        hole,
        destination_alpha=None if present is None else np.asanyarray(present).astype(np.float32),
        threads=threads,
        progress=filling,
    ).image
