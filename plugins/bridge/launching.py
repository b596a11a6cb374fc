"""Starts the worker as a child process, and ends it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

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


def launch(installation: Installation, folder: str, host: str, *options: str) -> subprocess.Popen[bytes]:
    """Start the worker with a folder for planes.

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
        return subprocess.Popen(
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
    except OSError as error:
        raise broken(f"The worker {installation.python} does not start ({error.strerror}).") from error
    finally:
        if stderr is not None:
            stderr.close()


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and what it started. Large memory takes the system a while to free: nobody waits for that."""
    if process.poll() is not None:
        return
    try:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except OSError:
        pass
    with suppress(subprocess.TimeoutExpired):
        process.wait(KILL_SECONDS)
