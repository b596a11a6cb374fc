"""One command line for many files: what is asked for of each."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from inlay.contract.language import _, enumerated, known
from inlay.errors import FileError, ParameterError
from inlay.files.command_line import patterns
from inlay.files.command_line.options import Frame, Request, UsageError
from inlay.files.command_line.reference import Reference, exists
from inlay.operations.declaration import Operation
from inlay.operations.parameters import File
from inlay.system import streams
from inlay.system.saving import is_chunks

#: Names in a message.
_NAMED = 5


class _Leader(NamedTuple):
    """The files after which names are filled in, and the role that they take turns in; None where they do not."""

    files: Sequence[Reference]
    role: str | None = None


def frames_of(operation: Operation, request: Request) -> list[Request]:
    """What is asked for of each file that a pattern stands for; the request itself without any.

    Raises
    ------
    UsageError
        If more than one picture stands for many files.
    ParameterError
        If two frames would be written to one file, or one over what another is made from.
    FileError
        If no file matches, or a frame's picture is missing.
    """
    frames = spread(operation, request)
    if len(frames) > 1:
        check_inputs(frames)
        check_outputs(frames)
    return frames


def spread(operation: Operation, request: Request) -> list[Request]:
    """The same, and nothing is compared with the files that there are but the pattern.

    Raises
    ------
    UsageError
        If more than one picture stands for many files, or many go through a pipe.
    FileError
        If no file matches.
    """
    request = _with_layers(operation, request)
    leader = _leader(operation, request)
    if leader is None:
        return [request]
    count = len(leader.files)
    if count > 1:
        _check_pipes(request)
    frames = []
    for number, file in enumerate(leader.files, 1):
        frame = filled(operation, request, Frame(file.path, number, count))
        if leader.role is not None:
            frame.references[leader.role] = [file]
        frames.append(frame)
    return [replace(frame, frame=None) for frame in frames] if leader.role is None else frames


def _with_layers(operation: Operation, request: Request) -> Request:
    """The request with all files of a pattern where a picture of several layers is made of them."""
    references = {
        entry.role: list(_each(request.references[entry.role]))
        if "layers" in entry.kinds
        else request.references[entry.role]
        for entry in operation.inputs
    }
    return replace(request, references=references)


def _each(references: Sequence[Reference]) -> Iterator[Reference]:
    """References with one for each file of a pattern."""
    for reference in references:
        if patterns.is_pattern(reference.path):
            yield from (replace(reference, path=path) for path in patterns.matching(reference.path))
        else:
            yield reference


def _is_many(references: Sequence[Reference]) -> bool:
    return len(references) > 1 or any(patterns.is_pattern(reference.path) for reference in references)


def _leader(operation: Operation, request: Request) -> _Leader | None:
    """What is gone over; where names are to be filled in all the same, the first picture whose own is whole."""
    single = {
        entry.role: request.references[entry.role]
        for entry in operation.inputs
        if "layers" not in entry.kinds and request.references[entry.role]
    }
    many = [role for role, references in single.items() if _is_many(references)]
    if len(many) > 1:
        raise UsageError(
            _("--{first} and --{second} both stand for several files.", first=many[0], second=many[1]),
            _("Let one lead, and name the other after it: --{second} 'folder/{{stem}}.png'.", second=many[1]),
        )
    if many:
        files = list(_each(single[many[0]]))
        return _Leader(sorted(files, key=lambda reference: patterns.natural(reference.path)), many[0])
    if not any(map(patterns.is_template, _names(request))):
        return None
    pictures = [reference for references in request.references.values() for reference in references]
    return next((_Leader([reference]) for reference in pictures if not _is_template(reference)), None)


def _names(request: Request) -> Iterator[str]:
    """Everything that may be filled in."""
    for references in request.references.values():
        yield from (str(reference.path) for reference in references if not exists(reference.path))
        yield from (reference.layer for reference in references)
    yield from map(str, request.targets)


def _is_template(reference: Reference) -> bool:
    return patterns.is_template(str(reference.path)) and not exists(reference.path)


def filled(operation: Operation, request: Request, frame: Frame) -> Request:
    """What is asked for of one file: its name in the places that wait for it."""

    def text(template: str) -> str:
        return patterns.filled(template, frame.path, frame.number)

    def path(template: Path) -> Path:
        return Path(text(str(template)))

    def reference(given: Reference) -> Reference:
        return replace(given, path=path(given.path) if _is_template(given) else given.path, layer=text(given.layer))

    references = {role: [reference(each) for each in given] for role, given in request.references.items()}
    named = {
        parameter.id: text(request.values[parameter.id])
        for parameter in operation.parameters
        if isinstance(parameter, File)
    }
    return replace(
        request,
        references=references,
        values={**request.values, **named},
        output=None if request.output is None else path(request.output),
        also=[(kind, path(target)) for kind, target in request.also],
        files=[path(target) for target in request.files],
        frame=frame,
    )


def _check_pipes(request: Request) -> None:
    pictures = [reference.path for references in request.references.values() for reference in references]
    if streams.STREAM in (*pictures, *request.targets):
        raise UsageError(
            _("- was given for many files."), _("One picture goes through a pipe: give the names of files.")
        )


def check_inputs(frames: Sequence[Request]) -> None:
    """Refuse pictures that are missing before the first frame is solved."""
    for frame in frames:
        path = frame.frame.path if frame.frame else None
        if path is not None and not exists(path):
            raise FileError(_("There is no file {path}.", path=path), _("Check its name."))
        if path is not None and path.is_dir() and not is_chunks(path):
            raise FileError(
                _("{path} is a folder.", path=path),
                _("Give a pattern for the pictures in it, such as '{path}/*.png'.", path=path),
            )
    for role in dict.fromkeys(role for frame in frames for role in frame.references):
        missing = [
            (_name(frame), reference.path)
            for frame in frames
            for reference in frame.references.get(role, ())
            if not exists(reference.path)
        ]
        if len({path for _, path in missing}) == 1 and len(missing) == len(frames) > 1:
            raise FileError(_("There is no file {missing}.", missing=missing[0][1]), _("Check its name."))
        if missing:
            named = enumerated(_("{name} needs {path}", name=name, path=path) for name, path in missing[:_NAMED])
            more = _(", and {count} more", count=len(missing) - _NAMED) if len(missing) > _NAMED else ""
            raise FileError(
                _(
                    "There is no {role} for {count} of {total} frames: {named}{more}.",
                    role=known(role),
                    count=len(missing),
                    total=len(frames),
                    named=named,
                    more=more,
                ),
                _("Make what is missing, or give one file for all frames: --{role} FILE.", role=role),
            )


def check_outputs(frames: Sequence[Request]) -> None:
    """Refuse names under which one frame would spoil another."""
    files = FrameFiles()
    for number, frame in enumerate(frames):
        files.add(number, frame)


class FrameFiles:
    """What frames are made from and written to, so that none spoils another."""

    def __init__(self) -> None:
        #: The frame of each file, and its name.
        self._read: dict[str, tuple[Hashable, str]] = {}
        self._written: dict[str, tuple[Hashable, str]] = {}

    def add(self, key: Hashable, frame: Request) -> None:
        """Take a frame up, or the one of this key again.

        Raises
        ------
        ParameterError
            If it would spoil one that was taken up before, or be spoilt by it.
        """
        own = key, _name(frame)
        written = {os.path.realpath(target): target for target in frame.targets}
        read = {
            os.path.realpath(reference.path): reference.path
            for references in frame.references.values()
            for reference in references
        }
        for real, target in written.items():
            _key, other = there = self._written.get(real, own)
            if there != own:
                raise ParameterError(
                    _("{other} and {own} would both be written to {target}.", other=other, own=own[1], target=target),
                    _("Name it after the frame, with {places}.", places=patterns.PLACES),
                )
            if self._read.get(real, own) != own:
                raise _written_over(own[1], target, self._read[real][1])
        for real, path in read.items():
            if self._written.get(real, own) != own:
                raise _written_over(self._written[real][1], path, own[1])
        self._written.update(dict.fromkeys(written, own))
        self._read.update(dict.fromkeys(read, own))


def _written_over(name: str, path: Path, other: str) -> ParameterError:
    return ParameterError(
        _(
            "The result of {name} would be written over {path}, which {other} is made from.",
            name=name,
            path=path,
            other=other,
        ),
        _("Write into another folder."),
    )


def _name(request: Request) -> str:
    assert request.frame is not None
    return str(request.frame.path)
