"""The command line of an operation, made from its declaration."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from inlay.contract import help_texts
from inlay.contract.language import _, begun_large, told, translated
from inlay.errors import ParameterError
from inlay.files.command_line import reference
from inlay.files.command_line.reference import Reference
from inlay.operations.declaration import Operation
from inlay.operations.parameters import Boolean, Choice, Colour, File, Parameter, Point, Points
from inlay.system import streams

_FLAGS = {"--quiet", "--json", "--debug", "--help", "--layer-only", "--independent"}
#: Those of `inlay batch`.
_OF_BATCH = {
    *("--csv", "--dry-run", "--manifest", "--again", "--skip-missing", "--retries", "--watch", "--idle", "--log"),
    *("--scheduler", "--workers", "--threads"),
}
_RESERVED = {"--at", "--output", "--also", "--memory", *_FLAGS, *_OF_BATCH}
_EPILOG = _(
    "FILE is a picture (PNG, TIFF, JPEG, WebP, OpenRaster, PSD, OME-Zarr); FILE#NAME or FILE#NUMBER is one of its "
    "layers, counted from 0 at the bottom; FILE@X,Y lies at that position of the canvas, and a mask without has the "
    "size of the picture that it belongs to; - is a pipe. A selection is a picture's grey value, or its opacity "
    "where it is transparent anywhere: up to 2 % is nothing, from 98 % on all. Write negative numbers with an "
    "equals sign: --at=-30,40. A pattern in quotes, such as 'frames/*.png', runs the operation on every file that "
    "matches, frame2 before frame10; in the other names {stem}, {name}, {suffix} and {index} (from 1 on; {index:04} "
    "with zeros) are the file's, as in --output 'out/{stem}.png'. Where several layers are taken, a pattern gives "
    "all of them, and a table (.csv) of file, x and y says where each lies; else a TIFF's own position does."
)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?b?)", re.IGNORECASE)
_UNITS = {f"{prefix}{b}": 1000**power for power, prefix in enumerate(("", "K", "M", "G")) for b in ("", "B")}
#: What ends a sentence, in any language.
_ENDS = ".。"
_FORMS = {"integer": "N", "number": "N", "point": "X,Y", "points": "X,Y ..."}


class UsageError(ParameterError):
    """The command line is wrong."""

    code = "usage"


class Frame(NamedTuple):
    """One of the files that an operation is run on, which of them it is, counted from 1, and of how many."""

    path: Path
    number: int
    total: int


class Parser(help_texts.Parser):
    """A parser that raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        words = f"{message[:1].upper()}{message[1:]}"
        raise UsageError(_("{words}.", words=words), _("See {program} --help.", program=self.prog))


def common_options() -> Parser:
    """The options of every command."""
    common = Parser(add_help=False)
    group = common.add_argument_group(_("how it is told"))
    group.add_argument("--quiet", action="store_true", help=_("print nothing but errors"))
    group.add_argument(
        "--json", action="store_true", help=_("print one JSON object; one a line for each of many files")
    )
    group.add_argument("--debug", action="store_true", help=_("with an error, print where in the program it arose"))
    return common


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line of one operation.

    Attributes
    ----------
    also : sequence of (str, Path)
        Further results, and where they go.
    files : sequence of Path
        Files that parameters name to be written.
    independent : bool
        Whether frames do not count for those that follow.
    memory : float or None
        Bytes that may be used; None for those that are free.
    frame : Frame or None
        Which of many files this is about.
    """

    references: dict[str, list[Reference]]
    values: dict[str, Any]
    at: tuple[int, int] | None = None
    output: Path | None = None
    layer_only: bool = False
    quiet: bool = False
    json: bool = False
    debug: bool = False
    also: Sequence[tuple[str, Path]] = ()
    files: Sequence[Path] = ()
    independent: bool = False
    memory: float | None = None
    frame: Frame | None = None

    @property
    def targets(self) -> list[Path]:
        """Every file that the command line names to be written."""
        return [*([] if self.output is None else [self.output]), *(path for _, path in self.also), *self.files]


def parser_of(operation: Operation, command: str = "", further: Sequence[Parser] = ()) -> Parser:
    """The options of an operation's inputs and parameters, and of what is written, and `further` ones."""
    parser = Parser(
        prog=command or f"inlay run {operation.id}",
        description=translated(operation.summary),
        epilog=_EPILOG,
        parents=[common_options(), *further],
        allow_abbrev=False,
        add_help=True,
    )
    _add_pictures(parser.add_argument_group(_("pictures")), operation)
    if operation.parameters:
        values = parser.add_argument_group(_("parameters"))
        for parameter in operation.parameters:
            _add_parameter(values, parameter, option_of(operation, parameter))
    _add_output(parser.add_argument_group(_("output")), operation)
    return parser


