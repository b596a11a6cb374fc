"""The open image: its canvas, colour space and selection, and whether it is still as it was."""

from gi.repository import Gimp

from bridge import errors, request
from bridge.geometry import Box
from pixels import Encoding


class Document:
    """A GIMP image.

    Raises
    ------
    BridgeError
        If the image cannot be worked on as it is.
    """

    def __init__(self, image):
        if image.get_base_type() == Gimp.ImageBaseType.INDEXED:
            raise errors.unsupported_space("indexed colours")
        if image.get_floating_sel() is not None:
            raise errors.BridgeError(
                "There is a floating selection.", "Anchor it or make it a layer, then try again.", "input"
            )
        self.image = image
        self.box = Box(0, 0, image.get_width(), image.get_height())
        probe = self.new_layer("probe", Box(0, 0, 1, 1))
        try:
            self.encoding = Encoding(probe)
        finally:
            probe.delete()
        self._seen = {}
        self._canvas = self._state()

    def new_layer(self, name, box, mode=None):
        """A layer of the image's own type, not yet part of it."""
        gray = self.image.get_base_type() == Gimp.ImageBaseType.GRAY
        kind = Gimp.ImageType.GRAYA_IMAGE if gray else Gimp.ImageType.RGBA_IMAGE
        if mode is None:
            mode = self.image.get_default_new_layer_mode()
        return Gimp.Layer.new(self.image, name, box.width, box.height, kind, 100, mode)

    def selection_box(self):
        """What the selection spans, or None without one."""
        _, some, left, top, right, bottom = Gimp.Selection.bounds(self.image)
        return Box(left, top, right - left, bottom - top) if some else None

    def profile(self):
        """ICC bytes that describe the stored samples, or None for sRGB.

        GIMP keeps one profile whatever the encoding: in a linear image its curve does not hold.
        """
        profile = self.image.get_color_profile()
        if profile is not None and self.encoding.mark == "":
            profile = profile.new_linear_from_color_profile() or profile
        elif profile is not None and self.encoding.mark == "~":
            profile = profile.new_srgb_trc_from_color_profile() or profile
        return None if profile is None else bytes(profile.get_icc_profile())

    def json(self, profile):
        """The document as a job names it."""
        encoding = self.encoding
        size = self.box.width, self.box.height
        model = encoding.model(alpha=True)
        return request.document(*size, model, encoding.type, encoding.transfer, profile, encoding.mask_type)

    def watch(self, item):
        """Remember an item that the result depends on."""
        self._seen[item] = _state(item)

    def check_unchanged(self):
        """
        Raises
        ------
        BridgeError
            If the canvas or a watched item is not as it was.
        """
        same = self.image.is_valid() and self._state() == self._canvas
        if not same or any(not item.is_valid() or _state(item) != state for item, state in self._seen.items()):
            raise errors.document_changed()

    def _state(self):
        image = self.image
        return image.get_width(), image.get_height(), image.get_base_type(), image.get_precision()


def _state(item):
    parent = item.get_parent()
    return (
        parent and parent.get_id(),
        tuple(item.get_offsets()),
        item.get_width(),
        item.get_height(),
    )
