"""Inlay's own folder: the environment, compiled kernels, the operation table, and a copy of what editors are given.

The copy makes the clone dispensable: `inlay refresh` serves an editor that arrives later.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Optional, Union

from inlay_setup import (
    actions,
    background,
    compilation,
    console,
    environment,
    examination,
    filesystem,
    help_pages,
    interpreters,
    lock,
    pins,
    programs,
    record,
    table,
)
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.interpreters import Interpreter
from inlay_setup.locations import Locations
from inlay_setup.programs import Run
from inlay_setup.record import DamagedRecord, Record
from inlay_setup.repository import Repository, copy

# What the environment is made of; plug-ins and manifests are copied anew each time.
PARTS = ("core", "pyproject.toml")


class Plan(NamedTuple):
    """What has to be done to the environment: ``make`` it on `base`, ``update`` it, or ``keep`` it.

    `reasons` say why one that is there is made anew, `extras` what is installed with Inlay.
    """

    action: str
    base: Interpreter
    uv: Optional[Path]
    fingerprint: str
    earlier: Optional[Record]
    reasons: Sequence[str] = ()
    extras: Sequence[str] = ()

    def __str__(self) -> str:
        words = {"make": "Make the private environment on", "update": "Update the private environment on"}
        said = f"{words.get(self.action, 'The private environment is up to date, on')} {self.base}"
        said += f", with {', '.join(self.extras)}" if self.extras else ""
        return f"{said}, anew: {' '.join(self.reasons)}" if self.reasons else said


@contextmanager
def changing(locations: Locations) -> Iterator[list[Path]]:
    """Be the only one who changes this installation, and begin with what the last one left whole.

    Yields the folders that were made for it.

    Raises
    ------
    InstallationError
        If another process is at it.
    """
    with lock.hold(locations.data) as made:
        background.stop(locations.data)
        environment.restore(locations.environment)
        yield made


def plan(
    repository: Repository,
    locations: Locations,
    run: Run,
    in_home: bool,
    fetch: bool,
    repair: bool = False,
    extras: Collection[str] = (),
) -> Plan:
    """Look at what is there, closely.

    With `in_home` a Python in the home folder is wanted, `fetch` allows uv to bring one, `repair` makes everything
    anew whatever is there; `extras` are wanted beside those that are there.
    """
    earlier = _earlier(locations.data)
    installed = earlier.extras if earlier else []
    wanted = sorted({*installed, *extras})
    present = Environment(locations.environment, locations.platform)
    fingerprint = repository.fingerprint(*PARTS)
    base = present.base(run)
    uv = interpreters.uv(locations, run)
    if base is not None and in_home and not base.lies_in(locations.home):
        better = interpreters.find(locations, run, in_home=True, fetch=fetch)
        base = None if better.lies_in(locations.home) else base
    reasons = examination.problems(present, run, [distribution(installed)]) if base and not repair else []
    if base is None or repair or reasons:
        base = interpreters.find(locations, run, in_home, fetch)
        return Plan("make", base, uv, fingerprint, earlier, reasons, wanted)
    same = earlier is not None and earlier.fingerprint == fingerprint and installed == wanted
    return Plan("keep" if same else "update", base, uv, fingerprint, earlier, extras=wanted)


def distribution(extras: Collection[str], name: Union[str, Path] = "inlay") -> str:
    """How pip is told of Inlay, or of the folder `name` with it, with these extras."""
    return f"{name}[{','.join(extras)}]" if extras else str(name)


def _earlier(data: Path) -> Optional[Record]:
    try:
        return record.load(data)
    except DamagedRecord as error:
        console.note(error.message, "It is made anew from what is found.")
        return None


def prepare(
    repository: Repository,
    locations: Locations,
    plan: Plan,
    made: Iterable[Path],
    run: Run,
    compiled: bool = True,
) -> Record:
    """Carry the plan out and return the record, which is saved; `made` are folders to note in it.

    With `compiled` there are the kernels that the first hour needs; `background.start` compiles all others.

    Raises
    ------
    InstallationError
        If something does not work; what was there before still works then.
    """
    present = Environment(locations.environment, locations.platform)
    done = _record(repository, locations, plan.earlier)
    done.add_folders(made)
    if plan.action != "keep":
        # Until the end nothing vouches for the environment.
        done.fingerprint = ""
    # From here on `uninstall` knows what to remove, even if the next step fails.
    done.save(locations.data)
    with filesystem.temporary(locations.data) as temporary:
        variables = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
        _furnish(repository, present, plan, temporary, partial(run, variables=variables), compiled)
    _copy_parts(repository, locations.data)
    (locations.data / "log").mkdir(exist_ok=True)
    write_table(locations.data, done, table.read(present, run))
    done.fingerprint = plan.fingerprint
    done.version, done.protocol, done.extras = repository.version, repository.protocol, list(plan.extras)
    done.save(locations.data)
    (locations.data / "plugins" / record.NAME).write_text(done.facts(), encoding="utf-8")
    return done


def write_table(data: Path, done: Record, content: dict[str, Any]) -> None:
    """Write the operation table, and what editors are given that derives from it."""
    table.write(Path(done.table), content)
    filesystem.write(data / "manifests" / actions.NAME, actions.document(content))
    help_pages.write(data / "manifests" / help_pages.FOLDER, content)


def _record(repository: Repository, locations: Locations, earlier: Optional[Record]) -> Record:
    if earlier is not None:
        return earlier
    present = Environment(locations.environment, locations.platform)
    return Record(
        version=repository.version,
        protocol=repository.protocol,
        python=str(present.python),
        command=str(present.command),
        table=str(locations.data / "operations.json"),
        log=str(locations.data / "log" / "worker.log"),
        cache=str(locations.cache),
    )


def _furnish(
    repository: Repository, present: Environment, plan: Plan, temporary: Path, run: Run, compiled: bool
) -> None:
    if plan.action == "make":
        for reason in plan.reasons:
            console.note(reason, "The environment is made anew.")
        console.say(f"Making the private environment on {plan.base}")
        with environment.replacing(present.folder):
            environment.create(present, plan.base, run, plan.uv)
            _install(present, repository.distribution(temporary), run, plan)
            if compiled:
                compilation.compile_kernels(present, run)
        return
    if plan.action == "update":
        console.say(f"Updating the private environment on {plan.base}")
        _install(present, repository.distribution(temporary), run, plan, anew=True)
        compilation.forget(present)
    if compiled:
        compilation.compile_kernels(present, run)


def _install(present: Environment, folder: Path, run: Run, plan: Plan, anew: bool = False) -> None:
    with console.progress("Installing Inlay and what it needs (about 150 MB to download)") as show:
        steps = 0

        def watch(line: str) -> None:
            # Neither pip nor uv says how much is left: some fifty lines come for a fresh environment.
            nonlocal steps
            steps += 1
            show(steps / (steps + 25))

        inlay = distribution(plan.extras, folder)
        environment.install(present, [inlay], run, plan.uv, watch, pinned=pins.of(plan.extras))
        if anew:
            environment.reinstall(present, [folder], run, plan.uv, watch)


def _copy_parts(repository: Repository, data: Path) -> None:
    if repository.folder != data:
        filesystem.replace_folder(data / "plugins", repository.copy_adapters)
        filesystem.replace_folder(data / "manifests", partial(copy, repository.manifests))


def editors_parts(data: Path) -> Repository:
    """What is given to editors, as kept in Inlay's folder.

    Raises
    ------
    InstallationError
        If it is missing.
    """
    if not (data / "plugins").is_dir() or not (data / "manifests").is_dir():
        raise InstallationError(
            f"Inlay is not installed in {data}.", "Run python3 install.py from a clone of the repository."
        )
    return Repository(data)


def link(locations: Locations, done: Record) -> str:
    """Put the ``inlay`` command into the user's folder of commands if possible; return what to type for it."""
    target = locations.commands / "inlay"
    if locations.platform == "win32":
        return done.command
    if os.path.lexists(target) and not links_to(target, Path(done.command)):
        console.note(f"{target} is another program and stays as it is.", f"Inlay's command is {done.command}.")
        return done.command
    try:
        done.add_folders(filesystem.missing(target.parent))
        done.save(locations.data)
        filesystem.make_folder(target.parent)
        if not os.path.lexists(target):
            target.symlink_to(done.command)
        done.link = str(target)
    except (OSError, InstallationError):
        return done.command
    found = programs.which("inlay", locations.search)
    return "inlay" if found and links_to(found, Path(done.command)) else str(target)


def links_to(link: Path, target: Path) -> bool:
    return link.is_symlink() and os.path.abspath(os.path.join(link.parent, os.readlink(link))) == str(target)
