"""Pixel planes: files in a private folder that carry pictures between the editor and the worker.

An editor reads and writes planes, it never maps them: a full disk is then an error and never a crash.
"""

import errno
import os
import shutil
import stat
import tempfile
from contextlib import contextmanager, suppress

from . import owner
from .errors import BridgeError
from .geometry import Box

CHANNELS = {"RGB": 3, "RGBA": 4, "BGRA": 4, "GRAY": 1, "GRAYA": 2, "CMYKA": 5, "LABA": 4, "MASK": 1}
SAMPLE_BYTES = {"u8": 1, "u16": 2, "f16": 2, "f32": 4}

PREFIX = "inlay-planes-"
ROOM = 1 << 31
BLOCK = 1 << 20


class Plane:
    """A picture in a file: rows tightly packed, channels interleaved, native byte order.

    Once a job has named it, its pixels stay as they are; other pixels come in another plane.
    """

    def __init__(self, folder, file, box, model, type, transfer="perceptual", profile=None, name=""):
        self.path = os.path.join(folder, file)
        self.box = box
        self.model = model
        self.type = type
        self.transfer = transfer
        self.profile = profile
        self.name = name

    def __repr__(self):
        return f"Plane({os.path.basename(self.path)}, {self.box}, {self.model}, {self.type})"

    @classmethod
    def from_json(cls, record, folder):
        """A plane that the worker made.

        Raises
        ------
        BridgeError
            If the file is missing, or smaller than the picture.
        """
        file = record["file"]
        if os.path.basename(file) != file or file in ("", ".", ".."):
            raise BridgeError(f"The worker named a file outside its folder: {file!r}.", code="protocol")
        box = Box(record["x"], record["y"], record["width"], record["height"])
        known = ("model", "type", "transfer", "profile", "name")
        plane = cls(folder.path, file, box, **{key: record[key] for key in known if key in record})
        with _spoken(plane.path):
            if os.stat(plane.path).st_size < plane.size:
                raise BridgeError("The worker's answer is shorter than its picture.", "Run it again.", "protocol")
        return plane

    @property
    def pixel_bytes(self):
        return CHANNELS[self.model] * SAMPLE_BYTES[self.type]

    @property
    def row_bytes(self):
        return self.box.width * self.pixel_bytes

    @property
    def size(self):
        return self.box.height * self.row_bytes

    def bands(self, limit=1 << 24):
        """Cut the picture into bands of rows of at most `limit` bytes: yields (box on the canvas, offset, bytes)."""
        rows = max(limit // self.row_bytes, 1)
        for top in range(0, self.box.height, rows):
            height = min(rows, self.box.height - top)
            band = Box(self.box.x, self.box.y + top, self.box.width, height)
            yield band, top * self.row_bytes, height * self.row_bytes

    def write(self, offset, data):
        """Put bytes, or anything with the buffer protocol, at an offset in bytes.

        Raises
        ------
        BridgeError
            If they do not fit into the picture, or the disk is full (the plane is then gone).
        """
        content = memoryview(data).cast("B")
        if offset < 0 or offset + len(content) > self.size:
            raise BridgeError(f"{len(content)} bytes at {offset} do not fit into a plane of {self.size}.", code="input")
        try:
            with _spoken(self.path), open(self.path, "r+b", buffering=0) as file:
                file.seek(offset)
                while content:
                    content = content[file.write(content) :]
        except BridgeError:
            self.remove()
            raise

    def read(self, offset=0, length=None):
        """The bytes from an offset, to the end if no length is given."""
        length = self.size - offset if length is None else length
        with _spoken(self.path), open(self.path, "rb") as file:
            file.seek(offset)
            data = file.read(length)
        if len(data) != length:
            raise BridgeError(f"The plane ends {length - len(data)} bytes early.", "Run it again.", "file")
        return data

    def json(self):
        """The plane as a job names it."""
        return {
            "file": os.path.basename(self.path),
            **self.box._asdict(),
            "model": self.model,
            "type": self.type,
            "transfer": self.transfer,
            "profile": self.profile,
            "name": self.name,
        }

    def remove(self):
        _forget(self.path)


class Folder:
    """A private folder for planes, in memory where there is room; making one sweeps away those of dead owners.

    Parameters
    ----------
    room : int
        How many bytes must be free in a memory-backed folder for it to be taken.
    """

    def __init__(self, room=ROOM):
        bases = _bases(room)
        for base in bases:
            _sweep(base)
        for base in bases:
            try:
                self.path, self._claim = _made(base)
                break
            except BridgeError:
                if base == bases[-1]:
                    raise
        self._count = 0

    def create(self, box, model, type, transfer="perceptual", profile=None, name=""):
        """Make a plane and reserve its space.

        Parameters
        ----------
        box : Box
            The picture's place on the canvas.
        model, type, transfer : str
            Channels in memory order, sample type (``u8 u16 f16 f32``), ``perceptual`` or ``linear``.
        profile : dict, optional
            What `profile` returned, ``{"name": "..."}`` where no more is known, or None for sRGB.
        name : str
            The layer's name.

        Raises
        ------
        BridgeError
            With the code ``resources`` if there is no room.
        """
        plane = Plane(self.path, self._name("plane"), box, model, type, transfer, profile, name)
        self._make(plane.path, lambda file: _reserve(file, plane.size))
        return plane

    def profile(self, content):
        """Keep the bytes of an ICC profile for `create`."""
        file = self._name("icc")
        self._make(os.path.join(self.path, file), lambda opened: opened.write(content))
        return {"file": file}

    def has_room(self, size):
        """Whether planes of so many bytes still fit."""
        try:
            return shutil.disk_usage(self.path).free >= size
        except OSError:
            return False

    def remove(self):
        """Remove the folder and all that is in it; may be called again."""
        self._claim.close()
        shutil.rmtree(self.path, ignore_errors=True)

    def _name(self, suffix):
        self._count += 1
        return f"host-{self._count}.{suffix}"

    def _make(self, path, fill):
        try:
            with _spoken(path), open(path, "xb", opener=_private) as file:
                fill(file)
        except BridgeError:
            _forget(path)
            raise


def _reserve(file, size):
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
def _spoken(path):
    """Turn an OSError into words."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            hint = f"Free some space in {os.path.dirname(path)}, or select a smaller part."
            raise BridgeError("There is no room for the picture.", hint, "resources") from error
        raise BridgeError(f"{path} cannot be used ({error.strerror}).", "Run it again.", "file") from error


def _private(path, flags):
    return os.open(path, flags, 0o600)


def _forget(path):
    with suppress(OSError):
        os.remove(path)


def _made(base):
    """A new folder there, and the lock that says that it is ours."""
    with _spoken(base):
        path = tempfile.mkdtemp(prefix=PREFIX, dir=base)
    try:
        with _spoken(base):
            return path, owner.claim(path)
    except BridgeError:
        shutil.rmtree(path, ignore_errors=True)
        raise


def _bases(room):
    """Where planes can lie: in memory or else on disk where there is room, then where the least of it is lacking.

    Raises
    ------
    BridgeError
        If there is no place at all.
    """
    free = {path: _free_memory(path) for path in _memory_backed()}
    for path in _temporary():
        free.setdefault(path, _free(path))
    if not free:
        raise BridgeError("There is no folder for temporary files.", "Free some space on the disk.", "resources")
    return sorted(free, key=lambda path: max(room - free[path], 0))


def _memory_backed():
    """Folders in memory that this user can write to."""
    candidates = [os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"]
    return [path for path in candidates if os.path.isdir(path) and os.access(path, os.W_OK | os.X_OK)]


def _temporary():
    """The temporary folder; none where the system finds no place to write a file to."""
    try:
        return [tempfile.gettempdir()]
    except OSError:
        return []


def _free(folder):
    """Bytes that a folder can take; 0 where nobody can tell."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def _free_memory(folder):
    """Bytes that a memory-backed folder can take without pushing programs out of memory."""
    free = _free(folder)
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            available = next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable:"))
        return min(free, available // 2)
    except (OSError, StopIteration, ValueError):
        return free


def _sweep(base):
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
