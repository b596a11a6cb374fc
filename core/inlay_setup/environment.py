"""The private environment: an interpreter of its own with Inlay and what it needs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator, NamedTuple, Optional, Union

from inlay.contract.language import _
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

    @property
    def pip(self) -> list[Union[str, Path]]:
        """Its pip, as the first words of a command."""
        return [self.python, "-I", "-m", "pip", "--disable-pip-version-check"]

    def base(self, run: Run = programs.run) -> Optional[Interpreter]:
        """The interpreter on which it stands; None if the environment is absent or has stopped working."""
        return interpreters.examine(self.python, run) if os.path.lexists(self.python) else None

    def ask(self, code: str, run: Run = programs.run, watch: Optional[Watch] = None) -> programs.Finished:
        """Run a piece of Python inside."""
        return run([self.python, "-I", "-u", "-c", code], watch=watch)


#: What shells and Python's own tools read as something else in the path of an environment.
UNFIT = '"$`\\:'


def demand_fit(folder: Path, platform: str) -> None:
    """See to it that programs can be started in an environment at `folder`.

    Raises
    ------
    InstallationError
        If its path has a character by which they cannot.
    """
    unfit = sorted(set(str(folder)) & set(UNFIT)) if platform != "win32" else []
    if unfit:
        raise InstallationError(
            _("Python cannot work in {folder}: its name has the character {unfit}.", folder=folder, unfit=unfit[0]),
            _("Choose another place for Inlay's own files with --prefix FOLDER."),
        )


def create(
    environment: Environment, base: Interpreter, run: Run, uv: Optional[Path] = None, pip: Optional[Path] = None
) -> None:
    """Make an empty environment with pip in it; `pip` is a wheel of it, for a Python that brings none.

    Raises
    ------
    InstallationError
        If no tool at hand can; says which to install.
    """
    environment.folder.parent.mkdir(parents=True, exist_ok=True)
    for command in _makers(environment, base, uv, pip):
        finished = run(command)
        if finished.code == 0 and _has_pip(environment, run):
            return
        shutil.rmtree(environment.folder, ignore_errors=True)
    major, minor = base.version[:2]
    raise InstallationError(
        _("{base} cannot make a virtual environment: it lacks venv or ensurepip.", base=base),
        _(
            "On Debian or Ubuntu: `sudo apt install python{major}.{minor}-venv`. Or install uv, with which Inlay "
            "needs neither. Then run this again.",
            major=major,
            minor=minor,
        ),
    )


def _makers(
    environment: Environment, base: Interpreter, uv: Optional[Path], pip: Optional[Path]
) -> Iterator[programs.Command]:
    if pip and base.venv:
        yield [base.executable, "-c", FURNISH_FROM_WHEEL, environment.folder, pip]
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

FURNISH_FROM_WHEEL = """
import os, subprocess, sys, venv
folder, wheel = sys.argv[1:]
venv.create(folder, with_pip=False, symlinks=os.name != "nt")
python = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "python")
sys.exit(subprocess.call([python, os.path.join(wheel, "pip"), "install", "--quiet", "--no-index", wheel]))
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
    wheels: Optional[Path] = None,
) -> None:
    """Install packages with what they need, and `needs`, in the versions that the lists `pinned` name if they are had.

    With a folder of `wheels` nothing else is looked at, no network either, and the pinned versions alone are taken.

    Raises
    ------
    InstallationError
        If that fails; says what to do.
    """
    if wheels:
        _install_from(wheels, environment, packages, run, watch, pinned)
    elif pinned and _install_pinned(environment, pinned, run, uv, watch):
        demand(_install(environment, ["--no-deps", *packages], run, uv, watch), *FAILED)
    else:
        # The newest version may have no wheel here where an older one has: numba on Macs with Intel processors.
        demand(_install(environment, [*packages, *needs, *AS_WHEELS], run, uv, watch), *FAILED)


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


def _install_from(
    wheels: Path,
    environment: Environment,
    packages: Sequence[Union[str, Path]],
    run: Run,
    watch: Optional[Watch],
    pinned: Sequence[Path],
) -> None:
    alone: list[Union[str, Path]] = ["--no-index", "--find-links", wheels]
    lists = [word for path in pinned for word in ("-r", path)]
    # uv would warn of every other place that its settings name.
    demand(_install(environment, [*alone, "--require-hashes", *lists], run, None, watch), *FAILED_FROM_WHEELS)
    demand(_install(environment, [*alone, "--no-deps", *packages], run, None, watch), *FAILED_FROM_WHEELS)


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
    console.note(
        _("The versions that Inlay was tested with cannot all be had here{reason}.", reason=reason),
        _("Similar ones are taken."),
    )
    return False


#: What no artist can compile: an older version with a wheel is taken, and not the newest one's source.
AS_WHEELS = [word for name in ("llvmlite", "numba", "onnxruntime", "scipy") for word in ("--only-binary", name)]
FAILED = (
    _("The packages that Inlay needs could not be installed."),
    _("Read the last lines above; run this again when the cause is gone."),
)

FAILED_FROM_WHEELS = (
    _("The wheels of this bundle could not be installed."),
    _(
        "Unpack the bundle again; where this system is older than its wheels, as the lines above say, it cannot be "
        "used."
    ),
)


def _install(
    environment: Environment, request: Sequence[Union[str, Path]], run: Run, uv: Optional[Path], watch: Optional[Watch]
) -> programs.Finished:
    # Python compiles what it imports by itself, and the background all else.
    # uv reads none of pip's settings: a mirror may be known to pip alone.
    tools = [[*environment.pip, "install", "--no-compile"]]
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
        filesystem.move(folder, old)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        restore(folder)
        raise
    if os.path.lexists(old):
        # From this moment on the successor counts.
        filesystem.move(old, _discarded(folder))
        shutil.rmtree(_discarded(folder), ignore_errors=True)


def restore(folder: Path) -> None:
    """Bring back the environment whose successor was not completed, if one waits, and remove what was left to go."""
    shutil.rmtree(_discarded(folder), ignore_errors=True)
    if os.path.lexists(_old(folder)):
        filesystem.remove(folder)
        filesystem.move(_old(folder), folder)


def places(folder: Path) -> list[Path]:
    """Where the environment of `folder` may be: there, or beside it while its successor is made."""
    return [folder, _old(folder)]


def _old(folder: Path) -> Path:
    return folder.with_name(folder.name + ".old")


def _discarded(folder: Path) -> Path:
    return folder.with_name(folder.name + ".discarded")
