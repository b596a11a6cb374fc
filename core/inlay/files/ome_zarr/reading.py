"""An OME-Zarr picture that is read by windows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from inlay.arrays.saturation import saturated
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning
from inlay.files import damage, unpacking
from inlay.files.metadata import embedded
from inlay.files.ome_zarr import attributes
from inlay.files.ome_zarr.attributes import Description
from inlay.files.windows.source import Header
from inlay.picture import CHANNELS, Space

_TYPES = {"u1": "u1", "u2": "u2", "f2": "f2", "f4": "f4", "f8": "f4"}
_MODELS = {1: "GRAY", 3: "RGB", 4: "RGBA"}


class Chunks:
    """The first and largest picture of an OME-Zarr group, in chunks."""

    def __init__(self, path: Path) -> None:
        with damage.as_file_error(path):
            self._array, self._axes, self.header = _opened(path)

    def chunk(self, row: int, column: int) -> np.ndarray:
        header = self.header
        y, x = row * header.rows, column * header.columns
        wanted = {"y": slice(y, y + header.rows), "x": slice(x, x + header.columns), "c": slice(None)}
        with damage.as_file_error(header.path):
            samples = np.asarray(self._array[tuple(wanted.get(axis, 0) for axis in self._axes)])
        left = [axis for axis in self._axes if axis in wanted]
        samples = samples if "c" in left else samples[..., np.newaxis]
        order = [[*left, *([] if "c" in left else ["c"])].index(axis) for axis in ("y", "x", "c")]
        return _native(samples.transpose(order), header.space.dtype)

    def close(self) -> None:
        """Nothing stays open."""


def _opened(path: Path) -> tuple[Any, tuple[str, ...], Header]:
    import zarr

    try:
        group = zarr.open_group(str(path), mode="r")
    except (FileNotFoundError, TypeError, KeyError, ValueError) as error:
        raise FileError(
            _("{path} is no OME-Zarr picture.", path=path), _("Give the name of the folder that ends with .zarr.")
        ) from error
    said = dict(group.attrs)
    described = attributes.read(said, path)
    array = group[described.dataset]
    if not isinstance(array, zarr.Array) or array.ndim != len(described.axes):
        raise damage.damaged(path)
    sizes = dict(zip(described.axes, array.shape, strict=True))
    pieces = dict(zip(described.axes, array.chunks, strict=True))
    unpacking.check_sides(path, sizes["x"], sizes["y"])
    for axis, size in sizes.items():
        if axis not in "cyx" and size != 1:
            raise FileError(
                _("{path} has {size} pictures along the axis “{axis}”.", path=path, size=size, axis=axis),
                _("Save one of them as a picture."),
            )
    space, metadata = _meaning(said, described, array.dtype, sizes.get("c", 1), path)
    header = Header(
        path, sizes["x"], sizes["y"], pieces["y"], pieces["x"], space, metadata, position=described.position
    )
    return array, described.axes, header


def _meaning(
    said: dict[str, Any], described: Description, dtype: np.dtype, channels: int, path: Path
) -> tuple[Space, Any]:
    kind = _TYPES.get(dtype.str[1:])
    if kind is None:
        raise FileError(
            _("{path} holds samples of the type {dtype}, which Inlay does not read.", path=path, dtype=dtype),
            _("Save it with 8 or 16 bits or in floating point."),
        )
    if dtype.itemsize == 8:
        warn(InlayWarning("precision", _("{path}: 64-bit samples are read as 32-bit ones.", path=path)))
    model, profile, metadata = attributes.own(said, described.resolution)
    if CHANNELS.get(model) != channels:
        found = _MODELS.get(channels)
        if found is None:
            raise FileError(
                _("{path} has {channels} channels.", path=path, channels=channels),
                _("Save one, or red, green and blue, and opacity at most."),
            )
        if channels > 1:
            warn(
                InlayWarning(
                    "channels",
                    _(
                        "{path} does not say which colours its channels are; they are read as {found}.",
                        path=path,
                        found=found,
                    ),
                )
            )
        model, profile = found, None
    model = "GRAY" if model == "MASK" else model
    profile = None if profile is None else embedded.taken(path, profile, model.removesuffix("A"))
    return Space(model, np.dtype(kind), profile=profile), metadata


def _native(samples: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Samples in the order of bytes of this machine."""
    if samples.dtype.itemsize > dtype.itemsize:
        return saturated(samples, dtype)
    return np.ascontiguousarray(samples, dtype)
