"""The command `inlay`: operations on files, and what keeps the installation in order."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from inlay import __version__
from inlay.errors import Cancelled, InlayError, InlayWarning, ParameterError, ResourceError
from inlay.files.options import Parser, Request, UsageError, parse

if TYPE_CHECKING:
    from inlay.files.outputs import Written
    from inlay.operations.declaration import Operation

SUCCESS, FAILURE, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
_INSTALLATION = ("doctor", "uninstall", "refresh")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code: 0, 1 for a failure, 2 for wrong use, 130 if interrupted."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    wants_json, debug = "--json" in arguments, "--debug" in arguments
    # Names of files need not be text in the terminal's encoding.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        with _termination(), warnings.catch_warnings():
            warnings.showwarning = _say_warning
            code = _dispatch(arguments)
            sys.stdout.flush()
            return code
    except (KeyboardInterrupt, Cancelled):
        _say_error(Cancelled("Interrupted; nothing was written."), wants_json)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain about it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    except InlayError as error:
        if debug:
            traceback.print_exc()
        _say_error(error, wants_json)
        return WRONG_USE if isinstance(error, ParameterError) else FAILURE
    except MemoryError:
        _say_error(ResourceError("There is not enough memory.", "Use smaller pictures, or close programs."), wants_json)
        return FAILURE
    except Exception as error:
        if debug:
            traceback.print_exc()
        words = f"Something went wrong: {type(error).__name__}: {error}"
        _say_error(InlayError(words, "Run it again with --debug and report what it prints."), wants_json)
        return FAILURE


def _dispatch(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        _parser().print_help()
        return SUCCESS if arguments else WRONG_USE
    command, *rest = arguments
    if command in _INSTALLATION:
        from importlib import import_module

        return int(import_module(f"inlay.installation.{command}").main(rest) or 0)
    if command == "run":
        return _run(rest)
    found = _parser().parse_args(arguments)
    return _list(found) if found.command == "list" else _show(found)


def _parser() -> Parser:
    parser = Parser(prog="inlay", description="Gradient-domain blending and alpha matting on picture files.")
    parser.add_argument("--version", action="version", version=f"inlay {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    common = _common()
    commands.add_parser("list", help="list the operations", parents=[common])
    show = commands.add_parser("show", help="show an operation's inputs, parameters and outputs", parents=[common])
    show.add_argument("id", metavar="ID", help="an operation's id, as `inlay list` prints it")
    commands.add_parser("run", help="run an operation on files; see inlay run ID --help", add_help=False)
    commands.add_parser("doctor", help="say what is installed where, and test it", add_help=False)
    commands.add_parser("refresh", help="tell the editors about further operations", add_help=False)
    commands.add_parser("uninstall", help="remove Inlay from the editors and this computer", add_help=False)
    return parser


def _common() -> Parser:
    common = Parser(add_help=False)
    group = common.add_argument_group("how it is told")
    group.add_argument("--quiet", action="store_true", help="print nothing but errors")
    group.add_argument("--json", action="store_true", help="print one JSON object")
    group.add_argument("--debug", action="store_true", help="with an error, print where in the program it arose")
    return common


def _find(name: str) -> Operation:
    from inlay.operations import registry

    operation = registry.find(name)
    if operation is None:
        known = ", ".join(other.id for other in registry.operations())
        raise UsageError(f"There is no operation “{name}”.", f"There are: {known}.")
    return operation


def _list(found: argparse.Namespace) -> int:
    from inlay.operations import registry

    if found.json:
        print(json.dumps([operation.to_json() for operation in registry.operations()]))
        return SUCCESS
    width = max((len(operation.id) for operation in registry.operations()), default=0)
    for operation in registry.operations():
        print(f"{operation.id:<{width}}  {operation.summary}")
    return SUCCESS


def _show(found: argparse.Namespace) -> int:
    from inlay.files.description import describe

    operation = _find(found.id)
    print(json.dumps(operation.to_json()) if found.json else describe(operation))
    return SUCCESS


def _run(arguments: Sequence[str]) -> int:
    place = next((number for number, word in enumerate(arguments) if not word.startswith("-")), None)
    if place is None:
        if not arguments or {"-h", "--help"} & set(arguments):
            print("usage: inlay run ID [options]\n\nSee `inlay list` for the ids, and `inlay run ID --help`.")
            return SUCCESS if arguments else WRONG_USE
        raise UsageError("The operation is missing.", "Write inlay run ID; `inlay list` prints the ids.")
    operation = _find(arguments[place])
    request = parse(operation, [*arguments[:place], *arguments[place + 1 :]], _common())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", InlayWarning)
        written, report = _execute(operation, request)
    _tell(request, written, report, [entry.message for entry in caught if isinstance(entry.message, InlayWarning)])
    return SUCCESS


def _tell(request: Request, written: Sequence[Written], report: dict[str, Any], warned: Sequence[InlayWarning]) -> None:
    said = list({(warning.code, warning.message): warning for warning in warned}.values())
    if request.json:
        about = [{"code": one.code, "message": one.message, "hint": one.hint} for one in said]
        told = {"outputs": [one.to_json() for one in written], "report": report, "warnings": about}
        print(json.dumps(told, default=_plain))
    elif not request.quiet:
        for warning in said:
            _say_warning(warning)
        for one in written:
            print(one.path)


def _say_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Tell a warning of ours; what other libraries warn of is not for artists."""
    if isinstance(message, InlayWarning):
        print(f"inlay: warning: {message}", file=sys.stderr)


def _execute(operation: Operation, request: Request) -> tuple[list[Written], dict[str, Any]]:
    from inlay.files.inputs import gather
    from inlay.files.outputs import check_output, write
    from inlay.files.progress import progress
    from inlay.files.saving import check_target
    from inlay.operations.job import Job

    check_output(operation, request.output, request.layer_only, request.values)
    if request.output is not None:
        check_target(request.output)
    with progress(operation.name, shown=not (request.quiet or request.json)) as step:
        step(0, "Reading")
        scene = gather(operation, request.references, request.values, request.at)
        # Standard output is for our own words: a script may read it.
        with contextlib.redirect_stdout(sys.stderr):
            result = operation.job_function()(Job(scene.images, request.values, scene.canvas, progress=step))
        step(1, "Writing")
        written = write(result, scene, request.output, request.layer_only)
    return written, dict(result.report)


def _plain(value: Any) -> Any:
    """A number of numpy's, or anything else that JSON does not know."""
    return value.item() if hasattr(value, "item") else str(value)


def _say_error(error: InlayError, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": {"code": error.code, "message": error.message, "hint": error.hint}}))
        return
    print(f"inlay: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"       {error.hint}", file=sys.stderr)


@contextlib.contextmanager
def _termination() -> Iterator[None]:
    """Let SIGTERM unwind like Ctrl-C, so that temporary files go."""

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    before: Callable[..., Any] | int | None = None
    with contextlib.suppress(ValueError):  # outside the main thread there are no signals
        before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


if __name__ == "__main__":
    sys.exit(main())
