"""From what is asked for to tasks, one for each picture."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inlay import __version__
from inlay.batch import manifest, table
from inlay.batch.asking import files_of, request_of
from inlay.batch.recipe import Recipe, Steps
from inlay.batch.task import Step, Task
from inlay.contract.language import _, known
from inlay.errors import FileError, ParameterError
from inlay.files.command_line import frames, patterns
from inlay.files.command_line.frames import FrameFiles
from inlay.files.command_line.options import Frame, Request
from inlay.files.command_line.placements import placed
from inlay.files.command_line.reference import RESULT, Reference, exists
from inlay.files.command_line.running import find
from inlay.files.inputs import roles
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
    folder : Path
        The manifest.
    rows : sequence of sequences of (Operation, Request), or None
        The steps of each picture, where a table says instead of a pattern which there are.
    """

    steps: Steps
    folder: Path
    rows: Sequence[Steps] | None = None

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
        pictures = self.pictures()
        wholes = [_whole(requests) for requests in pictures]
        for whole in wholes:
            _refuse_pipe(whole)
        if self.rows is None or not skip_missing:
            self._demand_given(pictures)
        if not skip_missing:
            try:
                frames.check_inputs(wholes)
            except FileError as error:
                raise FileError(
                    error.message, _("{hint} --skip-missing goes on without such pictures.", hint=error.hint)
                ) from error
        files = FrameFiles()
        for number, requests in enumerate(pictures):
            self.check(number, requests, files)
        return [self.task(requests) for requests in pictures]

    def _demand_given(self, pictures: Sequence[Sequence[Request]]) -> None:
        """Refuse what names no file where one is needed."""
        for number, requests in enumerate(pictures, 1):
            with nullcontext() if self.rows is None else _in_row(number):
                for (operation, _), request in zip(self.steps, requests, strict=True):
                    roles.demand_given(operation, [role for role, given in request.references.items() if given])

    def pictures(self) -> list[Sequence[Request]]:
        """What is asked of every step for each picture that there is now; nothing of it is checked.

        Raises
        ------
        InlayError
            If no file matches.
        """
        if self.rows is not None:
            return [_of_row(steps, number, len(self.rows)) for number, steps in enumerate(self.rows, 1)]
        operation, request = self.steps[0]
        found = frames.spread(operation, replace(request, output=self.steps[-1][1].output))
        named = [each if each.frame else replace(each, frame=_only(operation, each)) for each in found]
        return [_filled(self.steps, each) for each in named]

    def check(self, key: Hashable, requests: Sequence[Request], files: FrameFiles) -> None:
        """Refuse a picture that cannot be written where it is to be; it is added to `files` by its key.

        Raises
        ------
        InlayError
            If something would be written over, or nothing can be written there.
        """
        whole, (operation, _) = _whole(requests), self.steps[-1]
        files.add(key, whole)
        check_outputs(operation, replace(requests[-1], files=whole.files))
        _refuse_in_place(whole)

    def task(self, requests: Sequence[Request]) -> Task:
        """The task of a picture.

        Raises
        ------
        FileError
            If a table that says where its layers lie cannot be read.
        """
        steps = tuple(
            Step(
                operation.id,
                _absolute(operation, placed(operation, request)),
                tuple(files_of(operation, saved=False)),
                tuple(files_of(operation, saved=True)),
            )
            for (operation, _), request in zip(self.steps, requests, strict=True)
        )
        assert requests[0].frame is not None
        return Task(str(requests[0].frame.path), steps, self.folder, __version__)

    def demand_watchable(self) -> None:
        """Refuse to watch for what would not come, or could not be written.

        Raises
        ------
        InlayError
            If no further pictures can come, their numbers would change, results would be among them, or nothing can be
            written where they are to go.
        """
        operation, request = self.steps[0]
        watched = [each.path for given in request.references.values() for each in given]
        watched = [path for path in watched if patterns.is_pattern(path)]
        if self.rows is not None or not watched:
            raise ParameterError(_("There is no pattern to watch."), _("Give one in quotes, such as 'photos/*.jpg'."))
        targets = [path for _, each in self.steps for path in each.targets]
        if any("{index" in str(path) for path in targets):
            raise ParameterError(
                _("Numbers change while pictures arrive."), _("Name the outputs by {stem} or {name}, not by {index}.")
            )
        self._demand_given([[each for _, each in self.steps]])
        if any(patterns.is_template(str(path.parent)) for path in targets):
            return
        frame = Frame(watched[0].with_name(f"picture{watched[0].suffix}"), 1, 1)
        leading = replace(request, output=self.steps[-1][1].output)
        first = frames.filled(operation, leading, frame)
        if any(target.absolute().match(str(path.absolute())) for target in first.targets for path in watched):
            raise ParameterError(_("The results would be watched for, too."), _("Write into another folder."))
        _refuse_pipe(first)
        check_outputs(self.steps[-1][0], first)


def not_given(task: Task) -> list[str]:
    """The roles that a picture needs, and that name no file."""
    given = [[role for role, files in step.request.references.items() if files] for step in task.steps]
    return [
        role for step, own in zip(task.steps, given, strict=True) for role in roles.not_given(find(step.operation), own)
    ]


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
    steps = [(operation, request)]
    if table_file is None:
        return Plan(steps, _folder(steps, folder))

    def of_row(row: Mapping[str, str]) -> Steps:
        return [(operation, request_of(operation, row, request))]

    return _of_table(steps, Path(table_file), of_row, folder)


