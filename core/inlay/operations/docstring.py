"""Docstrings: what an operation's own says, and the complete numpydoc of its array function."""

from __future__ import annotations

import inspect
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inlay.operations.declaration import Argument, Operation
    from inlay.operations.parameters import Parameter

WIDTH = 110
IMAGE = (
    "``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or "
    "``float64``. Two or four channels end with opacity; transparent pixels are never used."
)
COVERAGE = "Boolean, or coverage from 0 to 1 in floating point."
PROGRESS = "Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`."
THREADS = "At most so many; by default one a processor. The result does not depend on it."
TOLERANCE = "Maximum error as a fraction of the range; by default a quarter of a level of 8 bits, else 1e-5."
SOLVER = "The fast solver, or the algebraic one that checks it and needs no numba."
RETURNS = "ndarray\n    Of the shape and type of the {canvas}; what is not covered stays bit for bit."
RAISES = """\
InputError
    If sizes or types do not fit together, or a pixel in use is not a finite number.
RegionError
    If nothing is selected.
ParameterError
    If a parameter is of the wrong type or out of its range."""
_SECTION = re.compile(r"^([A-Z]\w*(?: \w+)?)\n-{3,}\n", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A docstring in parts: its first line, the paragraphs after it, and its sections as they are written."""

    summary: str
    help: str
    sections: dict[str, str]


def parse(docstring: str) -> Text:
    """Take a docstring apart; the lines of a paragraph become one."""
    titles = _SECTION.split(inspect.cleandoc(docstring))
    head, sections = titles[0], dict(zip(titles[1::2], (each.strip("\n") for each in titles[2::2]), strict=True))
    paragraphs = [" ".join(part.split()) for part in head.strip().split("\n\n")]
    return Text(paragraphs[0], "\n\n".join(paragraphs[1:]), sections)


def array_docstring(operation: Operation, pictures: list[str], arguments: list[Argument], canvas: str) -> str:
    """The docstring of an operation's array function.

    Parameters
    ----------
    pictures : list of str
        Roles that are arguments, in order.
    arguments : list of Argument
        The parameters that are arguments, in order.
    canvas : str
        The role of the picture that the result is like.
    """
    own = parse(operation.function.__doc__ or "")
    entries = [_picture(operation, role) for role in pictures]
    entries += [_parameter(argument) for argument in arguments]
    if operation.solver:
        entries += [_entry("tolerance", "float, optional", TOLERANCE)]
        entries += [_entry("solver", '{"multigrid", "pyamg"}, optional', SOLVER)]
    entries += [_entry("threads", "int, optional", THREADS), _entry("progress", "callable, optional", PROGRESS)]
    sections = {
        "Parameters": "\n".join(entries),
        "Returns": operation.returns or RETURNS.format(canvas=canvas),
        "Raises": RAISES,
        **own.sections,
    }
    paragraphs = [operation.summary, *(_wrapped(part) for part in operation.help.split("\n\n"))]
    written = [f"{title}\n{'-' * len(title)}\n{body}" for title, body in sections.items()]
    return "\n\n".join(part for part in (*paragraphs, *written) if part) + "\n"


def _picture(operation: Operation, role: str) -> str:
    entry = operation.input(role)
    assert entry is not None
    is_coverage = "selection" in entry.kinds or entry.content == "coverage"
    kind = "ndarray, (height, width)" if is_coverage else "ndarray"
    help = f"{entry.help} {COVERAGE if is_coverage else IMAGE}"
    return _entry(role, f"{kind}, optional" if entry.optional else kind, help)


def _parameter(argument: Argument) -> str:
    parameter = argument.parameter
    assert parameter is not None
    help = parameter.help
    for option in parameter.options:
        help += f" ``{option.id}``: {option.help}" if option.help else ""
    return _entry(argument.name, _kind(parameter), help)


def _kind(parameter: Parameter) -> str:
    if parameter.type == "choice":
        return "{" + ", ".join(f'"{option.id}"' for option in parameter.options) + "}"
    if parameter.type in ("integer", "number"):
        kind = "int" if parameter.type == "integer" else "float"
        limits = f"{parameter.minimum:,g} to {parameter.maximum:,g}"
        return f"{kind}, {limits}" + (f" {parameter.unit}" if parameter.unit else "")
    return {
        "boolean": "bool",
        "colour": "sequence of three or four floats, 0 to 1",
        "point": "x and y in pixels",
        "points": "sequence of x and y in pixels",
    }.get(parameter.type, "str")


def _entry(name: str, kind: str, help: str) -> str:
    return f"{name} : {kind}\n{textwrap.indent(_wrapped(help), '    ')}"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False))
