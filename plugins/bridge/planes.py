"""Pixel planes: files in a private folder that carry pictures between the editor and the worker.

An editor reads and writes planes, it never maps them: a full disk is then an error and never a crash.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Callable, Dict

from inlay.contract.boxes import Box
from inlay.contract.errors import FileError, InlayError, InputError, ProtocolError, ResourceError
from inlay.contract.language import _
from inlay.contract.planes import Encoding, Plane, Profile

from . import owner

PREFIX = "inlay-planes-"
ROOM = 1 << 31
BLOCK = 1 << 20


@dataclass(frozen=True)
class PlaneFile(Plane):
    """A plane that this process reads or writes; `folder` is where its file lies."""

    folder: str = ""

    @property
    def path(self) -> str:
        return os.path.join(self.folder, self.file)

    def bands(self, limit: int = 1 << 24) -> Iterator[tuple[Box, int, int]]:
        """Cut the picture into bands of rows of at most `limit` bytes: yields (box on the canvas, offset, bytes)."""
        rows = max(limit // self.row_bytes, 1)
        for top in range(0, self.box.height, rows):
            height = min(rows, self.box.height - top)
            band = Box(self.box.x, self.box.y + top, self.box.width, height)
            yield band, top * self.row_bytes, height * self.row_bytes

    def write(self, offset: int, data: bytes | bytearray | memoryview) -> None:
        """Put bytes, or anything with the buffer protocol, at an offset in bytes.

        Raises
        ------
        InlayError
            If they do not fit into the picture, or the disk is full (the plane is then gone).
        """
        content = memoryview(data).cast("B")
        if offset < 0 or offset + len(content) > self.size:
            raise InputError(
                _(
                    "{count} bytes at {offset} do not fit into a plane of {size}.",
                    count=len(content),
                    offset=offset,
                    size=self.size,
                )
            )
        try:
            with _as_error(self.path), open(self.path, "r+b", buffering=0) as file:
                file.seek(offset)
                while content:
                    content = content[file.write(content) :]
        except InlayError:
            self.remove()
            raise

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        """The bytes from an offset, to the end if no length is given."""
        length = self.size - offset if length is None else length
        with _as_error(self.path), open(self.path, "rb") as file:
            file.seek(offset)
            data = file.read(length)
        if len(data) != length:
            raise FileError(_("The plane ends {count} bytes early.", count=length - len(data)), _("Run it again."))
        return data

    def remove(self) -> None:
        _forget(self.path)


class Folder:
    """A private folder for planes, in memory where there is room; making one sweeps away those of dead owners.

    Parameters
    ----------
    room : int
        How many bytes must be free in a memory-backed folder for it to be taken.
    """

    def __init__(self, room: int = ROOM) -> None:
        bases = _bases(room)
        for base in bases:
            _sweep(base)
        for base in bases:
            try:
                self.path, self._claim = _made(base)
                break
            except InlayError:
                if base == bases[-1]:
                    raise
        self._count = 0
        self._profiles: Dict[bytes, Profile] = {}

    def create(self, box: Box, encoding: Encoding, name: str = "") -> PlaneFile:
        """Make a plane and reserve its space.

        Parameters
        ----------
        box : Box
            The picture's place on the canvas.
        encoding : Encoding
        name : str
            The layer's name.

        Raises
        ------
        ResourceError
            If there is no room.
        """
        plane = PlaneFile(self._name("plane"), box, encoding, name, folder=self.path)
        self._make(plane.path, lambda file: _reserve(file, plane.size))
        return plane

    def open(self, plane: Plane) -> PlaneFile:
        """A plane that the worker made.

        Raises
        ------
        FileError
            If there is no such file.
        ProtocolError
            If it is smaller than the picture.
        """
        opened = PlaneFile(plane.file, plane.box, plane.encoding, plane.name, folder=self.path)
        with _as_error(opened.path):
            if os.stat(opened.path).st_size < opened.size:
                raise ProtocolError(_("The worker's answer is shorter than its picture."), _("Run it again."))
        return opened

    def discard(self, planes: Iterable[Plane]) -> None:
        """Remove planes that nobody reads any more."""
        for plane in planes:
            _forget(os.path.join(self.path, plane.file))

    def profile(self, content: bytes) -> Profile:
        """Keep the bytes of an ICC profile for `create`, once for all planes."""
        if content not in self._profiles:
            self._profiles[content] = Profile(self.keep(content, "icc"))
        return self._profiles[content]

    def keep(self, content: bytes, suffix: str) -> str:
        """Keep bytes in a file of that kind; its name."""
        file = self._name(suffix)
        self._make(os.path.join(self.path, file), lambda opened: opened.write(content))
        return file

    def has_room(self, size: int) -> bool:
        """Whether planes of so many bytes still fit."""
        try:
            return shutil.disk_usage(self.path).free >= size
        except OSError:
            return False

    def remove(self) -> None:
        """Remove the folder and all that is in it; may be called again."""
        self._claim.close()
        shutil.rmtree(self.path, ignore_errors=True)

    def _name(self, suffix: str) -> str:
        self._count += 1
        return f"host-{self._count}.{suffix}"

    def _make(self, path: str, fill: Callable[[IO[bytes]], object]) -> None:
        try:
            with _as_error(path), open(path, "xb", opener=_private) as file:
                fill(file)
        except InlayError:
            _forget(path)
            raise


def _reserve(file: IO[bytes], size: int) -> None:
    try:
        os.posix_fallocate(file.fileno(), 0, size)
        return
    except AttributeError:
        pass
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
    for start in range(0, size, BLOCK):
        file.write(bytes(min(BLOCK, size - start)))


@contextmanager
def _as_error(path: str) -> Iterator[None]:
    """Turn an OSError into one for the artist."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            hint = _("Free some space in {folder}, or select a smaller part.", folder=os.path.dirname(path))
            raise ResourceError(_("There is no room for the picture."), hint) from error
        raise FileError(
            _("{path} cannot be used ({reason}).", path=path, reason=error.strerror), _("Run it again.")
        ) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _forget(path: str) -> None:
    with suppress(OSError):
        os.remove(path)


