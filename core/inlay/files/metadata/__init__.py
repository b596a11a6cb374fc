"""What a file says besides its pixels."""

from inlay.files.metadata.gathering import gather, turned, writable_resolution

__all__ = ["gather", "turned", "writable_resolution"]
