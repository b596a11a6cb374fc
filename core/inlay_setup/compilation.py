"""Compiling the numeric kernels once, at install time, so that no artist ever waits for it."""

from __future__ import annotations

import json

from inlay_setup import console
from inlay_setup.environment import Environment
from inlay_setup.programs import Run, demand

CODE = """
import json
from inlay import filters, graph_cut, inpainting, matting, poisson, segmentation
from inlay.live import warming
parts = poisson, matting, inpainting, graph_cut, filters, segmentation, warming
for done, part in enumerate(parts):
    part.warm(lambda fraction: print(json.dumps({"progress": (done + fraction) / len(parts)}), flush=True))
"""


def compile_all(environment: Environment, run: Run) -> None:
    """Compile or load every kernel inside the environment; those that do not load are compiled anew.

    Raises
    ------
    InstallationError
        If that fails.
    """
    with console.progress("Compiling the kernels") as show:

        def watch(line: str) -> None:
            if line.startswith('{"progress"'):
                show(json.loads(line)["progress"])

        finished = environment.ask(CODE, run, watch)
        if finished.code:
            forget(environment)
            finished = environment.ask(CODE, run, watch)
    demand(finished, "The numeric kernels could not be compiled.", "Run `inlay doctor`, and report what it says.")


def forget(environment: Environment) -> None:
    """Remove compiled kernels: their cache does not notice a change in a kernel of another module that they call."""
    for file in environment.folder.glob("**/inlay/**/__pycache__/*.nb[ci]"):
        file.unlink()
