"""Running other programs, and what their failures mean."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, NamedTuple, Optional, Union

from inlay.contract.language import _
from inlay.contract.process_tree import Process
from inlay_setup import filesystem, lock
from inlay_setup.errors import InstallationError

# What would lead another Python astray, or send packages elsewhere than into the environment at hand.
MISLEADING = (
    "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONSAFEPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__",
    "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON",
)  # fmt: skip
# What programs are told: where packages go, how they write, and that ONNX Runtime is to send nothing to its makers.
SETTINGS = {"PIP_USER": "0", "PYTHONUTF8": "1", "ORT_DISABLE_TELEMETRY": "1"}
NO_NETWORK = re.compile(
    "Temporary failure in name resolution|Name or service not known|nodename nor servname|getaddrinfo failed|"
    "Network is unreachable|No route to host|Connection refused|ConnectTimeout|Connection timed out|"
    "NewConnectionError|ProxyError|dns error|error sending request|Failed to fetch|No address associated",
    re.IGNORECASE,
)
KEPT_LINES = 400
# What is being followed, on any thread.
_followed: set[Process] = set()


class Finished(NamedTuple):
    """A program that has ended: exit code, and the last lines of what it wrote."""

    code: int
    output: str


Command = Sequence[Union[str, Path]]
Run = Callable[..., Finished]


def run(
    command: Command,
    watch: Optional[Callable[[str], None]] = None,
    variables: Optional[Mapping[str, str]] = None,
    folder: Optional[Path] = None,
    timeout: Optional[float] = None,
    behind: Optional[Path] = None,
) -> Finished:
    """Run a program to its end; `watch` sees every line as it comes.

    With `behind`, a file for what it writes, it is left to itself instead, and outlives this program. A program that
    does not exist, cannot be started or takes longer than `timeout` seconds gives exit code 127.
    """
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    environment.update({**SETTINGS, **(variables or {})})
    words = [str(word) for word in command]
    try:
        if behind is not None:
            _leave(words, environment, behind)
            return Finished(0, "")
        if watch is None:
            return _wait(words, environment, folder, timeout)
        return _follow(words, watch, environment, folder)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finished(127, str(error))


@contextmanager
def _started(words: list[str], environment: Mapping[str, str], folder: Optional[Path]) -> Iterator[Process]:
    """A program that is followed; it ends with this one where it cannot hold a lock that this one holds: on Windows."""
    with Process(
        words, ends_with_us=True, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", pass_fds=lock.inherited(),
    ) as process:  # fmt: skip
        _followed.add(process)
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            _followed.discard(process)


def _wait(
    words: list[str], environment: Mapping[str, str], folder: Optional[Path], timeout: Optional[float]
) -> Finished:
    with _started(words, environment, folder) as process:
        output, _errors = process.communicate(timeout=timeout)
    return Finished(process.returncode, output)


def _follow(
    words: list[str], watch: Callable[[str], None], environment: Mapping[str, str], folder: Optional[Path]
) -> Finished:
    last: deque[str] = deque(maxlen=KEPT_LINES)
    with _started(words, environment, folder) as process:
        assert process.stdout is not None
        for line in process.stdout:
            last.append(line)
            watch(line.rstrip("\n"))
    return Finished(process.returncode, "".join(last))


def end_followed() -> None:
    """End all that is followed, as where one of several has failed and nobody waits for the others."""
    for process in list(_followed):
        process.kill()


def _leave(words: list[str], environment: Mapping[str, str], output: Path) -> None:
    """Start a program that nothing ends with this one: neither its terminal nor what it holds."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS
    with open(output, "ab") as file:
        # Not waited for: whoever ends first.
        process = subprocess.Popen(
            words, env=environment, cwd=output.anchor, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            start_new_session=True, creationflags=flags,
        )  # fmt: skip
    process.returncode = 0


def which(name: str, search: str) -> Optional[Path]:
    """The program of this name on a search path."""
    found = shutil.which(name, path=search)
    return Path(found) if found else None


def demand(finished: Finished, message: str, hint: str) -> str:
    """Return the output of a program that succeeded.

    Raises
    ------
    InstallationError
        If it failed: `message` with the last lines it wrote, and `hint`, or what to do about a missing network or a
        full disk where that is the cause.
    """
    if finished.code == 0:
        return finished.output
    hint = remedy(finished.output) or hint
    last = "\n".join("    " + line for line in finished.output.strip().splitlines()[-12:])
    raise InstallationError(_("{message}\n{last}", message=message, last=last), hint)


def remedy(output: str) -> str:
    """What to do about a missing network or a full disk, if that is what a program complains of."""
    if NO_NETWORK.search(output):
        return _(
            "The network cannot be reached: connect, or set up your proxy or package mirror for pip, and try again."
        )
    return filesystem.ROOM if "No space left" in output else ""