def plan_recipe(
    path: str | os.PathLike[str],
    *,
    input: str | None = None,
    output: str | None = None,
    csv: str | os.PathLike[str] | None = None,
    manifest: str | os.PathLike[str] | None = None,
) -> Plan:
    """What is done with many pictures by a recipe.

    Parameters
    ----------
    path : path
        A TOML file; docs/batch.md says what it holds.
    input, output : str, optional
        In the place of those that it names.
    csv : path, optional
        A CSV file with a row for each picture. Its columns are named ``input``, ``output``, and like pictures and
        parameters of the steps: ``2.trimap`` is the second one's, ``trimap`` that of the only step that has it.
    manifest : path, optional
        As `plan` takes it.

    Raises
    ------
    InlayError
        If it cannot be read, or is no recipe.
    """
    found = Recipe.read(Path(path), {"input": input, "output": output})
    if csv is None:
        return Plan(found.steps(), _folder(found.steps(), manifest))
    return _of_table(found.steps(), Path(csv), lambda row: found.with_row(row).steps(), manifest)


def _of_table(
    steps: Steps,
    path: Path,
    of_row: Callable[[Mapping[str, str]], Steps],
    folder: str | os.PathLike[str] | None,
) -> Plan:
    """A plan with the steps of each row of a table."""
    rows = []
    for number, row in enumerate(table.rows(path), 1):
        with _in_row(number):
            rows.append(of_row(row))
    return Plan(steps, _folder(steps, folder, path.parent), rows)


def _folder(steps: Steps, given: str | os.PathLike[str] | None, beside: Path = Path()) -> Path:
    """Where the manifest lies: in the folder of all outputs, whatever they are named after."""
    if given is not None:
        return Path(given).absolute()
    templates = [path for _, request in steps for path in request.targets]
    if not templates:
        return beside.absolute() / manifest.NAME
    parents = list(templates[0].absolute().parents)
    return next(parent for parent in parents if "{" not in str(parent)) / manifest.NAME


@contextmanager
def _in_row(number: int) -> Iterator[None]:
    """Say in which row of a table something is wrong."""
    try:
        yield
    except ParameterError as error:
        raise ParameterError(_("Row {number}: {message}", number=number, message=error.message), error.hint) from error


def _of_row(steps: Steps, number: int, count: int) -> list[Request]:
    """What is asked of every step for the picture of a row."""
    operation, request = steps[0]
    with _in_row(number):
        frame = Frame(_only(operation, request).path, number, count)
        leading = replace(request, output=steps[-1][1].output)
        found = frames.spread(operation, frames.filled(operation, leading, frame))
        if len(found) > 1:
            raise ParameterError(_("A pattern stands for {count} files.", count=len(found)), _("A row is one picture."))
        return _filled(steps, replace(found[0], frame=frame))


def _filled(steps: Steps, first: Request) -> list[Request]:
    """What is asked of every step for the picture that the first one leads with."""
    assert first.frame is not None
    if len(steps) == 1:
        return [first]
    later = []
    for operation, request in steps[1:]:
        own = frames.spread(operation, frames.filled(operation, request, first.frame))
        if len(own) > 1:
            raise ParameterError(
                _(
                    "{operation} takes one picture, and a pattern stands for {count}.",
                    operation=known(operation.name),
                    count=len(own),
                ),
                _("Name it after the first step's: 'folder/{stem}.png'."),
            )
        later.append(replace(own[0], frame=first.frame))
    later[-1] = replace(later[-1], output=first.output)
    return [replace(first, output=None), *later]


def _only(operation: Operation, request: Request) -> Frame:
    """The picture that a request is named after, where no pattern leads."""
    active = role_of_active(operation)
    given = [*request.references.get(active, ()), *(each for some in request.references.values() for each in some)]
    if not given:
        raise ParameterError(
            _("There is no {active}.", active=known(active)),
            _("Give a file, or a pattern: --{active} 'folder/*.png'.", active=active),
        )
    return Frame(given[0].path, 1, 1)


def _whole(requests: Sequence[Request]) -> Request:
    """All steps of one picture as one request, to be compared with those of the others."""
    references: dict[str, list[Reference]] = {}
    for number, request in enumerate(requests, 1):
        for role, given in request.references.items():
            from_files = [each for each in given if each.path != RESULT]
            if from_files:
                references[
                    role if role not in references else _("{role} of step {number}", role=known(role), number=number)
                ] = from_files
    files = [path for request in requests for path in request.files]
    return replace(requests[0], references=references, output=requests[-1].output, also=requests[-1].also, files=files)


def _read(whole: Request) -> list[Path]:
    return [each.path for given in whole.references.values() for each in given]


def _refuse_pipe(whole: Request) -> None:
    if streams.STREAM in (*whole.targets, *_read(whole)):
        raise ParameterError(
            _("- was given for many files."), _("One picture goes through a pipe: `inlay run` does that.")
        )


def _refuse_in_place(whole: Request) -> None:
    """Refuse to write over what is read: done again, or resumed, it would be changed twice."""
    read = {os.path.realpath(path) for path in _read(whole) if exists(path)}
    for target in whole.targets:
        if os.path.realpath(target) in read:
            raise ParameterError(
                _("{target} would be written over what is read.", target=target), _("Write into another folder.")
            )


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
