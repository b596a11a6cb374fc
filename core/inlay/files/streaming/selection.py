"""A selection or mask that does not fit into memory: looked through once, then read in rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from inlay.arrays.rows import pieces
from inlay.contract.language import _, known
from inlay.errors import InputError
from inlay.files.inputs import levels, masks
from inlay.files.windows import Reader
from inlay.operations.declaration import Input
from inlay.picture import Picture

#: Samples of a strip.
_STRIP = 1 << 24


def meaning(reader: Reader, entry: Input) -> Callable[[Picture], Picture]:
    """What rows of a file are as coverage: its opacity where it is transparent anywhere, else its gray value.

    A picture whose opacity an operation reads itself stays as it is.

    Raises
    ------
    InputError
        If it holds colours or labels.
    """
    is_opacity = is_coloured = False
    for picture in _strips(reader):
        is_opacity |= masks.opacity(picture) is not None
        is_coloured |= not (picture.colour == picture.colour[..., :1]).all()
    if is_coloured and not is_opacity:
        raise InputError(
            _("The {role} holds colours: a mask is black, grey and white.", role=known(entry.role)), levels.PAINT_MASK
        )
    if is_opacity and entry.kinds[0] != "selection":
        return lambda picture: picture
    if is_opacity:
        return lambda picture: masks.mask(picture, levels.without_traces(picture.pixels[..., -1]))
    found = levels.levels_of(partial(_planes, reader), entry.role)
    return lambda picture: masks.mask(picture, levels.coverage_between(picture.pixels[..., 0], found))


def _planes(reader: Reader) -> Iterator[np.ndarray]:
    return (picture.pixels[..., 0] for picture in _strips(reader))


def _strips(reader: Reader) -> Iterator[Picture]:
    step = max(1, _STRIP // (reader.width * reader.channels))
    step = max(step // reader.chunk_rows, 1) * reader.chunk_rows
    for top, bottom in pieces(reader.height, step):
        yield Picture(reader.rows(top, bottom), space=reader.space)
