"""The card of the network that Inlay carries: what it is, what it was made of, and how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tools.photographs.collection import Photograph

#: What is measured, by hand of whoever trained it.
REACHED = Path(__file__).with_name("reached.md")
_TEXT = """# inlay-blending

The network of `inlay run harmonise --model network`, once `inlay models add inlay-blending` has brought it into the
store: it says, of a picture with a piece pasted in, which colours the piece should have there.

It takes the picture and the mask of the piece, 192 by 192 pixels each. What the surroundings say, and a robust
regression of the jumps along the border of the piece, it weighs and corrects, from place to place
(`core/inlay/harmonisation/network/training/correction.py`). It has seen {count} photographs, parts of which were put
in another light (`core/inlay/harmonisation/network/relit`), and nothing else.

It is trained anew by `python -m tools.blending_network FOLDER`; the losses are in `tools/blending_network/losses.csv`.

## What was reached

{reached}

## What it has not learnt

What things are, where the sun stands, and what a piece from another picture, whose border is that of a thing, should
look like where nothing of the scene goes on in it. Shadows are none of its business.

## The photographs

| photograph | from | licence |
|---|---|---|
{rows}
"""


def written(photographs: Sequence[Photograph]) -> str:
    """The card of a network that has learnt from these."""
    rows = (f"| {each.name} | {each.origin} | {each.licence} |" for each in photographs)
    reached = REACHED.read_text(encoding="utf-8").strip()
    return _TEXT.format(count=len(photographs), reached=reached, rows="\n".join(rows))
