"""Putting Inlay's adapters into editors and taking them out again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Optional

from inlay.contract.language import _
from inlay_setup import filesystem, kritarc
from inlay_setup.editors import Editor
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.record import NAME, Installed
from inlay_setup.repository import NEEDED, Repository, copy

#: What an editor starts, as each adapter has it in its ``inlay.py``.
ENTRIES = {"gimp": "inlay.py", "krita": "__init__.py"}
#: Where GIMP finds a plug-in that is no extension's.
LOOSE = "plug-ins/inlay"
MANIFESTS = {"inlay.desktop": "pykrita", "inlay.action": "actions"}
ICON, HELP, CONTRACT = "inlay.svg", "help", "contract"
#: A clone inside an adapter that came by an editor's own channel; see `inlay_setup.first_start`.
CARRIED = "carried"
#: Such an adapter has the contract, and the catalogues in it, from its clone.
BORROWED = '''"""What worker, files and adapters agree on: that of the clone which came along."""

import os

__path__.insert(0, os.path.join(os.path.dirname(__path__[0]), "carried", "core", "inlay", "contract"))
'''


def intended(editor: Editor, earlier: Optional[Installed] = None) -> Installed:
    """What `install` is about to put into an editor's folder and to change there.

    Parameters
    ----------
    editor : Editor
        One without a problem.
    earlier : Installed, optional
        What is known of an earlier time.

    Raises
    ------
    InstallationError
        If the folder holds another plug-in of this name, or Krita's settings cannot be read.
    """
    assert editor.folder is not None and editor.plugin is not None
    refuse_foreign(editor.plugin)
    done = Installed(editor.kind, editor.name, str(editor.folder), [str(editor.extension or editor.plugin)])
    if earlier is not None:
        done.folders, done.before, done.further = earlier.folders, earlier.before, earlier.further
    places = [editor.plugin.parent]
    if editor.kind == "krita":
        assert editor.settings is not None
        done.files += [str(path) for path in _manifests(editor.folder).values()]
        done.settings = str(editor.settings)
        places += [*(path.parent for path in _manifests(editor.folder).values()), editor.settings.parent]
        try:
            before = kritarc.before(editor.settings)
        except OSError as error:
            raise filesystem.failure(error) from error
        if before is None and (editor.plugin / CARRIED).is_dir():
            # Krita's importer has switched it on.
            before = kritarc.Before()
        if before is not None and done.before is None:
            done.before = before.to_json()
    missing = [str(folder) for place in places for folder in filesystem.missing(place)]
    done.folders += [folder for folder in dict.fromkeys(missing) if folder not in done.folders]
    return done


def install(editor: Editor, repository: Repository, facts: str) -> None:
    """Put the adapter into an editor's folder, in place of an earlier one.

    Its files are new ones each time: GIMP remembers what a plug-in offers by the age of its entry file.

    Parameters
    ----------
    editor : Editor
        One without a problem.
    repository : Repository
        Where adapters and manifests come from.
    facts : str
        The content of the file beside the adapter that says where the worker is.

    Raises
    ------
    InstallationError
        If the folder cannot be written.
    """
    assert editor.folder is not None and editor.plugin is not None
    filesystem.make_folder(editor.plugin.parent)
    try:
        filesystem.replace_folder(editor.plugin, lambda folder: _renew(folder, editor, repository, facts))
        if editor.extension and is_ours(editor.folder / LOOSE):
            # Else GIMP would have every procedure twice.
            filesystem.remove(editor.folder / LOOSE)
        if editor.kind == "krita":
            assert editor.settings is not None
            for name, path in _manifests(editor.folder).items():
                filesystem.make_folder(path.parent)
                filesystem.write(path, (repository.manifests / name).read_bytes())
            filesystem.make_folder(editor.settings.parent)
            kritarc.enable(editor.settings)
    except OSError as error:
        raise filesystem.no_permission(error, editor.folder) from error


def found(editor: Editor, locations: Locations) -> Optional[Installed]:
    """What is in an editor's folder without being recorded, if it belongs to this installation.

    A new GIMP takes the plug-ins of its forerunner along, and a record can be lost.
    """
    if editor.plugin is None or not _is_of(editor.plugin, locations):
        return None
    assert editor.folder is not None
    installed = Installed(editor.kind, editor.name, str(editor.folder), [str(editor.extension or editor.plugin)])
    if editor.kind == "krita":
        installed.files += [str(path) for path in _manifests(editor.folder).values()]
        installed.settings = str(editor.settings)
        installed.before = kritarc.Before().to_json()
    return installed


def _is_of(plugin: Path, locations: Locations) -> bool:
    """Whether an adapter belongs to this installation, or to one whose worker is gone."""
    if not is_ours(plugin):
        return False
    try:
        text = (plugin / NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return str(locations.data) in text or not _works(text)


def _works(facts: str) -> bool:
    """Whether the interpreter that an adapter was told of is still there."""
    try:
        return Path(json.loads(facts)["python"]).exists()
    except (ValueError, KeyError, TypeError):
        return False


def refuse_foreign(folder: Path) -> None:
    """Stop before a folder that somebody else made is overwritten.

    Raises
    ------
    InstallationError
        If there is one.
    """
    if os.path.lexists(folder) and not is_ours(folder):
        raise InstallationError(
            _("{folder} is there, and Inlay did not make it.", folder=folder),
            _("Move it away, then run install.py again."),
        )


def is_ours(folder: Path) -> bool:
    """Whether Inlay made this folder."""
    return (folder / NAME).is_file() or (folder / CARRIED).is_dir()


def remove(editor: Installed) -> None:
    """Take the adapter out and restore what was changed for it."""
    if editor.settings and editor.before is not None:
        kritarc.restore(Path(editor.settings), kritarc.Before(**editor.before))
    for name in editor.files:
        filesystem.remove_with_traces(Path(name))
    if editor.kind == "gimp":
        # Where GIMP keeps the last values of the dialogs.
        for path in Path(editor.folder).glob("plug-in-settings/plug-in-inlay-*"):
            filesystem.remove(path)
    filesystem.remove_empty([Path(name) for name in editor.folders])


def carry(folder: Path, kind: str, clone: Repository) -> None:
    """Build an adapter that makes the private environment itself when it is first used.

    Parameters
    ----------
    folder : Path
        Where; it is not there yet.
    kind : str
    clone : Repository
        What the environment is made of; goes along.
    """
    _copy_code(folder, kind, clone)
    filesystem.make_folder(folder / CONTRACT)
    filesystem.write(folder / CONTRACT / "__init__.py", BORROWED)
    for name in NEEDED:
        copy(clone.folder / name, folder / CARRIED / name)


def _renew(folder: Path, editor: Editor, repository: Repository, facts: str) -> None:
    """Build an adapter that knows where the worker is; what the one before carried stays as long as it fits."""
    assert editor.plugin is not None
    build(folder, editor.kind, repository, facts)
    if _carries(editor.plugin, json.loads(facts)["version"]):
        copy(editor.plugin / CARRIED, folder / CARRIED)


def _carries(plugin: Path, version: str) -> bool:
    """Whether an adapter brings along a clone of this version."""
    try:
        return Repository(plugin / CARRIED).version == version
    except (OSError, InstallationError):
        return False


def build(folder: Path, kind: str, repository: Repository, facts: str) -> None:
    """Put what an editor of this kind is given into an empty folder; the `facts` say where the worker is."""
    _copy_code(folder, kind, repository)
    copy(repository.plugins / CONTRACT, folder / CONTRACT)
    copy(repository.manifests / HELP, folder / HELP)
    (folder / NAME).write_text(facts, encoding="utf-8")


def _copy_code(folder: Path, kind: str, repository: Repository) -> None:
    for name in ("__init__.py", kind, "bridge"):
        copy(repository.plugins / name, folder / name)
    copy(repository.manifests / ICON, folder / ICON)
    entry = folder / ENTRIES[kind]
    (folder / kind / "inlay.py").replace(entry)
    if kind == "gimp":
        entry.chmod(0o755)


def _manifests(resources: Path) -> dict[str, Path]:
    """Krita's further files by name, and where they go."""
    return {name: resources / place / name for name, place in MANIFESTS.items()}
