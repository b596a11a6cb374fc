"""One command line for many files: what is asked for of each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from inlay.errors import FileError, ParameterError
from inlay.files.command_line import patterns
from inlay.files.command_line.options import Frame, Request, UsageError
from inlay.files.command_line.reference import Reference, exists
from inlay.operations.declaration import Operation
from inlay.operations.parameters import File
from inlay.system import streams

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
            f"--{many[0]} and --{many[1]} both stand for several files.",
            f"Let one lead, and name the other after it: --{many[1]} 'folder/{{stem}}.png'.",
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
        raise UsageError("- was given for many files.", "One picture goes through a pipe: give the names of files.")


def check_inputs(frames: Sequence[Request]) -> None:
    """Refuse pictures that are missing before the first frame is solved."""
    for frame in frames:
        if frame.frame and not exists(frame.frame.path):
            raise FileError(f"There is no file {frame.frame.path}.", "Check its name.")
    for role in dict.fromkeys(role for frame in frames for role in frame.references):
        missing = [
            (_name(frame), reference.path)
            for frame in frames
            for reference in frame.references.get(role, ())
            if not exists(reference.path)
        ]
        if len({path for _, path in missing}) == 1 and len(missing) == len(frames) > 1:
            raise FileError(f"There is no file {missing[0][1]}.", "Check its name.")
        if missing:
            named = ", ".join(f"{name} needs {path}" for name, path in missing[:_NAMED])
            more = f", and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
            raise FileError(
                f"There is no {role} for {len(missing)} of {len(frames)} frames: {named}{more}.",
                f"Make what is missing, or give one file for all frames: --{role} FILE.",
            )


def check_outputs(frames: Sequence[Request]) -> None:
    """Refuse names under which one frame would spoil another."""
    written: dict[str, str] = {}
    read: dict[str, str] = {}
    for frame in frames:
        for references in frame.references.values():
            read.update({os.path.realpath(reference.path): _name(frame) for reference in references})
    for frame in frames:
        for target in frame.targets:
            real = os.path.realpath(target)
            other = written.get(real, _name(frame))
            if other != _name(frame):
                raise ParameterError(
                    f"{other} and {_name(frame)} would both be written to {target}.",
                    f"Name it after the frame, with {patterns.PLACES}.",
                )
            if read.get(real, _name(frame)) != _name(frame):
                raise ParameterError(
                    f"The result of {_name(frame)} would be written over {target}, which {read[real]} is made from.",
                    "Write into another folder.",
                )
            written[real] = _name(frame)


def _name(request: Request) -> str:
    assert request.frame is not None
    return str(request.frame.path)
