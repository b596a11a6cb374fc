"""What a segment's bytes are packed with, and unpacking them by imagecodecs, never into more than the segment holds."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial

import numpy as np

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files import damage
from inlay.files.tiff import tags
from inlay.files.tiff.layout import FAX, JPEG, JPEG_2000, MINISBLACK, RGB, SEPARATED, UNPACKED, YCBCR, Layout

Decoder = Callable[[bytes, tuple[int, ...]], np.ndarray]

_LZW, _FAX_3, _LERC = 5, 3, 34887
_OF_LIBTIFF = dict.fromkeys((_LZW, *FAX), "tiff")
_STREAMS = {
    **dict.fromkeys((8, 32946, 50013), "deflate"),
    32773: "packbits",
    34925: "lzma",
    **dict.fromkeys((34926, 50000), "zstd"),
}
_PICTURES = {
    **dict.fromkeys(JPEG, "jpeg"),
    **dict.fromkeys(JPEG_2000, "jpeg2k"),
    _LERC: "lerc",
    34933: "png",
    **dict.fromkeys((34927, 50001), "webp"),
    **dict.fromkeys((50002, 52546), "jpegxl"),
}
# The library for JPEG XR is no longer kept: it reads damaged files as noise.
_WORDS = {
    6: "old-style JPEG",
    9: "JBIG",
    34661: "JBIG",
    22610: "JPEG XR",
    34934: "JPEG XR",
    34676: "LogLuv",
    34677: "LogLuv",
}
_HORIZONTAL, _FLOATING = 2, 3
_END_OF_JPEG = b"\xff\xd9"
_LARGEST_TABLES = 1 << 16


def decoder(layout: Layout) -> Decoder:
    """What turns the bytes of a segment into rows, of at least the shape that is wanted where no bytes are missing.

    Raises
    ------
    FileError
        If they are packed in a way that Inlay does not know.
    """
    import imagecodecs

    compression = layout.compression
    if compression == UNPACKED:
        return partial(_stream, layout, None)
    name = {**_OF_LIBTIFF, **_STREAMS, **_PICTURES}.get(compression)
    if name is None or not getattr(imagecodecs, name.upper()).available:
        raise _unsupported(layout, _name(compression))
    codec = getattr(imagecodecs, f"{name}_decode")
    if compression in _OF_LIBTIFF:
        return partial(_by_libtiff, layout, codec)
    return partial(_stream if compression in _STREAMS else _picture, layout, codec)


def _name(compression: int) -> str:
    import tifffile

    if compression in _WORDS:
        return _WORDS[compression]
    try:
        return tifffile.COMPRESSION(compression).name.replace("_", " ")
    except ValueError:
        return _("compression no. {compression}", compression=compression)


def _unsupported(layout: Layout, name: str) -> FileError:
    return FileError(
        _("{path} is packed by {name}, which is not supported.", path=layout.path, name=name),
        _("Save it without compression, or by LZW or Deflate."),
    )


def _stream(layout: Layout, codec: Callable[..., bytes] | None, packed: bytes, shape: tuple[int, ...]) -> np.ndarray:
    """Samples one behind the other, packed as bytes or not at all."""
    data = _in_order(layout, packed)
    return _samples(layout, data if codec is None else codec(data, out=layout.segment_bytes))


def _by_libtiff(
    layout: Layout, codec: Callable[[bytes], np.ndarray], packed: bytes, shape: tuple[int, ...]
) -> np.ndarray:
    """LZW and faxes: libtiff alone withstands damaged codes. It is given a file of nothing but this segment."""
    rows, width, bits = -(-shape[0] // layout.subsampling[1]), layout.row_bytes, 8
    if layout.compression in FAX:
        width, bits = layout.columns, 1
    entries = {
        tags.WIDTH: width,
        tags.HEIGHT: rows,
        tags.BITS: bits,
        tags.COMPRESSION: layout.compression,
        tags.PHOTOMETRIC: MINISBLACK,
        tags.STRIP_PLACES: 8,
        tags.STRIP_ROWS: rows,
        tags.STRIP_LENGTHS: len(packed),
    }
    if layout.compression == _FAX_3:
        entries[tags.FAX_OPTIONS] = layout.directory.number(tags.FAX_OPTIONS, 0)
    table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(entries.items()))
    head = struct.pack("<4sI", b"II*\0", 8 + len(packed))
    unpacked = codec(head + _in_order(layout, packed) + struct.pack("<H", len(entries)) + table + bytes(4))
    if layout.compression in FAX:
        return unpacked[..., np.newaxis]
    return _samples(layout, unpacked.tobytes())


def _samples(layout: Layout, data: bytes | bytearray) -> np.ndarray:
    if layout.subsampling != (1, 1):
        return _subsampled(layout, data)
    return _without_prediction(layout, _rows(layout, data))


def _in_order(layout: Layout, data: bytes) -> bytes | bytearray:
    import imagecodecs

    return imagecodecs.bitorder_decode(data) if layout.directory.number(tags.BIT_ORDER, 1) == 2 else data


def _rows(layout: Layout, data: bytes | bytearray) -> np.ndarray:
    """As many whole rows as there are."""
    import imagecodecs

    width = layout.columns * layout.channels
    rows = len(data) // layout.row_bytes
    data = data[: rows * layout.row_bytes]
    if layout.bits == layout.dtype.itemsize * 8:
        # Prediction of floats mixes their bytes: their order is told afterwards.
        order = "=" if _prediction(layout) == _FLOATING else layout.directory.order
        samples = np.frombuffer(data, f"{order}{layout.dtype.str[1:]}")
    else:
        samples = imagecodecs.packints_decode(data, layout.dtype, layout.bits, runlen=width)
    return samples.reshape(rows, layout.columns, layout.channels)


def _prediction(layout: Layout) -> int:
    return layout.directory.number(tags.PREDICTION, 1)


def _without_prediction(layout: Layout, rows: np.ndarray) -> np.ndarray:
    import imagecodecs

    prediction = _prediction(layout)
    if prediction == 1:
        return rows
    whole = layout.bits == layout.dtype.itemsize * 8
    if prediction == _HORIZONTAL and whole:
        # Differences of floats are those of their bits.
        bits = rows.astype(layout.dtype).view(f"u{layout.dtype.itemsize}")
        return imagecodecs.delta_decode(bits, axis=-2).view(layout.dtype)
    if prediction == _FLOATING and layout.dtype.kind == "f":
        return imagecodecs.floatpred_decode(rows, axis=-2)
    raise _unsupported(
        layout, _("prediction no. {prediction} of {bits}-bit samples", prediction=prediction, bits=layout.bits)
    )


def _subsampled(layout: Layout, data: bytes | bytearray) -> np.ndarray:
    """Luminance, and the chrominance of every few pixels repeated."""
    across, down = layout.subsampling
    if layout.planar or layout.samples != 3 or layout.bits != 8 or _prediction(layout) != 1:
        raise _unsupported(layout, _("a rare kind of subsampling"))
    wide, unit = -(-layout.columns // across), across * down + 2
    high = len(data) // layout.row_bytes
    units = np.frombuffer(data, np.uint8, high * wide * unit).reshape(high, wide, unit)
    pixels = np.empty((high, down, wide, across, 3), np.uint8)
    pixels[..., 0] = units[..., :-2].reshape(high, wide, down, across).swapaxes(1, 2)
    pixels[..., 1:] = units[:, np.newaxis, :, np.newaxis, -2:]
    return pixels.reshape(high * down, wide * across, 3)


def _picture(layout: Layout, codec: Callable[..., np.ndarray], data: bytes, shape: tuple[int, ...]) -> np.ndarray:
    """A picture of its own kind; its header must name the size that the segment has, or that is left of the picture."""
    if layout.compression == _LERC and layout.directory.integers(tags.LERC_PARAMETERS, 2)[1:] not in ((), (0,)):
        raise _unsupported(layout, _("LERC with a second compression"))
    if layout.compression in JPEG and _END_OF_JPEG not in data:
        raise damage.damaged(layout.path)
    options = _options(layout, data)
    for size in dict.fromkeys([shape[:2], (layout.rows, layout.columns), (shape[0], layout.columns)]):
        if layout.compression in JPEG_2000 and size != _jpeg_2000_size(data):
            continue
        pixels = np.empty((*size, layout.channels) if layout.channels > 1 else size, layout.dtype)
        try:
            pixels = codec(data, out=pixels, **options)
        except ValueError:  # another size
            continue
        return pixels.reshape(*size, layout.channels)
    raise damage.damaged(layout.path)


def _options(layout: Layout, data: bytes) -> dict[str, object]:
    if layout.compression == 50001:
        return {"hasalpha": layout.samples == 4}
    if layout.compression not in JPEG:
        return {}
    options: dict[str, object] = {"bitspersample": layout.bits}
    tables = layout.directory.raw(tags.JPEG_TABLES, _LARGEST_TABLES)
    if tables:
        options["tables"] = tables
    if layout.planar:
        options["outcolorspace"] = "GRAYSCALE"
    elif layout.samples == 3 and layout.photometric in (RGB, YCBCR):
        options["outcolorspace"] = "RGB"
        # Some programs call RGB what the JPEG itself knows to be YCbCr.
        if layout.photometric == RGB and data[6:10] != b"JFIF":
            options["colorspace"] = "RGB"
    elif layout.photometric == SEPARATED:
        options["outcolorspace"] = "CMYK"
    return options


def _jpeg_2000_size(data: bytes) -> tuple[int, int] | None:
    """Rows and columns that the stream's header names."""
    place = data.find(b"\xff\x4f\xff\x51")
    if place < 0 or place + 24 > len(data):
        return None
    right, bottom, left, top = struct.unpack_from(">4I", data, place + 8)
    return bottom - top, right - left
