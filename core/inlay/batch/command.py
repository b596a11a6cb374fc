"""The command `inlay batch`: operations on many files, on this machine or on many."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from inlay.batch import dask
from inlay.batch.manifest import NAME, Record, demand_writable
from inlay.batch.outcome import Outcome
from inlay.batch.planning import Plan, not_given, of_request, plan_recipe
from inlay.batch.running import RETRIES, Batch
from inlay.batch.task import Task
from inlay.batch.telling import Teller
from inlay.batch.watching import Watch
from inlay.contract.language import _, joined, known, ngettext, told
from inlay.errors import Cancelled
from inlay.files.command_line import options
from inlay.files.command_line.options import Parser, UsageError, common_options
from inlay.files.command_line.progress_bar import progress
from inlay.files.command_line.running import find
from inlay.system.partial import sweep
from inlay.system.refusals import writing

_USAGE = _("""usage: inlay batch ID [options]
       inlay batch --recipe FILE.toml [options]

One operation, or the steps of a recipe, on many pictures: a pattern in quotes, or the rows of a table. What is done
is kept in a manifest, so that the same command goes on where it was ended. See `inlay batch ID --help`, and
`inlay batch --recipe FILE.toml --help`.""")


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; the exit code.

    Raises
    ------
    InlayError
        If that does not work, is interrupted, or a picture failed; all that is written is whole.
    """
    if not arguments or arguments[0] in ("-h", "--help"):
        print(told(_USAGE))
        return 0 if arguments else 2
    found, plan = _read(arguments)
    if found.idle is not None and not found.watch:
        raise UsageError(_("--idle ends a watch, and there is none."), _("Give --watch, too."))
    if found.scheduler is not None and found.workers is not None:
        raise UsageError(
            _("--workers is for this machine."), _("A scheduler elsewhere has its own: leave out one of both.")
        )
    if found.dry_run:
        _tell_plan(plan, found)
        return 0
    dask.distributed()
    with ExitStack() as open_files:
        log = None
        if found.log is not None:
            with writing(found.log):
                log = open_files.enter_context(found.log.open("a", encoding="utf-8"))
        bar = open_files.enter_context(progress(_("Batch"), not (found.quiet or found.json)))
        _run(plan, found, Teller(bar, found.quiet, found.json, log))
    return 0


def _read(arguments: Sequence[str]) -> tuple[argparse.Namespace, Plan]:
    """What the command line says, and the plan of it."""
    if arguments[0].startswith("-"):
        parser = Parser(prog="inlay batch", parents=[common_options(), _options()], allow_abbrev=False)
        _add_recipe(parser)
        found = parser.parse_args(arguments)
        files = {"input": found.input, "output": found.output, "csv": found.csv, "manifest": found.manifest}
        return found, plan_recipe(found.recipe, **files)
    operation = find(arguments[0])
    parser = options.parser_of(operation, f"inlay batch {operation.id}", [_options()])
    parser.add_argument(
        "--csv",
        metavar="FILE.csv",
        type=Path,
        help=_("{table} like these options without --; {empty}", table=_TABLE, empty=_EMPTY),
    )
    found = parser.parse_args(arguments[1:])
    return found, of_request(operation, options.request_of(operation, found), found.csv, found.manifest)


_TABLE = _("a table with a row for each picture, and columns that are named")
_EMPTY = _("what its cells leave empty, the command line says")


def _add_recipe(parser: Parser) -> None:
    parser.add_argument("--recipe", metavar="FILE.toml", required=True, help=_("the steps; docs/batch.md says how"))
    parser.add_argument("--input", metavar="FILE", help=_("the first step's picture, in the place of the recipe's"))
    parser.add_argument("--output", metavar="FILE", help=_("the file to write, in the place of the recipe's"))
    parser.add_argument(
        "--csv",
        metavar="FILE.csv",
        type=Path,
        help=_(
            "{table} input, output, and like the entries of a step: 2.trimap is the second one's, trimap that of the "
            "only step that has it; what its cells leave empty, the recipe says",
            table=_TABLE,
        ),
    )


