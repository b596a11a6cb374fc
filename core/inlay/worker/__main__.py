"""``python -I -u -m inlay.worker --folder DIR [--idle SECONDS | --listen]``."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from inlay import __version__
from inlay.contract import process_tree, protocol
from inlay.errors import ProtocolError
from inlay.worker.folder import Folder
from inlay.worker.host import Parent, at_signals
from inlay.worker.loader import Loader
from inlay.worker.service import Service
from inlay.worker.visits import Visits

IDLE_SECONDS = 900.0


def main() -> NoReturn:
    parser = argparse.ArgumentParser(prog="python -m inlay.worker", description="Serves operations to an editor.")
    parser.add_argument(
        "--folder", type=Path, required=True, help="private folder for pixel planes; removed at the end"
    )
    parser.add_argument("--idle", type=float, default=IDLE_SECONDS, help="seconds without work after which it ends")
    parser.add_argument("--listen", action="store_true", help="serve who connects to a socket in the folder instead")
    arguments = parser.parse_args()
    try:
        process_tree.bind()
    except OSError as error:
        print(f"What this worker starts may outlive it ({error}).", file=sys.stderr)
    try:
        folder = Folder(arguments.folder)
    except ProtocolError as error:
        _greeted().fail(error)
        sys.exit(1)
    visits: Visits | None = None

    def end() -> NoReturn:
        # At once, whatever the other threads compute: nothing of it is wanted any more.
        try:
            if visits is not None:
                visits.remove()
            folder.remove()
        finally:
            os._exit(0)

    at_signals(end)
    parent = _greeted()
    try:
        if arguments.listen:
            visits = Visits(folder, end)
            parent.listen(lambda message: None, end)
            visits.serve()
        service = Service(parent, folder)
        parent.listen(service.receive, end)
        service.serve(arguments.idle, Loader())
    except BaseException:
        traceback.print_exc()
    end()


def _greeted() -> Parent:
    parent = Parent()
    parent.send(protocol.greeting(version=__version__))
    return parent


if __name__ == "__main__":
    main()