def _add_pictures(group: Any, operation: Operation) -> None:
    for entry in operation.inputs:
        several = _(" May be given several times.")
        group.add_argument(
            f"--{entry.role}",
            dest=f"input:{entry.role}",
            metavar="FILE",
            nargs="+",
            action="append",
            type=_checked(reference.parse),
            default=[],
            help=_text(translated(entry.help) + (told(several) if "layers" in entry.kinds else "")),
        )
    if any(entry.active or "layer" in entry.kinds for entry in operation.inputs):
        group.add_argument(
            "--at",
            metavar="X,Y",
            type=_checked(reference.position),
            help=_(
                "where the top left corner of the active picture's file lies on the canvas; a region of its size "
                "moves with it"
            ),
        )


def _add_output(group: Any, operation: Operation) -> None:
    group.add_argument(
        "--output", metavar="FILE", type=_checked(streams.named), help=_text(told(_output_help(operation)))
    )
    if operation.result is not None:
        group.add_argument(
            "--also",
            metavar="RESULT=FILE",
            action="append",
            type=_checked(lambda text: _also(operation, text), hints=False),
            default=[],
            help=_(
                "a further result, one of those of --result, and the file for it; nothing is computed twice. May be "
                "given several times."
            ),
        )
    group.add_argument(
        "--layer-only", action="store_true", help=_("write the new layer alone, with its transparency, not composed")
    )
    group.add_argument(
        "--independent",
        action="store_true",
        help=_(
            "of many files, cut out each on its own, as if they were no sequence; else what does not change from one "
            "to the next is seen in all of them together, so that edges do not flicker"
        ),
    )
    group.add_argument(
        "--memory",
        metavar="SIZE",
        type=_checked(_bytes, hints=False),
        help=_(
            "how much memory may be used, such as 500MB or 4GB; all that is free by default. What needs more is done "
            "in strips, from TIFF or OME-Zarr to TIFF or OME-Zarr, if it looks at the surroundings of each pixel alone"
        ),
    )


def _bytes(text: str) -> float:
    """A size such as ``500MB`` or ``1.5 GB`` in bytes."""
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise ParameterError(_("“{text}” is no size of memory such as 500MB or 4GB.", text=text))
    return float(found[1]) * _UNITS[found[2].upper()]


def _also(operation: Operation, text: str) -> tuple[str, Path]:
    assert operation.result is not None
    kind, _, name = text.partition("=")
    return operation.result.check(kind), streams.named(name)


def place_of_name(arguments: Sequence[str], find: Callable[[str], Operation | None]) -> int | None:
    """Where the operation's name stands among its options; None if it is missing.

    A value that is the name of an operation too is told from it by the option before; if there is no operation's
    name, what is neither an option nor a value is taken for one.
    """

    def is_free(place: int, bare: set[str]) -> bool:
        before = arguments[place - 1] if place else ""
        return not before.startswith("--") or "=" in before or before in bare

    plain = [place for place, word in enumerate(arguments) if not word.startswith("-")]
    for place in plain:
        operation = find(arguments[place])
        if operation is not None and is_free(place, _bare(operation)):
            return place
    return next((place for place in plain if is_free(place, _FLAGS)), None)


