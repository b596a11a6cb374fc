"""Rim: one change of light for the whole piece, such that it fits the scene where both touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.harmonisation.models import statistics
from inlay.harmonisation.paste import ColourModel, Paste

if TYPE_CHECKING:
    import numpy as np

#: Of pixels of the paste: how far across the border two of them are still neighbours.
_NEIGHBOURS = 0.8
#: How far apart, of white, colours on both sides are that count half: most things end where they are pasted.
_HALF = 0.03
#: How large a shift of colours, and how large a change of a channel's contrast, are to be expected.
_SHIFT, _CONTRAST = 0.15, 0.1
#: As so many measurements the pairs count, since neighbours tell the same: of what fits nowhere little is believed.
_INDEPENDENT = 5
#: What a pair that does not fit at all counts as, and the error of those that fit.
_MOST_ERROR, _LEAST_VARIANCE = 0.5, 1e-5
#: Coverage from which a pixel is the piece's alone, and to which it is the scene's.
_ALL, _NOTHING = 0.98, 0.02
_ROUNDS = 12


def predict(paste: Paste) -> np.ndarray:
    """The affine change of colours by which what touches along the border comes nearest to each other.

    In light that is the same a thing looks on both sides of a border as it did before it was cut there; and of two
    things, those places of the border count most where both are alike. Weighted least squares with weights
    ``1 / (1 + (distance / 0.03)^2)``, repeated from no change on (Holland, Welsch: Robust regression using
    iteratively reweighted least-squares, 1977, https://doi.org/10.1080/03610927708827533, with Cauchy's weights).
    The less the two sides fit after that, the more no change at all is expected, as by a normal prior: what was
    pasted before something else altogether keeps most of its colours. A piece that touches nothing is changed as by
    `statistics`.
    """
    import numpy as np

    inside, outside, weight = neighbours(paste)
    if not len(weight):
        return statistics.predict(paste)
    matrix, before, after = fitted(inside, outside, weight)
    return paste.with_piece(((paste.source - before) @ matrix + after).astype(np.float32))


def neighbours(paste: Paste) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Colours on both sides of the border, means over what is near, (n, channels) each; and how much a pair counts."""
    import numpy as np
    from scipy import ndimage

    own = (paste.coverage > _ALL).astype(np.float32)
    beside = (paste.coverage < _NOTHING) * paste.present
    if not paste.has_reference:
        beside = beside * paste.weight

    def spread(plane: np.ndarray) -> np.ndarray:
        found: np.ndarray = ndimage.gaussian_filter(plane, _NEIGHBOURS, truncate=3)
        return found

    near = spread(own), spread(beside)
    touching = np.minimum(*near)
    touches = touching > _NOTHING * touching.max()
    sides = []
    for picture, counted, share in ((paste.source, own, near[0]), (paste.destination, beside, near[1])):
        sums = [spread(counted * plane)[touches] for plane in np.moveaxis(picture, -1, 0)]
        sides.append(np.stack(sums, axis=1) / share[touches, None])
    return *sides, touching[touches]


def fitted(inside: np.ndarray, outside: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The matrix T, and the colours u and v, of the map ``(x - u) T + v`` from the piece to the scene."""
    import numpy as np

    share = weight / weight.sum()
    middle = share @ inside
    known = np.hstack([inside - middle, np.ones((len(inside), 1))]).astype(np.float64)
    expected = np.array([_CONTRAST] * inside.shape[1] + [_SHIFT])
    change = np.zeros((known.shape[1], inside.shape[1]))
    for _ in range(_ROUNDS):
        distance = np.linalg.norm(outside - inside - known @ change, axis=1)
        counted = share / (1 + (distance / _HALF) ** 2)
        weighted = (known * (counted / counted.sum())[:, None]).T
        variance = share @ np.minimum(distance, _MOST_ERROR) ** 2 / _INDEPENDENT + _LEAST_VARIANCE
        change = np.linalg.solve(weighted @ known + np.diag(variance / expected**2), weighted @ (outside - inside))
    return np.eye(inside.shape[1]) + change[:-1], middle, middle + change[-1]


MODEL = ColourModel(
    id="rim",
    name="One light, by its rim",
    summary="The whole piece is lit such that it fits where it touches the scene: brightness, cast and contrast.",
    predict=predict,
    takes_reference=False,
)
