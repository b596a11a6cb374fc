"""One slice of a layer as a grid of pixels, and what other layers hold there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from napari import Viewer
from napari.layers import Layer, Shapes

from inlay.contract.language import _
from inlay.errors import InputError


@dataclass(frozen=True, eq=False)
class Grid:
    """The pixels of a layer in one slice: along `axes`, down and across, and at `point` on its others.

    `beyond` is where the viewer stands on axes of the world that the layer does not have.
    """

    layer: Layer
    axes: list[int]
    point: np.ndarray
    beyond: tuple[float, ...]

    @property
    def index(self) -> tuple[Any, ...]:
        return tuple(slice(None) if axis in self.axes else at for axis, at in enumerate(self.point))

    @property
    def pixels(self) -> np.ndarray:
        return np.asarray(pixels_of(self.layer)[self.index])

    def every(self) -> Iterator[Grid]:
        """The grids of all slices."""
        shape = pixels_of(self.layer).shape[: self.layer.ndim]
        for point in product(*(range(1 if axis in self.axes else count) for axis, count in enumerate(shape))):
            yield replace(self, point=np.array(point))

    def read(self, layer: Layer) -> tuple[np.ndarray, np.ndarray]:
        """The nearest pixels of a layer, and where it has any."""
        shape = self.pixels.shape[:2]
        if layer is self.layer:
            return self.pixels, np.ones(shape, bool)
        data = np.asarray(pixels_of(layer))
        first, down, across = (self.place(layer, *pixel) for pixel in ((0, 0), (1, 0), (0, 1)))
        rows, columns = np.indices((*shape, 1))[:2]
        places = np.rint(first + rows * (down - first) + columns * (across - first)).astype(int)
        inside = ((places >= 0) & (places < data.shape[: layer.ndim])).all(axis=2)
        found = np.zeros((*shape, *data.shape[layer.ndim :]), data.dtype)
        found[inside] = data[tuple(places[inside].T)]
        return found, inside

    def place(self, layer: Layer, row: float = 0, column: float = 0) -> np.ndarray:
        """Where one of this grid's pixels lies in a layer."""
        own = self.point.astype(float)
        own[self.axes] = row, column
        return np.asarray(layer.world_to_data([*self.beyond, *self.layer.data_to_world(own)]))


def shown(layer: Layer, viewer: Viewer) -> Grid:
    """What the viewer shows of a layer."""
    if viewer.dims.ndisplay != 2:
        raise InputError(_("The viewer shows volumes."), _("Switch it to 2D: the slice that is shown is worked on."))
    before = viewer.dims.ndim - layer.ndim
    axes = sorted(axis - before for axis in viewer.dims.displayed)
    point = np.rint(layer.world_to_data(viewer.dims.point)).astype(int)
    point[axes] = 0
    if axes[0] < 0 or (point < 0).any() or (point >= pixels_of(layer).shape[: layer.ndim]).any():
        raise InputError(_("Nothing of {layer} is shown.", layer=layer.name), _("Move to a slice that it has."))
    return Grid(layer, axes, point, tuple(viewer.dims.point[:before]))


def pixels_of(layer: Any) -> Any:
    """All pixels of a layer, shapes as labels."""
    if isinstance(layer, Shapes):
        return layer.to_labels()
    return layer.data[0] if getattr(layer, "multiscale", False) else layer.data