def _bare(operation: Operation) -> set[str]:
    """The options that no value follows."""
    names = [option_of(operation, found) for found in operation.parameters if isinstance(found, Boolean)]
    return {*_FLAGS, *names, *(f"--no-{name.removeprefix('--')}" for name in names)}


def option_of(operation: Operation, parameter: Parameter) -> str:
    """The option's name: the parameter's own, unless something else has it."""
    taken = {*_RESERVED, *(f"--{entry.role}" for entry in operation.inputs)}
    return f"--parameter-{parameter.id}" if f"--{parameter.id}" in taken else f"--{parameter.id}"


def _add_parameter(group: Any, parameter: Parameter, option: str) -> None:
    common: dict[str, Any] = {"dest": f"parameter:{parameter.id}", "default": argparse.SUPPRESS}
    help, unit = translated(parameter.help), f" {translated(parameter.unit)}" if parameter.unit else ""
    if isinstance(parameter, Colour):
        help += told(_(" {forms}.", forms=begun_large(Colour.FORMS)))
    value = shown(parameter, parameter.default)
    words = _text(told(_("{help} Default: {value}{unit}.", help=help, value=value, unit=unit)))
    if isinstance(parameter, Boolean):
        group.add_argument(option, action=argparse.BooleanOptionalAction, help=words, **common)
        return
    if isinstance(parameter, Choice):
        common["metavar"] = "{" + ",".join(choice.id for choice in parameter.options) + "}"
    else:
        common["metavar"] = _FORMS.get(parameter.type, parameter.type.upper())
    group.add_argument(option, type=_checked(parameter.parse, hints=False), help=words, **common)


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
        return _("An SVG file to write; - for a pipe.")
    return _(
        "The file to write: PNG, TIFF, JPEG, WebP or OME-Zarr (.ome.zarr) for one flat picture, OpenRaster (.ora) for "
        "all layers; - for a PNG through a pipe. Further outputs are written beside it."
    )


def _text(words: str) -> str:
    return words.replace("%", "%%")


def _checked(parse: Callable[[str], Any], hints: bool = True) -> Callable[[str], Any]:
    """A parser for argparse that keeps our own words; without `hints` where the message says what is expected."""

    def read(text: str) -> Any:
        try:
            return parse(text)
        except ParameterError as error:
            words = error.told() if hints else told(error.message)
            raise argparse.ArgumentTypeError(words.rstrip(_ENDS)) from None

    return read


def parse(operation: Operation, arguments: Sequence[str]) -> Request:
    """Read an operation's command line.

    Raises
    ------
    UsageError
        If it is wrong.
    """
    return request_of(operation, parser_of(operation).parse_args(list(arguments)))


def request_of(operation: Operation, words: argparse.Namespace) -> Request:
    """What an operation's options ask for.

    Raises
    ------
    UsageError
        If they contradict each other.
    ParameterError
        If a value is none.
    """
    found = vars(words)
    references = {}
    for entry in operation.inputs:
        given = found[f"input:{entry.role}"]
        if len(given) > 1 and "layers" not in entry.kinds:
            raise UsageError(
                _("--{role} was given {count} times.", role=entry.role, count=len(given)), _("It takes one file.")
            )
        references[entry.role] = [each for files in given for each in files]
    piped = [found for given in references.values() for found in given if found.path == streams.STREAM]
    if len(piped) > 1:
        raise UsageError(
            _("- was given for {count} pictures.", count=len(piped)), _("Only one can come through the pipe.")
        )
    values = {
        parameter.id: found[f"parameter:{parameter.id}"]
        for parameter in operation.parameters
        if f"parameter:{parameter.id}" in found
    }
    checked = operation.check(values)
    saved = [parameter for parameter in operation.parameters if isinstance(parameter, File) and parameter.save]
    return Request(
        references,
        checked,
        found.get("at"),
        found["output"],
        found["layer_only"],
        found["quiet"],
        found["json"],
        found["debug"],
        found.get("also", ()),
        [streams.named(checked[parameter.id]) for parameter in saved if checked[parameter.id]],
        found["independent"],
        found["memory"],
    )
