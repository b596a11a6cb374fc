"""How soon the picture in GIMP's dialog follows the artist, in a real window with the real worker.

For every kind of event prints how many there were, and milliseconds from an event to the frame that shows it on the
screen, median and 90 %; and seconds from the menu to the window and to the first picture.

    INLAY_TEST_ROOT=ROOT python -m tests.benchmarks.live_in_gimp
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import tempfile
from pathlib import Path

from tests.hosts.gimp.conftest import Editor, installed

from tools import root as debian

HERE = Path(__file__).parent


def main() -> None:
    root = Path(os.environ["INLAY_TEST_ROOT"])
    debian.prepare(root)
    with tempfile.TemporaryDirectory() as made:
        gimp = installed(root, Path(made))
        _listen_in(gimp)
        shutil.copy(HERE / "driving.py", gimp.folder / "inside")
        problems = [problem for problem in gimp.checks("driving", window=True).values() if problem]
        if problems:
            raise SystemExit("\n".join(problems))
        _tell((gimp.folder / "times").read_text())


def _listen_in(gimp: Editor) -> None:
    """Have this copy of the plug-in note when events come and frames are painted."""
    shutil.copy(HERE / "noting.py", gimp.plug_in / "gimp")
    dialog = gimp.plug_in / "gimp/dialog.py"
    dialog.write_text(re.sub(r"\nfrom \.workspace ", r"\nfrom . import noting\nfrom .workspace ", dialog.read_text()))


def _tell(lines: str) -> None:
    times: dict[str, list[float]] = {}
    for line in lines.splitlines():
        kind, milliseconds = json.loads(line)
        times.setdefault(kind, []).append(milliseconds)
    for kind, found in times.items():
        found.sort()
        late = found[min(len(found) - 1, round(0.9 * len(found)))]
        print(f"{kind:24s} {len(found):4d} {statistics.median(found):8.0f} {late:8.0f}")


if __name__ == "__main__":
    main()
