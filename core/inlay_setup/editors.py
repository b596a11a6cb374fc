"""The editors of this user: every GIMP 3 and Krita, where each keeps plug-ins, and why one cannot be served."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Optional

from inlay.contract.language import _
from inlay_setup import programs
from inlay_setup.interpreters import Interpreter
from inlay_setup.locations import Locations
from inlay_setup.programs import Run

KINDS = ("gimp", "krita")
FLATPAKS = {"gimp": "org.gimp.GIMP", "krita": "org.kde.krita"}
NAMES = {"gimp": "GIMP", "krita": "Krita"}
#: Inlay as an extension of GIMP: its folder's name, and how GIMP notes that it is switched on.
EXTENSION = "org.gimp.GIMP.Plugin.Inlay"
SWITCHED_ON = re.compile(rf'\(GimpExtension\s+"{re.escape(EXTENSION)}"\s*\(active\s+yes\)')


class Editor(NamedTuple):
    """One editor.

    Attributes
    ----------
    kind, name : str
        ``gimp`` or ``krita``, and what a person calls it.
    folder : Path or None
        The folder in which it keeps what belongs to the user: GIMP's of one version, Krita's resources. None if the
        editor has not made one yet.
    settings : Path or None
        Krita's ``kritarc``.
    sandboxed : bool
        It runs as a Flatpak and sees of the system only the home folder.
    problem, hint : str
        Why it cannot be served and what to do; empty if it can.
    """

    kind: str
    name: str
    folder: Optional[Path] = None
    settings: Optional[Path] = None
    sandboxed: bool = False
    problem: str = ""
    hint: str = ""

    @property
    def plugin(self) -> Optional[Path]:
        """Inlay's own folder in this editor."""
        if self.folder is None:
            return None
        if self.kind == "krita":
            return self.folder / "pykrita/inlay"
        return (self.extension or self.folder / "plug-ins") / "inlay"

    @property
    def extension(self) -> Optional[Path]:
        """The folder of Inlay as an extension of GIMP, where it is there and switched on."""
        if self.kind != "gimp" or self.folder is None:
            return None
        try:
            noted = (self.folder / "extensionrc").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        folder = self.folder / "extensions" / EXTENSION
        return folder if SWITCHED_ON.search(noted) and folder.is_dir() else None


def find(locations: Locations, run: Run = programs.run, variables: Mapping[str, str] = os.environ) -> list[Editor]:
    """Every editor that is installed or has left its folder."""
    return [*_gimps(locations, run, variables), *_kritas(locations)]


def with_interpreter(editor: Editor, base: Optional[Interpreter], locations: Locations) -> Editor:
    """The same editor, refused if it is sandboxed and cannot see Inlay's Python."""
    if editor.problem or not editor.sandboxed:
        return editor
    inside = locations.home.resolve() in locations.data.resolve().parents
    if inside and base is not None and base.lies_in(locations.home):
        return editor
    if inside:
        return editor._replace(
            problem=_("its sandbox sees your home folder only, and Inlay's Python lies outside"),
            hint=_("Install uv, which keeps a Python in your home folder, and run install.py again."),
        )
    return editor._replace(
        problem=_("its sandbox sees your home folder only, and Inlay's folder lies outside"),
        hint=_("Install without --prefix, or with one inside your home folder."),
    )


def _gimps(locations: Locations, run: Run, variables: Mapping[str, str]) -> Iterator[Editor]:
    native = _gimp_versions(locations, run)
    flatpak, snap = _is_flatpak(locations, "gimp"), _is_snap(locations, "gimp")
    base = locations.settings / "GIMP"
    folders = sorted(path for path in base.glob("3.*") if path.is_dir() and re.fullmatch(r"3\.\d+", path.name))
    chosen = variables.get("GIMP3_DIRECTORY", "")
    if os.path.isabs(chosen) and os.path.isdir(chosen) and Path(chosen) not in folders:
        folders.append(Path(chosen))
    only_sandboxed = flatpak and not any(version.startswith("3.") for version in native)
    for folder in folders:
        editor = Editor("gimp", f"GIMP {folder.name}", folder, sandboxed=only_sandboxed)
        yield _refuse_snap(editor) if snap and not native and not flatpak else editor
    versions = {folder.name for folder in folders}
    for version in native:
        if not version.startswith("3."):
            yield Editor(
                "gimp", f"GIMP {version}", problem=_("it is too old: Inlay needs GIMP 3.0 or newer"),
                hint=_("Install GIMP 3, for instance from Flathub, and start it once."),
            )  # fmt: skip
        elif version not in versions:
            yield _not_started(Editor("gimp", f"GIMP {version}"))
    if flatpak and not folders:
        yield _not_started(Editor("gimp", "GIMP (Flatpak)", sandboxed=True))
    if snap and not (folders and not native and not flatpak):
        yield _refuse_snap(Editor("gimp", "GIMP (Snap)"))


