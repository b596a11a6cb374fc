"""From what is asked for to tasks, one for each picture."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inlay import __version__
from inlay.batch import manifest, recipe, table
from inlay.batch.asking import files_of, request_of
from inlay.batch.task import Step, Task
from inlay.errors import FileError, ParameterError
from inlay.files.command_line import frames, patterns
from inlay.files.command_line.options import Frame, Request
from inlay.files.command_line.reference import RESULT, Reference, exists
from inlay.files.command_line.running import find
from inlay.files.inputs.roles import role_of_active
from inlay.files.outputs import check_outputs
from inlay.operations.declaration import Operation
from inlay.system import streams


@dataclass(frozen=True)
class Plan:
    """What is done with many pictures.

    Attributes
    ----------
    steps : sequence of (Operation, Request)
        Whose names may be patterns, and hold places for parts of the picture's name.
    rows : sequence of mapping or None
        What a table says instead of a pattern: what is asked of the first step for each picture.
    folder : Path
        The manifest.
    """

    steps: Sequence[tuple[Operation, Request]]
    folder: Path
    rows: Sequence[Mapping[str, Any]] | None = None

    def tasks(self, skip_missing: bool = False) -> list[Task]:
        """One for each picture that there is now.

        Parameters
        ----------
        skip_missing : bool
            Whether a picture is a task all the same if another one that it needs is missing: it fails.

        Raises
        ------
        InlayError
            If no file matches, something is missing, or something would be written over.
        """
        pictures = self._pictures()
        wholes = [_whole(requests) for requests in pictures]
        for whole in wholes:
            _refuse_pipe(whole)
        if not skip_missing:
            try:
                frames.check_inputs(wholes)
            except FileError as error:
                raise FileError(error.message, f"{error.hint} --skip-missing goes on without such pictures.") from error
        frames.check_outputs(wholes)
        operation, _ = self.steps[-1]
        for whole, requests in zip(wholes, pictures, strict=True):
            check_outputs(operation, replace(requests[-1], files=whole.files))
            _refuse_in_place(whole)
        return [self._task(requests) for requests in pictures]

    def _pictures(self) -> list[list[Request]]:
        """What is asked of every step, for each picture."""
        operation, request = self.steps[0]
        last = self.steps[-1][1]
        leading = replace(request, output=last.output)
        if self.rows is None:
            found = frames.spread(operation, leading)
        else:
            found = [
                _of_row(operation, leading, row, number, len(self.rows)) for number, row in enumerate(self.rows, 1)
            ]
        named = [each if each.frame else replace(each, frame=_only(operation, each)) for each in found]
        if len(self.steps) == 1:
            return [[each] for each in named]
        return [self._filled(each) for each in named]

    def _filled(self, first: Request) -> list[Request]:
        """What is asked of every step for the picture that the first one leads with."""
        assert first.frame is not None
        later = []
        for operation, request in self.steps[1:]:
            own = frames.spread(operation, frames.filled(operation, request, first.frame))
            if len(own) > 1:
                raise ParameterError(
                    f"{operation.name} takes one picture, and a pattern stands for {len(own)}.",
                    "Name it after the first step's: 'folder/{stem}.png'.",
                )
            later.append(replace(own[0], frame=first.frame))
        later[-1] = replace(later[-1], output=first.output)
        return [replace(first, output=None), *later]

    def _task(self, requests: Sequence[Request]) -> Task:
        steps = tuple(
            Step(
                operation.id,
                _absolute(operation, request),
                tuple(files_of(operation, saved=False)),
                tuple(files_of(operation, saved=True)),
            )
            for (operation, _), request in zip(self.steps, requests, strict=True)
        )
        assert requests[0].frame is not None
        return Task(str(requests[0].frame.path), steps, self.folder, __version__)

    def demand_watchable(self) -> None:
        """
        Raises
        ------
        ParameterError
            If no further pictures can come, or their numbers would change.
        """
        references = [each for given in self.steps[0][1].references.values() for each in given]
        if self.rows is not None or not any(patterns.is_pattern(reference.path) for reference in references):
            raise ParameterError("There is no pattern to watch.", "Give one in quotes, such as 'photos/*.jpg'.")
        if any("{index" in str(path) for _, request in self.steps for path in request.targets):
            raise ParameterError(
                "Numbers change while pictures arrive.", "Name the outputs by {stem} or {name}, not by {index}."
            )


def plan(
    operation: str,
    *,
    csv: str | os.PathLike[str] | None = None,
    manifest: str | os.PathLike[str] | None = None,
    **asked: Any,
) -> Plan:
    """What is done with many pictures by one operation.

    Parameters
    ----------
    operation : str
        Its id.
    csv : path, optional
        A CSV file with a row for each picture, and columns named like `asked`.
    manifest : path, optional
        The folder that knows what was done; without it one beside the outputs.
    **asked
        Pictures and parameters by their names, ``output``, ``at`` and ``layer_only``. One picture may be a pattern;
        in the other names ``{stem}``, ``{name}``, ``{suffix}`` and ``{index}`` are its.

    Raises
    ------
    InlayError
        If there is no such operation, it has no such parameter, or the table cannot be read.

    Examples
    --------
    >>> found = plan("cut-out", image="photos/*.jpg", trimap="masks/{stem}.png", output="cut/{stem}.png")
    >>> found.folder.name
    '.inlay-batch'
    """
    declared = find(operation)
    return of_request(declared, request_of(declared, asked), csv, manifest)


def of_request(
    operation: Operation,
    request: Request,
    table_file: str | os.PathLike[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Plan:
    """What is done with many pictures by one operation; `table_file` and `folder` as `plan` takes them."""
    rows = None if table_file is None else table.rows(Path(table_file))
    beside = None if table_file is None else Path(table_file).parent
    return Plan([(operation, request)], _folder([request], folder, beside), rows)


def plan_recipe(
    path: str | os.PathLike[str],
    *,
    input: str | None = None,
    output: str | None = None,
    manifest: str | os.PathLike[str] | None = None,
) -> Plan:
    """What is done with many pictures by a recipe.

    Parameters
    ----------
    path : path
        A TOML file; docs/batch.md says what it holds.
    input, output : str, optional
        In the place of those that it names.
    manifest : path, optional
        As `plan` takes it.

    Raises
    ------
    InlayError
        If it cannot be read, or is no recipe.
    """
    steps = recipe.steps_of(Path(path), {"input": input, "output": output})
    return Plan(steps, _folder([request for _, request in steps], manifest, None))


def _folder(requests: Sequence[Request], given: str | os.PathLike[str] | None, beside: Path | None) -> Path:
    """Where the manifest lies: in the folder of all outputs, whatever they are named after."""
    if given is not None:
        return Path(given).absolute()
    templates = [path for request in requests for path in request.targets]
    if not templates:
        return (beside or Path()).absolute() / manifest.NAME
    parents = list(templates[0].absolute().parents)
    return next(parent for parent in parents if "{" not in str(parent)) / manifest.NAME


def _of_row(operation: Operation, usual: Request, row: Mapping[str, Any], number: int, count: int) -> Request:
    try:
        request = request_of(operation, row, usual)
        frame = Frame(_only(operation, request).path, number, count)
        found = frames.spread(operation, frames.filled(operation, request, frame))
    except ParameterError as error:
        raise ParameterError(f"Row {number}: {error.message}", error.hint) from error
    if len(found) > 1:
        raise ParameterError(f"Row {number}: A pattern stands for {len(found)} files.", "A row is one picture.")
    return replace(found[0], frame=frame)


def _only(operation: Operation, request: Request) -> Frame:
    """The picture that a request is named after, where no pattern leads."""
    active = role_of_active(operation)
    given = [*request.references.get(active, ()), *(each for some in request.references.values() for each in some)]
    if not given:
        raise ParameterError(f"There is no {active}.", f"Give a file, or a pattern: --{active} 'folder/*.png'.")
    return Frame(given[0].path, 1, 1)


def _whole(requests: Sequence[Request]) -> Request:
    """All steps of one picture as one request, to be compared with those of the others."""
    references: dict[str, list[Reference]] = {}
    for number, request in enumerate(requests, 1):
        for role, given in request.references.items():
            from_files = [each for each in given if each.path != RESULT]
            if from_files:
                references[role if role not in references else f"{role} of step {number}"] = from_files
    files = [path for request in requests for path in request.files]
    return replace(requests[0], references=references, output=requests[-1].output, also=requests[-1].also, files=files)


def _read(whole: Request) -> list[Path]:
    return [each.path for given in whole.references.values() for each in given]


def _refuse_pipe(whole: Request) -> None:
    if streams.STREAM in (*whole.targets, *_read(whole)):
        raise ParameterError("- was given for many files.", "One picture goes through a pipe: `inlay run` does that.")


def _refuse_in_place(whole: Request) -> None:
    """Refuse to write over what is read: done again, or resumed, it would be changed twice."""
    read = {os.path.realpath(path) for path in _read(whole) if exists(path)}
    for target in whole.targets:
        if os.path.realpath(target) in read:
            raise ParameterError(f"{target} would be written over what is read.", "Write into another folder.")


def _absolute(operation: Operation, request: Request) -> Request:
    """The same for whoever works in another folder, without what is for people alone."""

    def path(given: Path) -> Path:
        return given if given == RESULT else given.absolute()

    named = [*files_of(operation, saved=False), *files_of(operation, saved=True)]
    files = {name: str(Path(request.values[name]).absolute()) for name in named if request.values[name]}
    return replace(
        request,
        references={
            role: [replace(each, path=path(each.path)) for each in given] for role, given in request.references.items()
        },
        values=request.values | files,
        output=None if request.output is None else path(request.output),
        also=[(kind, path(target)) for kind, target in request.also],
        files=[path(target) for target in request.files],
        quiet=False,
        json=False,
        debug=False,
        independent=False,
        frame=None,
    )
