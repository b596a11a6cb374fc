"""Pictures that are larger than memory: read by windows, written by strips of rows."""

from inlay.files.windows.opening import create, open_picture, readable, writable
from inlay.files.windows.reading import Reader
from inlay.files.windows.writing import NewPicture, Writer

__all__ = ["NewPicture", "Reader", "Writer", "create", "open_picture", "readable", "writable"]
