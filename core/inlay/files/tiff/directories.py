"""The directories of a TIFF file. A value is read when it is asked for, and never more of it than is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from inlay.files.content import Content

TEXT = 2
_RATIONALS = {5: "u4", 10: "i4"}
_NUMBERS = {
    1: "u1",
    3: "u2",
    4: "u4",
    6: "i1",
    7: "u1",
    8: "i2",
    9: "i4",
    11: "f4",
    12: "f8",
    13: "u4",
    16: "u8",
    17: "i8",
    18: "u8",
}
_SIZES = {TEXT: 1, **dict.fromkeys(_RATIONALS, 8), **{kind: np.dtype(name).itemsize for kind, name in _NUMBERS.items()}}
# Bytes in which the number of entries is written, by those of a value: the long files (BigTIFF) have eight.
_COUNT = {4: 2, 8: 8}
# As libtiff has it; more is no picture.
_MOST_TAGS = 4096


@dataclass(frozen=True)
class Field:
    """Where the values of a tag lie."""

    type: int
    count: int
    place: int
    size: int


@dataclass(frozen=True)
class Directory:
    """One directory, of a picture or of Exif.

    Attributes
    ----------
    place : int
        Where it lies in the file.
    order : str
        ``<`` or ``>``, as numpy writes the order of bytes.
    entries : ndarray
        Its table, of tag, type, count and value.
    following : int
        Where the next directory lies; 0 for none.
    odd : set
        Tags that should have held numbers, and did not.
    """

    content: Content = field(repr=False)
    place: int
    order: str
    entries: np.ndarray = field(repr=False)
    following: int
    odd: set[int] = field(default_factory=set)

    def find(self, tag: int) -> Field | None:
        """The first of the tag's entries; None where there is none with a value."""
        for index in np.flatnonzero(self.entries["tag"] == tag)[:1].tolist():
            _, kind, count, value = self.entries[index].tolist()
            size = _SIZES.get(kind, 0) * count
            inline = self.entries.dtype["value"].itemsize
            if size <= inline:
                value = self.place + _COUNT[inline] + (index + 1) * self.entries.itemsize - inline
            return Field(kind, count, value, size) if size else None
        return None

    def raw(self, tag: int, limit: int) -> bytes:
        """The bytes of a tag; empty if it is missing, cut off or longer than `limit`."""
        found = self.find(tag)
        if found is None or found.size > limit:
            return b""
        value = self.content[found.place : found.place + found.size]
        return value if len(value) == found.size else b""

    def little_endian(self, tag: int, limit: int) -> bytes:
        """The bytes of a tag in the order of Exif that Inlay writes."""
        value, found = self.raw(tag, limit), self.find(tag)
        if not value or found is None or found.type == TEXT:
            return value
        type = _RATIONALS.get(found.type) or _NUMBERS[found.type]
        return np.frombuffer(value, self.order + type).astype(f"<{type}").tobytes()

    def numbers(self, tag: int, most: int = 1 << 26) -> np.ndarray:
        """The first `most` values of a tag, whatever the type of number; empty if there are none."""
        found = self.find(tag)
        if found is None:
            return np.empty(0)
        count, place = min(found.count, most), found.place
        try:
            if found.type in _RATIONALS:
                halves = _array(self.content, self.order + _RATIONALS[found.type], 2 * count, place)
                with np.errstate(divide="ignore", invalid="ignore"):
                    return halves[::2] / halves[1::2].astype(np.float64)
            if found.type != TEXT:
                return _array(self.content, self.order + _NUMBERS[found.type], count, place)
        except ValueError:  # beyond the end of the file
            pass
        self.odd.add(tag)
        return np.empty(0)

    def integers(self, tag: int, most: int) -> tuple[int, ...]:
        """The first `most` values of a tag as whole numbers."""
        values = self.numbers(tag, most)
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            self.odd.add(tag)
            return ()
        return tuple(int(value) for value in values.tolist())

    def number(self, tag: int, default: int) -> int:
        """The first value of a tag as a whole number."""
        values = self.integers(tag, 1)
        return values[0] if values else default


def read(content: Content, place: int | None = None) -> Directory:
    """The directory at `place`, or the first of the file.

    Raises
    ------
    ValueError
        If there is none.
    """
    order = {b"II": "<", b"MM": ">"}.get(content[:2], "<")
    inline = 8 if content[2:4] in (b"+\0", b"\0+") else 4
    if place is None:
        place = _number(content, f"{order}u{inline}", inline)
    count = _number(content, f"{order}u{_COUNT[inline]}", place)
    if count > _MOST_TAGS:
        raise ValueError(f"{count} tags")
    whole = f"{order}u{inline}"
    layout = np.dtype([("tag", order + "u2"), ("type", order + "u2"), ("count", whole), ("value", whole)])
    start = place + _COUNT[inline]
    entries = _array(content, layout, count, start)
    end = start + entries.nbytes
    # Programs that leave the last number out mean that nothing follows.
    following = _number(content, whole, end) if end + inline <= len(content) else 0
    return Directory(content, place, order, entries, following)


def _number(content: Content, type: str, place: int) -> int:
    return int(_array(content, type, 1, place)[0])


def _array(content: Content, type: np.typing.DTypeLike, count: int, place: int) -> np.ndarray:
    """So many values from `place` on.

    Raises
    ------
    ValueError
        If the file ends before.
    """
    values = content[place : place + count * np.dtype(type).itemsize]
    return np.frombuffer(values, type, count) if count else np.empty(0, type)
