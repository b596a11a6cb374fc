"""Dask, where it is installed."""

from __future__ import annotations

import logging
from typing import Any

from inlay.contract.errors import InstallationError

#: Where it is to be had.
HINT = "Run `python3 install.py --with batch` in a clone of the repository, or install inlay[batch]."


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
        raise InstallationError("Batches are run by Dask, which is not installed.", HINT) from error
    for name in ("distributed", "tornado"):
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
        raise InstallationError("Batches are run by Dask, which is not installed.", HINT) from error
    return found
