"""What a cell prints is one text, in however many pieces its kernel sends it.

MyST-NB begins a new line, or a new block, with each piece, and where they are parted depends on the machine's speed.
nbclient joins them as they are if it is asked to, but MyST-NB cannot be told to ask.
"""

from __future__ import annotations

from functools import partialmethod
from typing import TYPE_CHECKING, Any

from nbclient.client import NotebookClient

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    NotebookClient.__init__ = partialmethod(NotebookClient.__init__, coalesce_streams=True)  # type: ignore[assignment]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
