"""How a picture's samples lie in a TIFF file, compared with the limits before any of them is unpacked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning
from inlay.files import damage, unpacking
from inlay.files.tiff import tags
from inlay.files.tiff.directories import Directory

MINISWHITE, MINISBLACK, RGB, PALETTE, SEPARATED, YCBCR = 0, 1, 2, 3, 5, 6
_RAW = (32803, 34892)
UNPACKED, FAX, JPEG, JPEG_2000 = 1, (2, 3, 4), (7, 33007, 34892), (33003, 33004, 33005, 34712)
_SAMPLE_KINDS = {1: "uint", 2: "int", 3: "float", 4: "uint", 5: "complex int", 6: "complex"}
_DTYPES = {"float": {16: "f2", 32: "f4", 64: "f8"}, "uint": {32: "u4"}}
_DTYPES["uint"] |= {bits: "u1" if bits <= 8 else "u2" for bits in range(1, 17)}
_MOST_SAMPLES = 1 << 16


@dataclass(frozen=True)
class Layout:
    """What the tags say about the samples.

    Attributes
    ----------
    samples, bits : int
        Samples of a pixel, and bits of a sample.
    dtype : numpy.dtype
        Of the unpacked samples, in the byte order of this machine.
    photometric : int
        What the samples mean, as the tag says or as it is guessed.
    planar, tiled : bool
        Whether every channel has segments of its own, and whether these are tiles.
    rows, columns : int
        Of one segment.
    """

    directory: Directory
    path: Path
    width: int
    height: int
    samples: int
    bits: int
    dtype: np.dtype
    compression: int
    photometric: int
    planar: bool
    tiled: bool
    rows: int
    columns: int

    @property
    def channels(self) -> int:
        """Samples of a pixel in one segment."""
        return 1 if self.planar else self.samples

    @property
    def across(self) -> int:
        """Segments side by side."""
        return -(-self.width // self.columns)

    @property
    def down(self) -> int:
        """Segments one below the other."""
        return -(-self.height // self.rows)

    @property
    def segments(self) -> int:
        return self.across * self.down * (self.samples if self.planar else 1)

    @property
    def subsampling(self) -> tuple[int, int]:
        """Pixels across and down that share their chrominance; in a JPEG that is its own affair."""
        if self.photometric != YCBCR or self.compression in JPEG:
            return 1, 1
        across, down = (*self.directory.integers(tags.SUBSAMPLING, 2), 2, 2)[:2]
        return across, down

    @property
    def row_bytes(self) -> int:
        """Bytes of one unpacked row, or of the rows that share their chrominance."""
        across, down = self.subsampling
        if (across, down) != (1, 1):
            return -(-self.columns // across) * (across * down + 2)
        return -(-self.columns * self.channels * self.bits // 8)

    @property
    def segment_bytes(self) -> int:
        """Bytes of one unpacked segment."""
        return -(-self.rows // self.subsampling[1]) * self.row_bytes


def of(directory: Directory, path: Path, in_parts: bool = False) -> Layout:
    """Read the layout, and compare what it asks for with the limits, with the file and with the memory.

    Parameters
    ----------
    in_parts : bool
        Whether the segments are unpacked as they are needed, not all of them.

    Raises
    ------
    FileError
        If it is impossible, or of a kind that Inlay does not read.
    ResourceError
        If there is too little memory.
    """
    width, height = directory.number(tags.WIDTH, 0), directory.number(tags.HEIGHT, 0)
    bits, dtype = _sample(directory, path)
    samples = directory.number(tags.SAMPLES, directory.numbers(tags.BITS, _MOST_SAMPLES).size or 1)
    compression = directory.number(tags.COMPRESSION, UNPACKED)
    tiled = directory.find(tags.TILE_WIDTH) is not None
    rows, columns = directory.number(tags.STRIP_ROWS, height), width
    if tiled:
        rows, columns = directory.number(tags.TILE_HEIGHT, 0), directory.number(tags.TILE_WIDTH, 0)
    elif not 0 < rows < height or (compression == UNPACKED and directory.numbers(tags.STRIP_PLACES, 2).size == 1):
        rows = height
    layout = Layout(
        directory=directory,
        path=path,
        width=width,
        height=height,
        samples=samples,
        bits=bits,
        dtype=dtype,
        compression=compression,
        photometric=_photometric(directory, samples, compression, path),
        planar=directory.number(tags.PLANAR, 1) == 2 and samples > 1,
        tiled=tiled,
        rows=rows,
        columns=columns,
    )
    _check(layout, in_parts)
    return layout


def _sample(directory: Directory, path: Path) -> tuple[int, np.dtype]:
    """Bits and type of a sample, the same for all."""
    bits = directory.integers(tags.BITS, _MOST_SAMPLES) or (1,)
    samples = max(1, directory.number(tags.SAMPLES, len(bits)))
    bits, kinds = bits[:samples], directory.integers(tags.SAMPLE_KINDS, samples) or (1,)
    if len(set(bits)) > 1 or len(set(kinds)) > 1:
        raise FileError(
            _("{path} holds channels of different types, which Inlay does not read.", path=path),
            _("Save it with 8 or 16 bits in every channel."),
        )
    kind = _SAMPLE_KINDS.get(kinds[0], "unknown ")
    name = _DTYPES.get(kind, {}).get(bits[0])
    if name is None:
        raise FileError(
            _(
                "{path} holds samples of the type {kind}{bits}, which Inlay does not read.",
                path=path,
                kind=kind,
                bits=bits[0],
            ),
            _("Save it with 8 or 16 bits or in floating point."),
        )
    return bits[0], np.dtype(name)


def _photometric(directory: Directory, samples: int, compression: int, path: Path) -> int:
    found = directory.number(tags.PHOTOMETRIC, -1)
    if found in _RAW:
        raise FileError(
            _("{path} is a raw photograph: develop it first.", path=path), _("Save what the developer shows as TIFF.")
        )
    if found >= 0:
        return found
    # As libtiff takes them.
    words: str
    guess, words = MINISBLACK, _("grey, 0 black")
    if directory.find(tags.PALETTE) is not None and samples == 1:
        guess, words = PALETTE, _("a palette's colours")
    elif samples >= 3:
        guess, words = RGB, "RGB"
    elif compression in FAX:
        guess, words = MINISWHITE, _("grey, 0 white")
    warn(
        InlayWarning(
            "colours", _("{path} does not say what its samples mean; they are read as {words}.", path=path, words=words)
        )
    )
    return guess


def _check(layout: Layout, in_parts: bool) -> None:
    directory, path = layout.directory, layout.path
    if directory.number(tags.DEPTH, 1) > 1:
        raise FileError(_("{path} holds a volume, not a picture.", path=path), _("Save one slice of it."))
    # Unpacking JPEG 2000 takes four bytes for every sample besides.
    sample_bytes = layout.dtype.itemsize + (4 if layout.compression in JPEG_2000 else 0)
    pixel_bytes = max(1, layout.samples) * sample_bytes
    if in_parts:
        unpacking.check_sides(path, layout.width, layout.height)
    else:
        unpacking.check_picture(path, layout.width, layout.height, pixel_bytes, _packed(layout))
    if min(layout.samples, layout.rows, layout.columns, *layout.subsampling) < 1:
        raise damage.damaged(path)
    if layout.tiled and not in_parts:
        whole = layout.across * layout.columns, layout.down * layout.rows
        unpacking.check_picture(path, *whole, pixel_bytes, _packed(layout))


def _packed(layout: Layout) -> int:
    """Bytes of the file in which the samples can be."""
    length = len(layout.directory.content)
    if layout.compression == UNPACKED:
        return length
    counts = layout.directory.numbers(tags.TILE_LENGTHS if layout.tiled else tags.STRIP_LENGTHS)
    return min(length, int(counts.sum(dtype=np.float64)) or length)
