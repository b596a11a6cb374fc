"""The real Krita of the Debian root, headless or in a window on a screen that nobody sees, with a home of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.hosts import root as debian

HERE = Path(__file__).parent
HEADLESS, WINDOW = HERE / "inside", HERE / "window"

DESKTOP = """[Desktop Entry]
Type=Service
ServiceTypes=Krita/PythonPlugin
X-KDE-Library=inlay_checks
X-Python-2-Compatible=false
Name=Checks
Comment=Checks of Inlay
"""

# Shortcuts reach a window only where something gives it the focus.
SCREEN = """
Xvfb {display} -screen 0 1400x900x24 -nolisten tcp >{folder}/xvfb.log 2>&1 &
for attempt in $(seq 100); do xdpyinfo >/dev/null 2>&1 && break; sleep 0.1; done
openbox >/dev/null 2>&1 &
exec dbus-run-session -- krita --nosplash
"""


@dataclass(frozen=True)
class Editor:
    """Krita in the root; `folder` is its home, seen under the same path inside and outside."""

    root: Path
    folder: Path

    @cache
    def checks(self, name: str) -> dict[str, str]:
        """Run the checks of ``inside/<name>.py`` in one Krita: what went wrong in each, empty if nothing."""
        places = f"{self.folder}/inside:{self.folder}/.local/share/krita/pykrita"
        environment = {"PYTHONPATH": places, "QT_QPA_PLATFORM": "offscreen"}
        return self._run(name, ["kritarunner", "-s", "driver"], environment, 120)

    @cache
    def window_checks(self, name: str) -> dict[str, str]:
        """Run the checks of ``window/<name>.py`` in Krita's window."""
        script = SCREEN.format(display=":82", folder=self.folder)
        return self._run(name, ["bash", "-c", script], {"DISPLAY": ":82"}, 170)

    def _run(self, name: str, command: list[str], environment: dict[str, str], timeout: float) -> dict[str, str]:
        results = self.folder / f"{name}.json"
        results.unlink(missing_ok=True)
        environment = {
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "INLAY_CHECKS": name,
            "INLAY_FOLDER": str(self.folder),
            **environment,
        }
        try:
            ended = debian.run(self.root, command, environment, timeout, lend=[self.folder])
            written = ended.stdout + ended.stderr
        except subprocess.TimeoutExpired as error:
            written = f"Krita did not end in {timeout} s.\n{(error.stdout or b'').decode(errors='replace')}"
        (self.folder / f"{name}.log").write_text(written)
        # kritarunner always ends with 0: what counts is what was written down.
        found = json.loads(results.read_text()) if results.exists() else {}
        found["end"] = "" if found else written
        found["log"] = "\n".join(line for line in written.splitlines() if _is_bad(line))
        left = [path.name for path in (self.folder / "run").glob("inlay-planes-*")]
        found["planes"] = f"left behind: {left}" if left else ""
        return found


def _is_bad(line: str) -> bool:
    """Whether a line that Krita wrote speaks of trouble with Inlay."""
    return any(word in line for word in ("Traceback", "SAFE ASSERT", "ASSERT (krita)", "inlay.", "pykrita/inlay"))


@pytest.fixture(scope="session")
def krita(editor_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Editor:
    folder = tmp_path_factory.mktemp("krita")
    (folder / "run").mkdir(mode=0o700)
    installed = editor_root / debian.HOME.lstrip("/") / ".local/share/krita"
    plugins = folder / ".local/share/krita/pykrita"
    shutil.copytree(installed / "pykrita/inlay", plugins / "inlay")
    shutil.copy(installed / "pykrita/inlay.desktop", plugins)
    shutil.copytree(installed / "actions", folder / ".local/share/krita/actions")
    shutil.copytree(HEADLESS, folder / "inside")
    shutil.copytree(WINDOW, plugins / "inlay_checks")
    (plugins / "inlay_checks.desktop").write_text(DESKTOP)
    (folder / ".config").mkdir()
    (folder / ".config/kritarc").write_text("[python]\nenable_inlay=true\nenable_inlay_checks=true\n")
    return Editor(editor_root, folder)
