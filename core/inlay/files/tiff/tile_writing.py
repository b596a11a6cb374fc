"""A BigTIFF file in tiles, with its smaller levels, written from the top to the bottom once.

tifffile writes one level after the other, for which the picture had to be read again. Here the tiles of all levels lie
in the order in which they are done, and the directories behind them.
"""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy as np

from inlay.arrays.pool import Pool
from inlay.arrays.rows import pieces
from inlay.files.metadata import writable_resolution
from inlay.files.metadata.exif import Entry
from inlay.files.tiff import long_directories, tags
from inlay.files.tiff.layout import MINISBLACK, RGB, SEPARATED
from inlay.files.tiff.writing import LARGEST_RESOLUTION, SMALLEST_RESOLUTION, described
from inlay.files.windows.writing import NewPicture, Writer, level_sizes
from inlay.picture import CHANNELS, Space
from inlay.system.partial_file import PartialFile
from inlay.system.refusals import writing
from inlay.system.saving import Saving

#: Pixels along the side of a tile.
SIDE = 256
_PHOTOMETRICS = {"GRAY": MINISBLACK, "MASK": MINISBLACK, "RGB": RGB, "CMYK": SEPARATED}
_DEFLATE, _LEVEL = 8, 6
_HORIZONTAL, _FLOATING = 2, 3
_SHORT, _LONG, _RATIONAL, _UNDEFINED, _LONG8 = 3, 4, 5, 7, 16
_REDUCED, _STRAIGHT, _FLOAT, _INCH, _NO_UNIT = 1, 2, 3, 2, 1
_LARGEST = (1 << 32) - 1


class TileLevel:
    """One resolution: its tiles go to the file as they come, and their places are remembered."""

    rows = SIDE

    def __init__(self, part: PartialFile, width: int, height: int, space: Space) -> None:
        self.width, self.height = width, height
        self._part = part
        self._space = space
        self._across = -(-width // SIDE)
        self._lengths = np.zeros((-(-height // SIDE), self._across), np.int64)
        self._places = np.zeros_like(self._lengths)

    def write(self, row: int, pixels: np.ndarray) -> None:
        def packed(first: int, behind: int) -> list[bytes]:
            return [_packed(pixels[:, column * SIDE : (column + 1) * SIDE]) for column in range(first, behind)]

        with Pool(None) as pool:
            tiles = [tile for some in pool.each(packed, pieces(self._across, 8), SIDE * SIDE) for tile in some]
        with writing(self._part.path):
            for column, tile in enumerate(tiles):
                self._places[row, column] = self._part.append(tile)
                self._lengths[row, column] = len(tile)

    def entries(self) -> dict[int, Entry]:
        """What its directory says of the pixels."""
        model, channels = self._space.model, CHANNELS[self._space.model]
        is_float = self._space.dtype.kind == "f"
        found = {
            tags.WIDTH: _numbers(_LONG, self.width),
            tags.HEIGHT: _numbers(_LONG, self.height),
            tags.BITS: _numbers(_SHORT, *[self._space.dtype.itemsize * 8] * channels),
            tags.COMPRESSION: _numbers(_SHORT, _DEFLATE),
            tags.PHOTOMETRIC: _numbers(_SHORT, _PHOTOMETRICS[model.removesuffix("A")]),
            tags.SAMPLES: _numbers(_SHORT, channels),
            tags.PLANAR: _numbers(_SHORT, 1),
            tags.PREDICTION: _numbers(_SHORT, _FLOATING if is_float else _HORIZONTAL),
            tags.TILE_WIDTH: _numbers(_SHORT, SIDE),
            tags.TILE_HEIGHT: _numbers(_SHORT, SIDE),
            tags.TILE_PLACES: Entry(_LONG8, self._places.size, self._places.astype("<u8").tobytes()),
            tags.TILE_LENGTHS: Entry(_LONG8, self._lengths.size, self._lengths.astype("<u8").tobytes()),
        }
        if is_float:
            found[tags.SAMPLE_KINDS] = _numbers(_SHORT, *[_FLOAT] * channels)
        if model.endswith("A"):
            found[tags.EXTRA_SAMPLES] = _numbers(_SHORT, _STRAIGHT)
        if model != "MASK" and isinstance(self._space.profile, bytes):
            found[tags.PROFILE] = Entry(_UNDEFINED, len(self._space.profile), self._space.profile)
        return found


def begin(saving: Saving, picture: NewPicture) -> Writer:
    """Begin a BigTIFF file, as `inlay.files.windows.create` does."""
    said = {**described(picture.metadata), **_placed(picture)}
    part = saving.begin(picture.path)
    with writing(picture.path):
        part.append(long_directories.HEADER)
    levels = [TileLevel(part, *size, picture.space) for size in level_sizes(picture.width, picture.height, SIDE)]

    def finish() -> None:
        """Write the directories: that of the picture, and below it those of the smaller levels."""
        first, *smaller = (level.entries() for level in levels)
        with writing(picture.path):
            places = [
                part.append(long_directories.encoded({**each, tags.KIND: _numbers(_LONG, _REDUCED)}, part.length))
                for each in smaller
            ]
            if places:
                first[tags.CHILDREN] = _numbers(_LONG8, *places)
            place = part.append(long_directories.encoded({**said, **first}, part.length))
            part.rewrite(long_directories.FIRST, struct.pack("<Q", place))
            part.settle()

    return Writer(levels, picture.space, finish)


def _packed(tile: np.ndarray) -> bytes:
    """A tile, filled up with its last pixels, packed."""
    import imagecodecs

    missing = [(0, SIDE - tile.shape[0]), (0, SIDE - tile.shape[1]), (0, 0)]
    tile = np.ascontiguousarray(np.pad(tile, missing[: tile.ndim], mode="edge"))
    tile = tile.reshape(SIDE, SIDE, -1)
    if tile.dtype.kind == "f":
        predicted = imagecodecs.floatpred_encode(tile, axis=-2)
    else:
        predicted = imagecodecs.delta_encode(tile, axis=-2)
    return bytes(imagecodecs.deflate_encode(predicted.tobytes(), _LEVEL))


def _placed(picture: NewPicture) -> dict[int, Entry]:
    """Resolution, and position in units of it."""
    resolution = writable_resolution(picture.metadata, SMALLEST_RESOLUTION, LARGEST_RESOLUTION)
    position, found = picture.position, {}
    if resolution or position:
        found[tags.RESOLUTION_UNIT] = _numbers(_SHORT, _INCH if resolution else _NO_UNIT)
        for tag, value in zip((tags.X_RESOLUTION, tags.Y_RESOLUTION), resolution or (1.0, 1.0), strict=True):
            found[tag] = _rational(value)
    if position and min(position) >= 0:
        for tag, value, dots in zip(
            (tags.X_POSITION, tags.Y_POSITION), position, resolution or (1.0, 1.0), strict=True
        ):
            found[tag] = _rational(value / dots)
    return found


def _rational(value: float) -> Entry:
    fraction = Fraction(value).limit_denominator(1_000_000)
    while fraction.numerator > _LARGEST:
        fraction = fraction.limit_denominator(max(1, fraction.denominator // 10))
    return Entry(_RATIONAL, 1, struct.pack("<II", *fraction.as_integer_ratio()))


def _numbers(kind: int, *values: int) -> Entry:
    letter = {_SHORT: "H", _LONG: "I", _LONG8: "Q"}[kind]
    return Entry(kind, len(values), struct.pack(f"<{len(values)}{letter}", *values))
