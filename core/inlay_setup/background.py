"""What an installation leaves for later: a process that compiles the rest while nobody waits, behind everybody else.

The file `WANTED` in its folder says that something is left, until the end, and names what could not be compiled; a file
`STOP` ends it within a second. Killed at any moment it loses a kernel at most: the next one goes on. Whoever needs a
kernel earlier compiles it; what one process compiles, others wait for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from inlay.contract.language import _
from inlay.contract.process_tree import Process
from inlay_setup import compilation, console, filesystem, lock, programs
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.programs import Run

FOLDER, WANTED, STOP, LOG = "background", "wanted", "stop", "compiling.log"
PAUSE = 0.2
#: Seconds for which one that is to end is waited for.
PATIENCE = 10.0
#: Not more: whoever needs a kernel that is being compiled waits for it.
NICENESS = 5


def log(data: Path) -> Path:
    """Where it tells of what it does."""
    return data / "log" / LOG


def is_wanted(data: Path) -> bool:
    """Whether something is left to be compiled."""
    return (data / FOLDER / WANTED).exists()


def is_running(data: Path) -> bool:
    """Whether a process is at it, or what one that was killed has started."""
    return lock.is_held(data / FOLDER)


def failed(data: Path) -> list[str]:
    """What could not be compiled."""
    try:
        return (data / FOLDER / WANTED).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def want(data: Path) -> None:
    """Note that something is left to be compiled."""
    filesystem.make_folder(data / FOLDER)
    filesystem.write(data / FOLDER / WANTED, "")


def start(data: Path, present: Environment, run: Run = programs.run) -> None:
    """Compile what is left, and what Python itself compiles, without waiting for it."""
    want(data)
    filesystem.make_folder(log(data).parent)
    filesystem.remove(data / FOLDER / STOP)
    run([present.python, "-I", "-m", __name__, data], behind=log(data))


def stop(data: Path) -> None:
    """End it if it runs; what it has compiled stays, and the rest is still wanted.

    Raises
    ------
    InstallationError
        If it does not end, as where it was killed and what it had started goes on.
    """
    if not is_running(data):
        return
    filesystem.write(data / FOLDER / STOP, "")
    end = time.monotonic() + PATIENCE
    try:
        while is_running(data):
            if time.monotonic() > end:
                raise InstallationError(
                    _("Parts of Inlay are still being compiled for this computer."), _("Wait a minute, then try again.")
                )
            time.sleep(PAUSE)
    finally:
        filesystem.remove(data / FOLDER / STOP)


def main(arguments: Sequence[str]) -> int:
    """Compile all that is left in the installation whose folder is given; returns 1 if something failed."""
    return console.outcome(lambda: _compile(Path(arguments[0])))


def _compile(data: Path) -> int:
    _give_way()
    with ExitStack() as stack:
        try:
            stack.enter_context(lock.hold(data / FOLDER))
        except InstallationError:
            return 0
        kernels, modules = works()
        left = [work[-1] for work in kernels if not _done(work, data)]
        # Packages bring files that no Python compiles.
        _done(modules, data)
        if not _may_not_go_on(data):
            if left:
                filesystem.write(data / FOLDER / WANTED, "\n".join(map(str, left)))
            else:
                filesystem.remove(data / FOLDER / WANTED)
    return 1 if left else 0


def works() -> tuple[list[programs.Command], programs.Command]:
    """What compiles the kernels of this environment, piece by piece, and what compiles the modules."""
    present = Environment(Path(sys.prefix), sys.platform)
    python: list[str] = [str(present.python), "-I", "-m"]
    # What the demo needs at once it compiles itself, in the order of the first hour.
    steps = [*reversed(compilation.steps(present, ["first"])), *compilation.steps(present, ["rest"])]
    kernels: list[programs.Command] = [[*python, compilation.MODULE, step] for step in steps]
    return kernels, [*python, "compileall", "-qq", sys.prefix]


def _give_way() -> None:
    # Windows is told when the process is started.
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def _may_not_go_on(data: Path) -> bool:
    return not is_wanted(data) or (data / FOLDER / STOP).exists()


def _done(work: programs.Command, data: Path) -> bool:
    """Whether a piece of the work came to its end, and was still wanted."""
    if _may_not_go_on(data):
        return False
    began = time.monotonic()
    words = [str(word) for word in work]
    with Process(
        words, ends_with_us=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=lock.inherited()
    ) as process:
        try:
            while process.poll() is None:
                if _may_not_go_on(data):
                    process.kill()
                time.sleep(PAUSE)
        except BaseException:
            process.kill()
            raise
    outcome = "done" if process.returncode == 0 else f"ended with {process.returncode}"
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    console.say(f"{now} {work[-1]}: {outcome} after {time.monotonic() - began:.0f} s")
    return process.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
