"""JPEG, decoded and encoded by Pillow."""

from inlay.files.jpeg.reading import read
from inlay.files.jpeg.writing import encode

__all__ = ["encode", "read"]
