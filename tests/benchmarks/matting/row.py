"""A row of a table: what is measured, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Row:
    """What is measured, as a process is told.

    Attributes
    ----------
    task : str
        ``alpha`` or ``colours``.
    who : str
        ``Inlay`` or another library of `PACKAGES`.
    method : str
        The estimator's id, or the peer's name for it.
    scenes : str
        ``all``, ``strokes``, or a factor by which the lemur is enlarged.
    options : dict
        For the function that is measured.
    crops : int
        Backgrounds from each photograph.
    composite : bool
        Whether the enlarged lemur lies over a photograph.
    own : bool
        Whether colours are estimated for closed form's alpha, and not for the true one.
    """

    task: str
    who: str
    method: str
    scenes: str = "all"
    options: dict[str, Any] | None = None
    crops: int = 1
    composite: bool = False
    own: bool = False


def run(row: Row) -> dict[str, Any]:
    """Measure a row in a process of its own. Peers get one thread, as everybody else."""
    single = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, "-m", "tests.benchmarks.matting.measuring", json.dumps(vars(row))]
    threads = (row.options or {}).get("threads", 1)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **(single if threads == 1 else {})},
    )
    if done.returncode:
        return {"failure": done.stderr.strip().splitlines()[-1:] or ["no output"]}
    return json.loads(done.stdout.splitlines()[-1])


def failed(name: str, found: dict[str, Any]) -> bool:
    if "failure" in found:
        print(f"{name}  {found['failure'][0]}", flush=True)
    return "failure" in found
