"""The command `inlay`: operations on files, and what keeps the installation in order."""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import traceback
import warnings
from collections.abc import Sequence

from inlay import __version__
from inlay.arrays.warning import collected
from inlay.contract.language import _, translated
from inlay.errors import Cancelled, ParameterError
from inlay.files.command_line import running, telling
from inlay.files.command_line.options import Parser, common_options
from inlay.system import refusals, stopping, streams

SUCCESS, FAILURE, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
_TOLD = ("--quiet", "--json", "--debug")
#: Commands of other rooms and packages: the modules that have a `main`.
_ELSEWHERE = {
    "batch": "inlay.batch.command",
    "install": "inlay_setup.packaged",
    **{name: f"inlay_setup.{name}" for name in ("doctor", "uninstall", "refresh")},
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code.

    It is 0, 1 for a failure (also to say what was to be said), 2 for wrong use, 130 if interrupted by any signal that
    asks the program to end.
    """
    arguments = _command_first(list(sys.argv[1:] if arguments is None else arguments))
    with streams.forgiving() as (output, errors):
        try:
            with stopping.unwinding(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what other libraries warn of is not for artists
                code = _attempt(arguments)
        except KeyboardInterrupt:  # once more, while the first was being told
            code = INTERRUPTED
        except SystemExit:  # after --help
            output.flush()
            if output.failure is None:
                raise
            code = FAILURE
        output.flush()
        if output.failure is not None and not isinstance(output.failure, BrokenPipeError):
            hint = _("The files are written all the same.") if arguments[:1] == ["run"] and code == SUCCESS else ""
            telling.say_error(refusals.of_words(output.failure, hint))
        errors.flush()
        return code or (FAILURE if output.failure or errors.failure else SUCCESS)


def _command_first(arguments: list[str]) -> list[str]:
    """The same words, those that say how it is told behind the command."""
    ahead = list(itertools.takewhile(_TOLD.__contains__, arguments))
    return [*arguments[len(ahead) : len(ahead) + 1], *ahead, *arguments[len(ahead) + 1 :]]


def _attempt(arguments: Sequence[str]) -> int:
    """Run a command line, and say in words why it cannot be done."""
    with collected() as warned:
        try:
            return _dispatch(arguments)
        except (Exception, KeyboardInterrupt) as reason:
            error = refusals.of_anything(reason)
            if "--debug" in arguments and not isinstance(error, Cancelled):
                traceback.print_exc()
        finally:
            telling.say_each(warned)
    if "--json" in arguments:
        telling.say_error_as_json(error, arguments)
    else:
        telling.say_error(error)
    if isinstance(error, Cancelled):
        return INTERRUPTED
    return WRONG_USE if isinstance(error, ParameterError) else FAILURE


def _dispatch(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        _parser().print_help()
        return SUCCESS if arguments else WRONG_USE
    command, *rest = arguments
    if command in _ELSEWHERE:
        from importlib import import_module

        return int(import_module(_ELSEWHERE[command]).main(rest) or 0)
    if command == "models":
        from inlay.files.command_line import models

        models.run(rest)
        return SUCCESS
    if command == "train":
        from inlay.files.command_line import training

        training.run(rest)
        return SUCCESS
    if command == "run":
        return SUCCESS if running.run(rest) else WRONG_USE
    found = _parser().parse_args(arguments)
    return _list(found) if found.command == "list" else _show(found)


def _parser() -> Parser:
    parser = Parser(prog="inlay", description=_("Gradient-domain blending and alpha matting on picture files."))
    parser.add_argument("--version", action="version", version=f"inlay {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    common = common_options()
    commands.add_parser("list", help=_("list the operations"), parents=[common])
    show = commands.add_parser("show", help=_("show an operation's inputs, parameters and outputs"), parents=[common])
    show.add_argument("id", metavar="ID", help=_("an operation's id, as `inlay list` prints it"))
    commands.add_parser("run", help=_("run an operation on files; see inlay run ID --help"), add_help=False)
    commands.add_parser("batch", help=_("run operations on many files, on all processors or machines"), add_help=False)
    commands.add_parser(
        "models",
        help=_("list, add, fetch or remove networks that find subjects, estimate alpha or blend"),
        add_help=False,
    )
    commands.add_parser("train", help=_("train a network on pictures of your own"), add_help=False)
    commands.add_parser("install", help=_("put Inlay into the editors, where it came as a package"), add_help=False)
    commands.add_parser("doctor", help=_("say what is installed where, and test it"), add_help=False)
    commands.add_parser("refresh", help=_("tell the editors about further operations"), add_help=False)
    commands.add_parser("uninstall", help=_("remove Inlay from the editors and this computer"), add_help=False)
    return parser


def _list(found: argparse.Namespace) -> int:
    from inlay.operations import registry

    if found.json:
        print(json.dumps([operation.to_json() for operation in registry.operations()]))
        return SUCCESS
    width = max((len(operation.id) for operation in registry.operations()), default=0)
    for operation in registry.operations():
        print(f"{operation.id:<{width}}  {translated(operation.summary)}")
    return SUCCESS


def _show(found: argparse.Namespace) -> int:
    from inlay.files.command_line.description import describe

    operation = running.find(found.id)
    print(json.dumps(operation.to_json()) if found.json else describe(operation))
    return SUCCESS
