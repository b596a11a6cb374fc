"""Statistics transfer: the piece takes on the mean and the spread of the colours around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.harmonisation.paste import ColourModel, Paste

if TYPE_CHECKING:
    import numpy as np

#: How much the spread of a channel may change, either way: more makes flat colours gaudy or all detail faint.
MOST = 1.6
#: Spread of Lab below which a channel is flat, of the range 0 to 1.
FLAT = 1e-3


def predict(paste: Paste) -> np.ndarray:
    """Reinhard, Ashikhmin, Gooch, Shirley: Color transfer between images, 2001, in CIELAB.

    Mean and standard deviation of the source's colours become those of the reference.
    """
    import numpy as np

    from inlay import colour
    from inlay.harmonisation.moments import moments

    inside, outside = (colour.to_space(each, "lab", paste.space) for each in (paste.source, paste.reference))
    (mean, spread), (goal, wanted) = moments(inside, paste.coverage), moments(outside, paste.weight)
    stretch = np.clip((np.sqrt(np.diag(wanted)) + FLAT) / (np.sqrt(np.diag(spread)) + FLAT), 1 / MOST, MOST)
    return paste.with_piece(colour.from_space(goal + (inside - mean) * stretch, "lab", paste.space))


MODEL = ColourModel(
    id="statistics",
    name="With all that surrounds it",
    summary="Mean and spread of the colours become those of the surroundings: for a thing from another light.",
    predict=predict,
)
