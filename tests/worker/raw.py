"""A worker at the end of two pipes, and what a test needs to look at it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

#: Many times what it takes, for busy machines.
PATIENCE = 120.0


class RawWorker:
    """Speaks the protocol byte by byte."""

    def __init__(self, folder: Path, *options: str) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self.folder = folder
        command = [sys.executable, "-I", "-u", "-m", "inlay.worker", "--folder", str(folder), *options]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True
        )
        self._rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def write(self, data: bytes) -> None:
        self.process.stdin.write(data)

    def send(self, message: object) -> None:
        self.write(json.dumps(message).encode() + b"\n")

    def receive(self) -> dict | None:
        """The next message, or None at the end."""
        deadline = time.monotonic() + PATIENCE
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self.process.stdout], [], [], max(deadline - time.monotonic(), 0))
            assert ready, "the worker says nothing"
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            if not chunk:
                assert not self._rest, "the worker ended within a line"
                return None
            self._rest += chunk
        line, self._rest = self._rest.split(b"\n", 1)
        return json.loads(line)

    def has_said_something(self, seconds: float) -> bool:
        """Wait so long for a message."""
        return b"\n" in self._rest or bool(select.select([self.process.stdout], [], [], max(seconds, 0))[0])

    def greet(self) -> None:
        assert self.receive()["inlay"]["protocol"] == 1
        self.send({"inlay": {"protocol": 1, "host": "test"}})

    def answer(self, number: int) -> dict:
        """The message that ends a job."""
        while True:
            message = self.receive()
            assert message is not None, "the worker ended"
            if message.get("job") == number and "progress" not in message:
                return message

    def until_progress(self, number: int) -> None:
        """Wait until a job runs."""
        while True:
            message = self.receive()
            if message["job"] == number and message.get("progress", 0) > 0:
                return

    def assert_ended(self) -> None:
        """The process has ended by itself, and its folder is gone."""
        self.process.wait(PATIENCE)
        assert not self.folder.exists()

    def plane(self, name="source.plane", width=4, height=3, model="RGBA", type="u8", content=None) -> dict:
        """Write a plane of zeros, or of `content`."""
        channels = {"RGBA": 4, "BGRA": 4, "MASK": 1}[model]
        size = width * height * channels * {"u8": 1, "u16": 2, "f32": 4}[type]
        (self.folder / name).write_bytes(bytes(size) if content is None else content)
        place = {"file": name, "x": 0, "y": 0, "width": width, "height": height}
        return {**place, "model": model, "type": type, "transfer": "perceptual", "profile": None}


def job(number: int, operation: str, images: dict, **parameters) -> dict:
    document = {"width": 100, "height": 100, "model": "RGBA", "type": "u8", "transfer": "perceptual", "profile": None}
    return {
        "job": number,
        "operation": operation,
        "quality": "full",
        "parameters": {name.replace("_", "-"): value for name, value in parameters.items()},
        "images": images,
        "document": {**document, "masks": "u8"},
    }


def is_running(pid: int) -> bool:
    """Whether a process exists and has not ended; one that nobody has waited for counts as ended."""
    return _state(pid) not in ("", "Z")


def is_stopped(pid: int) -> bool:
    """Whether a process has come to a halt by a signal."""
    return _state(pid) == "T"


def _state(pid: int) -> str:
    """The letter that the system has for it; none where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_for(condition, seconds: float = PATIENCE) -> bool:
    """Whether a condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.005)
    return bool(found)
