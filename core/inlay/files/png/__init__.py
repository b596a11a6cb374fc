"""PNG: 8 and 16 bits, gray and colour, with what the file says about its colours and about the picture."""

from inlay.files.png.datastream import SIGNATURE
from inlay.files.png.reading import decode, metadata, profile, read
from inlay.files.png.writing import encode

__all__ = ["SIGNATURE", "decode", "encode", "metadata", "profile", "read"]
