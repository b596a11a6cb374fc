"""Reinhard: mean and spread become those of the reference in a space made for natural scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.harmonisation.paste import ColourModel, Paste

if TYPE_CHECKING:
    import numpy as np

    from inlay.picture import Space

#: Least response of a cone that the logarithm sees, of white's.
DARKEST = 1 / 1024
#: Spread below which a channel is flat.
FLAT = 1e-6


def predict(paste: Paste) -> np.ndarray:
    """Reinhard, Ashikhmin, Gooch, Shirley: Color transfer between images, 2001, in their space l alpha beta.

    https://doi.org/10.1109/38.946629, eq. 3 to 11: mean and standard deviation of each channel become those of the
    reference, without a bound.
    """
    import numpy as np

    from inlay.harmonisation.moments import moments

    inside, outside = to_opponent(paste.source, paste.space), to_opponent(paste.reference, paste.space)
    (mean, spread), (goal, wanted) = moments(inside, paste.coverage), moments(outside, paste.weight)
    stretch = (np.sqrt(np.diag(wanted)) + FLAT) / (np.sqrt(np.diag(spread)) + FLAT)
    return paste.with_piece(from_opponent(goal + (inside - mean) * stretch, paste.space))


def to_opponent(colours: np.ndarray, space: Space) -> np.ndarray:
    """l, alpha and beta of colours, (height, width, 3), ``float64``."""
    import numpy as np

    from inlay import colour
    from inlay.picture import Picture

    light = colour.convert(Picture(colours, space=space), _linear()).pixels
    cones: np.ndarray = np.log10(np.maximum(light @ _matrices()[0].T, DARKEST))
    return cones @ _matrices()[1].T


def from_opponent(values: np.ndarray, space: Space) -> np.ndarray:
    """Colours as a space has them of l, alpha and beta, ``float32``."""
    import numpy as np

    from inlay import colour
    from inlay.picture import Picture

    to_cones, to_values = _matrices()
    cones = 10 ** (values @ np.linalg.inv(to_values).T)
    light = (cones @ np.linalg.inv(to_cones).T).astype(np.float32)
    return colour.convert(Picture(light, space=_linear()), space).pixels


def _linear() -> Space:
    import numpy as np

    from inlay.picture import Space

    return Space("RGB", np.dtype(np.float32), "linear")


def _matrices() -> tuple[np.ndarray, np.ndarray]:
    """From linear light to cones (eq. 4), each 1 for white; and from their logarithms to l, alpha, beta (eq. 6)."""
    import numpy as np

    cones = np.array([[0.3811, 0.5783, 0.0402], [0.1967, 0.7244, 0.0782], [0.0241, 0.1288, 0.8444]])
    sums = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, -2.0], [1.0, -1.0, 0.0]])
    return cones / cones.sum(axis=1, keepdims=True), sums / np.sqrt([[3.0], [6.0], [2.0]])


MODEL = ColourModel(
    id="reinhard",
    name="With the reference's mean and contrast",
    summary="Lightness and both opponent colours by themselves, without a bound: for scenes of one light.",
    predict=predict,
)
