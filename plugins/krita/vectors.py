"""Paths as SVG in pixels of the canvas, the way Krita takes them over exactly."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from inlay.contract.outcomes import Path, Stroke

NAMESPACE = "http://www.w3.org/2000/svg"
#: Pictures are seldom so coloured: the line is seen on light and dark ones.
LINE = 'fill="none" stroke="#ff00c8" stroke-width="2"'


def outline(path: Path) -> str:
    """SVG that draws the strokes of an `outcomes.Path` as one line with no filling."""
    data = " ".join(_stroke(stroke) for stroke in path.strokes if stroke.points)
    return f'<svg xmlns="{NAMESPACE}"><path id={quoteattr(path.name)} {LINE} fill-rule="evenodd" d="{data}"/></svg>'


def _stroke(stroke: Stroke) -> str:
    first = stroke.points[0]
    parts = [f"M {_pair(first[2:4])}"]
    following = [*stroke.points[1:], first] if stroke.closed else stroke.points[1:]
    for start, end in zip(stroke.points, following):
        parts.append(f"C {_pair(start[4:6])} {_pair(end[0:2])} {_pair(end[2:4])}")
    if stroke.closed:
        parts.append("Z")
    return " ".join(parts)


def _pair(point: Sequence[float]) -> str:
    return f"{point[0]:.6g},{point[1]:.6g}"
