"""The exceptions and warnings of Inlay: every one carries a message for people and a hint that says what to do.

They have the same names and codes on both sides of the pipe.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import language
from .language import _, told


class InlayError(Exception):
    """Base of everything that Inlay raises on purpose.

    Attributes
    ----------
    code : str
        Short machine-readable name, the same in Python, in the worker's answers and in ``--json`` output.
    message : str
        What is wrong, in a sentence.
    hint : str
        What to do about it, in a sentence; may be empty.
    """

    code = "failed"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "message": str(self.message), "hint": str(self.hint)}

    def told(self) -> str:
        """Message and hint in the artist's language."""
        return f"{told(self.message)} {told(self.hint)}".strip()


class InputError(InlayError, ValueError):
    """A picture cannot be used: wrong shape or type, sizes that do not match, NaN pixels."""

    code = "input"


class RegionError(InputError):
    """The region cannot be solved: it is empty, or nothing holds it."""

    code = "region"


class ParameterError(InputError):
    """A parameter is unknown, of the wrong type or out of its range."""

    code = "parameter"


class FileError(InlayError, OSError):
    """A file cannot be read or written."""

    code = "file"


class ResourceError(InlayError):
    """The machine lacks memory or disk space for this job."""

    code = "resources"


class ModelError(InlayError):
    """A network cannot be used: none is there, its file is broken or of another kind, or what runs it is missing."""

    code = "model"


class ProtocolError(InlayError):
    """A host and the worker do not understand each other."""

    code = "protocol"


class InstallationError(InlayError):
    """What is installed beside an editor does not work."""

    code = "installation"


class Cancelled(InlayError):
    """The artist cancelled; raised out of a ``progress`` callable and never caught on the way."""

    code = "cancelled"

    def __init__(self, message: str = _("Cancelled."), hint: str = "") -> None:
        super().__init__(message, hint)


class InlayWarning(UserWarning):
    """The result is defined, yet not quite what was asked for.

    Attributes
    ----------
    code, message, hint : str
        As in `InlayError`.
    """

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.code = code
        self.message = message
        self.hint = hint

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "message": str(self.message), "hint": str(self.hint)}

    def told(self) -> str:
        """Message and hint in the artist's language."""
        return f"{told(self.message)} {told(self.hint)}".strip()


_CLASSES = {
    kind.code: kind
    for kind in (
        *(InputError, RegionError, ParameterError, FileError),
        *(ResourceError, ModelError, ProtocolError, InstallationError, Cancelled),
    )
}


def for_host(error: InlayError | InlayWarning) -> dict[str, Any]:
    """As `to_json` describes it, and how it is told in other languages."""
    return {"code": error.code, **language.described(message=error.message, hint=error.hint)}


def from_json(record: Mapping[str, Any]) -> InlayError:
    """The error that an answer describes."""
    code = record.get("code", InlayError.code)
    message, hint = language.read(record, "message", "hint")
    error = _CLASSES.get(code, InlayError)(message or _("The job failed."), hint)
    error.code = code
    return error


def warning_from_json(record: Mapping[str, Any]) -> InlayWarning:
    """The warning that an answer describes."""
    return InlayWarning(record["code"], *language.read(record, "message", "hint"))
