"""The open document: its canvas, colour space and selection, and whether it is still as it was."""

from krita import Krita

from . import layers
from .bridge import errors, request
from .bridge.geometry import Box
from .bridge.planes import CHANNELS, SAMPLE_BYTES
from .pixels import MASK, Space, fill, fingerprint


class Document:
    """A Krita document, with a memory of what a job has read from it.

    Raises
    ------
    BridgeError
        If Inlay cannot work in its colour space.
    """

    def __init__(self, handle):
        self.handle = handle
        self.box = Box(0, 0, handle.width(), handle.height())
        self.space = Space.of(handle)
        self.format = self.space.plane()
        self._watched = []

    def json(self):
        """The document as a job names it."""
        return request.document(self.box.width, self.box.height, masks="u8", **self.format)

    def selection_box(self):
        """What the selection spans, or None without one."""
        selection = self.handle.selection()
        if selection is None or selection.width() <= 0 or selection.height() <= 0:
            return None
        return Box(selection.x(), selection.y(), selection.width(), selection.height())

    # The readers below take the box to read and `create`, which makes a plane as `planes.Folder.create` does.

    def read_selection(self, create, box):
        plane = create(box, **MASK, name="Selection")
        fill(plane, self.handle.selection().pixelData)
        return plane

    def read_node(self, create, node, box, unmasked=False):
        plane = create(box, **(MASK if layers.is_mask(node) else self.format), name=node.name())
        layers.read(self.handle, node, plane, unmasked)
        self._watch_pixels(node, box)
        return plane

    def read_below(self, create, node, box):
        plane = create(box, **self.format, name="Below")
        layers.read_below(self.handle, node, plane)
        self._watch_visible(box)
        return plane

    def read_visible(self, create, box):
        plane = create(box, **self.format, name="Visible")
        fill(plane, self.handle.pixelData)
        self._watch_visible(box)
        return plane

    def watch_place(self, node):
        """Remember where a node stands in the stack."""
        identity = node.uniqueId()

        def look():
            found = self.handle.nodeByUniqueID(identity)
            parent = layers.parent_of(found) if found is not None else None
            return None if parent is None else parent.uniqueId()

        self._watch(look)

    def check_unchanged(self):
        """
        Raises
        ------
        BridgeError
            If the document, its size, or anything that was read is not as it was.
        """
        if not any(other == self.handle for other in Krita.instance().documents()):
            raise errors.BridgeError("The image was closed, so the result was discarded.", "", "changed")
        self.handle.waitForDone()
        same = (self.handle.width(), self.handle.height()) == self.box[2:] and Space.of(self.handle) == self.space
        if not same or any(look() != seen for look, seen in self._watched):
            raise errors.document_changed()

    def _watch_pixels(self, node, box):
        self.watch_place(node)
        identity = node.uniqueId()
        direct = layers.is_mask(node) or node.type() == "paintlayer"

        def look():
            found = self.handle.nodeByUniqueID(identity)
            if found is None:
                return None
            read = found.pixelData if direct else found.projectionPixelData
            return layers.extent(found), Space.of(found), fingerprint(read, box, self._pixel_bytes())

        self._watch(look)

    def _watch_visible(self, box):
        self._watch(lambda: fingerprint(self.handle.pixelData, box, self._pixel_bytes()))

    def _watch(self, look):
        self._watched.append((look, look()))

    def _pixel_bytes(self):
        return CHANNELS[self.format["model"]] * SAMPLE_BYTES[self.format["type"]]
