"""PSD and PSB, read by psd-tools."""

from inlay.files.photoshop.reading import read

__all__ = ["read"]
