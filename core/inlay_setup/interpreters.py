"""Finding a Python on which Inlay's environment can stand."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Callable, NamedTuple, Optional

from inlay.contract.language import _
from inlay_setup import programs
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.programs import Run

OLDEST, NEWEST = (3, 11), (3, 14)
#: Some of what Inlay needs has no wheels there; Windows emulates the Python for other processors.
UNSERVED = ("windows-arm64",)
# Proven ones first; what runs this program goes before all of them.
NAMES = ("python3.13", "python3.12", "python3.14", "python3.11", "python3", "python")
WANTED = "3.13"
QUESTION = """
import json, os, platform, struct, sys, sysconfig
def there(name):
    try: return bool(__import__("importlib.util", fromlist=["util"]).find_spec(name))
    except Exception: return False
base = getattr(sys, "_base_executable", None) or sys.executable
system, _, machine = sysconfig.get_platform().partition("-")
print(json.dumps({
    "executable": os.path.abspath(base), "version": list(sys.version_info[:3]),
    "implementation": sys.implementation.name, "bits": struct.calcsize("P") * 8,
    "system": {"win": "windows", "macosx": "macos"}.get(system, system),
    "machine": platform.machine() if system == "macosx" else machine,
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "venv": there("venv"), "ensurepip": there("ensurepip"), "pip": there("pip"), "virtualenv": there("virtualenv"),
}))
"""


class Interpreter(NamedTuple):
    """A Python outside every virtual environment, and which of the tools that make one it brings.

    Its `system` is ``linux-x86_64``, ``linux-aarch64``, ``macos-arm64``, ``macos-x86_64``, ``windows-amd64``,
    ``windows-arm64`` or another in the same words.
    """

    executable: Path
    version: tuple[int, int, int]
    venv: bool = True
    ensurepip: bool = True
    pip: bool = True
    virtualenv: bool = False
    system: str = ""

    def lies_in(self, folder: Path) -> bool:
        return folder.resolve() in self.executable.resolve().parents

    def __str__(self) -> str:
        return f"Python {'.'.join(map(str, self.version))} ({self.executable})"


def examine(executable: Path, run: Run = programs.run) -> Optional[Interpreter]:
    """Ask a Python about itself; None if it does not answer or Inlay cannot use it."""
    finished = run([executable, "-I", "-c", QUESTION], timeout=20)
    try:
        answer = json.loads(finished.output.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return None
    version = tuple(answer["version"])
    supported = OLDEST <= version[:2] <= NEWEST and answer["implementation"] == "cpython"
    # Nobody builds packages for that of MSYS2, which GIMP for Windows brings along.
    is_mingw = answer["system"].startswith("mingw")
    if finished.code or not supported or answer["bits"] != 64 or answer["free_threaded"] or is_mingw:
        return None
    tools = {name: answer[name] for name in ("venv", "ensurepip", "pip", "virtualenv")}
    system = f"{answer['system']}-{answer['machine']}".lower()
    if system in UNSERVED:
        return None
    return Interpreter(Path(answer["executable"]), version, **tools, system=system)


def uv(locations: Locations, run: Run = programs.run) -> Optional[Path]:
    """The program uv, if it is there and works."""
    found = programs.which("uv", locations.search)
    return found if found and run([found, "--version"], timeout=20).code == 0 else None


def find(
    locations: Locations,
    run: Run = programs.run,
    in_home: bool = False,
    fetch: bool = True,
    fits: Callable[[Interpreter], bool] = lambda interpreter: True,
) -> Interpreter:
    """Find a Python from 3.11 to 3.14: the running one, one on the path, or uv's, which may be fetched.

    With `in_home` one in the home folder is preferred, because a sandboxed editor sees no other; `fits` refuses others
    than it says.

    Raises
    ------
    InstallationError
        If there is none; says what to install.
    """
    found = [each for each in _candidates(locations, run, every=in_home) if fits(each)]
    for interpreter in found:
        if not in_home or interpreter.lies_in(locations.home):
            return interpreter
    managed = _of_uv(locations, run, fetch)
    if managed is not None and fits(managed):
        return managed
    if found:
        return found[0]
    raise InstallationError(
        _("Inlay needs Python 3.11, 3.12, 3.13 or 3.14 (64 bit), and there is none on your PATH."),
        _advice(locations.platform),
    )


def _candidates(locations: Locations, run: Run, every: bool) -> Iterator[Interpreter]:
    seen = set()
    paths = [Path(sys.executable)] if sys.executable else []
    for name in NAMES:
        if every:
            # The first of a name on the path hides others, among them those in the home folder.
            folders = locations.search.split(";" if locations.platform == "win32" else ":")
            paths += [path for folder in folders if folder and (path := programs.which(name, folder))]
        elif path := programs.which(name, locations.search):
            paths.append(path)
    for path in paths:
        interpreter = examine(path, run)
        if interpreter and interpreter.executable.resolve() not in seen:
            seen.add(interpreter.executable.resolve())
            yield interpreter


def _of_uv(locations: Locations, run: Run, fetch: bool) -> Optional[Interpreter]:
    program = uv(locations, run)
    if program is None:
        return None
    search = [program, "python", "find", "--managed-python", "--no-project", f">={OLDEST[0]}.{OLDEST[1]},<3.15"]
    finished = run(search, timeout=60)
    if finished.code and fetch:
        run([program, "python", "install", WANTED])
        finished = run(search, timeout=60)
    lines = [line for line in finished.output.splitlines() if re.search(r"python", line)]
    return examine(Path(lines[-1].strip()), run) if finished.code == 0 and lines else None


def _advice(platform: str) -> str:
    if platform == "win32":
        return _(
            "Install Python 3.13 from python.org or the Microsoft Store, then run this again. On ARM, too, take "
            "the one for 64-bit Intel and AMD processors."
        )
    if platform == "darwin":
        return _("Install Python 3.13 from python.org or by `brew install python@3.13`, then run this again.")
    return _(
        "Install one with your package manager (python3.12 or python3.13), or install uv, which brings its own "
        "Python into your home folder; then run this again."
    )
