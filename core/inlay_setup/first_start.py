"""What an editor starts when an adapter came by the editor's own channel: the private environment is made.

The clone that the adapter carries is installed, into this kind of editor. Every word is a line of JSON, see
`inlay_setup.console.speak_to_a_program`. Whoever closes its stdin, as the editor does by its end, stops it. What did
not come to its end leaves nothing behind.
"""

from __future__ import annotations

import _thread
import os
import shutil
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from inlay.contract.language import _
from inlay_setup import console, environment, filesystem, install, private, programs, repository, uninstall
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations, locate, refuse_sudo
from inlay_setup.programs import Run

CLONE = Path(__file__).resolve().parents[2]
#: Bytes that the environment takes, and what is downloaded for it until it is unpacked.
ROOM = 900 << 20


def main(arguments: Sequence[str]) -> int:
    """Set Inlay up for the kind of editor that is named; returns an exit code."""
    console.speak_to_a_program()
    # Whoever started the editor may have let it ignore interrupts, and that is inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_stop_with_the_editor, daemon=True).start()
    return console.outcome(lambda: set_up(CLONE, locate(), arguments[0]))


def set_up(clone: Path, locations: Locations, kind: str, run: Run = programs.run) -> int:
    """Install the clone into this kind of editor, and into those that an earlier installation served.

    Raises
    ------
    InstallationError
        If that fails; what was there before still works then, and where nothing was, nothing is.
    """
    refuse_sudo(locations.home)
    # Whoever waits for the lock may find what another editor has had installed meanwhile.
    with private.changing(locations) as made:
        earlier = private.known(locations.data)
        has_environment = any(map(os.path.lexists, environment.places(locations.environment)))
        if not has_environment:
            _demand_room(locations.data)
        chosen = [kind] if earlier is None else sorted({*earlier.chosen, kind}) if earlier.chosen else []
        try:
            return install.carry_out(repository.clone(clone), locations, made, chosen, run=run)
        except BaseException:
            # What a record tells of may be another environment's, as where a package serves the editors.
            if earlier is None and not has_environment:
                with suppress(InstallationError, OSError):
                    uninstall.withdraw(locations, made)
            raise


def _demand_room(data: Path) -> None:
    there = next(folder for folder in [data, *data.parents] if folder.is_dir())
    if shutil.disk_usage(there).free < ROOM:
        raise InstallationError(_("There is too little room in {folder}.", folder=there), filesystem.ROOM)


def _stop_with_the_editor() -> None:
    """Wait until nobody holds stdin any more, then stop as Ctrl+C does."""
    with suppress(OSError):
        # Not by `sys.stdin`, whose lock Python wants when it ends.
        while os.read(0, 1):
            pass
    if sys.platform == "win32":
        _thread.interrupt_main()
        programs.end_followed()
    else:
        # Whatever the main thread waits for, a signal of its own interrupts it.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
