"""What became of one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from inlay.contract.errors import for_host
from inlay.errors import InlayError


@dataclass(frozen=True)
class Outcome:
    """What became of one picture.

    Attributes
    ----------
    name : str
        The picture's file, as the user named it.
    status : str
        ``done``, ``kept`` (it was done before), or ``failed``.
    outputs : sequence of dict
        What was written: kind, path, name, x and y.
    report : dict
        What the last operation has to say in numbers.
    warnings : sequence of dict
        Code, message and hint of each.
    error : dict
        The same, if it failed.
    seconds : float
        How long it took.
    worker : str
        Where it was done.
    pixels : int
        Of its canvas.
    peak : float
        Bytes that the worker took while it was done; 0 where that cannot be measured.
    """

    name: str
    status: str
    outputs: Sequence[dict[str, Any]] = ()
    report: dict[str, Any] = field(default_factory=dict)
    warnings: Sequence[dict[str, Any]] = ()
    error: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    worker: str = ""
    pixels: int = 0
    peak: float = 0.0

    @classmethod
    def failed(cls, name: str, error: InlayError) -> Outcome:
        return cls(name, "failed", error=for_host(error))

    def to_json(self) -> dict[str, Any]:
        """One line of the log."""
        line: dict[str, Any] = {"picture": self.name, "status": self.status}
        if self.error:
            return {**line, "error": _plain(self.error)}
        warnings = [_plain(warning) for warning in self.warnings]
        line |= {"outputs": list(self.outputs), "report": self.report, "warnings": warnings}
        return line if self.status == "kept" else {**line, "seconds": round(self.seconds, 3), "worker": self.worker}


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """An error or a warning as programs read it."""
    return {name: record[name] for name in ("code", "message", "hint")}
