"""The open image: its canvas, colour space and selection, and whether it is still as it was."""

from __future__ import annotations

from gi.repository import Gimp

from inlay.contract import job
from inlay.contract.boxes import Box
from inlay.contract.errors import InputError
from inlay.contract.language import _
from inlay.contract.planes import Profile

from ..bridge import errors
from ..bridge.snapshot import Snapshot
from .pixels import Format


class Document:
    """A GIMP image, with a memory of what a job has read from it.

    Raises
    ------
    InputError
        If the image cannot be worked on as it is.
    """

    def __init__(self, image: Gimp.Image) -> None:
        if image.get_base_type() == Gimp.ImageBaseType.INDEXED:
            raise errors.unsupported_space(_("indexed colours"))
        if image.get_floating_sel() is not None:
            raise InputError(_("There is a floating selection."), _("Anchor it or make it a layer, then try again."))
        self.image = image
        self.box = Box(0, 0, image.get_width(), image.get_height())
        probe = self.new_layer("probe", Box(0, 0, 1, 1))
        try:
            self.format = Format(probe)
        finally:
            probe.delete()
        self.snapshot = Snapshot()
        self.snapshot.place(lambda: _canvas(image))

    def new_layer(self, name: str, box: Box, mode: Gimp.LayerMode | None = None) -> Gimp.Layer:
        """A layer of the image's own type, not yet part of it."""
        gray = self.image.get_base_type() == Gimp.ImageBaseType.GRAY
        kind = Gimp.ImageType.GRAYA_IMAGE if gray else Gimp.ImageType.RGBA_IMAGE
        if mode is None:
            mode = self.image.get_default_new_layer_mode()
        return Gimp.Layer.new(self.image, name, box.width, box.height, kind, 100, mode)

    def selection_box(self) -> Box | None:
        """What the selection spans, or None without one."""
        _, some, left, top, right, bottom = Gimp.Selection.bounds(self.image)
        return Box(left, top, right - left, bottom - top) if some else None

    def profile(self) -> bytes | None:
        """ICC bytes that describe the stored samples, or None for sRGB.

        GIMP keeps one profile whatever the encoding: in a linear image its curve does not hold.
        """
        profile = self.image.get_color_profile()
        if profile is not None and self.format.mark == "":
            profile = profile.new_linear_from_color_profile() or profile
        elif profile is not None and self.format.mark == "~":
            profile = profile.new_srgb_trc_from_color_profile() or profile
        return None if profile is None else bytes(profile.get_icc_profile())

    def described(self, profile: Profile | None) -> job.Document:
        """The document as a job names it."""
        encoding = self.format.encoding(True, profile)
        return job.Document(self.box.width, self.box.height, encoding, self.format.masks.type)

    def watch(self, item: Gimp.Drawable) -> None:
        """Remember the place of an item that the result depends on."""
        self.snapshot.place(lambda: _place(item))


def _canvas(image: Gimp.Image) -> object:
    if not image.is_valid():
        return None
    return image.get_width(), image.get_height(), image.get_base_type(), image.get_precision()


def _place(item: Gimp.Drawable) -> object:
    if not item.is_valid():
        return None
    return tuple(item.get_offsets()), item.get_width(), item.get_height()
