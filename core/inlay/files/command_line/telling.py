"""What the command says: errors and warnings for people, one JSON object for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from inlay.arrays.warning import distinct
from inlay.contract.language import _, told
from inlay.errors import InlayError, InlayWarning
from inlay.files.command_line.options import Frame, Request
from inlay.system import streams

if TYPE_CHECKING:
    from inlay.files.outputs import Written


def say_written(
    request: Request, written: Sequence[Written], report: Mapping[str, Any], warned: Sequence[InlayWarning]
) -> None:
    """Tell what was written, and what is to be known of it; on the standard error if a picture goes the other way."""
    stream = sys.stderr if streams.STREAM in request.targets else sys.stdout
    if request.json:
        from inlay.operations.plain import plain

        about = [_as_json(warning) for warning in distinct(warned)]
        answer = {"outputs": [one.to_json() for one in written], "report": report, "warnings": about}
        print(json.dumps({**_frame(request), **plain(answer)}), file=stream, flush=True)
    elif not request.quiet:
        say_warnings(request, warned)
        for one in written:
            if one.path != streams.STREAM:
                print(one.path, file=stream, flush=True)


def say_warnings(request: Request, warned: Sequence[InlayWarning]) -> None:
    """Tell warnings, each once, to whoever wants words."""
    if not (request.json or request.quiet):
        say_each(warned, request.frame)


def say_each(warned: Sequence[InlayWarning], frame: Frame | None = None) -> None:
    """Tell warnings, each once."""
    for warning in distinct(warned):
        print(told(_("inlay: warning: ")) + f"{_about(frame)}{warning.told()}", file=sys.stderr)


def say_error(error: InlayError, frame: Frame | None = None) -> None:
    """Tell what is wrong, and what to do about it."""
    print(f"inlay: {_about(frame)}{told(error.message)}", file=sys.stderr)
    if error.hint:
        print(f"       {told(error.hint)}", file=sys.stderr)


def say_failed(request: Request, error: InlayError) -> None:
    """Tell that one of many files failed."""
    if request.json:
        print(json.dumps({**_frame(request), "error": _as_json(error)}), flush=True)
    else:
        say_error(error, request.frame)


def say_error_as_json(error: InlayError, arguments: Sequence[str]) -> None:
    """Tell it to a script; on the standard error if the command line sends a picture the other way."""
    through_pipe = ("--output", "-") in pairwise(arguments) or any(word.endswith("=-") for word in arguments)
    print(json.dumps({"error": _as_json(error)}), file=sys.stderr if through_pipe else sys.stdout)


def _frame(request: Request) -> dict[str, str]:
    return {} if request.frame is None else {"frame": str(request.frame.path)}


def _about(frame: Frame | None) -> str:
    return "" if frame is None else f"{frame.path}: "


def _as_json(reason: InlayError | InlayWarning) -> dict[str, str]:
    return {"code": reason.code, "message": reason.message, "hint": reason.hint}
