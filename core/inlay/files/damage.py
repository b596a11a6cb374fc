"""The border of every reader: whatever a damaged file makes a library raise becomes one error in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from inlay.contract.language import _
from inlay.errors import FileError, InlayError
from inlay.files.words import AGAIN


@contextmanager
def as_file_error(what: object) -> Iterator[None]:
    """Turn every exception but Inlay's own, and the lack of memory, into a `FileError` about the file `what`."""
    try:
        yield
    except (InlayError, MemoryError):
        raise
    except Exception as error:  # decoders raise nearly every kind there is
        raise damaged(what) from error


def damaged(what: object) -> FileError:
    return FileError(_("{what} is damaged or cut off.", what=what), AGAIN)