def _options() -> Parser:
    """The options of every batch."""
    parser = Parser(add_help=False)
    group = parser.add_argument_group(_("the batch"))
    group.add_argument("--dry-run", action="store_true", help=_("say what would be done, and do nothing"))
    group.add_argument(
        "--manifest",
        metavar="FOLDER",
        type=Path,
        help=_("knows what is done; without it {name} beside the outputs", name=NAME),
    )
    group.add_argument("--again", action="store_true", help=_("do also what the manifest knows as done"))
    group.add_argument(
        "--skip-missing", action="store_true", help=_("begin though pictures lack another that they need; those fail")
    )
    group.add_argument(
        "--retries",
        metavar="N",
        type=_count(0),
        default=RETRIES,
        help=_(
            "further attempts where the disk, the network or the memory failed; {retries} without it", retries=RETRIES
        ),
    )
    group.add_argument("--watch", action="store_true", help=_("go on with pictures that arrive, until interrupted"))
    group.add_argument(
        "--idle", metavar="SECONDS", type=_seconds, help=_("end the watch after so long without a new picture")
    )
    group.add_argument("--log", metavar="FILE", type=Path, help=_("append a line of JSON for each picture"))
    where = parser.add_argument_group(_("where it runs"))
    where.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help=_("of a scheduler of Dask, such as tcp://10.0.0.1:8786; without it processes on this machine work"),
    )
    where.add_argument(
        "--workers", metavar="N", type=_count(1), help=_("so many processes; without it as memory and processors allow")
    )
    where.add_argument(
        "--threads", metavar="N", type=_count(1), help=_("for each picture; without it what is left over")
    )
    return parser


def _count(least: int) -> Any:
    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(
                told(_("“{text}” is no whole number from {least} on", text=text, least=least))
            )
        return int(text)

    return read


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < math.inf:
        raise argparse.ArgumentTypeError(told(_("“{text}” is no number of seconds", text=text)))
    return found


def _tell_plan(plan: Plan, found: argparse.Namespace) -> None:
    """Say what would be done."""
    tasks = plan.tasks(skip_missing=True)
    missing = 0
    for task in tasks:
        lacking = [*(str(path) for path in task.sources if not path.exists()), *map(known, not_given(task))]
        is_kept = not found.again and bool(Record(task).of_done())
        missing += bool(lacking)
        if found.json:
            inputs, outputs = map(str, task.sources), map(str, task.targets)
            line = {"picture": task.name, "status": "kept" if is_kept else "planned"}
            print(json.dumps({**line, "inputs": [*inputs], "outputs": [*outputs], "missing": lacking}))
        elif not found.quiet:
            rest = (
                _(", done before")
                if is_kept
                else _(", and there is no {lacking}", lacking=joined(_(", no "), lacking))
                if lacking
                else ""
            )
            targets = ", ".join(map(str, task.targets))
            print(told(_("{picture} to {targets}{rest}", picture=task.name, targets=targets, rest=rest)))
    if not (found.json or found.quiet):
        lack = _(", {missing} of which lack something", missing=missing) if missing else ""
        count = ngettext("1 picture", "{count} pictures", len(tasks), count=len(tasks))
        print(told(_("{pictures}{lack}; nothing was done.", pictures=count, lack=lack)))


def _run(plan: Plan, found: argparse.Namespace, teller: Teller) -> None:
    folders: set[Path] = set()

    def refuse(outcome: Outcome) -> None:
        teller.total += 1
        teller.tell(outcome)

    watch = Watch(plan, refuse, found.idle) if found.watch else None
    try:
        for outcome in _outcomes(plan, found, watch, teller, folders):
            teller.tell(outcome)
    except KeyboardInterrupt:
        for folder in folders:
            sweep(folder)
        counts = teller.counts
        raise Cancelled(
            _(
                "Interrupted after {attempted} of {total} pictures; {written} are written.",
                attempted=sum(counts.values()),
                total=teller.total,
                written=counts["done"],
            ),
            _("The same command goes on with the others."),
        ) from None
    teller.finish()


def _outcomes(
    plan: Plan, found: argparse.Namespace, watch: Watch | None, teller: Teller, folders: set[Path]
) -> Iterator[Outcome]:
    """What becomes of the pictures; counts them for `teller`, and notes in which `folders` they are written."""
    batch = Batch(found.scheduler, found.workers, found.threads, found.retries, found.again, teller.notice)

    def counted(tasks: Sequence[Task]) -> Sequence[Task]:
        teller.total += len(tasks)
        folders.update(target.parent for task in tasks for target in task.targets)
        return tasks

    def more() -> Sequence[Task] | None:
        arrived = watch.more() if watch else None
        return None if arrived is None else counted(arrived)

    tasks = () if watch is not None else counted(plan.tasks(found.skip_missing))
    demand_writable(plan.folder)
    return batch.outcomes(tasks, None if watch is None else more)
