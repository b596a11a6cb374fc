"""The real GIMP of the Debian root, headless, with Inlay in a configuration folder of its own."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools import root as debian

INSIDE = Path(__file__).parent / "inside"
BATCH = "import sys; sys.path.insert(0, {folder!r}); import driver; driver.main()"


@dataclass(frozen=True)
class Editor:
    """GIMP in the root; `folder` is seen under the same path inside and outside; `locale` is another than C's."""

    root: Path
    folder: Path
    version: str
    locale: str = ""

    @property
    def plug_in(self) -> Path:
        return self.folder / "GIMP/plug-ins/inlay"

    @property
    def environment(self) -> dict[str, str]:
        locale = {"LANG": self.locale, "LOCPATH": str(self.folder / "locales")} if self.locale else {}
        return {
            **locale,
            "HOME": str(self.folder),
            "GIMP3_DIRECTORY": str(self.folder / "GIMP"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
        }

    def batch(self, code: str) -> None:
        """Run a piece of Python in GIMP without a window."""
        command = [f"gimp-console-{self.version}", "-i", "-n", "--batch-interpreter", "python-fu-eval", "-b", code]
        ended = debian.run(self.root, [*command, "--quit"], self.environment, lend=[self.folder])
        assert "Traceback" not in ended.stderr and ended.returncode == 0, ended.stderr

    def checks(self, name: str, window: bool = False, variables: Mapping[str, str] = {}) -> dict[str, str]:
        """Run the checks of ``inside/<name>.py`` in one GIMP: what went wrong in each, empty if nothing."""
        results = self.folder / f"{name}.json"
        results.unlink(missing_ok=True)
        batch = BATCH.format(folder=str(self.folder / "inside"))
        options = ["-n", "-s", "--batch-interpreter", "python-fu-eval", "-b", batch, "--quit"]
        command = [f"gimp-console-{self.version}", "-i", *options]
        if window:
            command = ["sh", str(self.folder / "inside/window.sh"), f"gimp-{self.version}", *options]
        environment = {**self.environment, "INLAY_CHECKS": name, "INLAY_FOLDER": str(self.folder), **variables}
        try:
            ended = debian.run(self.root, command, environment, lend=[self.folder])
        except subprocess.TimeoutExpired as error:
            told = f"It did not end in {error.timeout} s.\n{(error.stderr or b'').decode(errors='replace')}"
            ended = subprocess.CompletedProcess(command, -signal.SIGKILL, "", told)
        (self.folder / f"{name}.stderr").write_text(ended.stderr)
        found = defaultdict(lambda: f"GIMP ended with {ended.returncode}\n{ended.stdout}\n{ended.stderr}")
        if results.exists():
            found.update(json.loads(results.read_text()))
        found["stderr"] = "\n".join(line for line in ended.stderr.splitlines() if _is_bad(line))
        return found


def _is_bad(line: str) -> bool:
    """Whether a line on GIMP's stderr is about Inlay, or about something that a plug-in left behind."""
    bad = any(word in line for word in ("(inlay.py:", "Inlay:", "Eeek", "stray", "leaked", "inconsistent", "Traceback"))
    # Every Python plug-in says this now and then when it ends, GIMP's own too.
    return bad and "gimp_flush(): error: Broken pipe" not in line


def installed(root: Path, folder: Path) -> Editor:
    """GIMP with a copy of the plug-in in an empty folder."""
    editor = bare(root, folder)
    plug_in = root / debian.HOME.lstrip("/") / f".config/GIMP/{editor.version}/plug-ins/inlay"
    shutil.copytree(plug_in, folder / "GIMP/plug-ins/inlay")
    return editor


def bare(root: Path, folder: Path) -> Editor:
    """GIMP with the checks, and without the plug-in, in an empty folder."""
    (folder / "run").mkdir(mode=0o700)
    version = next(root.glob("usr/bin/gimp-console-3.?")).name.rpartition("-")[2]
    (folder / "GIMP").mkdir()
    shutil.copytree(INSIDE, folder / "inside")
    # A new version would greet with a window of its own.
    told = debian.run(root, [f"gimp-console-{version}", "--version"], check=True).stdout
    seen = re.search(r"\d+\.\d+\.\d+", told).group()
    (folder / "GIMP/gimprc").write_text(f'(config-version "{seen}")\n(show-welcome-dialog no)\n(check-updates no)\n')
    return Editor(root, folder, version)


@pytest.fixture(scope="session")
def gimp(editor_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Editor:
    return installed(editor_root, tmp_path_factory.mktemp("gimp"))
