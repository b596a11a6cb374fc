"""Addresses of Unix sockets, which the system takes up to a length that folders of planes can exceed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

#: Bytes of an address that every system takes.
LONGEST = 103


@contextmanager
def address(path: str) -> Iterator[str]:
    """What to bind or to connect a socket to that lies at a path; good while the context lasts.

    Of a long path it leads through the open folder, as Linux offers it.

    Raises
    ------
    OSError
        If the folder cannot be opened.
    """
    if len(os.fsencode(path)) <= LONGEST:
        yield path
        return
    folder, name = os.path.split(path)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{name}"
    finally:
        os.close(descriptor)
