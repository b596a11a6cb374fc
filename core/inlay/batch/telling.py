"""What is said of a batch: a line for each picture, how far it is, and what became of all."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, TextIO

from inlay.batch.outcome import Outcome
from inlay.contract.errors import from_json, warning_from_json
from inlay.contract.language import _, told
from inlay.errors import InlayError

#: Seconds between two lines that say how far it is, where no bar can be drawn.
_PAUSE = 30
#: Names in a message.
_NAMED = 5


class Teller:
    """Tells outcomes as they come, to people, as JSON, and into a log.

    Parameters
    ----------
    bar : callable
        Takes the fraction done, and words.
    log : file, optional
        Takes a line of JSON for each picture.
    """

    def __init__(self, bar: Callable[[float, str], None], quiet: bool, as_json: bool, log: TextIO | None) -> None:
        self.total = 0
        self.counts: Counter[str] = Counter()
        self._failed: list[str] = []
        self._bar = bar
        self._quiet = quiet
        self._as_json = as_json
        self._log = log
        self._start = self._said = time.monotonic()

    def tell(self, outcome: Outcome) -> None:
        """Tell what became of one picture."""
        self.counts[outcome.status] += 1
        if outcome.status == "failed":
            self._failed.append(outcome.name)
        self._write(outcome.to_json())
        if not self._as_json:
            self._say(outcome)
        self._progress()

    def notice(self, words: str) -> None:
        """Tell why nothing happens."""
        if not self._quiet:
            print(f"inlay: {told(words)}", file=sys.stderr)

    def _write(self, line: dict[str, Any]) -> None:
        text = json.dumps(line)
        if self._log is not None:
            print(text, file=self._log, flush=True)
        if self._as_json:
            print(text, flush=True)

    def _say(self, outcome: Outcome) -> None:
        if outcome.error:
            error = from_json(outcome.error)
            print(f"inlay: {outcome.name}: {told(error.message)}", file=sys.stderr)
            if error.hint:
                print(f"       {told(error.hint)}", file=sys.stderr)
        elif not self._quiet and outcome.status == "done":
            for warning in outcome.warnings:
                words = warning_from_json(warning).told()
                print(told(_("inlay: warning: ")) + f"{outcome.name}: {words}", file=sys.stderr)
            for one in outcome.outputs:
                print(one["path"], flush=True)

    def _progress(self) -> None:
        done, now = sum(self.counts.values()), time.monotonic()
        self.total = max(self.total, done)
        failed = _(", {count} failed", count=self.counts["failed"]) if self.counts["failed"] else ""
        words = _("{done} of {total}{failed}", done=done, total=self.total, failed=failed)
        self._bar(done / self.total, words)
        if self._quiet or self._as_json or sys.stderr.isatty() or now - self._said < _PAUSE or done == self.total:
            return
        self._said = now
        worked = done - self.counts["kept"]
        left = (now - self._start) / worked * (self.total - done) if worked else None
        rest = "" if left is None else told(_(", {duration} left", duration=_duration(left)))
        print(f"inlay: {told(words)}{rest}", file=sys.stderr)

    def finish(self) -> None:
        """Tell what became of all.

        Raises
        ------
        InlayError
            If some failed.
        """
        self._write_summary()
        if self._failed:
            more = _(", and {count} more", count=len(self._failed) - _NAMED) if len(self._failed) > _NAMED else ""
            others = (
                _("The others are written") if self.counts["done"] + self.counts["kept"] else _("Nothing is written")
            )
            raise InlayError(
                _(
                    "{count} of {total} pictures failed: {failed}{more}.",
                    count=len(self._failed),
                    total=self.total,
                    failed=", ".join(self._failed[:_NAMED]),
                    more=more,
                ),
                _("{others}; the same command tries these again.", others=others),
            )

    def _write_summary(self) -> None:
        seconds = time.monotonic() - self._start
        counts = {status: self.counts[status] for status in ("done", "kept", "failed")}
        self._write({"summary": {**counts, "seconds": round(seconds, 3)}})
        if not (self._quiet or self._as_json):
            words = _(
                "inlay: {done} done, {kept} kept, {failed} failed, in {duration}",
                done=counts["done"],
                kept=counts["kept"],
                failed=counts["failed"],
                duration=_duration(seconds),
            )
            print(told(words), file=sys.stderr)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
