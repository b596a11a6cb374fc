"""Which layer should serve which role, guessed from the looks of small pictures of the layers."""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, NamedTuple, Sequence

from inlay.contract import looks
from inlay.contract.declaration import Operation

#: What a layer looks like.
EMPTY, TRIMAP, STROKES, PICTURE = "empty", "trimap", "strokes", "picture"
#: What an input's content looks like.
LOOKS = {"trimap": TRIMAP, "scribbles": STROKES}

#: The largest part of a layer that strokes cover, and how many colours they have together nearly all the pixels of.
MOST_COVERED = 0.5
COLOURS, NEARLY_ALL = 6, 0.95


class Layer(NamedTuple):
    """A layer of the stack: what the editor knows it by, and what it looks like."""

    key: Any
    look: str


def look_of(pixels: bytes) -> str:
    """What a layer looks like.

    Parameters
    ----------
    pixels : bytes
        Red, green, blue and opacity of every pixel of a small picture of it, not smoothed if that can be had. The
        layer's own opacity may be in it.
    """
    opacity = pixels[3::4]
    least = max(opacity, default=0) / 2
    seen = [at for at, value in enumerate(opacity) if value >= least > 0]
    if not seen:
        return EMPTY
    colours = [(pixels[4 * at], pixels[4 * at + 1], pixels[4 * at + 2]) for at in seen]
    if len(seen) <= MOST_COVERED * len(opacity) and _are_few(colours):
        return STROKES
    grays = [sum(colour) // 3 for colour in colours if max(colour) - min(colour) <= looks.GRAY]
    levels = Counter(grays)
    counts = [levels[level] for level in range(looks.LEVELS)]
    # Something white on nothing may be anything.
    says_both = all(looks.ends(counts))
    return TRIMAP if says_both and looks.is_trimap(counts, len(colours) - len(grays)) else PICTURE


def roles(operation: Operation, stack: Sequence[Layer], active: Any) -> Dict[str, Any]:
    """Which layers should serve roles, where their looks tell more than the editor's first choice.

    A trimap or strokes are offered for the roles that take them; where they are active the picture is the nearest one
    below.

    Parameters
    ----------
    operation : Operation
    stack : sequence of Layer
        Top to bottom.
    active : object
        The key of the layer that is selected.

    Returns
    -------
    dict
        The keys of layers by role; only what is guessed.
    """
    wanted = {entry.role: LOOKS[entry.content] for entry in operation.inputs if entry.content in LOOKS}
    place = next((at for at, layer in enumerate(stack) if layer.key == active), None)
    if not wanted or place is None:
        return {}
    found: Dict[str, Any] = {}
    below = [layer.key for layer in stack[place + 1 :] if layer.look == PICTURE]
    picture = operation.active_input
    if picture is not None and stack[place].look in (TRIMAP, STROKES) and below:
        found[picture.role] = below[0]
    for role, look in wanted.items():
        fitting = [layer.key for layer in _by_distance(stack, place) if layer.look == look]
        if fitting:
            found[role] = fitting[0]
    return found


def _by_distance(stack: Sequence[Layer], place: int) -> List[Layer]:
    """The layer at a place first, then the nearest, those above before those below."""
    return sorted(stack, key=lambda layer: (abs(stack.index(layer) - place), stack.index(layer)))


def _are_few(colours: Sequence[Sequence[int]]) -> bool:
    """Whether a few colours, each of them coarsely, are those of nearly all pixels."""
    counts = Counter(tuple(part >> 4 for part in colour) for colour in colours)
    return sum(count for _, count in counts.most_common(COLOURS)) >= NEARLY_ALL * len(colours)
