"""What the command says: errors and warnings for people, one JSON object for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from inlay.arrays.warning import distinct
from inlay.errors import InlayError, InlayWarning
from inlay.files.command_line.options import Request
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
        told = {"outputs": [one.to_json() for one in written], "report": report, "warnings": about}
        print(json.dumps(plain(told)), file=stream)
    elif not request.quiet:
        say_warnings(request, warned)
        for one in written:
            if one.path != streams.STREAM:
                print(one.path, file=stream)


def say_warnings(request: Request, warned: Sequence[InlayWarning]) -> None:
    """Tell warnings, each once, to whoever wants words."""
    if not (request.json or request.quiet):
        say_each(warned)


def say_each(warned: Sequence[InlayWarning]) -> None:
    """Tell warnings, each once."""
    for warning in distinct(warned):
        print(f"inlay: warning: {warning}", file=sys.stderr)


def say_error(error: InlayError) -> None:
    """Tell what is wrong, and what to do about it."""
    print(f"inlay: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"       {error.hint}", file=sys.stderr)


def say_error_as_json(error: InlayError, arguments: Sequence[str]) -> None:
    """Tell it to a script; on the standard error if the command line sends a picture the other way."""
    through_pipe = ("--output", "-") in pairwise(arguments) or any(word.endswith("=-") for word in arguments)
    print(json.dumps({"error": _as_json(error)}), file=sys.stderr if through_pipe else sys.stdout)


def _as_json(told: InlayError | InlayWarning) -> dict[str, str]:
    return {"code": told.code, "message": told.message, "hint": told.hint}
