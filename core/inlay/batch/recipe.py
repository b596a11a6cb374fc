"""A recipe: a TOML file with several steps, through which every picture is led between one reading and one writing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inlay.batch.asking import names_of, request_of
from inlay.contract.language import _, joined
from inlay.errors import FileError, ParameterError
from inlay.files.command_line.options import Request
from inlay.files.command_line.reference import RESULT, Reference
from inlay.files.command_line.running import find
from inlay.files.inputs.roles import role_of_active
from inlay.operations.declaration import Operation
from inlay.system.refusals import reading

#: The operations that a picture is led through, and what is asked of each.
Steps = Sequence[tuple[Operation, Request]]

_FILES = ("input", "output")
_FORM = _('Write [[step]], below it operation = "ID", and what `inlay show ID` lists.')


@dataclass(frozen=True)
class Recipe:
    """What a recipe says.

    Attributes
    ----------
    path : Path
    input, output : object
        Names of files, or None.
    entries : sequence of mapping
        What each step says.
    """

    path: Path
    input: Any
    output: Any
    entries: Sequence[Mapping[str, Any]]

    @classmethod
    def read(cls, path: Path, asked: Mapping[str, Any]) -> Recipe:
        """Read a recipe.

        Parameters
        ----------
        asked : mapping
            ``input`` and ``output`` in the place of its own.

        Raises
        ------
        FileError
            If it cannot be read.
        ParameterError
            If it is no recipe.
        """
        found = {**_loaded(path), **{name: value for name, value in asked.items() if value}}
        entries = found.pop("step", None)
        unknown = sorted(found.keys() - {*_FILES})
        if unknown:
            raise ParameterError(
                _("{path}: a recipe has no “{unknown}”.", path=path, unknown=unknown[0]),
                _("It has input, output and steps. {form}", form=_FORM),
            )
        if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
            raise ParameterError(_("{path} has no step.", path=path), _FORM)
        return cls(path, found.get("input"), found.get("output"), entries)

    def steps(self) -> Steps:
        """The operations, and what is asked of each.

        Raises
        ------
        ParameterError
            If a step asks for what there is not; says which.
        """
        found = []
        for number in range(len(self.entries)):
            try:
                found.append(self._step(number))
            except ParameterError as error:
                raise ParameterError(
                    _("{path}, step {number}: {message}", path=self.path, number=number + 1, message=error.message),
                    error.hint,
                ) from error
        return found

    def with_row(self, row: Mapping[str, str]) -> Recipe:
        """The same with what a row of a table says, by ``input``, ``output``, and the names of a step's entries.

        Raises
        ------
        ParameterError
            If no step has an entry of that name, or several have.
        """
        entries = [dict(entry) for entry in self.entries]
        for column, value in row.items():
            if column in _FILES or not value:
                continue
            number, name = self._place_of(column)
            entries[number].pop(name.replace("-", "_"), None)
            entries[number][name] = value
        files = {name: row.get(name) or getattr(self, name) for name in _FILES}
        return Recipe(self.path, **files, entries=entries)

    def _place_of(self, column: str) -> tuple[int, str]:
        """The step that a table's column is for, counted from 0, and the name of its entry."""
        number, _dot, name = column.rpartition(".")
        name = name.replace("_", "-")
        having = [place for place, entry in enumerate(self.entries) if name in names_of(_operation(entry))]
        if number:
            having = [place for place in having if number == str(place + 1)]
        if not having:
            raise ParameterError(
                _("No step has a “{column}”.", column=column),
                _("Columns are input, output, and what `inlay show ID` lists of a step."),
            )
        if len(having) > 1:
            named = joined(_(" or "), (f"{place + 1}.{name}" for place in having))
            raise ParameterError(
                _("{count} steps have a “{column}”.", count=len(having), column=column),
                _("Name the column {named}.", named=named),
            )
        return having[0], name

    def _step(self, number: int) -> tuple[Operation, Request]:
        given, is_first, is_last = dict(self.entries[number]), number == 0, number == len(self.entries) - 1
        operation = _operation(given)
        del given["operation"]
        if not is_last and {"layer-only", "layer_only"} & given.keys():
            raise ParameterError(
                _("The layer alone would lose its place."), _("Only the last step may have layer-only.")
            )
        if "output" in given:
            raise ParameterError(_("It has an output."), _("The recipe has one: write output above the first step."))
        if is_last:
            given["output"] = self.output
        active = role_of_active(operation)
        if is_first:
            given.setdefault(active, self.input)
        request = request_of(operation, given)
        if is_first:
            _refuse_result(request)
            return operation, request
        return operation, _continued(request, active)


def _loaded(path: Path) -> dict[str, Any]:
    with reading(path):
        content = path.read_bytes()
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileError(_("{path} is not written in UTF-8.", path=path), _("Save it as text in UTF-8.")) from error
    except tomllib.TOMLDecodeError as error:
        raise FileError(
            _("{path} is no recipe: {error}.", path=path, error=error), _("It is written in TOML.")
        ) from error


def _operation(entry: Mapping[str, Any]) -> Operation:
    name = entry.get("operation")
    if not isinstance(name, str):
        raise ParameterError(_("It names no operation."), _FORM)
    return find(name)


def _continued(request: Request, active: str) -> Request:
    """What is asked of a later step, with what the one before has made."""
    pictures = [each for references in request.references.values() for each in references]
    if any(each.path == RESULT for each in pictures):
        return request
    if request.references[active]:
        raise ParameterError(
            _("What the step before has made is not used."),
            _('Leave out {active}, or write "{result}" for a picture.', active=active, result=RESULT),
        )
    return replace(request, references={**request.references, active: [Reference(RESULT)]})


def _refuse_result(request: Request) -> None:
    if any(each.path == RESULT for references in request.references.values() for each in references):
        raise ParameterError(
            _("There is nothing before it that {result} could be.", result=RESULT), _("Give the name of a file.")
        )
