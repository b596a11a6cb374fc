"""What a file says besides its pixels."""

from inlay.files.metadata.gathering import gather, listed, turned, writable_resolution

__all__ = ["gather", "listed", "turned", "writable_resolution"]
