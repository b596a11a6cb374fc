"""Channels as they are stored: each one packed on its own, high bytes first."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from inlay.arrays.warning import collected, warn
from inlay.contract.boxes import Box
from inlay.files import limits

_STORED = {8: ">u1", 16: ">u2", 32: ">f4"}
DEPTHS = {1: np.uint8, 8: np.uint8, 16: np.uint16, 32: np.float32}


class Unpacking:
    """Whether the library had to replace a channel."""

    replaced = False


@contextmanager
def watched() -> Iterator[Unpacking]:
    """See to what the library warns of: channels that it replaces with black, and sizes that Inlay has checked."""
    from psd_tools.compression import PSDDecompressionWarning

    unpacking = Unpacking()
    with warnings.catch_warnings(record=True) as caught, collected() as ours:
        warnings.simplefilter("always")
        yield unpacking
    unpacking.replaced = any(issubclass(warning.category, PSDDecompressionWarning) for warning in caught)
    for warning in ours:
        warn(warning)


def plane(data: bytes, depth: int, width: int, height: int) -> np.ndarray:
    """One unpacked channel, ``(height, width)``; a bit that is set is black."""
    if depth == 1:
        rows = np.frombuffer(data, np.uint8).reshape(height, -1)
        return np.where(np.unpackbits(rows, axis=1, count=width), 0, 255).astype(np.uint8)
    return np.frombuffer(data, _STORED[depth]).reshape(height, width).astype(DEPTHS[depth])


def channel(layer: Any, number: int, box: Box, what: object) -> np.ndarray | None:
    """A layer's channel, unpacked; None if the file has nothing for it.

    Parameters
    ----------
    layer : psd_tools.api.layers.Layer
        The layer, or any with ``_record`` and ``_channels``.
    number : int
        0 and up are colours, -1 is opacity, -2 a mask (with the path drawn into it), -3 the mask alone.
    box : Box
        Where the channel lies.
    what : object
        The layer, for messages.
    """
    document = layer._psd
    for description, stored in zip(layer._record.channel_info, layer._channels, strict=False):
        if description.id == number and stored.data and not box.is_empty:
            limits.check_picture(what, box.width, box.height, document.depth / 8, len(stored.data))
            data = stored.get_data(box.width, box.height, document.depth, document.version)
            return plane(data, document.depth, box.width, box.height)
    return None
