"""What an installation leaves for later: a process that compiles the rest while nobody waits, behind everybody else.

The file `WANTED` in its folder says that something is left, until the end; a file `STOP` ends it within a second.
Killed at any moment it loses a kernel at most: the next one goes on. Whoever needs a kernel earlier compiles it; what
one process compiles, others wait for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from inlay_setup import compilation, filesystem, lock, programs
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.programs import Run

FOLDER, WANTED, STOP, LOG = "background", "wanted", "stop", "compiling.log"
PAUSE = 0.2
#: Seconds for which one that is to end is waited for; attempts where somebody may only look whether one runs.
PATIENCE, LOOKS = 10.0, 10
#: Not more: whoever needs a kernel that is being compiled waits for it.
NICENESS = 5


def log(data: Path) -> Path:
    """Where it tells of what it does."""
    return data / "log" / LOG


def is_wanted(data: Path) -> bool:
    """Whether something is left to be compiled."""
    return (data / FOLDER / WANTED).exists()


def is_running(data: Path) -> bool:
    """Whether a process is at it."""
    if not (data / FOLDER).is_dir():
        return False
    try:
        with lock.hold(data / FOLDER):
            return False
    except InstallationError:
        return True


def start(locations: Locations, run: Run = programs.run) -> None:
    """Compile what is left, and what Python itself compiles, without waiting for it."""
    present = Environment(locations.environment, locations.platform)
    filesystem.make_folder(locations.data / FOLDER)
    filesystem.make_folder(log(locations.data).parent)
    filesystem.write(locations.data / FOLDER / WANTED, "")
    filesystem.remove(locations.data / FOLDER / STOP)
    run([present.python, "-I", "-m", __name__, locations.data], behind=log(locations.data))


def stop(data: Path) -> None:
    """End it if it runs; what it has compiled stays, and the rest is still wanted."""
    if not is_running(data):
        return
    filesystem.write(data / FOLDER / STOP, "")
    end = time.monotonic() + PATIENCE
    while is_running(data) and time.monotonic() < end:
        time.sleep(PAUSE)
    filesystem.remove(data / FOLDER / STOP)


def main(arguments: Sequence[str]) -> int:
    """Compile all that is left in the installation whose folder is given; returns 1 if something failed."""
    data = Path(arguments[0])
    _give_way()
    with ExitStack() as stack:
        if not _hold(data / FOLDER, stack):
            return 0
        kernels, modules = works()
        failed = [work for work in kernels if not _done(work, data)]
        # Packages bring files that no Python compiles.
        _done(modules, data)
        if not failed:
            (data / FOLDER / WANTED).unlink(missing_ok=True)
    return 1 if failed else 0


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


def _hold(folder: Path, stack: ExitStack) -> bool:
    """Whether nobody else is at it; somebody who only looks is soon gone."""
    for _ in range(LOOKS):
        with suppress(InstallationError):
            stack.enter_context(lock.hold(folder))
            return True
        time.sleep(PAUSE)
    return False


def _may_not_go_on(data: Path) -> bool:
    return not is_wanted(data) or (data / FOLDER / STOP).exists()


def _done(work: programs.Command, data: Path) -> bool:
    """Whether a piece of the work came to its end, and was still wanted."""
    if _may_not_go_on(data):
        return False
    began = time.monotonic()
    with subprocess.Popen(work, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            if _may_not_go_on(data):
                process.kill()
            time.sleep(PAUSE)
    outcome = "done" if process.returncode == 0 else f"ended with {process.returncode}"
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    print(f"{now} {work[-1]}: {outcome} after {time.monotonic() - began:.0f} s", flush=True)
    return process.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
