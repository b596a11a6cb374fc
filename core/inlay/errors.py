"""The exceptions and warnings of Inlay: every one carries a message for people and a hint that says what to do."""

from inlay.contract.errors import (
    Cancelled,
    FileError,
    InlayError,
    InlayWarning,
    InputError,
    ModelError,
    ParameterError,
    ProtocolError,
    RegionError,
    ResourceError,
)

__all__ = [
    "Cancelled",
    "FileError",
    "InlayError",
    "InlayWarning",
    "InputError",
    "ModelError",
    "ParameterError",
    "ProtocolError",
    "RegionError",
    "ResourceError",
]
