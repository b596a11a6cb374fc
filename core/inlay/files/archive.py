"""ZIP archives, of which no part is unpacked further than asked for."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from io import BytesIO
from types import TracebackType

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files import damage
from inlay.files.words import AGAIN, shown

#: Parts in an archive; far more than a file of `unpacking.MOST_LAYERS` layers needs.
MOST_MEMBERS = 1 << 15
#: Bytes to which the parts that are read may unpack, and how many times the archive's length beyond that: pictures are
#: packed already when they are put in.
_ALWAYS_ALLOWED = 1 << 26
_LARGEST_RATIO = 32
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
# The others that Python knows unpack without a bound.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """The parts of a ZIP archive by name, each of them read once.

    Parameters
    ----------
    content : bytes
        The archive.
    what : object
        The file, for messages.

    Raises
    ------
    FileError
        If it is damaged, has too many parts, or a part's name leads out of it.
    """

    def __init__(self, content: bytes, what: object) -> None:
        self._what = what
        if content.count(_ENTRY) > MOST_MEMBERS:
            raise FileError(
                _("{what} has more than {most_members} parts.", what=what, most_members=f"{MOST_MEMBERS:,}"), AGAIN
            )
        with damage.as_file_error(what):
            self._zip = zipfile.ZipFile(BytesIO(content))
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._read: dict[str, bytes] = {}
        self._left = max(_ALWAYS_ALLOWED, _LARGEST_RATIO * len(content))
        for name in self._entries:
            self.check_name(name)

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def repeated(self) -> list[str]:
        """Names that several parts have; the last of them is the one that is read."""
        return [name for name, count in Counter(self._zip.namelist()).items() if count > 1]

    def check_name(self, name: str) -> None:
        """Refuse the name of a part that would lie outside of the archive.

        Raises
        ------
        FileError
            If it is empty, absolute, has a backslash, a drive, or a step upwards.
        """
        if not name or re.search(r"^/|\\|^[A-Za-z]:|[\0-\x1f]", name) or ".." in name.split("/"):
            raise FileError(
                _(
                    "{what} names a part {name}, which would lie outside of the file.",
                    what=self._what,
                    name=shown(name),
                ),
                AGAIN,
            )

    def start(self, name: str, count: int) -> bytes:
        """The first bytes of a part; fewer than `count` where it is shorter, none where it is missing."""
        if name in self._read:
            return self._read[name][:count]
        return self._unpack(name, min(count, self._entries[name].file_size)) if name in self else b""

    def read(self, name: str, limit: int | None = None) -> bytes:
        """A whole part.

        Raises
        ------
        FileError
            If it is missing, damaged, encrypted, or longer than `limit` bytes.
        """
        self.check_name(name)
        if name not in self:
            raise FileError(_("{what} lacks its part {name}.", what=self._what, name=shown(name)), AGAIN)
        length = self._entries[name].file_size
        if limit is not None and length > limit:
            raise FileError(
                _(
                    "{what}: its part {name} is {length} bytes long, and at most {limit} can be right.",
                    what=self._what,
                    name=shown(name),
                    length=f"{length:,}",
                    limit=f"{limit:,}",
                ),
                AGAIN,
            )
        if name not in self._read:
            self._read[name] = self._unpack(name, length)
        return self._read[name]

    def _unpack(self, name: str, length: int) -> bytes:
        entry, part = self._entries[name], _("{what}: its part {name}", what=self._what, name=shown(name))
        if entry.flag_bits & _ENCRYPTED:
            raise FileError(_("{part} is encrypted.", part=part), _("Save it without a password."))
        if entry.compress_type not in _METHODS:
            raise FileError(_("{part} is packed in a way that Inlay does not know.", part=part), AGAIN)
        if length > self._left:
            raise FileError(_("{what}: its parts unpack to far more than they can hold.", what=self._what), AGAIN)
        self._left -= length
        with damage.as_file_error(part), self._zip.open(entry) as file:
            content = file.read(length)
        if len(content) < length:
            raise damage.damaged(part)
        return content
