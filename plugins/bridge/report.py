"""A report of an error, to be copied into a letter or a bug tracker: what helps to find the cause, nothing private.

It has no picture, and no name of a file or folder of the artist's; the home folder is ``~``.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from inlay.contract.errors import InlayError

from . import log
from .installation import Installation

LINES = 40
HIDDEN = "…"

_KINDS = (
    "avif|bmp|csv|dng|exr|gbr|gif|hdr|heic|heif|ico|icc|icm|jfif|jp2|jpe|jpeg|jpg|jxl|json|kra|krz|nef|onnx|ora|pdf|png|"
    "pnm|ppm|psb|psd|raw|svg|tga|tif|tiff|txt|webp|xcf|xmp"
)
_ROOT = r"(?:file:/+|[A-Za-z]:[\\/]|\\\\|~[\\/]|/)"
#: A name with an ending of pictures and the like, even with spaces where a folder says that it begins; what is quoted
#: and begins like a path; and what looks like one without.
_NAMES = re.compile(
    rf"(?P<quote>['\"“‘])(?P<quoted>{_ROOT}[^'\"”’\n]*)(?=['\"”’])"
    rf"|(?<![\w.~]){_ROOT}[^'\"“”\n]*?\.(?:{_KINDS})\b"
    rf"|(?<![\w.~<]){_ROOT}[^\s'\"“”,;)>]+"
    rf"|[^\s'\"“”/\\(]+\.(?:{_KINDS})\b",
    re.IGNORECASE,
)


#: What a setting's word looks like that Inlay has chosen itself, and not the artist.
_OWN_WORD = re.compile(r"[a-z][a-z0-9-]*")


def text(
    error: InlayError,
    operation: str,
    host: str,
    installation: Installation | None = None,
    settings: Mapping[str, Any] | None = None,
) -> str:
    """The report.

    Parameters
    ----------
    error : InlayError
    operation : str
        The id of what was asked for.
    host : str
        The editor with its version.
    installation : Installation, optional
        Where it could be read.
    settings : dict, optional
        Values of parameters by id, as far as they are known.
    """
    inlay = "Inlay " + (installation.version if installation is not None else "(not known)")
    lines = [
        f"{inlay}, {host}, Python {platform.python_version()}, {platform.platform()}",
        f"Operation: {operation}",
        *([f"Settings: {_shown(settings)}"] if settings else []),
        f"Error: {error.message} ({error.code})",
        f"Hint: {error.hint}",
    ]
    if installation is not None:
        lines += ["", "The log's last lines:", *(log.last_lines(installation.log, LINES) or ["none"])]
    return _without_names("\n".join(lines), _own(installation)) + "\n"


def _shown(settings: Mapping[str, Any]) -> str:
    """Settings in a line; words that the artist may have written are left out."""
    return ", ".join(f"{name}={_without_words(value)}" for name, value in settings.items())


def _without_words(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "(" + ", ".join(map(_without_words, value)) + ")"
    if value is None or isinstance(value, (bool, int, float)):
        return str(value)
    return value if isinstance(value, str) and _OWN_WORD.fullmatch(value) else HIDDEN


def _own(installation: Installation | None) -> list[str]:
    """Folders whose paths say nothing of the artist's work: Inlay's, the adapter's and Python's."""
    own = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))), sys.prefix, sys.base_prefix]
    if installation is not None:
        own += [os.path.dirname(installation.table), os.path.dirname(os.path.dirname(installation.python))]
    return own


def _without_names(words: str, own: Sequence[str]) -> str:
    def hidden(found: re.Match[str]) -> str:
        quote, path = found["quote"] or "", found["quoted"] or found[0]
        is_own = path.startswith(tuple(own)) or path.lower().endswith((".py", ".so", ".pyd", ".dll"))
        return quote + (_shortened(path) if is_own else HIDDEN + os.path.splitext(path)[1])

    return _NAMES.sub(hidden, words)


def _shortened(path: str) -> str:
    """A path with the home folder as ``~``."""
    home = os.path.expanduser("~")
    return "~" + path[len(home) :] if path.startswith(home + os.sep) else path
