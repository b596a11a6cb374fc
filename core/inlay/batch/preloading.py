"""What a worker of Dask loads before its first picture: ``dask worker --preload inlay.batch.preloading``."""

from __future__ import annotations

import signal
import threading
from typing import Any


def dask_setup(worker: Any) -> None:
    """Load what every picture needs, and leave Ctrl-C to whoever started the worker, also where it has a console."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    from inlay.files import outputs  # noqa: F401
    from inlay.operations import registry

    registry.operations()