def _made(base: str) -> tuple[str, IO[bytes]]:
    """A new folder there, and the lock that says that it is ours."""
    with _as_error(base):
        path = tempfile.mkdtemp(prefix=PREFIX, dir=base)
    try:
        with _as_error(base):
            return path, owner.claim(path)
    except InlayError:
        shutil.rmtree(path, ignore_errors=True)
        raise


def _bases(room: int) -> list[str]:
    """Where planes can lie: in memory or else on disk where there is room, then where the least of it is lacking.

    Raises
    ------
    ResourceError
        If there is no place at all.
    """
    free = {path: _free_memory(path) for path in _memory_backed()}
    for path in _temporary():
        free.setdefault(path, _free(path))
    if not free:
        raise ResourceError(_("There is no folder for temporary files."), _("Free some space on the disk."))
    return sorted(free, key=lambda path: max(room - free[path], 0))


def _memory_backed() -> list[str]:
    """Folders in memory that this user can write to."""
    candidates = [os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"]
    return [path for path in candidates if os.path.isdir(path) and os.access(path, os.W_OK | os.X_OK)]


def _temporary() -> list[str]:
    """The temporary folder; none where the system finds no place to write a file to."""
    try:
        return [tempfile.gettempdir()]
    except OSError:
        return []


def _free(folder: str) -> int:
    """Bytes that a folder can take; 0 where nobody can tell."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def _free_memory(folder: str) -> int:
    """Bytes that a memory-backed folder can take without pushing programs out of memory."""
    free = _free(folder)
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            available = next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable:"))
        return min(free, available // 2)
    except (OSError, StopIteration, ValueError):
        return free


def _sweep(base: str) -> None:
    """Remove this user's plane folders whose owner has died."""
    try:
        entries = [entry for entry in os.scandir(base) if entry.name.startswith(PREFIX)]
    except OSError:
        return
    for entry in entries:
        try:
            status = entry.stat(follow_symlinks=False)
            mine = stat.S_ISDIR(status.st_mode) and (not hasattr(os, "getuid") or status.st_uid == os.getuid())
            if mine and owner.is_dead(entry.path):
                shutil.rmtree(entry.path, ignore_errors=True)
        except OSError:
            continue
