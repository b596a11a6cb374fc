"""What shows that a hole was filled: its seam, patches that occur nowhere else, detail that is missing.

None of them compares with what was there before: whatever looks as if it had always been there is right, and a mean
squared error would reward a blur.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: Pixels around the hole in which its surroundings are looked at, at least.
NEAR = 12
#: The side of the patches, how many of a filling are compared, and how many of them at a time.
PATCH, COMPARED, TOGETHER = 7, 600, 100
#: Principal components by which patches are compared first, and candidates that are then compared in full.
COMPONENTS, CANDIDATES = 32, 48


class Quality(NamedTuple):
    """What is measured of a filling.

    Attributes
    ----------
    seam : float
        The largest jump across the border as a part of the largest one nearby.
    seen : float
        What part of the border jumps more than anything within `NEAR` pixels of it.
    patches : float
        The mean distance of a patch of the filling to the nearest known one: root mean square, in levels.
    detail : float
        Gradients in the hole as a part of those around it.
    """

    seam: float
    seen: float
    patches: float
    detail: float


def quality(filled: np.ndarray, hole: np.ndarray) -> Quality:
    """Measure a filled picture of 8 bits."""
    values = filled.astype(np.float32)
    across, nearby, local = jumps(values, hole)
    return Quality(
        float(across.max() / nearby), float((across > local).mean()), patch_distance(values, hole), detail(values, hole)
    )


def _steps(picture: np.ndarray, axis: int) -> np.ndarray:
    """The root mean square over channels of the steps between neighbours along an axis."""
    return np.sqrt((np.diff(picture, axis=axis) ** 2).mean(axis=2))


def jumps(picture: np.ndarray, hole: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """The jumps across a hole's border, the largest one nearby, and for each the largest one near to it."""
    from scipy import ndimage

    near = ndimage.distance_transform_edt(~hole) <= NEAR
    largest = np.zeros(hole.shape, np.float32)
    across, places = [], []
    for axis in (0, 1):
        steps = _steps(picture, axis)
        first, second = (hole[:-1], hole[1:]) if axis == 0 else (hole[:, :-1], hole[:, 1:])
        known = ~first & ~second
        inside = largest[:-1] if axis == 0 else largest[:, :-1]
        np.maximum(inside, np.where(known, steps, 0), out=inside)
        crossed = np.argwhere(first ^ second)
        across.append(steps[crossed[:, 0], crossed[:, 1]])
        places.append(crossed)
    local = ndimage.maximum_filter(largest, 2 * NEAR + 1)
    y, x = np.concatenate(places).T
    return np.concatenate(across), float(largest[near & ~hole].max()), local[y, x]


def detail(picture: np.ndarray, hole: np.ndarray) -> float:
    """The mean gradient between pixels of the hole as a part of that between those around it."""
    from scipy import ndimage

    distance = ndimage.distance_transform_edt(~hole)
    around = (distance > 0) & (distance <= max(NEAR, 0.3 * np.sqrt(np.count_nonzero(hole))))
    means = []
    for mask in (hole, around):
        found = [_steps(picture, 0)[mask[:-1] & mask[1:]], _steps(picture, 1)[mask[:, :-1] & mask[:, 1:]]]
        means.append(np.concatenate(found).mean())
    return float(means[0] / max(means[1], 1e-6))


def patch_distance(picture: np.ndarray, hole: np.ndarray) -> float:
    """The mean distance of the filling's patches to the nearest known ones, exactly, of `COMPARED` patches."""
    from scipy import ndimage

    windows = np.lib.stride_tricks.sliding_window_view(picture, (PATCH, PATCH), axis=(0, 1))
    centres = np.s_[PATCH // 2 : -(PATCH // 2), PATCH // 2 : -(PATCH // 2)]
    whole = ~ndimage.binary_dilation(hole, np.ones((PATCH, PATCH)))[centres]
    known = windows[whole].reshape(np.count_nonzero(whole), -1)
    places = np.argwhere(hole[centres])
    chosen = places[np.random.default_rng(0).permutation(len(places))[:COMPARED]]
    filling = windows[chosen[:, 0], chosen[:, 1]].reshape(len(chosen), -1)
    return float(np.sqrt(nearest(filling, known) / filling.shape[1]).mean())


def nearest(patches: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The least squared distances to known patches.

    The distance of some principal components is never more than the whole: where the best whole distance of the
    candidates is below what the components say of all others, it is the least.
    """
    sample = known[:: max(1, len(known) // 4000)]
    middle = sample.mean(axis=0)
    components = np.linalg.svd(sample - middle, full_matrices=False)[2][:COMPONENTS].T
    projected = (known - middle) @ components
    parts = [patches[start : start + TOGETHER] for start in range(0, len(patches), TOGETHER)]
    return np.concatenate([_nearest(part, known, (part - middle) @ components, projected) for part in parts])


def _nearest(patches: np.ndarray, known: np.ndarray, components: np.ndarray, projected: np.ndarray) -> np.ndarray:
    """The least squared distances of some patches, of all of which there are the components."""
    least = _distances(components, projected)
    count = min(CANDIDATES, len(known) - 1)
    order = np.argpartition(least, count, axis=1)[:, : count + 1]
    best = ((known[order] - patches[:, None]) ** 2).sum(axis=2).min(axis=1)
    beyond = np.take_along_axis(least, order, axis=1).max(axis=1)
    for row in np.flatnonzero(best > beyond):
        candidates = known[least[row] < best[row]]
        best[row] = min(best[row], ((candidates - patches[row]) ** 2).sum(axis=1).min(initial=np.inf))
    return best


def _distances(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """All squared distances between two lists of points."""
    squares = (first**2).sum(axis=1)[:, None] + (second**2).sum(axis=1)
    squares -= 2 * first @ second.T
    return squares
