"""What a file says besides its pixels."""

from inlay.files.metadata.gathering import gather, turned, usable_profile, writable_resolution

__all__ = ["gather", "turned", "usable_profile", "writable_resolution"]
