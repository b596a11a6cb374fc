"""Whatever goes wrong, in words for the artist."""

from __future__ import annotations

import traceback

from inlay.contract.language import _
from inlay.errors import FileError, InlayError, ResourceError


def failure(error: Exception) -> InlayError:
    """What the host is told of an error; the log is told of those that were not foreseen."""
    if isinstance(error, InlayError):
        return error
    if isinstance(error, MemoryError):
        hint = _("Close other programs, or select a smaller part.")
        return ResourceError(_("There is not enough memory for this job."), hint)
    traceback.print_exception(error)
    if isinstance(error, OSError):
        words = _("A file that the job needs cannot be used ({reason}).", reason=error.strerror or error)
        return FileError(words, _("Run it again; the worker's log says more."))
    described = " ".join(str(error).split()) or type(error).__name__
    return InlayError(_("The operation failed: {described}", described=described), _("The worker's log says more."))
