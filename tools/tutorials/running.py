"""Run a tutorial inside its editor, on a screen that nobody sees, and bring its pictures home."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image

from tools import root as debian

from .collection import HERE, PHOTOGRAPHS, REPOSITORY, SCRIPT, Tutorial

SCREEN = "1200x800x24"
WIDEST, QUALITY = 1100, 82
PATIENCE = 900
#: What the scripts of both editors need.
ALBUM = HERE / "album.py"

# A new version would greet with a window of its own, and photographs are taken as they are.
GIMPRC = """(config-version "{version}")
(show-welcome-dialog no)
(check-updates no)
(color-profile-policy keep)
"""
DESKTOP = """[Desktop Entry]
Type=Service
ServiceTypes=Krita/PythonPlugin
X-KDE-Library=inlay_tutorials
X-Python-2-Compatible=false
Name=Tutorials
Comment=Inlay's tutorials, step by step
"""
BATCH = "import sys; sys.path.insert(0, {folder!r}); import driver; driver.main()"
WINDOW = f"""
rm -f "$INLAY_FOLDER/display"
Xvfb -displayfd 3 -screen 0 {SCREEN} -nolisten tcp 3>"$INLAY_FOLDER/display" 2>/dev/null &
until [ -s "$INLAY_FOLDER/display" ]; do sleep 0.1; done
export DISPLAY=":$(cat "$INLAY_FOLDER/display")"
openbox >/dev/null 2>&1 &
exec dbus-run-session -- "$@"
"""


class TutorialError(Exception):
    """A tutorial that could not be made; says what the editor told."""


def make(tutorial: Tutorial, root: Path, folder: Path, home: str, photographs: Path = PHOTOGRAPHS) -> list[Path]:
    """Do a tutorial's steps in its editor.

    Parameters
    ----------
    tutorial : Tutorial
    root : Path
        Where the editors are, with Inlay installed.
    folder : Path
        An empty one, in which the editor lives meanwhile.
    home : str
        The home folder in the root into which Inlay was installed.
    photographs : Path
        What the tutorials begin with.

    Returns
    -------
    list of Path
        A picture of each step, in order, as PNG.

    Raises
    ------
    TutorialError
        If a step failed.
    """
    (folder / "run").mkdir(mode=0o700)
    begin = {"gimp": _gimp, "krita": _krita}[tutorial.editor]
    command, environment = begin(root, folder, home)
    environment |= {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "INLAY_FOLDER": str(folder),
        "INLAY_TUTORIAL": tutorial.name,
        "INLAY_PHOTOGRAPHS": str(shutil.copytree(photographs, folder / "photographs")),
        "INLAY_OPERATIONS": str(REPOSITORY / "manifests/operations.json"),
    }
    shown = ["bash", "-c", WINDOW, "bash", *command]
    ended = debian.run(root, shown, environment, PATIENCE, lend=[folder], show=[REPOSITORY / "manifests"])
    problem = folder / "problem"
    made = [folder / f"{step}.png" for step in tutorial.steps]
    if problem.exists() or not all(each.exists() for each in made):
        told = problem.read_text(encoding="utf-8") if problem.exists() else ended.stdout + ended.stderr
        raise TutorialError(f"{tutorial.name}: {told}")
    return made


def _gimp(root: Path, folder: Path, home: str) -> tuple[list[str], dict[str, str]]:
    """GIMP with Inlay's plug-in and the tutorials' scripts."""
    program = next(root.glob("usr/bin/gimp-console-3.?")).name
    version = program.rpartition("-")[2]
    told = debian.run(root, [program, "--version"], check=True).stdout
    installed = root / home.lstrip("/") / f".config/GIMP/{version}/plug-ins/inlay"
    shutil.copytree(installed, folder / "GIMP/plug-ins/inlay")
    shutil.copytree(HERE / "gimp", folder / "gimp")
    shutil.copy(ALBUM, folder / "gimp")
    (folder / "GIMP/gimprc").write_text(GIMPRC.format(version=told.split()[-1]))
    options = ["-s", "--batch-interpreter", "python-fu-eval", "--quit"]
    batch = BATCH.format(folder=str(folder / "gimp"))
    program = f"gimp-{version}"
    return [program, *options, "-b", batch], {"GIMP3_DIRECTORY": str(folder / "GIMP"), "INLAY_GIMP": program}


def _krita(root: Path, folder: Path, home: str) -> tuple[list[str], dict[str, str]]:
    """Krita with Inlay's plug-in, and the tutorials as another."""
    installed = root / home.lstrip("/") / ".local/share/krita"
    plugins = folder / ".local/share/krita/pykrita"
    shutil.copytree(installed / "pykrita/inlay", plugins / "inlay")
    shutil.copy(installed / "pykrita/inlay.desktop", plugins)
    shutil.copytree(installed / "actions", folder / ".local/share/krita/actions")
    shutil.copytree(HERE / "krita", plugins / "inlay_tutorials")
    shutil.copy(ALBUM, plugins / "inlay_tutorials")
    (plugins / "inlay_tutorials.desktop").write_text(DESKTOP)
    (folder / ".config").mkdir()
    (folder / ".config/kritarc").write_text("[python]\nenable_inlay=true\nenable_inlay_tutorials=true\n")
    return ["krita", "--nosplash"], {}


def publish(tutorial: Tutorial, pictures: list[Path], folder: Path) -> int:
    """Write a tutorial's pictures small, for its page; how many bytes they take."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    for picture in pictures:
        with Image.open(picture) as opened:
            small = opened.convert("RGB")
        small.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
        small.save(folder / f"{picture.stem}.webp", quality=QUALITY, method=6)
    (folder / SCRIPT).write_text(f"{tutorial.digest}\n", encoding="utf-8")
    return sum(each.stat().st_size for each in folder.glob("*.webp"))
