"""TIFF: 8 and 16 bits, half and single floats."""

from inlay.files.tiff.reading import read
from inlay.files.tiff.writing import encode

__all__ = ["encode", "read"]
