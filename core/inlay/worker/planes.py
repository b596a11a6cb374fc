"""Pictures in files: mapped when read, written through the system when made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import FileIO
from pathlib import Path
from reprlib import repr as shown
from typing import Any

import numpy as np

from inlay.errors import InputError, ProtocolError
from inlay.picture import CHANNELS, Picture, Space
from inlay.worker import AGAIN
from inlay.worker.folder import Folder, spoken

SAMPLE_TYPES: dict[str, np.dtype] = {
    "u8": np.dtype(np.uint8),
    "u16": np.dtype(np.uint16),
    "f16": np.dtype(np.float16),
    "f32": np.dtype(np.float32),
}
LARGEST_SIDE = 262_144
LARGEST_OFFSET = 1 << 24
MOST_PIXELS = 1 << 30
LARGEST_PROFILE = 1 << 24
BAND = 1 << 22

Record = Mapping[str, Any]


def read_space(record: Record, folder: Folder) -> Space:
    """The space of a plane or document."""
    model, sample_type = str(record.get("model")), str(record.get("type"))
    if model not in (*CHANNELS, "BGRA") or sample_type not in SAMPLE_TYPES:
        raise ProtocolError(f"There are no pictures of {shown(model)} in {shown(sample_type)}.", AGAIN)
    transfer = record.get("transfer", "perceptual")
    if transfer not in ("perceptual", "linear"):
        raise ProtocolError(f"{shown(transfer)} is not a transfer curve.", "Give perceptual or linear.")
    if model == "MASK":
        return Space("MASK", SAMPLE_TYPES[sample_type], "linear")
    profile = _read_profile(record.get("profile"), folder)
    return Space("RGBA" if model == "BGRA" else model, SAMPLE_TYPES[sample_type], transfer, profile)


def read(record: Record, folder: Folder, beat: Callable[[], None]) -> Picture:
    """Map the picture that a job names; `beat` is called between pieces of longer work and may raise to stop.

    Raises
    ------
    ProtocolError, FileError
        If the record or its file name is wrong.
    InputError
        If the size is absurd, or larger than the file.
    """
    space = read_space(record, folder)
    width, height = (whole(record, side, 1, LARGEST_SIDE) for side in ("width", "height"))
    x, y = (whole(record, side, -LARGEST_OFFSET, LARGEST_OFFSET) for side in ("x", "y"))
    if width * height > MOST_PIXELS:
        raise InputError(
            f"A picture of {width} x {height} pixels is too large.",
            f"At most {MOST_PIXELS >> 20} million pixels: select a smaller part.",
        )
    name = record.get("name", "")
    if not isinstance(name, str):
        raise ProtocolError("A layer's name is not text.", AGAIN)
    path = folder.file(record.get("file"))
    count = width * height * CHANNELS[space.model]
    if path.stat().st_size < count * space.dtype.itemsize:
        raise InputError(
            f"The plane {path.name} is smaller than its {width} x {height} pixels.", "Write the whole plane."
        )
    if record["model"] == "BGRA":
        _turn(path, folder.turned, count, space.dtype, beat)
    samples = np.memmap(path, space.dtype, "r", shape=(count,)).view(np.ndarray)
    shape = (height, width) if space.model == "MASK" else (height, width, -1)
    return Picture(samples.reshape(shape), x, y, space, name)


def write(picture: Picture, described: Record, folder: Folder, beat: Callable[[], None]) -> dict[str, Any]:
    """Write a picture into a new file and name it as the protocol does.

    Parameters
    ----------
    picture : Picture
        In the space in which the host wants it.
    described : mapping
        ``model``, ``type``, ``transfer`` and ``profile`` as the host names them.
    beat : callable
        Called between pieces; may raise to stop.
    """
    pixels = picture.pixels
    if pixels.size == 0 or max(picture.width, picture.height) > LARGEST_SIDE:
        raise InputError(
            f"The result of {picture.width} x {picture.height} pixels cannot be a layer.", "Select another part."
        )
    path = folder.new(pixels.nbytes)
    try:
        _write_bands(path, pixels, described["model"] == "BGRA", beat)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    place = {"file": path.name, "x": picture.x, "y": picture.y, "width": picture.width, "height": picture.height}
    return {**place, **{key: described[key] for key in ("model", "type", "transfer", "profile")}}


def _write_bands(path: Path, pixels: np.ndarray, blue_first: bool, beat: Callable[[], None]) -> None:
    rows = max(BAND * pixels.shape[0] // pixels.nbytes, 1)
    with spoken(path), open(path, "r+b", buffering=0) as file:
        for top in range(0, pixels.shape[0], rows):
            beat()
            band = pixels[top : top + rows]
            _write_all(file, _reversed(band) if blue_first else np.ascontiguousarray(band))


def _turn(path: Path, turned: dict[str, int], count: int, dtype: np.dtype, beat: Callable[[], None]) -> None:
    """Put a plane's blue, green, red (Krita's integers) into the order red, green, blue, where it lies.

    By reading and writing: a mapped page that cannot be written would end the process. Goes on where it was stopped.
    """
    end = count * dtype.itemsize
    with spoken(path), open(path, "r+b", buffering=0) as file:
        while (start := turned.get(path.name, 0)) < end:
            beat()
            file.seek(start)
            band = np.fromfile(file, dtype, min(BAND, end - start) // dtype.itemsize)
            file.seek(start)
            _write_all(file, _reversed(band.reshape(-1, 4)))
            turned[path.name] = start + band.nbytes


def _reversed(pixels: np.ndarray) -> np.ndarray:
    """A copy with red and blue exchanged."""
    turned = pixels.copy(order="C")
    turned[..., 0], turned[..., 2] = pixels[..., 2], pixels[..., 0]
    return turned


def _write_all(file: FileIO, samples: np.ndarray) -> None:
    content = samples.reshape(-1).view(np.uint8).data
    while content:
        content = content[file.write(content) :]


def _read_profile(record: object, folder: Folder) -> bytes | str | None:
    if record is None:
        return None
    if isinstance(record, dict) and isinstance(record.get("name"), str):
        return record["name"]
    if isinstance(record, dict) and "file" in record:
        path = folder.file(record["file"])
        if path.stat().st_size <= LARGEST_PROFILE:
            return path.read_bytes()
    raise ProtocolError("A colour profile is neither a name nor a file of ICC bytes.", AGAIN)


def whole(record: Record, key: str, least: int, most: int) -> int:
    """A whole number of a record."""
    value = record.get(key)
    if type(value) is not int or not least <= value <= most:
        raise InputError(f"A picture's {key} is {shown(value)}.", f"Give a whole number from {least} to {most}.")
    return value
