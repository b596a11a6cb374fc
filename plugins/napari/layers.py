"""Layers as the arrays that operations take, and what operations return as layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from napari.layers import Image, Labels, Layer, Shapes

from inlay.operations import array_host
from inlay.operations.declaration import Input, Operation

from .grid import Grid

PLACE = ("scale", "rotate", "shear", "affine", "units", "axis_labels")
OUTLINE = {"shape_type": "polygon", "face_color": "transparent", "edge_color": "red"}


def kinds(entry: Input) -> tuple[type[Layer], ...]:
    """The layers that may serve an input, those that usually do first."""
    if array_host.is_coverage(entry):
        return (Labels, Shapes, Image)
    return (Labels, Image) if entry.content in ("trimap", "scribbles") else (Image,)


def arguments(
    operation: Operation, chosen: Mapping[str, Any], values: Mapping[str, Any], label: int, grid: Grid
) -> dict[str, Any]:
    """What the function of an operation is given on a grid, by the layers that were chosen for each role."""
    given: dict[str, Any] = dict(values)
    for entry in operation.array_inputs:
        layer = chosen[entry.role]
        if layer and "layers" in entry.kinds:
            given[entry.role] = [np.asarray(each.data) for each in layer]
            given["at"] = [tuple(np.rint(-grid.place(each)[grid.axes]).astype(int)) for each in layer]
        elif layer:
            pixels, inside = grid.read(layer)
            if array_host.is_coverage(entry):
                pixels = pixels if isinstance(layer, Image) else pixels == label if label else pixels != 0
                pixels = array_host.coverage(pixels, layer.name)
            elif isinstance(layer, Labels):
                pixels = array_host.strokes(pixels, entry, operation, values)
            given[entry.role] = array_host.bordered(pixels, inside) if entry.displaced_by else pixels
    return given


def results(name: str, operation: Operation, grids: Sequence[Grid], at: Any, found: Sequence[list[Any]]) -> list[Layer]:
    """The new layers of what was found on each grid; its first pixel lies at a row and column of the grid."""
    parts = list(zip(*found, strict=True))
    names = [name] if len(parts) == 1 else [f"{name} {number}" for number in range(1, len(parts) + 1)]
    return [_layer(each, operation, grids, part, at) for each, part in zip(names, parts, strict=True)]


def _layer(name: str, operation: Operation, grids: Sequence[Grid], found: Sequence[Any], at: Any) -> Layer:
    layer = grids[0].layer
    corner = grids[0].point.astype(float)
    corner[grids[0].axes] = at
    place: dict[str, Any] = {each: getattr(layer, each) for each in PLACE}
    place |= {"name": name, "translate": layer.translate + layer.scale * corner}
    if not isinstance(found[0], np.ndarray):
        drawn = [polygon - corner for grid, each in zip(grids, found, strict=True) for polygon in _polygons(grid, each)]
        return Shapes(drawn, ndim=layer.ndim, **OUTLINE, **place)
    kind = found[0].dtype.kind
    if kind in "bi" or (kind == "u" and operation.outputs[0].kind == "selection"):
        # No label is 0 in napari, and -1 in a segmentation.
        return Labels(_stack(grids, [each.astype(int) + (kind == "i") for each in found]), **place)
    if found[0].ndim == 3 and found[0].shape[2] == 2:
        found = [each[..., [0, 0, 0, 1]] for each in found]
    return Image(_stack(grids, found), rgb=found[0].ndim == 3, **place)


def _stack(grids: Sequence[Grid], pixels: Sequence[np.ndarray]) -> np.ndarray:
    """The slices in an array of as many axes as their layer has."""
    first, last = grids[0].point, grids[-1].point
    shape = last - first + 1
    shape[grids[0].axes] = pixels[0].shape[:2]
    stack = np.empty((*shape, *pixels[0].shape[2:]), pixels[0].dtype)
    for grid, each in zip(grids, pixels, strict=True):
        stack[Grid(grid.layer, grid.axes, grid.point - first, ()).index] = each
    return stack


def _polygons(grid: Grid, contours: Any) -> list[np.ndarray]:
    """Outlines; in napari the middle of the first pixel is at 0, 0."""
    flat = contours.flattened()
    vertices = np.tile(grid.point.astype(float), (len(flat.points), 1))
    vertices[:, grid.axes] = flat.points[:, ::-1] - 0.5
    return np.split(vertices, flat.starts[1:-1])
