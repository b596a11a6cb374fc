"""The first start of an adapter that came by its editor's own channel: the private environment is made when asked for.

A process of its own does that, on a Python of the system's (`pythons`), with what the adapter carries; see
`inlay_setup.first_start`. Nothing here waits: an editor looks at a `SetUp` from a timer.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from contextlib import suppress
from typing import Any

from inlay.contract.errors import Cancelled, InlayError, InstallationError
from inlay.contract.language import _, joined, read
from inlay.contract.process_tree import Process

from . import installation, launching, pythons

CARRIED = os.path.join(installation.HERE, "carried", "core")
#: The operations that an adapter offers before there is an environment to ask.
OFFERED = os.path.join(installation.HERE, "carried", "manifests", "operations.json")
CODE = """
import sys
sys.path.insert(0, sys.argv[1])
from inlay_setup import first_start
sys.exit(first_start.main(sys.argv[2:]))
"""
#: How long one that is to stop may take to clear up.
STOP_SECONDS = 20.0

TITLE = _("Set Up Inlay")
QUESTION = _("Inlay is here, and the part of it that computes is still to be fetched. Shall that be done now?")
INSTALL, LATER, CANCEL = _("Install"), _("Not now"), _("Cancel")
SEARCHING, PREPARING = _("Looking for Python"), _("Looking at what is there")
READY = _("Inlay is ready.")


def is_needed() -> bool:
    """Whether there is no environment, and what makes one."""
    if not os.path.isdir(CARRIED):
        return False
    try:
        return not os.path.exists(installation.load().python)
    except InlayError:
        return True


def refusal() -> InstallationError:
    """What whoever cannot be asked is told."""
    return InstallationError(
        _("The part of Inlay that computes is not installed yet."),
        _("Choose an entry of Inlay's menu in the editor: it offers to fetch it."),
    )


def details() -> str:
    """What would be done, in the artist's words."""
    return joined(
        "\n",
        [
            _("About 165 MB are downloaded, once, from where Python packages lie. Then Inlay needs no network."),
            _(
                "It takes about 600 MB in {folder} and changes nothing else. You can go on painting meanwhile.",
                folder=_place(),
            ),
            _("To remove it later, type “inlay uninstall” in a terminal."),
        ],
    )


def _place() -> str:
    """Where the environment will lie, the home folder as ``~``; `inlay_setup.locations` puts it there."""
    home = os.path.expanduser("~")
    if os.name == "nt":
        variable, usual = "LOCALAPPDATA", ("AppData", "Local")
    elif pythons.IS_MAC:
        variable, usual = "", ("Library", "Application Support")
    else:
        variable, usual = "XDG_DATA_HOME", (".local", "share")
    given = os.environ.get(variable, "")
    folder = os.path.join(given if os.path.isabs(given) else os.path.join(home, *usual), "inlay")
    return "~" + folder[len(home) :] if folder.startswith(home + os.sep) else folder


class SetUp:
    """Makes the environment, beside the editor's own work.

    Parameters
    ----------
    kind : str
        The editor: ``gimp`` or ``krita``.

    Attributes
    ----------
    doing : str
        What it is at.
    fraction : float
        How far that is.
    error : InlayError or None
        Why it ended without an environment; `Cancelled` where it was to stop.
    """

    def __init__(self, kind: str) -> None:
        self.doing: str = SEARCHING
        self.fraction = 0.0
        self.error: InlayError | None = None
        self._kind = kind
        self._process: Process[str] | None = None
        self._stopped = False
        self._changing = threading.Lock()
        self._thread = threading.Thread(target=self._work, daemon=True)

    @property
    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def cancel(self) -> None:
        """Stop; what was made so far is cleared up meanwhile."""
        with self._changing:
            self._stopped = True
            if self._process is not None and self._process.stdin is not None:
                with suppress(OSError):
                    self._process.stdin.close()
        threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        """Kill what does not stop by itself."""
        end = time.monotonic() + STOP_SECONDS
        while not self.has_ended and time.monotonic() < end:
            time.sleep(0.1)
        if self._process is not None and not self.has_ended:
            launching.kill(self._process)

    def _work(self) -> None:
        try:
            command = pythons.find()
            with self._changing:
                if self._stopped:
                    raise Cancelled()
                self._process = self._launch(command)
            self.doing = PREPARING
            self._follow(self._process)
        except InlayError as error:
            self.error = error
        except Exception as error:
            self.error = _failure(repr(error))

    def _launch(self, command: list[str]) -> Process[str]:
        """Start the process; it lives as long as its stdin is open, and not longer than the editor."""
        return Process(
            [*command, "-I", "-B", "-u", "-c", CODE, CARRIED, self._kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=pythons.environment(),
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def _follow(self, process: Process[str]) -> None:
        """Hear what it says until it has ended."""
        told: InlayError | None = None
        last = ""
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                message = _message(line)
                last = line if not message else last
                if "progress" in message:
                    (self.doing,), self.fraction = read(message, "doing"), message["progress"]
                if "noted" in message:
                    told = InstallationError(*read(message, "noted", "advice"))
                if "message" in message:
                    told = InstallationError(*read(message, "message", "hint"))
        if self._stopped:
            self.error = Cancelled()
        elif process.returncode or is_needed():
            self.error = told or _failure(last.strip() or _("exit code {code}", code=process.returncode))


def _message(line: str) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _failure(reason: str) -> InstallationError:
    return InstallationError(
        _("Inlay could not be set up ({reason}).", reason=reason), _("Try again; report it if it happens again.")
    )
