"""Starts the worker as a child process, and ends it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from inlay.contract.language import _
from inlay.contract.process_tree import Process

from . import log
from .installation import Installation, broken

KILL_SECONDS = 0.02

# What a worker needs to know; everything else an editor sets up for itself (PYTHONPATH, LD_LIBRARY_PATH, QT_*, ...).
POSIX = {"HOME", "LANG", "LANGUAGE", "LOGNAME", "PATH", "TMPDIR", "TZ", "USER", "XDG_RUNTIME_DIR"}
WINDOWS = {"APPDATA", "COMSPEC", "LOCALAPPDATA", "NUMBER_OF_PROCESSORS", "PATHEXT", "PROCESSOR_ARCHITECTURE"}
WINDOWS |= {"SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "WINDIR"}


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What of an editor's environment a worker may see."""
    return {
        name: value for name, value in environment.items() if name.upper() in POSIX | WINDOWS or name.startswith("LC_")
    }


def launch(installation: Installation, folder: str, host: str, *options: str) -> Process[bytes]:
    """Start the worker with a folder for planes.

    It ends itself when this process has, and removes what it has made: no system kills it then.

    Parameters
    ----------
    installation : installation.Installation
    folder : str
    host : str
        Name and version of the editor, for the log.
    options : str
        Further ones of the worker's command line.

    Raises
    ------
    InstallationError
        If there is no worker.
    """
    command = [installation.python, "-I", "-u", "-m", "inlay.worker", "--folder", folder, *options]
    stderr = log.opened(installation.log, f"worker for {host}")
    try:
        process: Process[bytes] = Process(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if stderr is None else stderr,
            bufsize=0,
            env=clean_environment(os.environ),
            close_fds=True,
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if process.alone is not None:
            log.note(installation.log, "process", f"What it starts is not bound to it ({process.alone}).\n")
        return process
    except OSError as error:
        raise broken(
            _("The worker {python} does not start ({reason}).", python=installation.python, reason=error.strerror)
        ) from error
    finally:
        if stderr is not None:
            stderr.close()


def kill(process: Process[Any]) -> None:
    """Kill the process and what it started. Large memory takes the system a while to free: nobody waits for that."""
    process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(KILL_SECONDS)
