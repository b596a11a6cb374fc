"""``python -m tests.faults [NAME]``: fail every system call of every action, and print a table."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.faults import installing
from tests.faults.actions import actions, of_name
from tests.faults.trial import tried

COLUMNS = ("action", "calls", "tries", "old kept", "new written", "named", "torn", "lies", "no words", "left", "sick")


def main() -> int:
    chosen = [action for action in [*actions(), *installing.actions()] if of_name(" ".join(sys.argv[1:]))(action)]
    print("| " + " | ".join(COLUMNS) + " |")
    print("| --- |" + " ---: |" * (len(COLUMNS) - 1))
    faults: list[str] = []
    for action in chosen:
        with tempfile.TemporaryDirectory() as name:
            tally = tried(action, Path(name))
        counts = (tally.calls, tally.tries, tally.kept, tally.written, tally.named)
        failures = (tally.torn, tally.lies, tally.unexplained, tally.left, tally.sick)
        figures = [*map(str, counts), *(str(len(each)) for each in failures)]
        print(f"| {action.name} | " + " | ".join(figures) + " |", flush=True)
        faults += [f"{action.name}: {fault}" for fault in tally.faults]
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
