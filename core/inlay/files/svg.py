"""Paths and vector pictures as SVG files in pixels of the canvas."""

from __future__ import annotations

import re

from inlay.operations import job

_HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
)


def of_path(path: job.Path, canvas: job.Document) -> bytes:
    """A path as one outline of cubic Bezier pieces."""
    from xml.sax.saxutils import quoteattr  # loads much that is for the network

    data = " ".join(_stroke(stroke) for stroke in path.strokes)
    body = f'<path id={quoteattr(path.name)} d="{data}" fill="none" stroke="black" stroke-width="1"/>\n'
    return _file(body, canvas)


def of_vector(vector: job.Vector, canvas: job.Document) -> bytes:
    """A vector picture with the canvas's size."""
    size = f'width="{canvas.width}" height="{canvas.height}" viewBox="0 0 {canvas.width} {canvas.height}"'
    return re.sub(r"<svg\b", f"<svg {size}", vector.svg, count=1).encode()


def _file(body: str, canvas: job.Document) -> bytes:
    return (_HEADER.format(width=canvas.width, height=canvas.height) + body + "</svg>\n").encode()


def _stroke(stroke: job.Stroke) -> str:
    anchors = [[tuple(float(value) for value in point) for point in anchor] for anchor in stroke.anchors]
    if not anchors:
        return ""
    parts = [f"M {_pair(anchors[0][1])}"]
    following = anchors[1:] + (anchors[:1] if stroke.closed else [])
    for before, after in zip(anchors, following, strict=False):
        parts.append(f"C {_pair(before[2])} {_pair(after[0])} {_pair(after[1])}")
    return " ".join(parts) + (" Z" if stroke.closed else "")


def _pair(point: tuple[float, ...]) -> str:
    return f"{point[0]:.6g},{point[1]:.6g}"
