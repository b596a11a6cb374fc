"""``python -I -u -m inlay.worker --folder DIR [--idle SECONDS]``."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from inlay import __version__
from inlay.contract import protocol
from inlay.errors import ProtocolError
from inlay.worker.folder import Folder
from inlay.worker.host import Host, at_signals
from inlay.worker.service import Service

IDLE_SECONDS = 900.0


def main() -> NoReturn:
    parser = argparse.ArgumentParser(prog="python -m inlay.worker", description="Serves operations to an editor.")
    parser.add_argument(
        "--folder", type=Path, required=True, help="private folder for pixel planes; removed at the end"
    )
    parser.add_argument("--idle", type=float, default=IDLE_SECONDS, help="seconds without work after which it ends")
    arguments = parser.parse_args()
    try:
        folder = Folder(arguments.folder)
    except ProtocolError as error:
        _greeted().fail(error)
        sys.exit(1)

    def end() -> NoReturn:
        # At once, whatever the other thread computes: nothing of it is wanted any more.
        try:
            folder.remove()
        finally:
            os._exit(0)

    at_signals(end)
    host = _greeted()
    service = Service(host, folder)
    host.listen(service.receive, end)
    try:
        service.serve(arguments.idle)
    except BaseException:
        traceback.print_exc()
    end()


def _greeted() -> Host:
    host = Host()
    host.send(protocol.greeting(version=__version__))
    return host


if __name__ == "__main__":
    main()
