"""Kill an installation at moments spread over its steps, do it again, and compare with one that nobody disturbed.

``python -m tests.setup.kills`` prints the table. The editors' folders and the files are real; the programs that
the installer starts only pretend to run, so that every moment can be reached by counting.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests import clones
from tests.setup.machine import Machine, tree

from inlay_setup import doctor, install, repository, selftest, uninstall
from inlay_setup.locations import Locations, locate

#: Everything by which an installation changes something.
STEPS = ("mkdir", "replace", "symlink", "unlink", "rmdir", "fsync", "chmod")
#: Of copying and removing many files one moment each is enough.
FAMILIES = {"copy": "copy", "mkdir": "copy", "chmod": "copy", "unlink": "remove", "rmdir": "remove"}
MOMENTS = 20


class Outcome(NamedTuple):
    """What was killed before which step, and how it stood after the next attempt."""

    scenario: str
    moment: int
    steps: int
    step: str
    outcome: str


class Home:
    """An artist's home folder that can be had in the same state again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.temporary = folder / "temporary"
        self.temporary.mkdir(parents=True)
        self.clone = repository.clone(clones.small(folder / "clone"))

    def begin(self) -> None:
        """GIMP and Krita have been started before, and nothing of Inlay is there."""
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / ".config/GIMP/3.0").mkdir(parents=True)
        (self.home / ".local/share/krita").mkdir(parents=True)
        (self.home / ".config/kritarc").write_bytes(b"[python]\nenable_inlay=false\n")

    @property
    def locations(self) -> Locations:
        variables = {"HOME": str(self.home), "PATH": ""}
        return locate(variables=variables, platform="linux", system=self.folder / "system")

    def install(self, repair: bool = False) -> int:
        return install.install(self.clone, self.locations, repair=repair, run=_run)

    def uninstall(self) -> int:
        return uninstall.uninstall(self.locations, run=_run)

    def doctor(self) -> int:
        healthy = {"ok": True, "seconds": 0.0, "message": "", "hint": ""}
        selftest.round_trip = lambda adapters: healthy
        return 0 if doctor.examine(self.locations, _run)["ok"] else 1


def outcomes(folder: Path, scenario: str, moments: int = MOMENTS) -> Iterator[Outcome]:
    """Kill at so many moments what is done in this scenario: ``install``, ``repair`` or ``uninstall``."""
    home = Home(folder)
    home.begin()
    untouched = tree(home.home)
    assert _apart(home, home.install) == 0
    installed = tree(home.home)
    action = {
        "install": home.install,
        "repair": lambda: home.install(repair=True),
        "uninstall": home.uninstall,
    }[scenario]
    wanted = untouched if scenario == "uninstall" else installed

    def begin() -> None:
        home.begin()
        if scenario != "install":
            _apart(home, home.install)

    begin()
    log = folder / "steps"
    _apart(home, action, log)
    steps = log.read_text().splitlines()
    telling = _telling(steps)
    for number in range(moments):
        moment = telling[number * (len(telling) - 1) // max(moments - 1, 1)]
        begin()
        killed = _apart(home, action, log, moment)
        outcome = "not killed" if killed != -signal.SIGKILL else _again(home, action, wanted, untouched)
        yield Outcome(scenario, moment + 1, len(steps), steps[moment], outcome)


def _telling(steps: list[str]) -> list[int]:
    """The numbers of steps that differ in kind from their neighbours, and the middle one of many alike."""
    kinds = ["write" if ".new" in step or "fsync" in step else FAMILIES.get(step.split()[0], step) for step in steps]
    runs = [list(run) for _, run in itertools.groupby(range(len(steps)), kinds.__getitem__)]
    telling = [run[len(run) // 2] for run in runs]
    return telling if len(telling) >= MOMENTS else list(range(len(steps)))


def _again(home: Home, action: Callable[[], int], wanted: dict, untouched: dict) -> str:
    if _apart(home, action) != 0:
        return "the next attempt fails"
    if tree(home.home) != wanted:
        return "something is left half done"
    if wanted is not untouched and _apart(home, home.doctor) != 0:
        return "doctor finds fault"
    if wanted is not untouched and (_apart(home, home.uninstall) != 0 or tree(home.home) != untouched):
        return "uninstall leaves something"
    if any(home.temporary.iterdir()):
        return "the temporary folder is not empty"
    return "works"


def _apart(home: Home, action: Callable[[], int], log: Path | None = None, moment: int = -1) -> int:
    """Do it in a process of its own, killed before the step of this number; the exit code, negative for a signal."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    code = 99
    try:
        tempfile.tempdir = str(home.temporary)
        install.refuse_sudo = lambda home: None
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        _count(log, moment)
        code = action()
    finally:
        os._exit(code)


def _count(log: Path | None, moment: int) -> None:
    done = []
    # A process is killed, the machine goes on: what was written is there without waiting for the disk.
    os.fsync = lambda descriptor: None

    def counted(name: str, function: Callable) -> Callable:
        def call(*arguments, **options):
            if len(done) == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            done.append(f"{name} {_what(arguments)}")
            if log is not None and moment < 0:
                log.write_text("\n".join(done))
            return function(*arguments, **options)

        return call

    for name in STEPS:
        setattr(os, name, counted(name, getattr(os, name)))
    shutil.copyfile = counted("copy", shutil.copyfile)
    Machine.run = counted("run", Machine.run)


def _what(arguments: tuple) -> str:
    words = arguments[1] if isinstance(arguments[0], Machine) else arguments[:1]
    return " ".join(Path(str(word)).name for word in words).replace("\n", " ")[:60]


def _run(*arguments, **options):
    return Machine().run(*arguments, **options)


def main() -> int:
    failed = 0
    print("| what is killed | before step | outcome of doing it again |\n| --- | --- | --- |")
    for scenario in ("install", "repair", "uninstall"):
        with tempfile.TemporaryDirectory() as folder:
            for one in outcomes(Path(folder), scenario):
                print(f"| {scenario} | {one.moment} of {one.steps}: {one.step} | {one.outcome} |", flush=True)
                failed += one.outcome != "works"
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
