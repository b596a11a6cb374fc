"""A Debian root with GIMP and Krita in it, and how tests run the real editors there.

Every command runs in a mount and process namespace of its own: nothing stays mounted and no process survives,
however it ends. Inside, ``/opt/inlay`` is an environment with Inlay and the sample package, and `HOME` is the home
folder of an artist who has installed Inlay into both editors.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import pip_settings

REPOSITORY = Path(__file__).resolve().parents[2]
HOME = "/home/artist"
PREFIX = "/opt/inlay"
SOURCES = ("core", "plugins", "manifests", "tests/sample", "pyproject.toml", "README.md", "LICENSE")

# Arguments: the root, how many folders to lend, these folders, the command. The shell stays as the first process of the
# namespace so that orphans are reaped.
INSIDE = """
set -e
root=$1; count=$2; shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$count" -gt 0 ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift; count=$((count - 1))
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
    **options,
) -> subprocess.Popen:
    """Start a command inside the root; `lend` are folders of this machine that it sees under the same path.

    Further options are those of `subprocess.Popen`. Killing the process ends everything that it started.
    """
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "NO_AT_BRIDGE": "1",
        **(env or {}),
    }
    separate = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
    lent = [str(folder) for folder in lend]
    arguments = [str(root), str(len(lent)), *lent, *map(str, command)]
    return subprocess.Popen([*separate, "sh", "-c", INSIDE, "sh", *arguments], env=environment, **options)


def run(
    root: Path,
    command: Sequence[str],
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
    *,
    lend: Sequence[Path] = (),
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
    with start(root, command, env, lend, text=True, errors="replace", **pipes) as process:
        try:
            written, complaints = process.communicate(input, timeout)
        except BaseException:
            process.kill()
            raise
    if check:
        assert process.returncode == 0, f"{command} ended with {process.returncode}\n{written}\n{complaints}"
    return subprocess.CompletedProcess(command, process.returncode, written, complaints)


def prepare(root: Path, home: str = HOME, prefix: str = PREFIX) -> None:
    """Bring Inlay in the root up to date with this repository: its environment, and the plug-ins in `home`."""
    with _alone(root):
        _copy_sources(root, prefix)
        _update_environment(root, prefix)
        _install_plugins(root, home, prefix)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold off other test runs that prepare the same root."""
    with open(root / "opt/.inlay.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _inside(root: Path, path: str) -> Path:
    return root / path.lstrip("/")


def _copy_sources(root: Path, prefix: str) -> None:
    target = _inside(root, prefix) / "source"
    shutil.rmtree(target, ignore_errors=True)
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
    for name in SOURCES:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=ignore)
        elif source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    if not (target / "README.md").exists():
        (target / "README.md").write_text("# Inlay\n")


def _digest(folder: Path, names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        top = folder / name
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.is_file():
                digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _update_environment(root: Path, prefix: str) -> None:
    folder = _inside(root, prefix)
    stamp = folder / "stamp.json"
    source = folder / "source"
    wanted = {
        "dependencies": _digest(source, ["pyproject.toml"]),
        "packages": _digest(source, ["pyproject.toml", "core", "tests/sample"]),
    }
    present = json.loads(stamp.read_text()) if stamp.exists() else {}
    if present == wanted:
        return
    stamp.unlink(missing_ok=True)
    settings = pip_settings.environment()
    for file in pip_settings.certificates(settings):
        copy = _inside(root, str(file))
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    python = f"{prefix}/environment/bin/python"
    if not _inside(root, python).exists():
        run(root, ["python3", "-m", "venv", f"{prefix}/environment"], check=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lend = pip_settings.folders(settings)

    def pip(*arguments: str) -> None:
        run(root, [*install, *arguments], settings, 900, lend=lend, check=True)

    packages = [f"{prefix}/source"]
    if (source / "tests/sample/pyproject.toml").exists():
        packages.append(f"{prefix}/source/tests/sample")
    if present.get("dependencies") != wanted["dependencies"]:
        pip(*packages)
    else:
        pip("--force-reinstall", "--no-deps", *packages)
    stamp.write_text(json.dumps(wanted))


def _install_plugins(root: Path, home: str, prefix: str) -> None:
    source = _inside(root, prefix) / "source"
    data = _inside(root, home) / ".local/share/inlay"
    (data / "log").mkdir(parents=True, exist_ok=True)
    python = f"{prefix}/environment/bin/python"
    table = run(
        root,
        [python, "-I", "-c", "import json; from inlay.operations import registry; print(json.dumps(registry.table()))"],
        check=True,
    ).stdout
    (data / "operations.json").write_text(table)
    version = run(root, [python, "-I", "-c", "import inlay; print(inlay.__version__)"], check=True).stdout.strip()
    installation = {
        "python": python,
        "table": f"{home}/.local/share/inlay/operations.json",
        "log": f"{home}/.local/share/inlay/log/worker.log",
        "version": version,
        "protocol": 1,
    }
    gimp = _inside(root, home) / ".config/GIMP/3.0/plug-ins/inlay"
    krita = _inside(root, home) / ".local/share/krita/pykrita/inlay"
    for adapter, folder in (("gimp", gimp), ("krita", krita)):
        shutil.rmtree(folder, ignore_errors=True)
        if not (source / "plugins" / adapter).is_dir():
            continue
        shutil.copytree(source / "plugins" / adapter, folder, copy_function=shutil.copy)
        shutil.copytree(source / "plugins/bridge", folder / "bridge", copy_function=shutil.copy)
        (folder / "installation.json").write_text(json.dumps(installation, indent=2))
    if (gimp / "inlay.py").exists():
        (gimp / "inlay.py").chmod(0o755)
    for name, place in (("inlay.desktop", "pykrita"), ("inlay.action", "actions")):
        found = list((source / "manifests").rglob(name)) if (source / "manifests").is_dir() else []
        if found:
            folder = _inside(root, home) / ".local/share/krita" / place
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(found[0], folder / name)
    config = _inside(root, home) / ".config/kritarc"
    if not config.exists():
        config.write_text("[python]\nenable_inlay=true\n")
