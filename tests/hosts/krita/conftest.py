"""The real Krita of the Debian root, headless or in a window on a screen that nobody sees, with a home of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from tests.conftest import PICTURES
from tests.hosts import cutouts

from tools import root as debian

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

# The worker removes its folder when it sees that Krita is gone; the end of the command would kill it on the way.
FINISH = """
for attempt in $(seq 50); do ls "$XDG_RUNTIME_DIR" | grep -q inlay-planes || break; sleep 0.1; done
"""
HEADLESS_RUN = f"kritarunner -s driver\n{FINISH}"

# Xvfb finds a free display by itself; that of an earlier start must not be taken for it. Shortcuts reach a window only
# where something gives it the focus.
SCREEN = f"""
rm -f "$INLAY_FOLDER/display"
Xvfb -displayfd 1 -screen 0 "${{INLAY_SCREEN}}x24" -nolisten tcp >"$INLAY_FOLDER/display" 2>"$INLAY_FOLDER/xvfb.log" &
screen=$!
until [ -s "$INLAY_FOLDER/display" ]; do sleep 0.1; done
export DISPLAY=":$(cat "$INLAY_FOLDER/display")"
openbox >/dev/null 2>&1 &
dbus-run-session -- krita --nosplash
{FINISH}
kill $screen
wait
"""


@dataclass(frozen=True)
class Editor:
    """Krita in the root; `folder` is its home, seen under the same path inside and outside."""

    root: Path
    folder: Path

    def checks(self, name: str) -> dict[str, str]:
        """Run the checks of ``inside/<name>.py`` in one Krita: what went wrong in each, empty if nothing."""
        places = f"{self.folder}/inside:{self.folder}/.local/share/krita/pykrita"
        environment = {"PYTHONPATH": places, "QT_QPA_PLATFORM": "offscreen"}
        return _run(self, name, ("sh", "-c", HEADLESS_RUN), tuple(environment.items()), debian.PATIENCE)

    def window_checks(self, name: str, screen: str = "1400x900") -> dict[str, str]:
        """Run the checks of ``window/<name>.py`` in Krita's window."""
        return _run(self, name, ("bash", "-c", SCREEN), (("INLAY_SCREEN", screen),), debian.PATIENCE)


@cache
def _run(
    editor: Editor, name: str, command: tuple[str, ...], variables: tuple[tuple[str, str], ...], timeout: float
) -> dict[str, str]:
    """One start of Krita, however many tests ask for its results."""
    results = editor.folder / f"{name}.json"
    results.unlink(missing_ok=True)
    environment = {
        "HOME": str(editor.folder),
        "XDG_RUNTIME_DIR": str(editor.folder / "run"),
        "INLAY_CHECKS": name,
        "INLAY_FOLDER": str(editor.folder),
        **dict(variables),
    }
    try:
        ended = debian.run(editor.root, command, environment, timeout, lend=[editor.folder])
        written = ended.stdout + ended.stderr
    except subprocess.TimeoutExpired as error:
        written = f"Krita did not end in {timeout} s.\n{(error.stdout or b'').decode(errors='replace')}"
    (editor.folder / f"{name}.log").write_text(written)
    # kritarunner always ends with 0: what counts is what was written down.
    found = json.loads(results.read_text()) if results.exists() else {}
    found["end"] = "" if found else written
    found["log"] = "\n".join(line for line in written.splitlines() if _is_bad(line))
    left = [path.name for path in (editor.folder / "run").glob("inlay-planes-*")]
    found["planes"] = f"left behind: {left}" if left else ""
    return found


# What Krita 5.2 says when Deselect is undone after any script has looked at the layers; the selection is right.
HARMLESS = "!m_d->parent || !parent"


def _is_bad(line: str) -> bool:
    """Whether a line that Krita wrote speaks of trouble with Inlay."""
    return HARMLESS not in line and any(
        word in line for word in ("Traceback", "SAFE ASSERT", "ASSERT (krita)", "inlay.", "pykrita/inlay")
    )


@pytest.fixture(scope="session")
def krita(editor_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Editor:
    return editor(editor_root, tmp_path_factory.mktemp("krita"))


def editor(root: Path, folder: Path) -> Editor:
    """The root's Krita with a new home in a folder, Inlay as it is installed there, and the checks."""
    made = bare(root, folder)
    installed = root / debian.HOME.lstrip("/") / ".local/share/krita"
    plugins = folder / ".local/share/krita/pykrita"
    shutil.copytree(installed / "pykrita/inlay", plugins / "inlay")
    shutil.copy(installed / "pykrita/inlay.desktop", plugins)
    # Checks make the table look newer; other editors look at that of the installation.
    table = shutil.copy(root / debian.PREFIX.lstrip("/") / "operations.json", folder)
    note = plugins / "inlay/installation.json"
    note.write_text(note.read_text().replace(f"{debian.PREFIX}/operations.json", str(table)))
    shutil.copytree(installed / "actions", folder / ".local/share/krita/actions")
    shutil.copytree(HEADLESS, folder / "inside")
    cutouts.write(folder / "cutouts", Path(PICTURES) if PICTURES else None)
    (folder / ".config/kritarc").write_text("[python]\nenable_inlay=true\nenable_inlay_checks=true\n")
    return made


def bare(root: Path, folder: Path) -> Editor:
    """The root's Krita with a new home in a folder, the checks in the window, and nothing of Inlay's."""
    (folder / "run").mkdir(mode=0o700)
    plugins = folder / ".local/share/krita/pykrita"
    shutil.copytree(WINDOW, plugins / "inlay_checks")
    (plugins / "inlay_checks.desktop").write_text(DESKTOP)
    (folder / ".config").mkdir()
    (folder / ".config/kritarc").write_text("[python]\nenable_inlay_checks=true\n")
    return Editor(root, folder)
