"""The command `inlay run`: one operation, from files to files."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from inlay.arrays.warning import collected
from inlay.errors import Cancelled, InlayError, InlayWarning
from inlay.files.command_line import options, telling
from inlay.files.command_line.options import Request, UsageError

if TYPE_CHECKING:
    from inlay.files.outputs import Written
    from inlay.operations.declaration import Operation
    from inlay.operations.job import Result
    from inlay.system.saving import Saving


def run(arguments: Sequence[str]) -> bool:
    """Run the operation that the command line names; False if it says nothing at all.

    Raises
    ------
    InlayError
        If that does not work, or is interrupted; the message says what was written all the same.
    """
    from inlay.operations import registry
    from inlay.system.saving import Saving, names

    place = options.place_of_name(arguments, registry.find)
    if place is None:
        if not arguments or {"-h", "--help"} & set(arguments):
            print("usage: inlay run ID [options]\n\nSee `inlay list` for the ids, and `inlay run ID --help`.")
            return bool(arguments)
        raise UsageError("The operation is missing.", "Write inlay run ID; `inlay list` prints the ids.")
    operation = find(arguments[place])
    request = options.parse(operation, [*arguments[:place], *arguments[place + 1 :]])
    saving = Saving()
    warned: list[InlayWarning] = []
    try:
        with saving, collected() as warned:
            written, results = _execute(operation, request, saving)
        warned += [warning for result in results for warning in result.warnings]
        telling.say_written(request, written, dict(results[0].report), warned)
    except InlayError:
        # Often why it does not work, as of a mask that is gray.
        telling.say_warnings(request, warned)
        raise
    except KeyboardInterrupt:
        if saving.arrived:
            raise Cancelled(f"Interrupted; already written: {names(saving.arrived)}.") from None
        raise
    return True


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
        known = ", ".join(other.id for other in registry.operations())
        raise UsageError(f"There is no operation “{name}”.", f"There are: {known}.")
    return operation


def _execute(operation: Operation, request: Request, saving: Saving) -> tuple[list[Written], list[Result]]:
    from inlay.files.command_line.progress import progress
    from inlay.files.inputs.roles import gather
    from inlay.files.outputs import check_outputs, write
    from inlay.operations.job import Job

    check_outputs(operation, request)
    with progress(operation.name, shown=not (request.quiet or request.json)) as step:
        step(0, "Reading")
        scene = gather(operation, request.references, request.values, request.at)
        job = Job(scene.images, request.values, scene.canvas, progress=step, shared={} if request.also else None)
        # Standard output is for our own words: a script may read it.
        with contextlib.redirect_stdout(sys.stderr):
            perform = operation.perform
            results = [(perform(job), request.output)]
            for kind, path in request.also:
                other = replace(job, parameters={**request.values, "result": kind})
                results.append((perform(other), path))
        step(1, "Writing")
        written = write(results, scene, saving, request.layer_only)
    return written, [result for result, _ in results]
