"""What a layer is by its looks, from counts that every host can make: a trimap, strokes, or a picture."""

from __future__ import annotations

from collections.abc import Sequence

LEVELS = 256
#: How far, in levels, compression and resampling move a gray.
SPREAD = 8
#: How far apart red, green and blue of a gray may be, in levels.
GRAY = 24
#: The least share of pixels that are gray, and that lie at three levels. Photographs reach 0.75, trimaps of poor JPEG
#: files 0.98.
MOSTLY_GRAY, AT_THREE_LEVELS = 0.9, 0.88
#: The least share of black, of white and of both where what is unknown was blurred.
BLACK_OR_WHITE, BOTH = 0.04, 0.55


def is_trimap(levels: Sequence[int], coloured: int) -> bool:
    """Whether pixels are those of a trimap: black, white and one gray but for a little, or a gray that was blurred.

    Parameters
    ----------
    levels : sequence of int
        How many gray pixels there are of each of 256 levels.
    coloured : int
        How many others there are.
    """
    gray = sum(levels)
    if gray == 0 or gray < MOSTLY_GRAY * (gray + coloured):
        return False
    black, white = ends(levels)
    if min(black, white) >= BLACK_OR_WHITE * gray and black + white >= BOTH * gray:
        return True
    return _at_three_levels(list(levels)) >= AT_THREE_LEVELS * gray


def ends(levels: Sequence[int]) -> tuple[int, int]:
    """How many pixels are black, and how many white."""
    return sum(levels[: 2 * SPREAD + 1]), sum(levels[-2 * SPREAD - 1 :])


def _at_three_levels(levels: list[int]) -> int:
    """How many pixels lie near the three levels that have the most."""
    found = 0
    for _ in range(3):
        near = [sum(levels[max(level - SPREAD, 0) : level + SPREAD + 1]) for level in range(LEVELS)]
        most = max(range(LEVELS), key=near.__getitem__)
        found += near[most]
        levels[max(most - SPREAD, 0) : most + SPREAD + 1] = [0] * (
            min(most + SPREAD + 1, LEVELS) - max(most - SPREAD, 0)
        )
    return found
