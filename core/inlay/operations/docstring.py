"""Docstrings: what an operation's own says, and the complete numpydoc of its array function."""

from __future__ import annotations

import inspect
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inlay.operations.declaration import Input, Operation
    from inlay.operations.parameters import Parameter

WIDTH = 110
IMAGE = (
    "``(height, width)`` or ``(height, width, channels)`` of ``uint8``, ``uint16``, ``float16``, ``float32`` or "
    "``float64``. Two or four channels end with opacity; transparent pixels are never used. Colours are read as sRGB."
)
COVERAGE = "Boolean, or coverage from 0 to 1 in floating point."
PLANES = {
    "coverage": COVERAGE,
    "trimap": "As `inlay.matting.trimap_from_image` reads it: black is background, white is foreground.",
}
PROGRESS = "Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`."
AT = "Row and column of the destination at which the source's first pixel lies, before it is moved and turned."
THREADS = "At most so many; by default one a processor. The result does not depend on it."
TOLERANCE = "Maximum error as a fraction of the range; by default a quarter of a level of 8 bits, else 1e-5."
SOLVER = "The fast solver, or the algebraic one that checks it and needs no numba."
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

    @property
    def references(self) -> tuple[str, ...]:
        """The papers, a line each."""
        return tuple(" ".join(each.split()) for each in self.sections.get("References", "").split("\n\n") if each)

    @property
    def related(self) -> dict[str, str]:
        """When another function is the better one, by its name."""
        found = (each.partition(" : ") for each in entries(self.sections.get("See Also", "")).values())
        return {name: " ".join(when.split()) for name, _, when in found}


def parse(docstring: str) -> Text:
    """Take a docstring apart; the lines of a paragraph become one."""
    titles = _SECTION.split(inspect.cleandoc(docstring))
    head, sections = titles[0], dict(zip(titles[1::2], (each.strip("\n") for each in titles[2::2]), strict=True))
    paragraphs = [" ".join(part.split()) for part in head.strip().split("\n\n")]
    return Text(paragraphs[0], "\n\n".join(paragraphs[1:]), sections)


def array_docstring(operation: Operation, names: list[str], further: str) -> str:
    """The docstring of an operation's array function.

    Parameters
    ----------
    names : list of str
        Of its arguments, in order.
    further : str
        A docstring whose sections say what is returned, and add to what is said of arguments and errors.
    """
    own, added = (parse(each).sections for each in (operation.function.__doc__ or "", further))
    arguments = {**_arguments(operation), **entries(added.pop("Parameters", ""))}
    sections = {
        "Parameters": "\n".join(arguments[name] for name in names if name in arguments),
        "Returns": "",
        "Raises": "\n".join({**entries(RAISES), **entries(added.pop("Raises", ""))}.values()),
        **added,
        **own,
    }
    paragraphs = [operation.summary, *(_wrapped(part) for part in operation.help.split("\n\n"))]
    written = [f"{title}\n{'-' * len(title)}\n{body}" for title, body in sections.items()]
    return "\n\n".join(part for part in (*paragraphs, *written) if part) + "\n"


def entries(section: str) -> dict[str, str]:
    """The entries of a section by the names that they are of; one of several names stands at the first."""
    found = re.split(r"\n(?=\S)", section) if section else []
    return {re.split(r"[\s,]", each, maxsplit=1)[0]: each for each in found}


def _arguments(operation: Operation) -> dict[str, str]:
    """What is said of the arguments of all array functions."""
    return {
        "tolerance": _entry("tolerance", "float, optional", TOLERANCE),
        "solver": _entry("solver", '{"multigrid", "pyamg"}, optional', SOLVER),
        "at": _entry("at", "tuple of int", AT),
        "threads": _entry("threads", "int, optional", THREADS),
        "progress": _entry("progress", "callable, optional", PROGRESS),
        **{entry.role: _picture(entry) for entry in operation.array_inputs},
        **{name: _parameter(name, parameter) for name, parameter in operation.array_parameters.items()},
    }


def _picture(entry: Input) -> str:
    content = "coverage" if "selection" in entry.kinds else entry.content
    plane = PLANES.get(content, "")
    kind = "ndarray, (height, width)" if plane else "ndarray"
    return _entry(entry.role, f"{kind}, optional" if entry.optional else kind, f"{entry.help} {plane or IMAGE}")


def _parameter(name: str, parameter: Parameter) -> str:
    help = parameter.help
    for option in parameter.options:
        help += f" ``{option.id}``: {option.help}" if option.help else ""
    return _entry(name, _kind(parameter), help)


def _kind(parameter: Parameter) -> str:
    if parameter.type == "choice":
        return "{" + ", ".join(f'"{option.id}"' for option in parameter.options) + "}"
    if parameter.type in ("integer", "number"):
        kind = "int" if parameter.type == "integer" else "float"
        limits = f"{parameter.minimum:,.9g} to {parameter.maximum:,.9g}"
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
