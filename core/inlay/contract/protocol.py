"""The messages between a host and the worker: one JSON object a line, both ways.

The first line each way names the protocol; then ``job``, ``cancel`` and ``forget`` go to the worker, ``progress``,
``done`` and ``error`` come from it. A job may also ask whether an operation can begin at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Callable, Dict, Optional

from . import language
from .errors import InlayError, ProtocolError, for_host
from .language import _

VERSION = 1
AGAIN = _("Run python3 install.py again.")
#: In the folder of a worker that serves one process after another: where to connect to it.
SOCKET = "socket"

Message = Dict[str, Any]


def encode(message: Mapping[str, Any], default: Optional[Callable[[Any], Any]] = None) -> bytes:
    """A message as a line; `default` says what JSON does not know in words that it does."""
    return json.dumps(message, separators=(",", ":"), default=default).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message of a line.

    Raises
    ------
    ProtocolError
        If it is no JSON object.
    """
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise ProtocolError(_("A line is not a JSON object."), AGAIN)
    return message


def greeting(**facts: str) -> Message:
    """The first message: the protocol, and what else the other side may want to know."""
    return {"inlay": {"protocol": VERSION, **facts}}


def version_of(message: Mapping[str, Any]) -> object:
    """The protocol that a greeting names; None if the message is no greeting."""
    said = message.get("inlay")
    return said.get("protocol") if isinstance(said, dict) else None


def folder_of(message: Mapping[str, Any]) -> str:
    """The folder for planes that the greeting of a visitor names.

    Raises
    ------
    ProtocolError
        If it names none.
    """
    said = message.get("inlay")
    folder = said.get("folder") if isinstance(said, dict) else None
    if not isinstance(folder, str):
        raise ProtocolError(_("The first message names no folder."), AGAIN)
    return folder


def asked(job: int, operation: str) -> Message:
    """Asks, as a job, whether an operation has all that it needs besides pictures; it is done if so."""
    return {"job": job, "ask": operation}


def progress(job: int, fraction: float, doing: str) -> Message:
    return {"job": job, "progress": fraction, **language.described(doing=doing)}


def doing(message: Mapping[str, Any]) -> str:
    """What is being done, as a report of progress says it."""
    return language.read(message, "doing")[0]


def failed(error: InlayError, job: object = None) -> Message:
    """An error of a job, or of none."""
    described: Message = {"error": for_host(error)}
    return described if job is None else {"job": job, **described}
