"""A scheduler of Dask and its workers as processes of their own, which can be killed."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path

_SCHEDULER = ("--host", "127.0.0.1", "--no-dashboard", "--no-show")
_WORKER = (
    *("--host", "127.0.0.1", "--nthreads", "1", "--nworkers", "1", "--no-nanny", "--no-dashboard"),
    *("--memory-limit", "0", "--preload", "inlay.batch.preloading", "--death-timeout", "120"),
)
#: Lets workers say which pictures they have written.
_LOGGING = {"DASK_LOGGING__INLAY": "info"}


class Processes(AbstractContextManager["Processes"]):
    """A scheduler and workers, whose words go to files of a folder.

    Attributes
    ----------
    address : str
        Of the scheduler; the same after it was started again.
    """

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder = folder
        self._port = _free_port()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self._started = 0
        self.scheduler = self._start_scheduler()
        self.workers = [self._start_worker() for _ in range(workers)]

    def __exit__(self, *_: object) -> None:
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()

    def kill_worker(self) -> None:
        """Kill one as the system does for want of memory: it cannot do anything about it."""
        self.workers[0].send_signal(signal.SIGKILL)
        self.workers[0].wait()

    def restart_scheduler(self) -> None:
        """Kill the scheduler, and start one that knows of nothing."""
        self.scheduler.send_signal(signal.SIGKILL)
        self.scheduler.wait()
        self.scheduler = self._start_scheduler()

    def supervise(self) -> None:
        """Start workers in the place of those that have ended, as Slurm's, Kubernetes' or systemd's do."""
        self.workers = [each if each.poll() is None else self._start_worker() for each in self.workers]

    def written(self) -> list[str]:
        """Every picture that a worker says it has written, as often as it was written."""
        words = "".join(path.read_text(errors="replace") for path in self._folder.glob("worker-*.txt"))
        return [line.partition("written: ")[2] for line in words.splitlines() if "written: " in line]

    def _start_scheduler(self) -> subprocess.Popen[bytes]:
        return self._start("scheduler", "scheduler", *_SCHEDULER, "--port", str(self._port))

    def _start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", "worker", self.address, *_WORKER, "--local-directory", str(self._folder))

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        self._started += 1
        words = (self._folder / f"{name}-{self._started}.txt").open("wb")
        command = [sys.executable, "-m", "dask", *arguments]
        with words:
            return subprocess.Popen(command, stdout=words, stderr=words, env={**os.environ, **_LOGGING})


def _free_port() -> int:
    """A port that no program is given that asks for any: the scheduler is to have the same one again."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as asked, suppress(OSError):
            asked.bind(("127.0.0.1", port))
            return port


def wait(seconds: float, until) -> None:
    """Until something holds."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited in vain"
        with suppress(KeyboardInterrupt):
            time.sleep(0.05)
