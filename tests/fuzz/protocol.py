"""Messages to a real worker, most of them jobs and views with something wrong in them."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from inlay.contract.limits import LARGEST_NUMBER
from inlay.contract.views import MODES
from tests.fuzz.mutations import mutate
from tests.fuzz.trial import Outcome
from tests.worker.raw import RawWorker, job

OPERATIONS = ("seamless-clone", "heal-selection", "cut-out", "gaussian-blur", "select-threshold", "trace")
VALUES: list[Any] = [None, True, -1, 0, 1, 1 << 31, 1 << 63, 10**400, 0.5, float("nan"), float("inf"), "", "u8", "\0"]
VALUES += [
    "\ud800",
    "../host-1.plane",
    "a" * 5000,
    [],
    {},
    [[]],
    [None],
    {"of": 1},
    {"of": []},
    {"file": "source.plane"},
]
#: A view that is never opened: the error about it says that everything before was heard.
AFTERWARDS = 1 << 40
#: Messages to one worker before it is replaced.
MOST_MESSAGES = 40


class Attacker:
    """Keeps a worker for several trials; each trial is one line and what comes of it."""

    def __init__(self) -> None:
        self._base = Path(tempfile.mkdtemp(prefix="inlay-protocol-"))
        self._worker: RawWorker | None = None
        self._count = 0

    def __call__(self, random: Random, folder: Path) -> Outcome:
        worker = self._ready()
        self._count += 1
        line = self._line(worker, random)
        try:
            worker.write(line + b"\n")
            return self._judge(worker, line)
        except (AssertionError, OSError) as problem:
            self._end()
            return Outcome("wrong", f"{problem}: {line[:150]!r}", is_fault=True)

    def _line(self, worker: RawWorker, random: Random) -> bytes:
        make = _job if random.random() < 0.6 else _of_view
        message = _spoiled(make(worker, self._count, random), random)
        if random.random() < 0.1:
            message = {random.choice(["cancel", "forget", "inlay", "job"]): random.choice(VALUES)}
        line = json.dumps(message).encode()
        if random.random() < 0.15:
            line = mutate(line, random).replace(b"\n", b" ")
        return line

    def _judge(self, worker: RawWorker, line: bytes) -> Outcome:
        """A job has one answer; a line that is no message ends the worker, in words; a cancel needs no answer."""
        message = _parsed(line)
        if message is not None and "job" not in message and ({"cancel", "forget"} & message.keys()):
            return Outcome("heeded")
        if _is_about_view(message):
            return self._look(worker)
        while (answer := worker.receive()) is not None:
            if "progress" not in answer and "view" not in answer:
                break
        if answer is None or "job" not in answer:
            # The stream of messages cannot be trusted any more.
            code = worker.process.wait(20)
            self._end()
            return Outcome("ended", f"exit code {code}", is_fault=code not in (0, 1))
        if "done" in answer:
            for output in (worker.folder).glob("worker-*"):
                output.unlink()
            return Outcome("done")
        error = answer["error"]
        assert error["message"], "an error without words"
        if error["code"] == "failed":
            return Outcome("failed", f"{error['message']}: {line[:300]!r}", is_fault=True)
        return Outcome("refused", error["message"])

    def _look(self, worker: RawWorker) -> Outcome:
        """Whatever is said of a view, the worker goes on, and has words for what it does not understand."""
        worker.send({"view": AFTERWARDS, "sequence": 1, "set": {}})
        refused = 0
        while (answer := worker.receive()) is not None:
            error = answer.get("error")
            if error is not None:
                assert error["message"], "an error without words"
                if error["code"] == "failed":
                    return Outcome("failed", error["message"], is_fault=True)
                if answer.get("view") == AFTERWARDS:
                    return Outcome("refused" if refused else "seen")
                refused += 1
            if "frame" in answer:
                worker.send({"view": answer["view"], "release": answer["frame"]["slot"]})
        code = worker.process.wait(20)
        self._end()
        return Outcome("ended", f"exit code {code}", is_fault=True)

    def _ready(self) -> RawWorker:
        if self._worker is not None and (self._count % MOST_MESSAGES == 0 or self._worker.process.poll() is not None):
            self._end()
        if self._worker is None:
            self._worker = RawWorker(self._base / "folder")
            self._worker.greet()
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.__exit__()
        self._worker = None
        shutil.rmtree(self._base / "folder", ignore_errors=True)

    def __del__(self) -> None:
        self._end()
        shutil.rmtree(self._base, ignore_errors=True)


def _job(worker: RawWorker, number: int, random: Random) -> dict[str, Any]:
    """A good job on small planes."""
    operation = random.choice(OPERATIONS)
    # A view may still look at those of earlier trials.
    photo = worker.plane(f"photo-{number}.plane", 8, 6, content=random.randbytes(8 * 6 * 4))
    mask = worker.plane(f"mask-{number}.plane", 8, 6, "MASK", content=bytes(16) + b"\xff" * 16 + bytes(16))
    roles = {"seamless-clone": ("source", "destination"), "cut-out": ("image", "trimap")}.get(operation, ("source",))
    images = dict.fromkeys(roles, photo)
    if operation != "cut-out":
        images["region"] = mask
    return job(number, operation, images)


def _of_view(worker: RawWorker, number: int, random: Random) -> dict[str, Any]:
    """Something about one of a few views."""
    view = random.randrange(4)
    sent = {name: value for name, value in _job(worker, number, random).items() if name != "job"}
    photo = next(iter(sent["images"].values()))
    stroke = {"id": random.randrange(3), "label": random.randrange(5), "radius": 2.0, "points": [1.0, 2.0, 1.0]}
    state = {"rect": [0.0, 0.0, 8.0, 6.0], "size": [16, 12], "mode": random.choice(MODES), "split": None}
    return random.choice(
        [
            {"view": view, "open": {"job": sent, "before": photo, "below": None, "ground": photo, "display": ""}},
            {"view": view, "sequence": number, "set": {**state, "parameters": {}, "tint": [0.0, 1.0, 0.0]}},
            {"view": view, "sequence": number, "set": {}, "strokes": [stroke]},
            {"view": view, "release": random.randrange(3)},
            {"view": view, "close": True},
        ]
    )


def _is_about_view(message: dict[str, Any] | None) -> bool:
    """Whether the worker takes a message for one about a view."""
    if message is None or {"job", "cancel", "forget"} & message.keys():
        return False
    number = message.get("view")
    return type(number) is int and 0 <= number <= LARGEST_NUMBER


def _spoiled(message: dict[str, Any], random: Random) -> dict[str, Any]:
    """A message with up to three of its values, at any depth, replaced, removed or moved."""
    message = copy.deepcopy(message)
    for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
        record: Any = message
        while True:
            key = random.choice(sorted(record)) if isinstance(record, dict) else random.randrange(len(record))
            if not isinstance(record[key], dict | list) or not record[key] or random.random() < 0.3:
                break
            record = record[key]
        if random.random() < 0.2:
            del record[key]
        else:
            record[key] = copy.deepcopy(random.choice(VALUES))
        if not message:
            break
    return message


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
