"""How soon Krita's canvas shows what an artist does: milliseconds from an event to the painted frame that answers it.

On a picture of 12 million pixels in the Krita of a root that `python install.py test` has made, or of this machine
with ``/``.

    python -m tests.benchmarks.live_in_krita ROOT
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

from tests.hosts.krita import conftest

from tools import root as debian


def main(root: Path) -> None:
    debian.prepare(root)
    with tempfile.TemporaryDirectory() as folder:
        editor = conftest.editor(root, Path(folder))
        problems = editor.window_checks("pace")
        if problems.get("check_pace", problems["end"]):
            sys.exit(problems.get("check_pace") or problems["end"])
        print(f"{'':24s}{'median':>8s}{'90 %':>8s}  ms")
        for name, found in json.loads((Path(folder) / "pace-figures.json").read_text()).items():
            print(f"{name:24s}{statistics.median(found):8.0f}{statistics.quantiles(found, n=10)[-1]:8.0f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
