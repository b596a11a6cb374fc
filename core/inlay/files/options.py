"""The command line of an operation, made from its declaration."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from inlay.errors import ParameterError
from inlay.files import reference
from inlay.files.reference import Reference
from inlay.operations.declaration import Operation
from inlay.operations.parameters import Boolean, Choice, Colour, Integer, Number, Parameter, Point, Points

_RESERVED = ("at", "output", "layer-only", "quiet", "json", "debug", "help")
_EPILOG = (
    "FILE is a picture (PNG, TIFF, JPEG, WebP, OpenRaster, PSD); FILE#NAME or FILE#NUMBER is one of its layers, "
    "counted from 0 at the bottom; FILE@X,Y lies at that position of the canvas, and a mask without has the size of "
    "the picture that it belongs to. A selection is a picture's gray value, or its opacity where it is transparent "
    "anywhere: up to 2 % is nothing, from 98 % on all. Write negative numbers with an equals sign: --at=-30,40."
)
_FORMS: dict[type[Parameter], str] = {Integer: "N", Number: "N", Colour: "#RRGGBB", Point: "X,Y", Points: "X,Y ..."}


class UsageError(ParameterError):
    """The command line is wrong."""

    code = "usage"


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.")


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line of one operation."""

    references: dict[str, list[Reference]]
    values: dict[str, Any]
    at: tuple[int, int] | None = None
    output: Path | None = None
    layer_only: bool = False
    quiet: bool = False
    json: bool = False
    debug: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


def parser_of(operation: Operation, common: Parser) -> Parser:
    """The options of an operation's inputs and parameters, and of what is written."""
    parser = Parser(
        prog=f"inlay run {operation.id}",
        description=operation.summary,
        epilog=_EPILOG,
        parents=[common],
        allow_abbrev=False,
        add_help=True,
        formatter_class=argparse.HelpFormatter,
    )
    pictures = parser.add_argument_group("pictures")
    for entry in operation.inputs:
        several = "layers" in entry.kinds
        pictures.add_argument(
            f"--{entry.role}",
            dest=f"input:{entry.role}",
            metavar="FILE",
            action="append",
            type=_checked(reference.parse),
            default=[],
            help=_text(entry.help + (" May be given several times." if several else "")),
        )
    if any(entry.active or "layer" in entry.kinds for entry in operation.inputs):
        pictures.add_argument(
            "--at",
            metavar="X,Y",
            type=_checked(reference.position),
            help="where the top left corner of the active picture's file lies on the canvas; a region of its size "
            "moves with it",
        )
    if operation.parameters:
        values = parser.add_argument_group("parameters")
        for parameter in operation.parameters:
            _add_parameter(values, parameter, option_of(operation, parameter))
    written = parser.add_argument_group("output")
    written.add_argument("--output", metavar="FILE", type=Path, help=_text(_output_help(operation)))
    written.add_argument(
        "--layer-only", action="store_true", help="write the new layer alone, with its transparency, not composed"
    )
    return parser


def option_of(operation: Operation, parameter: Parameter) -> str:
    """The option's name: the parameter's own, unless something else has it."""
    taken = {*_RESERVED, *(entry.role for entry in operation.inputs)}
    return f"--parameter-{parameter.id}" if parameter.id in taken else f"--{parameter.id}"


def _add_parameter(group: Any, parameter: Parameter, option: str) -> None:
    common: dict[str, Any] = {"dest": f"parameter:{parameter.id}", "default": argparse.SUPPRESS}
    words = _text(f"{parameter.help} Default: {shown(parameter, parameter.default)}.")
    if isinstance(parameter, Boolean):
        group.add_argument(option, action=argparse.BooleanOptionalAction, help=words, **common)
        return
    if isinstance(parameter, Choice):
        common["metavar"] = "{" + ",".join(choice.id for choice in parameter.options) + "}"
    else:
        common["metavar"] = _FORMS.get(type(parameter), parameter.type.upper())
    group.add_argument(option, type=_checked(parameter.parse), help=words, **common)


def shown(parameter: Parameter, value: Any) -> str:
    """A parameter's value as it is written on the command line."""
    if isinstance(parameter, Boolean):
        return "yes" if value else "no"
    if isinstance(parameter, Colour):
        digits = "".join(f"{round(part * 255):02x}" for part in value)
        return "#" + (digits[:6] if digits.endswith("ff") else digits)
    if isinstance(parameter, Point):
        return ",".join(f"{part:g}" for part in value)
    if isinstance(parameter, Points):
        return " ".join(f"{x:g},{y:g}" for x, y in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value) or "none"


def _output_help(operation: Operation) -> str:
    kinds = [output.kind for output in operation.outputs if output.kind != "file"]
    if kinds and kinds[0] in ("path", "vector"):
        return "An SVG file to write."
    return (
        "The file to write: PNG, TIFF, JPEG or WebP for one flat picture, OpenRaster (.ora) for all layers. Further "
        "outputs are written beside it."
    )


def _text(words: str) -> str:
    return words.replace("%", "%%")


def _checked(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """A parser for argparse that keeps our own words."""

    def read(text: str) -> Any:
        try:
            return parse(text)
        except ParameterError as error:
            raise argparse.ArgumentTypeError(f"{error.message} {error.hint}".strip().rstrip(".")) from None

    return read


def parse(operation: Operation, arguments: Sequence[str], common: Parser) -> Request:
    """Read an operation's command line.

    Raises
    ------
    UsageError
        If it is wrong.
    """
    found = vars(parser_of(operation, common).parse_args(list(arguments)))
    references = {}
    for entry in operation.inputs:
        given = found[f"input:{entry.role}"]
        if len(given) > 1 and "layers" not in entry.kinds:
            raise UsageError(f"--{entry.role} was given {len(given)} times.", "It takes one file.")
        references[entry.role] = given
    values = {
        parameter.id: found[f"parameter:{parameter.id}"]
        for parameter in operation.parameters
        if f"parameter:{parameter.id}" in found
    }
    return Request(
        references,
        operation.check(values),
        found.get("at"),
        found["output"],
        found["layer_only"],
        found["quiet"],
        found["json"],
        found["debug"],
    )
