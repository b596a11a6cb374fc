"""What GIMP sees of Inlay: a procedure for every installed operation, and the one that keeps a worker for them."""

from __future__ import annotations

import sys

from gi.repository import Gimp

from inlay.contract.declaration import Operation
from inlay.contract.errors import InlayError

from ..bridge import table
from . import keeping

PREFIX = "plug-in-inlay-"


class Inlay(Gimp.PlugIn):
    """The procedures of all operations, under Filters > Inlay."""

    def do_set_i18n(self, name: str) -> bool:
        return False

    def do_query_procedures(self) -> list[str]:
        return [keeping.PROCEDURE, *(PREFIX + operation.id for operation in offered())]

    def do_create_procedure(self, name: str) -> Gimp.Procedure:
        if name == keeping.PROCEDURE:
            return keeping.create(self, name)
        from . import procedure

        return procedure.create(self, name, next(entry for entry in offered() if PREFIX + entry.id == name))

    def do_quit(self) -> None:
        keeping.close()


def offered() -> list[Operation]:
    try:
        return table.offered()
    except InlayError as error:
        print(f"Inlay: {error.told()}", file=sys.stderr)
        return []
