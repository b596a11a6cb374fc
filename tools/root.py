"""A Debian root with GIMP and Krita in it, and how tests and tutorials run the real editors there.

Every command runs in a mount and process namespace of its own: nothing stays mounted and no process survives,
however it ends. Inside, `HOME` is the home folder of an artist who has installed Inlay, with its own files in `PREFIX`,
into both editors; for tests with the sample package added.

The root ``/`` stands for this machine's own editors: commands run without namespaces, `HOME` is a folder of the tests.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from . import pip_settings

REPOSITORY = Path(__file__).resolve().parents[1]
HOME = os.environ.get("INLAY_TEST_HOME", "/home/artist")
PREFIX = os.environ.get("INLAY_TEST_PREFIX", "/opt/inlay")
SOURCES = (
    "core",
    "plugins",
    "manifests",
    "tools",
    "tests/sample",
    "install.py",
    "pyproject.toml",
    "LICENSE",
)
MACHINE = Path("/")
#: Seconds after which an editor with its checks is taken to hang; many times what it needs, for busy machines.
PATIENCE = 600

# Arguments: the root, how many places to lend, for each "rw" or "ro" and its path, the command. The shell stays as the
# first process of the namespace so that orphans are reaped.
INSIDE = """
set -e
root=$1; count=$2; shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
# Whatever another run leaves there is not this run's concern.
mount -t tmpfs tmpfs "$root/dev/shm"
while [ "$count" -gt 0 ]; do
    place=$root$2
    if [ -d "$2" ]; then
        mkdir -p "$place"
    else
        mkdir -p "${place%/*}"
        [ -e "$place" ] || : > "$place"
    fi
    mount --bind "$2" "$place"
    [ "$1" = rw ] || mount -o remount,bind,ro "$place"
    shift 2; count=$((count - 1))
done
exec 3<&0
chroot "$root" "$@" <&3 3<&- &
exec 3<&-
set +e
wait $!
"""


def start(
    root: Path,
    command: Sequence[str],
    env: Mapping[str, str] | None = None,
    lend: Sequence[Path] = (),
    show: Sequence[Path] = (),
    **options: Any,
) -> subprocess.Popen:
    """Start a command inside the root; `lend` are folders of this machine that it sees under the same path.

    `show` are files and folders that it sees so and cannot change. Further options are those of `subprocess.Popen`.
    Killing the process ends everything that it started.
    """
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "NO_AT_BRIDGE": "1",
        **(env or {}),
    }
    if root == MACHINE:
        environment["PATH"] = os.environ["PATH"]
        return subprocess.Popen([*map(str, command)], env=environment, start_new_session=True, **options)
    separate = ["setpriv", "--pdeathsig", "KILL", "unshare", "--kill-child"]
    separate += ["--mount", "--propagation", "private", "--pid", "--fork"]
    places = [*(("rw", folder) for folder in lend), *(("ro", path) for path in show)]
    lent = [str(word) for place in places for word in place]
    arguments = [str(root), str(len(places)), *lent, *map(str, command)]
    return subprocess.Popen([*separate, "sh", "-c", INSIDE, "sh", *arguments], env=environment, **options)


def run(
    root: Path,
    command: Sequence[str],
    env: Mapping[str, str] | None = None,
    timeout: float = PATIENCE,
    *,
    lend: Sequence[Path] = (),
    show: Sequence[Path] = (),
    input: str | None = None,
    check: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run a command inside the root and return its exit code and texts.

    Raises
    ------
    subprocess.TimeoutExpired
        After `timeout` seconds; everything that the command started has ended.
    AssertionError
        With `check`, if the command failed; shows what it wrote.
    """
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(root, command, env, lend, show, text=True, errors="replace", **pipes) as process:
        try:
            written, complaints = process.communicate(input, timeout)
        except BaseException:
            process.kill()
            raise
        finally:
            if root == MACHINE:
                with suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
    if check:
        assert process.returncode == 0, f"{command} ended with {process.returncode}\n{written}\n{complaints}"
    return subprocess.CompletedProcess(command, process.returncode, written, complaints)


def prepare(root: Path, home: str = HOME, prefix: str = PREFIX, *, sample: bool = True, occasion: str = "") -> None:
    """Bring Inlay in the root up to date with this repository, by its own installer, and add the sample package.

    Of several processes with the same `occasion` the first does it: others may be at work with what it has prepared.
    """
    source = f"{prefix}-source"
    python = f"{prefix}/environment/bin/python"
    settings = pip_settings.environment()
    show = pip_settings.named(settings)
    variables = {**settings, "HOME": home}

    def inside(*command: str) -> None:
        run(root, command, variables, 900, show=show, check=True)

    with _alone(root, prefix) as note:
        if occasion and note.read() == occasion:
            return
        changed = _copy_sources(_inside(root, source))
        _pretend_use(root, home)
        inside("python3", f"{source}/install.py", "--prefix", prefix)
        if sample and (changed or run(root, [python, "-I", "-c", "import inlay_sample"]).returncode):
            pip = [python, "-I", "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall"]
            inside(*pip, f"{source}/tests/sample")
        inside(f"{prefix}/environment/bin/inlay", "refresh")
        note.truncate(0)
        note.write(occasion)


def editors(root: Path) -> set[str]:
    """Which of ``gimp``, ``krita``, ``napari`` and ``blender`` can be driven in the root.

    Of Blender there are packages for one version of Python.
    """
    programs = {"gimp": "gimp-console-3.*", "krita": "kritarunner", "napari": "xvfb-run", "blender": "python3.13"}
    return {name for name, pattern in programs.items() if any((root / "usr/bin").glob(pattern))}


def _inside(root: Path, path: str) -> Path:
    return root / path.lstrip("/")


@contextmanager
def _alone(root: Path, prefix: str) -> Iterator[TextIO]:
    """Hold off other test runs that prepare the same place; gives the file that is locked, at its beginning."""
    lock = _inside(root, f"{prefix}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with open(lock, "a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


def _copy_sources(target: Path) -> bool:
    """Copy what is installed; whether the sample package is another than before."""
    before = _sample(target)
    shutil.rmtree(target, ignore_errors=True)
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
    for name in SOURCES:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, target / name, ignore=ignore)
        else:
            shutil.copy(REPOSITORY / name, target / name)
    return _sample(target) != before


def _sample(source: Path) -> list[bytes]:
    files = sorted((source / "tests/sample").rglob("*"))
    return [file.read_bytes() for file in files if file.is_file() and "egg-info" not in str(file)]


def _pretend_use(root: Path, home: str) -> None:
    """Make the folders that the editors leave when they are started for the first time."""
    for program in (root / "usr/bin").glob("gimp-console-3.*"):
        _inside(root, f"{home}/.config/GIMP/{program.name.rpartition('-')[2]}").mkdir(parents=True, exist_ok=True)
    if "krita" in editors(root):
        _inside(root, f"{home}/.local/share/krita").mkdir(parents=True, exist_ok=True)
