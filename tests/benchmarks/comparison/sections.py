"""What Inlay costs beyond what others can do: the other benchmarks, whose output is quoted as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[3]


class Section(NamedTuple):
    """A benchmark of its own.

    Attributes
    ----------
    title : str
    command, quick : tuple of str
        A module of `tests.benchmarks` and its arguments; `quick` is empty where it takes too long.
    cores : int
        How many it may use.
    """

    title: str
    command: tuple[str, ...]
    quick: tuple[str, ...] = ()
    cores: int = 1

    def line(self, is_quick: bool) -> str:
        """The command line that prints it again."""
        module, *arguments = self.quick if is_quick else self.command
        return " ".join(["python", "-m", f"tests.benchmarks.{module}", *arguments])

    def printed(self, is_quick: bool) -> str:
        """What it prints on its cores."""
        command = [sys.executable, *self.line(is_quick).split()[1:]]
        bound = partial(_bind, self.cores)
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, preexec_fn=bound)
        return done.stdout.rstrip() + (f"\n{done.stderr.rstrip()}" if done.returncode else "")


SECTIONS = {
    "poisson": Section("The solvers", ("poisson", "0.75", "3", "12", "48"), ("poisson", "0.75")),
    "terms": Section(
        "Weights, screening, whole pictures", ("poisson", "12", "--terms"), ("poisson", "0.75", "--terms")
    ),
    "edits": Section("Edits", ("edits", "12"), ("edits", "0.1", "--edits", "clone", "recolour")),
    "matting": Section("Cut-outs", ("matting", "12", "48")),
    "healing": Section("Healing", ("healing.cost", "12")),
    "segmentation": Section("Selections", ("segmentation", "12", "--slow")),
    "scribbles": Section("Scribbles on photographs", ("scribbles", "12"), ("scribbles", "0.5")),
    "filters": Section("Filters", ("filters", "12"), ("filters", "0.5")),
    "tracing": Section("Tracing", ("tracing", "12")),
    "conversion": Section("Conversion of colours", ("colours", "12"), ("colours", "0.5")),
    "starting": Section("The beginning", ("starting",), ("starting",)),
    "gigapixels": Section("Pictures larger than memory", ("gigapixels",), cores=2),
    "batch": Section("Many pictures", ("batch",), cores=2),
}


def _bind(cores: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
