"""Many trials of one target, and what became of them."""

from __future__ import annotations

import json
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.fuzz.trial import Outcome

REPOSITORY = Path(__file__).resolve().parents[2]
#: Seconds without an answer after which a trial counts as endless; many times what it needs, for busy machines.
PATIENCE = 60.0


def run(target: str, count: int, seed: int = 0, start: int = 0) -> Iterator[tuple[int, Outcome]]:
    """Index and outcome of trials; one that ends its process or does not end is a fault, and the next one goes on."""
    end = start + count
    with tempfile.TemporaryDirectory(prefix="inlay-fuzz-") as folder:
        while start < end:
            for index, outcome in _of_one_process(target, seed, start, end, folder):
                yield index, outcome
                start = index + 1


def _of_one_process(target: str, seed: int, start: int, end: int, folder: str) -> Iterator[tuple[int, Outcome]]:
    words = [sys.executable, *command(target, seed, start, end, folder)]
    begun, answered = None, start - 1
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        process = stack.enter_context(subprocess.Popen(words, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=log))
        try:
            for message in _messages(process):
                if "begun" in message:
                    begun = message["begun"]
                else:
                    answered = message.pop("ended")
                    yield answered, Outcome(**message)
        except TimeoutError:
            process.kill()
            yield answered + 1, Outcome("endless", f"no answer for {PATIENCE:.0f} s", is_fault=True)
            return
        finally:
            process.kill()
        code = process.wait()
        log.seek(0)
        complaints = log.read().decode(errors="replace")
    if begun is None:
        raise RuntimeError(f"The trials of {target} cannot start:\n{complaints}")
    if answered < end - 1:
        yield begun, Outcome("crash", f"code {code}: {complaints[-150:]}", is_fault=True)


def command(target: str, seed: int, start: int, end: int, folder: str) -> list[str]:
    return ["-m", "tests.fuzz.trial", target, str(seed), str(start), str(end), folder]


def _messages(process: subprocess.Popen) -> Iterator[dict]:
    assert process.stdout is not None
    rest = b""
    while True:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        if not ready:
            raise TimeoutError
        chunk = process.stdout.read1()
        if not chunk:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield json.loads(line)
