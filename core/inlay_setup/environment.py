"""The private environment: an interpreter of its own with Inlay and what it needs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator, NamedTuple, Optional, Union

from inlay_setup import console, filesystem, interpreters, programs
from inlay_setup.errors import InstallationError
from inlay_setup.interpreters import Interpreter
from inlay_setup.programs import Run, demand

Watch = Callable[[str], None]


class Environment(NamedTuple):
    """A virtual environment in `folder`."""

    folder: Path
    platform: str = "linux"

    @property
    def _programs(self) -> Path:
        return self.folder / ("Scripts" if self.platform == "win32" else "bin")

    @property
    def python(self) -> Path:
        return self._programs / ("python.exe" if self.platform == "win32" else "python")

    @property
    def command(self) -> Path:
        """The ``inlay`` command inside."""
        return self._programs / ("inlay.exe" if self.platform == "win32" else "inlay")

    def base(self, run: Run = programs.run) -> Optional[Interpreter]:
        """The interpreter on which it stands; None if the environment is absent or has stopped working."""
        return interpreters.examine(self.python, run) if os.path.lexists(self.python) else None

    def ask(self, code: str, run: Run = programs.run, watch: Optional[Watch] = None) -> programs.Finished:
        """Run a piece of Python inside."""
        return run([self.python, "-I", "-u", "-c", code], watch=watch)


def create(environment: Environment, base: Interpreter, run: Run, uv: Optional[Path] = None) -> None:
    """Make an empty environment with pip in it.

    Raises
    ------
    InstallationError
        If no tool at hand can; says which to install.
    """
    environment.folder.parent.mkdir(parents=True, exist_ok=True)
    for command in _makers(environment, base, uv):
        finished = run(command)
        if finished.code == 0 and _has_pip(environment, run):
            return
        shutil.rmtree(environment.folder, ignore_errors=True)
    major, minor = base.version[:2]
    raise InstallationError(
        f"{base} cannot make a virtual environment: it lacks venv or ensurepip.",
        f"On Debian or Ubuntu: `sudo apt install python{major}.{minor}-venv`. Or install uv, with which Inlay needs "
        "neither. Then run this again.",
    )


def _makers(environment: Environment, base: Interpreter, uv: Optional[Path]) -> Iterator[programs.Command]:
    if uv:
        yield [uv, "venv", "--quiet", "--no-project", "--seed", "--python", base.executable, environment.folder]
    if base.venv and base.ensurepip:
        yield [base.executable, "-m", "venv", environment.folder]
    if base.virtualenv:
        yield [base.executable, "-m", "virtualenv", "--quiet", environment.folder]
    if base.venv and base.pip:
        # Debian's Python without python3-venv, but with pip: it can furnish an environment from outside.
        yield [base.executable, "-c", FURNISH, environment.folder]


FURNISH = """
import os, subprocess, sys, venv
folder = sys.argv[1]
venv.create(folder, with_pip=False, symlinks=os.name != "nt")
python = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "python")
sys.exit(subprocess.call([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "pip"]))
"""


def _has_pip(environment: Environment, run: Run) -> bool:
    return run([environment.python, "-I", "-m", "pip", "--version"]).code == 0


def install(
    environment: Environment,
    packages: Sequence[Union[str, Path]],
    run: Run,
    uv: Optional[Path] = None,
    watch: Optional[Watch] = None,
    needs: Sequence[str] = (),
    pinned: Sequence[Path] = (),
) -> None:
    """Install packages with what they need, and `needs`, in the versions that the lists `pinned` name if they are had.

    Raises
    ------
    InstallationError
        If that fails; says what to do.
    """
    if pinned and _install_pinned(environment, pinned, run, uv, watch):
        demand(_install(environment, ["--no-deps", *packages], run, uv, watch), *FAILED)
    else:
        demand(_install(environment, [*packages, *needs], run, uv, watch), *FAILED)


def reinstall(
    environment: Environment,
    packages: Sequence[Path],
    run: Run,
    uv: Optional[Path] = None,
    watch: Optional[Watch] = None,
) -> None:
    """Put packages in the place of installed copies of the same version.

    Raises
    ------
    InstallationError
        If that fails; says what to do.
    """
    demand(_install(environment, ["--force-reinstall", "--no-deps", *packages], run, uv, watch), *FAILED)


def _install_pinned(
    environment: Environment, pinned: Sequence[Path], run: Run, uv: Optional[Path], watch: Optional[Watch]
) -> bool:
    """Whether the tested versions could be had: for this Python and system, from this index, with the user's wishes.

    Raises
    ------
    InstallationError
        If the cause concerns every version: no network, a full disk.
    """
    lists = [word for path in pinned for word in ("-r", path)]
    finished = _install(environment, ["--require-hashes", "--only-binary", ":all:", *lists], run, uv, watch)
    if finished.code == 0:
        return True
    if programs.remedy(finished.output):
        demand(finished, *FAILED)
    reasons = [line.strip() for line in finished.output.splitlines() if line.lstrip().startswith("ERROR")]
    reason = f" ({reasons[0][:160]})" if reasons else ""
    console.note(f"The versions that Inlay was tested with cannot all be had here{reason}.", "Similar ones are taken.")
    return False


FAILED = (
    "The packages that Inlay needs could not be installed.",
    "Read the last lines above; run this again when the cause is gone.",
)


def _install(
    environment: Environment, request: Sequence[Union[str, Path]], run: Run, uv: Optional[Path], watch: Optional[Watch]
) -> programs.Finished:
    pip: list[Union[str, Path]] = [environment.python, "-I", "-m", "pip", "--disable-pip-version-check", "install"]
    # Python compiles what it imports by itself, and the background all else.
    pip.append("--no-compile")
    # uv reads none of pip's settings: a mirror may be known to pip alone.
    tools: list[list[Union[str, Path]]] = [pip]
    if uv:
        tools.insert(0, [uv, "pip", "install", "--python", environment.python])
    for tool in tools:
        finished = run([*tool, *request], watch=watch)
        if finished.code == 0:
            break
    return finished


@contextmanager
def replacing(folder: Path) -> Iterator[None]:
    """Keep the environment in `folder` until its successor is complete; bring it back if that fails."""
    restore(folder)
    old = _old(folder)
    if os.path.lexists(folder):
        os.replace(folder, old)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        restore(folder)
        raise
    if os.path.lexists(old):
        # From this moment on the successor counts.
        os.replace(old, _discarded(folder))
        shutil.rmtree(_discarded(folder), ignore_errors=True)


def restore(folder: Path) -> None:
    """Bring back the environment whose successor was not completed, if one waits, and remove what was left to go."""
    shutil.rmtree(_discarded(folder), ignore_errors=True)
    if os.path.lexists(_old(folder)):
        filesystem.remove(folder)
        os.replace(_old(folder), folder)


def _old(folder: Path) -> Path:
    return folder.with_name(folder.name + ".old")


def _discarded(folder: Path) -> Path:
    return folder.with_name(folder.name + ".discarded")
