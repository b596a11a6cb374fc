"""``install.py test``: every test, in an environment of its own, the real editors included."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Optional, TextIO

from inlay_setup import console, filesystem, lock, programs
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.programs import Run
from inlay_setup.repository import Repository
from tools import debian, workshop

#: What Inlay and its tests need, and in which versions it was tested.
PINS = Path(__file__).with_name("constraints-test.txt")
TESTS = workshop.Purpose(
    name="the tests",
    groups=("test", "lint", "docs", "packages"),
    pins=PINS,
    checked=("inlay", "inlay-sample", "pytest"),
    packages=("tests/sample",),
    compiled=True,
)
HOST_TESTS = "tests/hosts"
#: The tests of a file stay together: what they share is made once.
BY_FILE = ["--dist=loadfile", "--no-loadscope-reorder"]
ALL_BUT_HOSTS = [f"--ignore={HOST_TESTS}", "--numprocesses=auto", *BY_FILE]
#: Two editors at a time, which mostly wait.
HOSTS = [HOST_TESTS, "--numprocesses=2", *BY_FILE]
#: Windows that wait for an answer go first.
BEHIND = ("nice", "-n5") if os.name == "posix" else ()
MACHINE = Path("/")


def test(
    clone: Repository,
    locations: Locations,
    hosts: bool = True,
    require_hosts: bool = False,
    dry_run: bool = False,
    arguments: Sequence[str] = (),
    also: str = "",
    run: Run = programs.run,
) -> int:
    """Run everything; with `arguments` for pytest only that. Returns 0 if all of it passed.

    With `also` the editors of that suite of Debian are driven as well.
    """
    folder = locations.cache / "test"
    root, reason = _root(locations) if hosts else (None, "--no-hosts was given")
    further = [_further(folder, also)] if also else []
    if dry_run:
        console.say(f"This would be done: an environment in {folder}, and every test in it; nothing has been changed.")
        roots = ", ".join(str(each) for each in (root, *further) if each)
        console.say(f"  The real editors: {roots if roots else 'not run, ' + reason}")
        return 0
    if require_hosts and root is None:
        raise InstallationError(f"The tests of the real editors cannot run: {reason}.", "Leave --require-hosts out.")
    with lock.hold(folder):
        present = workshop.prepare(TESTS, clone, folder, locations, run)
        failed = _test(clone, present, folder, root, require_hosts, arguments, run)
        for another in further:
            failed += _in_editors(clone, present, folder, another, require_hosts, arguments, run)
        if root is None:
            console.note(f"The tests of the real editors did not run: {reason}.")
        console.say("Failed: " + ", ".join(failed) if failed else "All of it passed.")
        return 1 if failed else 0


def _test(
    clone: Repository,
    present: Environment,
    folder: Path,
    root: Optional[Path],
    require_hosts: bool,
    arguments: Sequence[str],
    run: Run,
) -> list[str]:
    """Names of what failed."""
    if arguments:
        if _has_hosts(arguments):
            _build(root, folder, run)
        elif root is not None and not _is_ready(root, folder):
            root = None
        return _pytest(clone, present, root, require_hosts, arguments)
    with _in_background(clone, present) if root else nullcontext(list[str]()) as others:
        failed = _lint(clone, present)
        _build(root, folder, run)
        failed += _pytest(clone, present, root, require_hosts, _of_hosts(root) if root else ALL_BUT_HOSTS)
    return failed + others


def _in_editors(
    clone: Repository,
    present: Environment,
    folder: Path,
    root: Path,
    require_hosts: bool,
    arguments: Sequence[str],
    run: Run,
) -> list[str]:
    """Run the tests of the real editors alone, in another root; the name of what failed."""
    if arguments and not _has_hosts(arguments):
        return []
    _build(root, folder, run)
    failed = _pytest(clone, present, root, require_hosts, arguments or _of_hosts(root))
    return [f"{name} in {root.name}" for name in failed]


def _of_hosts(root: Path) -> Sequence[str]:
    """The tests of the editors; on the machine itself they see each other's processes, and come one after the other."""
    return [HOST_TESTS] if root == MACHINE else HOSTS


def _has_hosts(arguments: Sequence[str]) -> bool:
    return any(HOST_TESTS in argument for argument in arguments)


def _further(folder: Path, suite: str) -> Path:
    """The root of another suite.

    Raises
    ------
    InstallationError
        If it cannot be built here.
    """
    obstacle = debian.obstacle()
    if obstacle:
        raise InstallationError(f"The editors of Debian {suite} cannot be driven: {obstacle}.", "Leave --also out.")
    return folder / suite