def _gimp_versions(locations: Locations, run: Run) -> list[str]:
    """The versions, as in ``3.0``, of the GIMPs on the path."""
    found = set()
    for folder in locations.search.split(os.pathsep):
        for path in Path(folder or ".").glob("gimp-[0-9]*"):
            if match := re.fullmatch(r"gimp-(\d+\.\d+)(\.exe)?", path.name):
                found.add(match.group(1))
    plain = _program(locations, "gimp")
    if plain and not found:
        # --version needs no screen.
        answer = run([plain, "--version"], timeout=20).output
        if match := re.search(r"(\d+\.\d+)\.\d+", answer):
            found.add(match.group(1))
    return sorted(found)


def _kritas(locations: Locations) -> Iterator[Editor]:
    resources = locations.resources / "krita"
    if _program(locations, "krita") or resources.is_dir() or _is_bundled(locations):
        editor = Editor("krita", "Krita", resources, _native_settings(locations))
        yield editor if resources.is_dir() else _not_started(editor)
    private = locations.home / ".var/app" / FLATPAKS["krita"]
    if _is_flatpak(locations, "krita") or ((private / "data/krita").is_dir() and not _is_inside(locations)):
        editor = Editor("krita", "Krita (Flatpak)", private / "data/krita", private / "config/kritarc", sandboxed=True)
        yield editor if (private / "data/krita").is_dir() else _not_started(editor)
    if _is_snap(locations, "krita"):
        yield _refuse_snap(Editor("krita", "Krita (Snap)"))


def _program(locations: Locations, name: str) -> Optional[Path]:
    """The editor on the path, unless it comes as a Snap."""
    folders = [folder for folder in locations.search.split(os.pathsep) if "snap" not in Path(folder).parts]
    return programs.which(name, os.pathsep.join(folders))


def _native_settings(locations: Locations) -> Path:
    if locations.platform == "win32":
        return locations.home / "AppData/Local/kritarc"
    if locations.platform == "darwin":
        return locations.home / "Library/Preferences/kritarc"
    return locations.settings / "kritarc"


def _is_bundled(locations: Locations) -> bool:
    places = {"darwin": "Applications/krita.app", "win32": "Program Files/Krita (x64)"}
    place = places.get(locations.platform)
    return bool(place) and (locations.system / str(place)).exists()


def _is_flatpak(locations: Locations, kind: str) -> bool:
    if locations.platform != "linux" or _is_inside(locations):
        return False
    bases = (locations.system / "var/lib/flatpak", locations.home / ".local/share/flatpak")
    return any((base / "app" / FLATPAKS[kind]).is_dir() for base in bases)


def _is_inside(locations: Locations) -> bool:
    """Whether this runs in a Flatpak itself, which sees all that its editor sees."""
    return (locations.system / ".flatpak-info").exists()


def _is_snap(locations: Locations, kind: str) -> bool:
    places = ("snap", "var/lib/snapd/snap")
    return locations.platform == "linux" and any((locations.system / place / kind).is_dir() for place in places)


def _not_started(editor: Editor) -> Editor:
    return editor._replace(
        folder=None,
        problem=_("it has not been started yet and has no folder for plug-ins"),
        hint=_("Start {editor} once, close it, and run `inlay refresh`.", editor=NAMES[editor.kind]),
    )


def _refuse_snap(editor: Editor) -> Editor:
    return editor._replace(
        problem=_("a Snap does not load plug-ins of yours and may not start other programs"),
        hint=_("Use {editor} from your distribution or from Flathub.", editor=NAMES[editor.kind]),
    )


def running(kind: str, locations: Locations, run: Run = programs.run) -> bool:
    """Whether this editor seems to run now."""
    if locations.platform == "linux":
        names = [_first_line(file) for file in (locations.system / "proc").glob("[0-9]*/comm")]
    elif locations.platform == "win32":
        names = run(["tasklist", "/fo", "csv", "/nh"], timeout=20).output.replace('"', "").splitlines()
    else:
        names = run(["ps", "-x", "-o", "comm="], timeout=20).output.splitlines()
    pattern = re.compile(rf"{kind}(-\d.*|\.exe.*)?")
    return any(pattern.fullmatch(name.strip().rpartition("/")[2].lower()) for name in names)


def _first_line(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
