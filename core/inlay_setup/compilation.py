"""Compiling the numeric kernels: what the first hour needs while an artist waits, all else in the background."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Optional

from inlay.contract.language import _
from inlay_setup import console, programs
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.programs import Finished, Run, demand

MODULE = "inlay.worker.compiling"
FAILED = _("The numeric kernels could not be compiled."), _("Run this again; if it fails again, report these lines.")
# A process that compiles takes some 400 MB.
MOST_PROCESSES = 4
PAUSE = 0.05
INTERRUPTED = Finished(130, "")


def steps(environment: Environment, parts: Sequence[str], run: Run = programs.run) -> list[str]:
    """What is to be compiled for the ``first`` hour, and as the ``rest``.

    Raises
    ------
    InstallationError
        If the package inside does not say.
    """
    output = demand(_compile(environment, run), *FAILED)
    try:
        known = json.loads(output.strip().splitlines()[-1])
        return [step for part in parts for step in known[part]]
    except (ValueError, IndexError, KeyError):
        raise InstallationError(*FAILED) from None


def compile_kernels(environment: Environment, run: Run, parts: Sequence[str] = ("first",)) -> None:
    """Compile or load these parts of the kernels inside the environment; what does not load is compiled anew.

    Raises
    ------
    InstallationError
        If that fails.
    """
    wanted = steps(environment, parts, run)
    with console.progress(_("Compiling Inlay for this computer")) as show:
        finished = _compile_at_once(environment, wanted, run, show)
        if finished.code:
            forget(environment)
            finished = _compile_at_once(environment, wanted, run, show)
    demand(finished, *FAILED)


def _compile_at_once(environment: Environment, wanted: list[str], run: Run, show: Callable[[float], None]) -> Finished:
    """Compile these steps in several processes; how the first that failed has ended, else the last."""
    fractions, changing = dict.fromkeys(wanted, 0.0), threading.Lock()
    unfinished, stopped = set(), threading.Event()

    def compile_step(step: str) -> Finished:
        unfinished.add(step)
        try:
            return INTERRUPTED if stopped.is_set() else _compile(environment, run, step, watch=watching(step))
        finally:
            unfinished.remove(step)

    def watching(step: str) -> Callable[[str], None]:
        def watch(line: str) -> None:
            if line.startswith('{"progress"'):
                with changing:
                    fractions[step] = json.loads(line)["progress"]
                    show(sum(fractions.values()) / len(fractions))

        return watch

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_PROCESSES)) as pool:
        try:
            ended = list(pool.map(compile_step, wanted))
        except BaseException:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            # One may be about to begin.
            while unfinished:
                programs.end_followed()
                time.sleep(PAUSE)
            raise
    return next((finished for finished in ended if finished.code), ended[-1])


def _compile(
    environment: Environment, run: Run, *arguments: str, watch: Optional[Callable[[str], None]] = None
) -> Finished:
    return run([environment.python, "-I", "-u", "-m", MODULE, *arguments], watch=watch)


def forget(environment: Environment) -> None:
    """Remove compiled kernels: their cache does not notice a change in a kernel of another module that they call."""
    for file in environment.folder.glob("**/inlay/**/__pycache__/*.nb[ci]"):
        file.unlink()
