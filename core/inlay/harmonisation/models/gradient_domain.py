"""Gradient domain: the colours that seamless cloning gives, at low resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.harmonisation.paste import ColourModel, Paste

if TYPE_CHECKING:
    import numpy as np


def predict(paste: Paste) -> np.ndarray:
    """Perez, Gangnet, Blake 2003, eq. 7: the source's gradients with the destination's colours around it."""
    import numpy as np

    from inlay import poisson

    region = paste.coverage > 0
    if region.all():
        return paste.source
    solved = poisson.clone(np.ascontiguousarray(paste.source), paste.destination, region, threads=1).image
    return paste.with_piece(solved)


MODEL = ColourModel(
    id="gradient-domain",
    name="Along the border",
    summary="The colours of a seamless clone: for a piece with its old background around it.",
    predict=predict,
    takes_reference=False,
    takes_weight=False,
)
