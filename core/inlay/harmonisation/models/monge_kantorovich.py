"""Monge-Kantorovich: mean and covariance become those of the reference, and colours move as little as that allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.harmonisation.paste import ColourModel, Paste

if TYPE_CHECKING:
    import numpy as np


def predict(paste: Paste) -> np.ndarray:
    """Pitie, Kokaram: The linear Monge-Kantorovitch linear colour mapping, CVMP 2007, in the document's own values.

    ``t(u) = T (u - mean) + goal`` with the matrix of `inlay.harmonisation.moments.transport`. A change of colours by
    a symmetric positive matrix and a shift is undone exactly.
    """
    import numpy as np

    from inlay.harmonisation.moments import moments, transport

    (mean, covariance), (goal, wanted) = moments(paste.source, paste.coverage), moments(paste.reference, paste.weight)
    moved = (paste.source - mean) @ transport(covariance, wanted) + goal
    return paste.with_piece(moved.astype(np.float32))


MODEL = ColourModel(
    id="monge-kantorovich",
    name="With the reference's mean and spread",
    summary="All channels together: also the hues go along with those of the reference, and what was grey gets a cast.",
    predict=predict,
)
