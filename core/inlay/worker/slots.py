"""The files of a view's frames: each is written only while nobody looks at it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import numpy as np

from inlay.contract.language import _
from inlay.contract.protocol import AGAIN
from inlay.contract.views import SLOTS
from inlay.errors import ProtocolError
from inlay.worker.folder import Folder, as_error
from inlay.worker.planes import write_all

#: Rows begin at multiples of so many bytes.
_ALIGNED = 4


class Slots:
    """The slots of one view.

    Parameters
    ----------
    folder : Folder
    view : int
        Its number.
    """

    def __init__(self, folder: Folder, view: int) -> None:
        self._folder = folder
        self._view = view
        self._free = set(range(SLOTS))
        self._written: set[int] = set()
        self._sizes = dict.fromkeys(range(SLOTS), 0)
        self._removed = False

    @property
    def has_free(self) -> bool:
        return bool(self._free)

    def take(self) -> int:
        """A free slot to be written; it is held until it is taken back, or handed over and released."""
        slot = min(self._free)
        self._free.remove(slot)
        self._written.add(slot)
        return slot

    def hand_over(self, slot: int) -> None:
        """The host has it from now on."""
        self._written.discard(slot)

    def take_back(self, slot: int) -> None:
        """Nothing became of it."""
        self._written.discard(slot)
        self._free.add(slot)

    def release(self, slot: object) -> None:
        """
        Raises
        ------
        ProtocolError
            If it is not held.
        """
        if type(slot) is not int or slot not in self._sizes or slot in self._free | self._written:
            raise ProtocolError(_("A view has no such frame to be released."), AGAIN)
        self._free.add(slot)

    def write(self, slot: int, pixels: np.ndarray) -> tuple[str, int]:
        """Write a frame, (rows, columns, 3) of uint8, into a slot that was taken.

        Returns
        -------
        tuple of str and int
            The file's name, and the bytes from one row to the next.
        """
        rows, columns = pixels.shape[:2]
        stride = -(-3 * columns // _ALIGNED) * _ALIGNED
        content = np.zeros((rows, stride), np.uint8)
        content[:, : 3 * columns] = pixels.reshape(rows, -1)
        path = self._path(slot)
        with as_error(path):
            if content.nbytes > self._sizes[slot]:
                # Who still has the old file open keeps it.
                os.replace(self._folder.new(content.nbytes), path)
                self._sizes[slot] = content.nbytes
            with open(path, "r+b", buffering=0) as file:
                write_all(file, content)
        if self._removed:
            self.remove()
        return path.name, stride

    def remove(self) -> None:
        """Remove the files, also one that is being written; who has one open keeps it."""
        self._removed = True
        for slot in self._sizes:
            # Windows keeps what is still being looked at; it goes with the folder.
            with contextlib.suppress(OSError):
                self._path(slot).unlink()

    def _path(self, slot: int) -> Path:
        return self._folder.path / f"view-{self._view}-{slot}.rgb"
