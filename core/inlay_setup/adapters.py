"""Putting Inlay's adapters into editors and taking them out again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Optional

from inlay_setup import filesystem, kritarc
from inlay_setup.editors import Editor
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.record import NAME, Installed
from inlay_setup.repository import Repository, copy

#: What an editor starts, as each adapter has it in its ``inlay.py``.
ENTRIES = {"gimp": "inlay.py", "krita": "__init__.py"}
MANIFESTS = {"inlay.desktop": "pykrita", "inlay.action": "actions"}
#: What of the manifests every editor finds beside its adapter.
BESIDE = ("inlay.svg", "help")


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
    done = Installed(editor.kind, editor.name, str(editor.folder), [str(editor.plugin)])
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
        filesystem.replace_folder(editor.plugin, lambda folder: _build(folder, editor.kind, repository, facts))
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
    installed = Installed(editor.kind, editor.name, str(editor.folder), [str(editor.plugin)])
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
            f"{folder} is there, and Inlay did not make it.", "Move it away, then run install.py again."
        )


def is_ours(folder: Path) -> bool:
    """Whether Inlay made this folder."""
    return (folder / NAME).is_file()


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


def _build(folder: Path, kind: str, repository: Repository, facts: str) -> None:
    copy(repository.plugins / "__init__.py", folder / "__init__.py")
    for part in (kind, "bridge", "contract"):
        copy(repository.plugins / part, folder / part)
    for name in BESIDE:
        copy(repository.manifests / name, folder / name)
    entry = folder / ENTRIES[kind]
    (folder / kind / "inlay.py").replace(entry)
    (folder / NAME).write_text(facts, encoding="utf-8")
    if kind == "gimp":
        entry.chmod(0o755)


def _manifests(resources: Path) -> dict[str, Path]:
    """Krita's further files by name, and where they go."""
    return {name: resources / place / name for name, place in MANIFESTS.items()}