def _root(locations: Locations) -> tuple[Optional[Path], str]:
    """The root in which the real editors are driven, or why there is none.

    ``INLAY_TEST_ROOT`` names one; ``/`` stands for the editors of this machine.
    """
    chosen = os.environ.get("INLAY_TEST_ROOT")
    if chosen:
        return Path(chosen), ""
    if _installed(locations):
        return MACHINE, ""
    obstacle = debian.obstacle()
    if obstacle:
        return None, f"no GIMP 3 and Krita are installed here, and {obstacle}"
    return locations.cache / "test" / debian.SUITE, ""


def _is_ready(root: Path, folder: Path) -> bool:
    return root.parent != folder or debian.is_built(root)


def _build(root: Optional[Path], folder: Path, run: Run) -> None:
    """Build the root with the editors where it is ours to build and not there yet."""
    if root is None or _is_ready(root, folder):
        return
    console.say(f"A Debian {root.name} root with GIMP 3 and Krita ({debian.SIZE}) is built, once, in {root}")
    console.say("  --no-hosts leaves it out; `install.py uninstall` removes it.")
    debian.build(root, run)


def _installed(locations: Locations) -> bool:
    """Whether this machine has a GIMP 3 and a Krita that scripts can drive."""
    folders = [Path(folder) for folder in locations.search.split(os.pathsep) if folder]
    gimp = any(re.fullmatch(r"gimp-console-3\.\d+", path.name) for folder in folders for path in folder.glob("gimp-*"))
    return gimp and bool(programs.which("kritarunner", locations.search))


def _lint(clone: Repository, present: Environment) -> list[str]:
    """Names of the checkers that found fault."""
    workflows = [str(path) for path in sorted((clone.folder / ".github/workflows").glob("*.yml"))]
    checks = {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
        "check-jsonschema": ["check_jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows],
    }
    return [name for name, command in checks.items() if _call(clone, present, command, {})]


def _pytest(
    clone: Repository, present: Environment, root: Optional[Path], require_hosts: bool, arguments: Sequence[str]
) -> list[str]:
    variables = {"INLAY_TEST_REQUIRE_HOSTS": "1"} if require_hosts else {}
    cache = present.folder.parent
    if root is not None:
        variables["INLAY_TEST_ROOT"] = str(root)
    if root == MACHINE:
        # The machine's own editors are driven in a home folder of the tests, never in the artist's.
        variables.update({"INLAY_TEST_HOME": str(cache / "home"), "INLAY_TEST_PREFIX": str(cache / "inlay")})
        filesystem.make_folder(cache / "home")
    return ["pytest"] if _call(clone, present, _tests_of(present, arguments), variables) else []


def _tests_of(present: Environment, arguments: Sequence[str]) -> list[str]:
    cache = present.folder.parent / "pytest"
    return ["pytest", "-o", f"cache_dir={cache}", "--durations=15", "--timeout=900", *arguments]


@contextmanager
def _in_background(clone: Repository, present: Environment) -> Iterator[list[str]]:
    """Run what needs no editor beside the tests of the editors, which mostly wait, and show it after them.

    The list that this gives holds the name of what failed when the context has been left.
    """
    failed: list[str] = []
    command = _tests_of(present, ALL_BUT_HOSTS)
    log = present.folder.parent / "pytest.log"
    console.say(f"--- in the background: {' '.join(command)}")
    with open(log, "w", encoding="utf-8") as output, _start(clone, present, command, {}, output, BEHIND) as process:
        try:
            yield failed
            if process.wait():
                failed.append("pytest of all but the editors")
        finally:
            process.terminate()
    console.say(f"--- {' '.join(command)}")
    console.say(log.read_text(encoding="utf-8", errors="replace"))


def _call(clone: Repository, present: Environment, command: Sequence[str], variables: dict[str, str]) -> int:
    """Run one of the environment's tools in the clone, in sight."""
    console.say(f"--- {' '.join(command)}")
    with _start(clone, present, command, variables) as process:
        return process.wait()


def _start(
    clone: Repository,
    present: Environment,
    command: Sequence[str],
    variables: dict[str, str],
    output: Optional[TextIO] = None,
    by: Sequence[str] = (),
) -> subprocess.Popen:
    """Start one of the environment's tools, maybe `by` another, so that it leaves nothing behind in the clone."""
    cache = present.folder.parent
    inherited = {name: value for name, value in os.environ.items() if name not in programs.MISLEADING}
    private = {
        "PATH": f"{present.python.parent}{os.pathsep}{inherited.get('PATH', os.defpath)}",
        "PYTHONPYCACHEPREFIX": inherited.get("PYTHONPYCACHEPREFIX", str(cache / "bytecode")),
        "RUFF_CACHE_DIR": str(cache / "ruff"),
        "MYPY_CACHE_DIR": str(cache / "mypy"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(cache / "hypothesis"),
    }
    # In the background of a shell Ctrl+C is ignored, and programs would inherit that; tests send it to some.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [*by, present.python, "-m", *command],
        cwd=clone.folder,
        env={**inherited, **private, **variables},
        stdout=output,
        stderr=output,
    )
