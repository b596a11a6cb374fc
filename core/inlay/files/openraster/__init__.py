"""OpenRaster: a ZIP of PNG layers and an XML stack (openraster.org, version 0.0.6)."""

from inlay.files.openraster.reading import read
from inlay.files.openraster.writing import encode, space_for

__all__ = ["encode", "read", "space_for"]
