"""PNG files built chunk by chunk, for what no library writes."""

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Of each pass over an interlaced picture: first column and row, and the steps between them.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(name, content=b""):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def header(width, height, depth=8, kind=0, interlaced=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced))


def of_samples(samples, depth, kind, interlaced=0, before=b""):
    """A file of integer samples ``(height, width, channels)``, with more chunks before the pixels."""
    height, width, _ = samples.shape
    grids = [samples]
    if interlaced:
        grids = [samples[row::rows, column::columns] for column, row, columns, rows in PASSES]
    packed = b"".join(_filtered(grid, depth) for grid in grids if grid.size)
    return b"".join(
        (
            SIGNATURE,
            header(width, height, depth, kind, interlaced),
            before,
            chunk(b"IDAT", zlib.compress(packed)),
            chunk(b"IEND"),
        )
    )


def _filtered(samples, depth):
    rows = samples.reshape(len(samples), -1)
    if depth == 16:
        rows = rows.astype(">u2").view(np.uint8)
    elif depth < 8:
        bits = (rows[..., np.newaxis] >> np.arange(depth)[::-1]) & 1
        rows = np.packbits(bits.reshape(len(rows), -1).astype(np.uint8), axis=1)
    return b"".join(b"\0" + row.astype(np.uint8).tobytes() for row in rows)


def with_chunks(png, *chunks):
    """The file with more chunks behind its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def names(png):
    """The names of all chunks, in order."""
    return [name for name, _ in parts(png)]


def parts(png):
    """Names and contents of all chunks, in order."""
    found, place = [], len(SIGNATURE)
    while place < len(png):
        size, name = struct.unpack_from(">I4s", png, place)
        found.append((name, png[place + 8 : place + 8 + size]))
        place += 12 + size
    return found
