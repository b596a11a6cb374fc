"""Pictures in files: mapped when read, written through the system when made."""

from __future__ import annotations

from io import FileIO
from pathlib import Path

import numpy as np

from inlay.arrays.progress import Progress
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.contract.limits import LARGEST_PROFILE, LARGEST_SIDE
from inlay.contract.planes import CHANNELS, Encoding, Plane, Profile
from inlay.contract.protocol import AGAIN
from inlay.errors import InputError, ProtocolError
from inlay.picture import Picture, Space
from inlay.worker import words
from inlay.worker.folder import Folder, as_error

DTYPES: dict[str, np.dtype] = {
    "u8": np.dtype(np.uint8),
    "u16": np.dtype(np.uint16),
    "f16": np.dtype(np.float16),
    "f32": np.dtype(np.float32),
}
BAND = 1 << 22


def space_of(encoding: Encoding, folder: Folder) -> Space:
    """The space of a plane or document."""
    dtype = DTYPES[encoding.type]
    if encoding.model == "MASK":
        return Space("MASK", dtype, "linear")
    model = "RGBA" if encoding.model == "BGRA" else encoding.model
    return Space(model, dtype, encoding.transfer, _read_profile(encoding.profile, folder))


def read(plane: Plane, folder: Folder, progress: Progress) -> Picture:
    """Map the picture that a job names; `progress` is given 0 between pieces of longer work and may raise to stop.

    Raises
    ------
    FileError
        If there is no such file.
    InputError
        If the file is smaller than the picture.
    """
    space, box = space_of(plane.encoding, folder), plane.box
    path = folder.file(plane.file)
    if path.stat().st_size < plane.size:
        raise InputError(
            _(
                "The plane {file} is smaller than its {width} x {height} pixels.",
                file=plane.file,
                width=box.width,
                height=box.height,
            ),
            _("Write the whole plane."),
        )
    count = box.area * CHANNELS[space.model]
    if words.are_foreign(plane.encoding):
        _translate(path, plane.encoding, count, folder.translated, progress)
    samples = np.memmap(path, space.dtype, "r", shape=(count,)).view(np.ndarray)
    shape = box.shape if space.model == "MASK" else (*box.shape, -1)
    return Picture(samples.reshape(shape), box.x, box.y, space, plane.name, plane.opacity, plane.mode)


def write(picture: Picture, encoding: Encoding, folder: Folder, progress: Progress) -> Plane:
    """Write a picture into a new file.

    Parameters
    ----------
    picture : Picture
        In the space in which the host wants it.
    encoding : Encoding
        The same in the words of the host.
    progress : callable
        Is given 0 between pieces; may raise to stop.
    """
    pixels = picture.pixels
    if pixels.size == 0 or max(picture.width, picture.height) > LARGEST_SIDE:
        raise InputError(
            _("The result of {width} x {height} pixels cannot be a layer.", width=picture.width, height=picture.height),
            _("Select another part."),
        )
    path = folder.new(pixels.nbytes)
    try:
        _write_bands(path, pixels, encoding, progress)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Plane(path.name, Box(picture.x, picture.y, picture.width, picture.height), encoding)


def _write_bands(path: Path, pixels: np.ndarray, encoding: Encoding, progress: Progress) -> None:
    rows = max(BAND * pixels.shape[0] // pixels.nbytes, 1)
    with as_error(path), open(path, "r+b", buffering=0) as file:
        for top in range(0, pixels.shape[0], rows):
            progress(0.0)
            write_all(file, np.ascontiguousarray(words.as_host(pixels[top : top + rows], encoding)))


def _translate(path: Path, encoding: Encoding, count: int, translated: dict[str, int], progress: Progress) -> None:
    """Put a plane into the words of operations, where it lies.

    By reading and writing: a mapped page that cannot be written would end the process. Goes on where it was stopped.
    """
    dtype, channels = DTYPES[encoding.type], CHANNELS[encoding.model]
    size, end = encoding.pixel_bytes, count * dtype.itemsize
    with as_error(path), open(path, "r+b", buffering=0) as file:
        while (start := translated.get(path.name, 0)) < end:
            progress(0.0)
            file.seek(start)
            band = np.fromfile(file, dtype, min(BAND // size * size, end - start) // dtype.itemsize)
            file.seek(start)
            write_all(file, words.as_operations(band.reshape(-1, channels), encoding))
            translated[path.name] = start + band.nbytes


def write_all(file: FileIO, samples: np.ndarray) -> None:
    """Write every byte, however many the system takes at once."""
    content = samples.reshape(-1).view(np.uint8).data
    while content:
        content = content[file.write(content) :]


def _read_profile(profile: Profile | None, folder: Folder) -> bytes | str | None:
    if profile is None or not profile.file:
        return None if profile is None else profile.name
    path = folder.file(profile.file)
    if path.stat().st_size > LARGEST_PROFILE:
        raise ProtocolError(
            _("A colour profile has more than {largest_profile} bytes.", largest_profile=LARGEST_PROFILE), AGAIN
        )
    return path.read_bytes()
