"""An editor without an editor: opens views, shows states, and looks at frames."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from tests.worker.raw import RawWorker

from inlay.operations.job import Job
from inlay.picture import Picture

DTYPES = {"uint8": "u8", "uint16": "u16", "float32": "f32"}


class Viewer:
    """Speaks of one view; releases every frame as soon as it has read it.

    Attributes
    ----------
    messages : list
        Every frame and every error, in order; a frame with its pixels.
    """

    def __init__(self, worker: RawWorker, number: int = 1) -> None:
        self.worker = worker
        self.number = number
        self.sequence = 0
        self.messages: list[dict[str, Any]] = []

    def open(self, job: dict[str, Any], before: dict | None = None, **others: Any) -> None:
        opening = {"job": job, "before": before, "below": None, "ground": None, "display": "", **others}
        self.worker.send({"view": self.number, "open": opening})

    def show(self, strokes: list | None = None, **changes: Any) -> int:
        """Send a state; return its number."""
        self.sequence += 1
        message = {"view": self.number, "sequence": self.sequence, "set": changes}
        self.worker.send({**message, "strokes": strokes} if strokes else message)
        return self.sequence

    def next(self) -> dict[str, Any]:
        """The next frame or error."""
        while True:
            message = self.worker.receive()
            assert message is not None, "the worker ended"
            if message.get("view") == self.number:
                self._look(message)
                self.messages.append(message)
                return message

    def look(self, seconds: float) -> None:
        """Take what comes in this time."""
        deadline = time.monotonic() + seconds
        while self.worker.has_said_something(deadline - time.monotonic()):
            self.next()

    def until(self, wanted: Callable[[dict], bool]) -> dict[str, Any]:
        while not wanted(message := self.next()):
            pass
        return message

    def exact(self) -> dict[str, Any]:
        """The last frame of the newest state."""
        message = self.until(
            lambda each: (
                each.get("sequence", self.sequence) == self.sequence
                and ("error" in each or (each["frame"]["done"] == 1 and each["frame"]["sequence"] == self.sequence))
            )
        )
        assert "error" not in message, message
        return message

    def answer(self) -> dict[str, Any]:
        """The first answer to the newest state."""
        return self.until(lambda each: each.get("sequence", each.get("frame", {}).get("sequence")) == self.sequence)

    def close(self) -> None:
        self.worker.send({"view": self.number, "close": True})

    def _look(self, message: dict[str, Any]) -> None:
        """Read a frame's pixels, then give it back."""
        if "frame" not in message:
            return
        frame = message["frame"]
        content = np.fromfile(self.worker.folder / frame["file"], np.uint8)[: frame["stride"] * frame["height"]]
        rows = content.reshape(frame["height"], frame["stride"])
        message["pixels"] = rows[:, : 3 * frame["width"]].reshape(frame["height"], frame["width"], 3).copy()
        self.worker.send({"view": self.number, "release": frame["slot"]})


def plane(worker: RawWorker, name: str, picture: Picture) -> dict[str, Any]:
    """Write a picture into a plane."""
    pixels, space = picture.pixels, picture.space
    if pixels.dtype == bool:
        pixels = pixels.astype(np.uint8) * np.uint8(255)
    (worker.folder / name).write_bytes(np.ascontiguousarray(pixels).tobytes())
    place = {"file": name, "x": picture.x, "y": picture.y, "width": picture.width, "height": picture.height}
    encoding = {"model": space.model, "type": DTYPES[str(pixels.dtype)], "transfer": space.transfer, "profile": None}
    return {**place, **encoding, "name": picture.name}


def sent(worker: RawWorker, operation: str, job: Job) -> dict[str, Any]:
    """A job as a host sends it, with its planes written."""
    images: dict[str, Any] = {}
    for role, image in job.images.items():
        if isinstance(image, list):
            images[role] = [plane(worker, f"{role}-{number}.plane", each) for number, each in enumerate(image)]
        elif image is not None:
            images[role] = plane(worker, f"{role}.plane", image)
    space = job.document.space
    document = {"width": job.document.width, "height": job.document.height, "model": space.model}
    document |= {"type": DTYPES[str(space.dtype)], "transfer": space.transfer, "profile": None, "masks": "u8"}
    parameters = {name: list(value) if isinstance(value, tuple) else value for name, value in job.parameters.items()}
    return {"operation": operation, "quality": "full", "parameters": parameters, "images": images, "document": document}
