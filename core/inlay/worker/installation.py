"""The installation to which this worker belongs: while it is changed, one that has nothing to do makes way on Windows.

Nobody can replace there what a program has open; elsewhere the worker goes on with the files that it has.
"""

from __future__ import annotations

import math
import os
import sys

from inlay.contract import file_lock

#: The file that whoever installs, updates or removes it has locked.
LOCK = os.path.join(os.path.dirname(sys.prefix), file_lock.CHANGING)
#: Seconds without work after which it makes way, shorter than the installer waits; and between two looks.
IDLE_SECONDS = 3.0
LOOK_SECONDS = 1.0 if sys.platform == "win32" else math.inf


def patience(idle: float) -> float:
    """After how many seconds without work the worker ends, where otherwise it does after `idle`."""
    if sys.platform == "win32" and file_lock.is_locked(LOCK):
        return min(idle, IDLE_SECONDS)
    return idle
