"""The command `inlay run`: one operation, from files to files."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

from inlay.arrays.warning import collected
from inlay.contract.language import _, known, told
from inlay.errors import Cancelled, InlayError, InlayWarning, ParameterError
from inlay.files.command_line import options, telling
from inlay.files.command_line.options import Frame, Request, UsageError
from inlay.system import refusals

if TYPE_CHECKING:
    from inlay.files.outputs import Written
    from inlay.operations.declaration import Operation
    from inlay.operations.job import JobProgress, PlacedMatte, Result
    from inlay.system.saving import Saving


def run(arguments: Sequence[str]) -> bool:
    """Run the operation that the command line names; False if it says nothing at all.

    Raises
    ------
    InlayError
        If that does not work, or is interrupted; the message says what was written all the same.
    """
    from inlay.files.command_line.frames import frames_of
    from inlay.files.outputs import check_outputs
    from inlay.operations import registry

    place = options.place_of_name(arguments, registry.find)
    if place is None:
        if not arguments or {"-h", "--help"} & set(arguments):
            print(told(_("usage: inlay run ID [options]\n\nSee `inlay list` for the ids, and `inlay run ID --help`.")))
            return bool(arguments)
        raise UsageError(_("The operation is missing."), _("Write inlay run ID; `inlay list` prints the ids."))
    operation = find(arguments[place])
    request = options.parse(operation, [*arguments[:place], *arguments[place + 1 :]])
    frames = frames_of(operation, request)
    for each in frames:
        check_outputs(operation, each)
    if frames[0].frame is None:
        _run(operation, frames[0])
    else:
        _run_each(operation, frames)
    return True


def _run_each(operation: Operation, frames: Sequence[Request]) -> None:
    """Run an operation on each of many files; those that fail are told and left out."""
    failed: list[Request] = []
    before = None
    for done, request in enumerate(frames):
        try:
            matte = _run(operation, request, before).matte
            before = None if request.independent else matte
        except (KeyboardInterrupt, Cancelled):
            raise Cancelled(
                _("Interrupted after {done} of {count} frames.", done=done - len(failed), count=len(frames))
            ) from None
        except Exception as reason:
            error = refusals.of_anything(reason)
            if done == 0 and isinstance(error, ParameterError):
                raise  # what is wrong with the command line is wrong for every frame
            if request.debug:
                traceback.print_exc()
            telling.say_failed(request, error)
            failed.append(request)
    if failed:
        names = ", ".join(str(request.frame.path) for request in failed if request.frame)
        hint = _("The others are written.") if len(failed) < len(frames) else _("Nothing was written.")
        raise InlayError(
            _(
                "{count} of {total} frames failed: {names}.",
                count=len(failed),
                total=len(frames),
                names=names,
            ),
            hint,
        )


def _run(operation: Operation, request: Request, before: PlacedMatte | None = None) -> Result:
    """Run an operation on one set of files, after the frame before, and tell what was written."""
    from inlay.system.saving import Saving, names

    saving = Saving()
    warned: list[InlayWarning] = []
    try:
        with saving, collected() as warned:
            written, results = _execute(operation, request, saving, before)
        warned += [warning for result in results for warning in result.warnings]
        telling.say_written(request, written, dict(results[0].report), warned)
    except InlayError:
        # Often why it does not work, as of a mask that is gray.
        telling.say_warnings(request, warned)
        raise
    except KeyboardInterrupt:
        if saving.arrived:
            raise Cancelled(_("Interrupted; already written: {names}.", names=names(saving.arrived))) from None
        raise
    return results[0]


def find(name: str) -> Operation:
    """The operation of a name.

    Raises
    ------
    UsageError
        If there is none.
    """
    from inlay.operations import registry

    operation = registry.find(name)
    if operation is None:
        names = ", ".join(other.id for other in registry.operations())
        raise UsageError(_("There is no operation “{name}”.", name=name), _("There are: {names}.", names=names))
    return operation


def _execute(
    operation: Operation, request: Request, saving: Saving, before: PlacedMatte | None
) -> tuple[list[Written], list[Result]]:
    from inlay.files import streaming
    from inlay.files.command_line.performing import perform
    from inlay.files.command_line.placements import placed
    from inlay.files.command_line.progress_bar import progress
    from inlay.files.outputs import write

    with progress(known(operation.name), shown=not (request.quiet or request.json)) as bar:
        step = _among(request.frame, bar)
        request = placed(operation, request)
        limit = streaming.limit_of(operation, request)
        if limit is not None:
            step(0, _("Reading"))
            return streaming.run(operation, request, limit, saving, step)
        # Standard output is for our own words: a script may read it.
        with contextlib.redirect_stdout(sys.stderr):
            scene, results = perform(operation, request, step, before=before)
        step(1, _("Writing"))
        written = write(results, scene, saving, request.layer_only)
    return written, [result for result, _ in results]


def _among(frame: Frame | None, bar: JobProgress) -> JobProgress:
    """The progress of one frame as that of all."""
    if frame is None:
        return bar
    path, number, total = frame
    return lambda fraction, doing: bar(
        (number - 1 + fraction) / total,
        _("{path}, {number} of {total}: {doing}", path=path.name, number=number, total=total, doing=doing),
    )
