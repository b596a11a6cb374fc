"""Which of the edges that enter a hole are one line: those that chance would hardly have laid so.

Whether two edges belong together is judged a contrario: how many pairs as well aligned, as smooth and as alike in
colour would be expected if directions were random? Among many edges, as in grass, a pair must fit far better than
where there are two. See A. Desolneux, L. Moisan, J.-M. Morel: Meaningful alignments, International Journal of Computer
Vision 40(1), 2000, https://doi.org/10.1023/A:1026593302236.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.inpainting.structure.curves import cubic
from inlay.inpainting.structure.tracing import Edge

#: Pairs by chance that are taken.
BY_CHANCE = 0.05
#: By how many times a pair must be less likely by chance than the next best of either edge.
CLEARER = 2.0
#: How exactly directions are known, how far they may be off, and how far a line may turn: radians.
EXACT, ASTRAY, BENT = np.radians((1.0, 12.0, 45.0))
#: How exactly the turn of an arc is known, as a part of it.
UNSURE = 0.3
#: By how much the step between both sides, and their colours, may change from one edge to the other, in steps.
CHANGE, DRIFT = 0.8, 1.5
#: What part of a line between two edges lies in the hole.
WITHIN = 0.95
#: The smallest angle, and distance in pixels, at which lines may cross and lie beside each other.
CROSSING = np.radians(25)


def paired(edges: Sequence[Edge], hole: np.ndarray) -> list[tuple[int, int]]:
    """The pairs of edges that are the same line, the surest first.

    Parameters
    ----------
    edges : sequence of Edge
        Those that enter the hole, the strongest first.
    hole : ndarray of bool, (height, width)
        The hole.

    Returns
    -------
    list of tuple of int
        Indices of the edges.
    """
    if len(edges) < 2:
        return []
    chance = _chances(edges)
    pairs = np.argwhere(np.triu(chance < BY_CHANCE, 1))
    pairs = pairs[np.argsort(chance[pairs[:, 0], pairs[:, 1]], kind="stable")]
    accepted: list[tuple[int, int]] = []
    taken: set[int] = set()
    for first, second in pairs.tolist():
        if {first, second} & taken or not _through(cubic(edges[first], edges[second]), hole):
            continue
        free = [k for k in range(len(edges)) if k not in taken and k not in (first, second)]
        rival = min((float(chance[one, other]) for one in (first, second) for other in free), default=np.inf)
        if rival < CLEARER * chance[first, second]:
            continue
        if any(_tangled(edges, (first, second), other) for other in accepted):
            continue
        accepted.append((first, second))
        taken.update((first, second))
    return accepted


def _chances(edges: Sequence[Edge]) -> np.ndarray:
    """For each two edges how many pairs as good are expected by chance; infinite where they cannot be one line."""
    places = np.array([edge.path[0] for edge in edges])
    directions = np.array([edge.direction for edge in edges])
    curvatures = np.array([edge.curvature for edge in edges])
    chords = places[None] - places[:, None]
    lengths = np.linalg.norm(chords, axis=2)
    # By how much the way to the other edge turns from the own direction, and would on an arc of the own curvature.
    turns = _angles(directions[:, None], chords)
    arcs = np.clip(0.5 * curvatures[:, None] * lengths, -BENT, BENT)
    straight, round_ = (np.abs(each) + EXACT + UNSURE * np.abs(arcs) for each in (turns, turns - arcs))
    astray = np.minimum(straight * straight.T, round_ * round_.T)
    off = np.minimum(np.abs(turns), np.abs(turns - arcs))
    lopsided = np.abs(turns + turns.T)
    change, drift = _differences(edges)
    alike = _shares(change)
    possible = (off < ASTRAY) & (np.abs(turns) < BENT) & (change < CHANGE) & (drift < DRIFT) & (lengths > 2)
    possible &= possible.T & (lopsided < 2 * ASTRAY)
    # Weaker edges do not make a strong pair less sure; a way longer than both edges does.
    rivals = np.maximum.outer(np.arange(len(edges)), np.arange(len(edges))) + 1
    seen = np.array([len(edge.path) for edge in edges])
    unseen = np.maximum(1, lengths / (seen[:, None] + seen[None])) ** 2
    expected = unseen * rivals * (rivals - 1) * (2 / np.pi) ** 2 * astray * np.maximum(alike, alike.T)
    return np.where(possible, expected, np.inf)


def _angles(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Angles from vectors to others, from rows to columns."""
    cross = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    return np.arctan2(cross, (first * second).sum(axis=-1))


def _differences(edges: Sequence[Edge]) -> tuple[np.ndarray, np.ndarray]:
    """By how much each two edges differ in their steps and in the colours of their sides, in steps."""
    left, right = (np.array([getattr(edge, side) for edge in edges]) for side in ("left", "right"))
    step, middle = left - right, (left + right) / 2
    size = np.linalg.norm(step, axis=2)
    mean = (size[:, None] + size[None]) / 2 + 1e-12
    # What is left on the way in is right on the way out.
    change = np.linalg.norm(step[:, None] + step[None], axis=3) / mean
    drift = np.linalg.norm(middle[:, None] - middle[None], axis=3) / mean
    return change.min(axis=2), drift.min(axis=2)


def _shares(differences: np.ndarray) -> np.ndarray:
    """What part of the others differs from an edge as little as each does."""
    count = len(differences)
    ranks = np.argsort(np.argsort(differences, axis=1), axis=1)
    return (ranks + 1) / count


def _through(points: np.ndarray, hole: np.ndarray) -> bool:
    """Whether a line stays in the hole."""
    rows, columns = np.clip(np.rint(points).astype(int), 0, np.array(hole.shape) - 1).T
    inner = hole[rows, columns][1:-1]
    return bool(inner.size and inner.mean() >= WITHIN)


def _tangled(edges: Sequence[Edge], pair: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the chords of two pairs cross at a small angle."""
    (a, b), (c, d) = ([edges[k].path[0] for k in each] for each in (pair, other))
    u, v = b - a, d - c
    cross = float(u[0] * v[1] - u[1] * v[0])
    if abs(cross) < 1e-9:
        return False
    along = ((c - a)[0] * v[1] - (c - a)[1] * v[0]) / cross
    beyond = ((c - a)[0] * u[1] - (c - a)[1] * u[0]) / cross
    angle = abs(cross) / (np.linalg.norm(u) * np.linalg.norm(v))
    return bool(0 < along < 1 and 0 < beyond < 1 and angle < np.sin(CROSSING))
