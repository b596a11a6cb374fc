"""The open document: its canvas, colour space and selection, and whether it is still as it was."""

from __future__ import annotations

from dataclasses import replace

import krita
from inlay.contract import job
from inlay.contract.boxes import Box
from inlay.contract.language import _, told

from ..bridge.planes import Folder
from ..bridge.snapshot import Snapshot, fingerprint
from . import layers, profiles
from .pixels import Read, Space


class Document:
    """A Krita document, with a memory of what a job has read from it.

    Raises
    ------
    InputError
        If Inlay cannot work in its colour space.
    """

    def __init__(self, handle: krita.Document) -> None:
        self.handle = handle
        self.box = Box(0, 0, handle.width(), handle.height())
        self.space = Space.of(handle)
        self.encoding = self.space.encoding()
        self.snapshot = Snapshot()
        self.snapshot.place(self._canvas)

    def described(self) -> job.Document:
        """The document as a job names it."""
        return job.Document(self.box.width, self.box.height, self.encoding, masks="u8")

    def keep_profile(self, folder: Folder) -> None:
        """Put the colour profile beside the planes: its name means nothing to the worker."""
        content = profiles.content(self.space)
        if content:
            self.encoding = replace(self.encoding, profile=folder.profile(content))

    def selection_box(self) -> Box | None:
        """What the selection spans, or None without one."""
        selection = self.handle.selection()
        if selection is None or selection.width() <= 0 or selection.height() <= 0:
            return None
        return Box(selection.x(), selection.y(), selection.width(), selection.height())

    def watch_place(self, node: krita.Node) -> None:
        """Remember that a node is there, and where on the canvas."""
        identity = node.uniqueId()

        def look() -> object:
            found = self.handle.nodeByUniqueID(identity)
            return None if found is None or layers.parent_of(found) is None else found.position()

        self.snapshot.place(look)

    def watch_pixels(self, node: krita.Node, box: Box) -> None:
        """Remember where a node is, and what it holds in a box."""
        self.watch_place(node)
        identity = node.uniqueId()
        direct = layers.is_mask(node) or node.type() == "paintlayer"

        def look() -> object:
            found = self.handle.nodeByUniqueID(identity)
            if found is None:
                return None
            read = found.pixelData if direct else found.projectionPixelData
            return layers.extent(found), Space.of(found), self._fingerprint(read, box)

        self.snapshot.picture(_("“{name}”", name=node.name()), look, look())

    def watch_visible(self, box: Box) -> None:
        """Remember what the canvas shows in a box."""

        def look() -> int:
            return self._fingerprint(self.handle.pixelData, box)

        self.snapshot.picture(told(_("What is visible")), look, look())

    def watch_selection(self, box: Box) -> None:
        """Remember the selection in a box, or that there is none."""

        def look() -> object:
            selection = self.handle.selection()
            return None if selection is None else fingerprint(selection.pixelData, box, 1)

        self.snapshot.picture(told(_("The selection")), look, look())

    def _canvas(self) -> object:
        if not any(other == self.handle for other in krita.Krita.instance().documents()):
            return None
        return self.handle.width(), self.handle.height(), Space.of(self.handle)

    def _fingerprint(self, read: Read, box: Box) -> int:
        return fingerprint(read, box, self.encoding.pixel_bytes)
