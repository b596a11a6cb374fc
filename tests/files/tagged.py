"""TIFF files put together tag by tag, as other programs and attackers write them, and read."""

import struct
import warnings

import numpy as np
import pytest

from inlay.errors import InlayWarning
from inlay.files import formats

BYTE, TEXT, SHORT, LONG, RATIONAL, UNDEFINED, DOUBLE, LONG8 = 1, 2, 3, 4, 5, 7, 12, 16
_CODES = {1: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i", 11: "f", 12: "d", 16: "Q"}
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, ROWS = 256, 257, 258, 259, 262, 277, 278
OFFSETS, COUNTS, ORIENTATION, PLANAR, PALETTE, CHILDREN, EXTRA, KINDS = 273, 279, 274, 284, 320, 330, 338, 339
ACROSS, DOWN, UNIT = 282, 283, 296


def gray(width, height, **tags):
    """The tags of a gray picture of 8 bits; others by their names here, or as a dict of tags."""
    return {WIDTH: width, HEIGHT: height, BITS: 8, COMPRESSION: 1, PHOTOMETRIC: 1, SAMPLES: 1, **_named(tags)}


def rgb(width, height, **tags):
    return gray(width, height) | {BITS: (8, 8, 8), PHOTOMETRIC: 2, SAMPLES: 3} | _named(tags)


def _named(tags):
    return {globals()[name]: value for name, value in tags.items()}


def tiff(*pages, order="<", big=False, loop=False):
    """A file of pages, each a dict of tags and a list of strips.

    A value is a number, numbers, text, bytes or a pair ``(type, values)``; a tag of None is left out. In the tag
    `CHILDREN` a list of pages stands for the directories below.
    """
    file = _Writer(order, big)
    places = [file.page(*page) for page in pages]
    chain = [*places[1:], places[0] if loop else 0]
    for place, following in zip(places, chain, strict=True):
        file.follow(place, following)
    file.start(places[0])
    return bytes(file.content)


def packed(levels, bits):
    """Rows of samples of any number of bits, the highest bit first, every row from a new byte on."""
    digits = levels[..., np.newaxis] >> np.arange(bits - 1, -1, -1) & 1
    return np.packbits(digits.astype(np.uint8).reshape(len(levels), -1), axis=1).tobytes()


class _Writer:
    def __init__(self, order, big):
        self.order, self.big = order, big
        self.place = "Q" if big else "I"
        mark = b"II" if order == "<" else b"MM"
        head = struct.pack(order + "HHHQ", 43, 8, 0, 0) if big else struct.pack(order + "HI", 42, 0)
        self.content = bytearray(mark + head)
        self.ends = {}

    def start(self, place):
        struct.pack_into(self.order + self.place, self.content, 8 if self.big else 4, place)

    def follow(self, place, following):
        struct.pack_into(self.order + self.place, self.content, self.ends[place], following)

    def page(self, tags, strips):
        places = [self.add(strip) for strip in strips]
        kind = LONG8 if self.big else LONG
        lying = {OFFSETS: (kind, places), COUNTS: (kind, [len(strip) for strip in strips])} if strips else {}
        fields = {tag: self.value(tag, value) for tag, value in (lying | tags).items() if value is not None}
        return self.directory(fields)

    def value(self, tag, value):
        if tag == CHILDREN and isinstance(value, list):
            return LONG, [self.page(*page) for page in value]
        if isinstance(value, bytes):
            return UNDEFINED, list(value)
        if isinstance(value, str):
            return TEXT, value
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], (list, str)):
            return value
        values = list(value) if isinstance(value, tuple) else [value]
        return (SHORT if max(values) < 65536 else LONG), values

    def directory(self, fields):
        entries = b""
        for tag, (kind, values) in sorted(fields.items()):
            raw = self.raw(kind, values)
            count = len(raw) if kind == TEXT else len(values)
            size = struct.calcsize(self.order + self.place)
            held = raw.ljust(size, b"\0") if len(raw) <= size else struct.pack(self.order + self.place, self.add(raw))
            entries += struct.pack(self.order + "HH" + self.place, tag, kind, count) + held
        table = struct.pack(self.order + ("Q" if self.big else "H"), len(fields)) + entries
        place = self.add(table)
        self.ends[place] = len(self.content)
        self.content += bytes(8)
        return place

    def raw(self, kind, values):
        if kind == TEXT:
            return values.encode() + b"\0"
        if kind == RATIONAL:
            return b"".join(struct.pack(self.order + "II", *value) for value in values)
        return struct.pack(f"{self.order}{len(values)}{_CODES[kind]}", *values)

    def add(self, raw):
        self.content += bytes(len(self.content) % 2)
        place = len(self.content)
        self.content += raw
        return place


def read(tmp_path, content):
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    return formats.read(path)


def quietly(tmp_path, content):
    """The picture of a file of which there is nothing to say."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return read(tmp_path, content).layers[0].picture


def warned(tmp_path, content, words):
    with pytest.warns(InlayWarning, match=words):
        return read(tmp_path, content).layers[0].picture
