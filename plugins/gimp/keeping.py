"""The worker that is kept warm while GIMP runs: one for all calls, each of which is a process of its own.

A persistent procedure, which GIMP starts with itself, keeps it and leaves word of it in a parasite of this GIMP. Where
there is none, a call has a worker of its own.
"""

from __future__ import annotations

import socket
from typing import Optional

from gi.repository import Gimp, GLib

from inlay.contract.errors import InlayError

from ..bridge import first_start, installation, sharing
from ..bridge.client import Worker
from ..bridge.planes import ROOM

PROCEDURE = "inlay-keep-worker"
PARASITE = "inlay-worker"
TEND_SECONDS = 1
# A worker of a call's own serves that one.
IDLE_SECONDS = 60

_keeper: Optional[sharing.Keeper] = None


def worker(room: int = ROOM) -> Worker:
    """A worker for this process; `room` is how many bytes of planes it may need."""
    left = Gimp.get_parasite(PARASITE)
    address = bytes(left.get_data() or b"").decode() if left is not None else ""
    return sharing.worker(installation.load(), host(), address, room, IDLE_SECONDS)


def create(plug_in: Gimp.PlugIn, name: str) -> Gimp.Procedure:
    """The procedure that GIMP starts with itself."""
    procedure = Gimp.Procedure.new(plug_in, name, Gimp.PDBProcType.PERSISTENT, run, None)
    procedure.set_documentation("Keeps Inlay's worker ready while GIMP runs.", None, name)
    procedure.set_attribution("The authors of Inlay", "The authors of Inlay", "2026")
    return procedure


def run(procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, data: object) -> Gimp.ValueArray:
    # GIMP waits for this before it goes on with its own start.
    procedure.persistent_ready()
    procedure.get_plug_in().persistent_enable()
    GLib.timeout_add_seconds(TEND_SECONDS, _tend)
    GLib.MainLoop().run()
    return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, None)


def close() -> None:
    """GIMP ends."""
    if _keeper is not None:
        _keeper.close()


def _tend() -> bool:
    global _keeper
    if not hasattr(socket, "AF_UNIX"):
        # Windows: every call has a worker of its own.
        return False
    if first_start.is_needed():
        return True
    try:
        if _keeper is None:
            _keeper = sharing.Keeper(installation.load(), host())
    except InlayError:
        # Whoever calls an operation is told.
        return False
    before = _keeper.address
    goes_on = _keeper.tend()
    if _keeper.address != before:
        Gimp.attach_parasite(Gimp.Parasite.new(PARASITE, 0, _keeper.address.encode()))
    return goes_on


def host() -> str:
    """This GIMP by name and version."""
    return f"gimp {Gimp.version()}"
