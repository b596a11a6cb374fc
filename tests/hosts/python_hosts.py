"""Hosts that are Python packages, each in an environment of its own in the root, and the checks that run inside."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools import pip_settings, root

HOSTS = Path(__file__).parent
#: Lets an environment see what Inlay's own one holds.
SEES = """
import site, subprocess, sys
own = subprocess.check_output([sys.argv[1], "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
open(site.getsitepackages()[0] + "/inlay.pth", "w").write(own)
"""


@dataclass(frozen=True)
class Host:
    """A host in the root; `folder` is seen under the same path inside and outside."""

    root: Path
    name: str
    folder: Path

    @property
    def python(self) -> str:
        return f"{root.PREFIX}-{self.name}/bin/python"

    def install(self, *packages: str, uses_inlay: bool) -> None:
        """Make the environment, once, by the host's ``requirements.txt``, and install these packages anew.

        One that uses Inlay sees what is in Inlay's own environment.
        """
        place = f"{root.PREFIX}-{self.name}"
        stamp = root._inside(self.root, f"{place}/requirements.txt")
        wanted = HOSTS / self.name / "requirements.txt"
        with root._alone(self.root, place):
            if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
                shutil.rmtree(stamp.parent, ignore_errors=True)
                self._run("python3", "-m", "venv", "--without-pip", place)
                if uses_inlay:
                    self._run(self.python, "-c", SEES, f"{root.PREFIX}/environment/bin/python")
                shutil.copy(wanted, self.folder)
                self._pip("-r", str(self.folder / wanted.name))
                shutil.copy(wanted, stamp)
            if packages:
                self._pip("--no-deps", "--force-reinstall", *packages)

    def outcomes(self, *before: str) -> Mapping[str, str]:
        """Run the host's ``inside/checks.py``, behind these words: what went wrong in each test, empty if nothing."""
        shutil.copy(checks(self.name), self.folder)
        (self.folder / "run").mkdir(mode=0o700, exist_ok=True)
        results = self.folder / "results.xml"
        variables = {"HOME": self.folder, "XDG_RUNTIME_DIR": self.folder / "run", "INLAY_FOLDER": self.folder}
        words = [*before, self.python, "-m", "pytest", "-p", "no:cacheprovider", "-v", f"--junitxml={results}"]
        command = [*words, str(self.folder / "checks.py")]
        environment = {name: str(value) for name, value in variables.items()}
        ended = root.run(self.root, command, environment, root.PATIENCE, lend=[self.folder])
        told = f"It ended with {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        found = defaultdict(lambda: told)
        if not results.exists():
            # The process crashed; a line of each test that was begun says what came of it.
            for name, outcome in re.findall(r"::(test_\w+)\S* ?(\w*)", ended.stdout):
                found[name] = found.get(name, "") + ("" if outcome == "PASSED" else told)
        else:
            for case in ElementTree.parse(results).iter("testcase"):
                name = case.get("name", "").partition("[")[0]
                wrong = "".join(f"{each.get('message')}\n{each.text}" for each in case if each.tag != "system-out")
                found[name] = found.get(name, "") + wrong
        return found

    def _pip(self, *words: str) -> None:
        """Install by the pip of Inlay's own environment; Python compiles what of it is imported, and no more."""
        pip = (f"{root.PREFIX}/environment/bin/python", "-m", "pip", "--python", self.python)
        self._run(*pip, "install", "--quiet", "--no-compile", *words)

    def _run(self, *command: str) -> None:
        settings = pip_settings.environment()
        show = pip_settings.named(settings)
        root.run(self.root, command, settings, 900, lend=[self.folder], show=show, check=True)


def checks(name: str) -> Path:
    return HOSTS / name / "inside/checks.py"


def names(host: str) -> Sequence[str]:
    """The tests that run inside a host."""
    return re.findall(r"^def (test_\w+)", checks(host).read_text(encoding="utf-8"), re.MULTILINE)
