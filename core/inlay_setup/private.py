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

from inlay.contract.language import _, joined
from inlay_setup import (
    actions,
    background,
    bundle,
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
from inlay_setup.bundle import Bundle
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
    bundle: Optional[Bundle] = None

    def told(self) -> str:
        words = {
            "make": _("Make the private environment on {base}", base=self.base),
            "update": _("Update the private environment on {base}", base=self.base),
            "keep": _("The private environment is up to date, on {base}", base=self.base),
        }
        parts = [words[self.action]]
        if self.extras:
            parts.append(_(", with {extras}", extras=", ".join(self.extras)))
        if self.reasons:
            parts.append(_(", anew: {reasons}", reasons=joined(" ", self.reasons)))
        return joined("", parts)


@contextmanager
def changing(locations: Locations) -> Iterator[list[Path]]:
    """Be the only one who changes this installation, and begin with what the last one left whole.

    Yields the folders that were made for it.

    Raises
    ------
    InstallationError
        If another process is at it, or if the place is unfit.
    """
    environment.demand_fit(locations.environment, locations.platform)
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
    earlier = known(locations.data)
    installed = earlier.extras if earlier else []
    bundled = bundle.of(repository.folder)
    wanted = sorted({*installed, *extras, *(bundled.extras if bundled else ())})
    present = Environment(locations.environment, locations.platform)
    fingerprint = repository.fingerprint(*PARTS)
    find = partial(_find, bundled, locations, run)
    base = present.base(run)
    if bundled is not None:
        bundled.demand(wanted)
        base = base if base and bundled.fits(base) else None
    uv = interpreters.uv(locations, run)
    if base is not None and in_home and not base.lies_in(locations.home):
        better = find(in_home=True, fetch=fetch)
        base = None if better.lies_in(locations.home) else base
    reasons = examination.problems(present, run, [distribution(installed)]) if base and not repair else []
    if base is None or repair or reasons:
        base = find(in_home=in_home, fetch=fetch)
        return Plan("make", base, uv, fingerprint, earlier, reasons, wanted, bundled)
    same = earlier is not None and earlier.fingerprint == fingerprint and installed == wanted
    return Plan("keep" if same else "update", base, uv, fingerprint, earlier, extras=wanted, bundle=bundled)


def _find(bundled: Optional[Bundle], locations: Locations, run: Run, in_home: bool, fetch: bool) -> Interpreter:
    """A Python to stand on; from a bundle one for which its wheels are, and none is fetched."""
    if bundled is None:
        return interpreters.find(locations, run, in_home, fetch)
    try:
        return interpreters.find(locations, run, in_home, fetch=False, fits=bundled.fits)
    except InstallationError:
        raise InstallationError(
            _("This bundle is for {bundled}, and there is no such Python on your PATH.", bundled=bundled),
            _(
                "Install Python {pythons}; or make a bundle for what you have, where there is a network: python3 "
                "install.py bundle --platform NAME --python VERSION FOLDER, in a clone of the repository.",
                pythons=bundled.pythons[-1],
            ),
        ) from None


def distribution(extras: Collection[str], name: Union[str, Path] = "inlay") -> str:
    """How pip is told of Inlay, or of the folder `name` with it, with these extras."""
    return f"{name}[{','.join(extras)}]" if extras else str(name)


def known(data: Path) -> Optional[Record]:
    """The record of an earlier installation, if there is one that can be read; one that cannot be is told of."""
    try:
        return record.load(data)
    except DamagedRecord as error:
        console.note(error.message, _("It is made anew from what is found."))
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
    done = begun(locations, present, plan.earlier)
    done.add_folders(made)
    if plan.action != "keep":
        # Until the end nothing vouches for the environment.
        done.fingerprint = ""
        background.want(locations.data)
    # From here on `uninstall` knows what to remove, even if the next step fails.
    done.save(locations.data)
    with filesystem.temporary(locations.data) as temporary:
        variables = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
        _furnish(repository, present, plan, temporary, partial(run, variables=variables), compiled)
    done.run_in(present)
    done.version, done.protocol, done.extras = repository.version, repository.protocol, list(plan.extras)
    keep_parts(repository, locations.data, done, table.read(present, run))
    done.fingerprint = plan.fingerprint
    done.save(locations.data)
    return done


def keep_parts(repository: Repository, data: Path, done: Record, content: dict[str, Any]) -> None:
    """Copy what editors are given into Inlay's own folder, with the operation table and what derives from it."""
    _copy_parts(repository, data)
    (data / "log").mkdir(exist_ok=True)
    write_table(data, done, content)
    (data / "plugins" / record.NAME).write_text(done.facts(), encoding="utf-8")


def write_table(data: Path, done: Record, content: dict[str, Any]) -> None:
    """Write the operation table, and what editors are given that derives from it."""
    table.write(Path(done.table), content)
    filesystem.write(data / "manifests" / actions.NAME, actions.document(content))
    help_pages.write(data / "manifests" / help_pages.FOLDER, content)


def begun(locations: Locations, present: Environment, earlier: Optional[Record]) -> Record:
    """What is known of an earlier installation, or else the record of one whose worker runs in this environment."""
    return earlier or Record(
        version="",
        protocol=0,
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
            console.note(reason, _("The environment is made anew."))
        console.say(_("Making the private environment on {base}", base=plan.base))
        with environment.replacing(present.folder):
            environment.create(present, plan.base, run, plan.uv, plan.bundle.pip if plan.bundle else None)
            _install(present, _package(repository, plan, temporary), run, plan)
            if compiled:
                compilation.compile_kernels(present, run)
        return
    if plan.action == "update":
        console.say(_("Updating the private environment on {base}", base=plan.base))
        _install(present, _package(repository, plan, temporary), run, plan, anew=True)
        compilation.forget(present)
    if compiled and background.is_wanted(present.folder.parent):
        compilation.compile_kernels(present, run)


def _package(repository: Repository, plan: Plan, temporary: Path) -> Path:
    """Inlay itself, as pip installs it."""
    return plan.bundle.inlay if plan.bundle else repository.distribution(temporary)


def _install(present: Environment, package: Path, run: Run, plan: Plan, anew: bool = False) -> None:
    wheels = plan.bundle.wheels if plan.bundle else None
    if plan.bundle:
        doing = _("Installing Inlay and what it needs (from this bundle, without a network)")
    else:
        doing = _("Installing Inlay and what it needs (about 165 MB to download)")
    with console.progress(doing) as show:
        steps = 0

        def watch(line: str) -> None:
            # Neither pip nor uv says how much is left: some fifty lines come for a fresh environment.
            nonlocal steps
            steps += 1
            show(steps / (steps + 25))

        inlay = distribution(plan.extras, package)
        environment.install(present, [inlay], run, plan.uv, watch, pinned=pins.of(plan.extras), wheels=wheels)
        if anew:
            environment.reinstall(present, [package], run, plan.uv, watch)


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
            _("Inlay is not installed in {data}.", data=data),
            _("Run python3 install.py from a clone of the repository."),
        )
    return Repository(data)


def link(locations: Locations, done: Record) -> str:
    """Put the ``inlay`` command into the user's folder of commands if possible; return what to type for it."""
    target = locations.commands / "inlay"
    if locations.platform == "win32":
        return done.command
    if os.path.lexists(target) and not links_to(target, Path(done.command)):
        console.note(
            _("{target} is another program and stays as it is.", target=target),
            _("Inlay's command is {command}.", command=done.command),
        )
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
