"""A recipe: a TOML file with several steps, through which every picture is led between one reading and one writing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from inlay.batch.asking import request_of
from inlay.errors import FileError, ParameterError
from inlay.files.command_line.options import Request
from inlay.files.command_line.reference import RESULT, Reference
from inlay.files.command_line.running import find
from inlay.files.inputs.roles import role_of_active
from inlay.operations.declaration import Operation
from inlay.system.refusals import reading

_ENTRIES = {"input", "output", "step"}
_FORM = 'Write [[step]], below it operation = "ID", and what `inlay show ID` lists.'


def steps_of(path: Path, asked: Mapping[str, Any]) -> list[tuple[Operation, Request]]:
    """The operations of a recipe, and what is asked of each.

    Parameters
    ----------
    asked : mapping
        ``input`` and ``output`` in the place of its own.

    Raises
    ------
    FileError
        If it cannot be read.
    ParameterError
        If it is no recipe; says in which step.
    """
    recipe = {**_read(path), **{name: value for name, value in asked.items() if value}}
    unknown = sorted(recipe.keys() - _ENTRIES)
    if unknown:
        raise ParameterError(f"{path}: a recipe has no “{unknown[0]}”.", f"It has input, output and steps. {_FORM}")
    steps = recipe.get("step")
    if not isinstance(steps, list) or not steps or not all(isinstance(step, dict) for step in steps):
        raise ParameterError(f"{path} has no step.", _FORM)
    found = []
    for number, step in enumerate(steps, 1):
        try:
            found.append(_step(step, number, number == len(steps), recipe))
        except ParameterError as error:
            raise ParameterError(f"{path}, step {number}: {error.message}", error.hint) from error
    return found


def _read(path: Path) -> dict[str, Any]:
    with reading(path):
        content = path.read_bytes()
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError(f"{path} is no recipe: {error}.", "It is written in TOML.") from error


def _step(step: Mapping[str, Any], number: int, is_last: bool, recipe: Mapping[str, Any]) -> tuple[Operation, Request]:
    given = dict(step)
    name = given.pop("operation", None)
    if not isinstance(name, str):
        raise ParameterError("It names no operation.", _FORM)
    operation = find(name)
    if not is_last and {"layer-only", "layer_only"} & given.keys():
        raise ParameterError("The layer alone would lose its place.", "Only the last step may have layer-only.")
    if "output" in given:
        raise ParameterError("It has an output.", "The recipe has one: write output above the first step.")
    if is_last:
        given["output"] = recipe.get("output")
    active = role_of_active(operation)
    if number == 1:
        given.setdefault(active, recipe.get("input"))
    request = request_of(operation, given)
    pictures = [each for references in request.references.values() for each in references]
    results = [each for each in pictures if each.path == RESULT]
    if number == 1 and results:
        raise ParameterError(f"There is nothing before it that {RESULT} could be.", "Give the name of a file.")
    if number > 1 and not results:
        if request.references[active]:
            raise ParameterError(
                "What the step before has made is not used.", f'Leave out {active}, or write "{RESULT}" for a picture.'
            )
        request = replace(request, references={**request.references, active: [Reference(RESULT)]})
    return operation, request
