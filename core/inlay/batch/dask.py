"""Dask, where it is installed."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from typing import Any

from inlay.contract.errors import InstallationError
from inlay.contract.language import _

#: A local cluster does not watch itself work: that takes some hundredths of a processor for each of its processes.
#: What a worker was killed by is tried once more. Freed memory is not handed back between two pictures: taking it again
#: page by page costs a tenth of the time. A worker that was killed has time to start again where much else goes on.
_QUIET = {
    "distributed.deploy.lost-worker-timeout": "2 minutes",
    "distributed.scheduler.allowed-failures": 1,
    "distributed.nanny.pre-spawn-environ": dict.fromkeys(
        ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"
    ),
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}
#: What is said where it is missing, and where it is to be had.
_MISSING = (
    _("Batches are run by Dask, which is not installed."),
    _("Run `python3 install.py --with batch` in a clone of the repository, or install inlay[batch]."),
)


def distributed() -> Any:
    """The package that runs tasks on workers, told to keep to itself what it thinks of their coming and going.

    Raises
    ------
    InstallationError
        If it is missing.
    """
    try:
        import distributed as found
    except ImportError as error:
        raise InstallationError(*_MISSING) from error
    for name in ("distributed", "distributed.client", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return found


def delayed() -> Any:
    """The function that makes a task of a call.

    Raises
    ------
    InstallationError
        If Dask is missing.
    """
    try:
        from dask import delayed as found
    except ImportError as error:
        raise InstallationError(*_MISSING) from error
    return found


def quietly() -> AbstractContextManager[Any]:
    """Let a cluster that is made inside leave processors to pictures."""
    from dask import config

    found: AbstractContextManager[Any] = config.set(_QUIET)
    return found
