"""Putting Inlay's adapters into editors and taking them out again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Optional

from inlay.errors import InstallationError
from inlay.installation import files, kritarc
from inlay.installation.editors import Editor
from inlay.installation.record import NAME, Installed
from inlay.installation.sources import Sources, copy

ENTRY = "inlay.py"
MANIFESTS = {"inlay.desktop": "pykrita", "inlay.action": "actions"}


def install(editor: Editor, sources: Sources, facts: str, earlier: Optional[Installed] = None) -> Installed:
    """Put the adapter into an editor's folder, in place of an earlier one.

    Its files are new ones each time: GIMP remembers what a plug-in offers by the age of its entry file.

    Parameters
    ----------
    editor : Editor
        One without a problem.
    sources : Sources
        Where adapters and manifests come from.
    facts : str
        The content of the file beside the adapter that says where the worker is.
    earlier : Installed, optional
        What is recorded of it from an earlier time.

    Raises
    ------
    InstallationError
        If the folder cannot be written, or holds another plug-in of this name.
    """
    assert editor.folder is not None and editor.plugin is not None
    done = Installed(editor.kind, editor.name, str(editor.folder))
    if earlier is not None:
        done.folders, done.before = earlier.folders, earlier.before
    refuse_foreign(editor.plugin)
    _add(done.folders, files.make_folder(editor.plugin.parent))
    try:
        _replace(editor.plugin, editor.kind, sources, facts)
        done.files.append(str(editor.plugin))
        if editor.kind == "krita":
            _install_manifests(editor.folder, sources, done)
            _enable(editor, done)
    except OSError as error:
        raise files.no_permission(error, editor.folder) from error
    return done


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
        files.remove(Path(name))
    if editor.kind == "gimp":
        # Where GIMP keeps the last values of the dialogs.
        for path in Path(editor.folder).glob("plug-in-settings/plug-in-inlay-*"):
            files.remove(path)
    files.remove_empty([Path(name) for name in editor.folders])


def _replace(plugin: Path, kind: str, sources: Sources, facts: str) -> None:
    """Build the folder beside its place, under a name that editors pass over, and swap it in."""
    new, old = plugin.with_name(".inlay.new"), plugin.with_name(".inlay.old")
    for left in (new, old):
        files.remove(left)
    try:
        copy(sources.plugins / kind, new)
        copy(sources.plugins / "bridge", new / "bridge")
        (new / NAME).write_text(facts, encoding="utf-8")
        if kind == "gimp":
            (new / ENTRY).chmod(0o755)
        if os.path.lexists(plugin):
            os.replace(plugin, old)
        os.replace(new, plugin)
    except BaseException:
        if old.exists() and not plugin.exists():
            os.replace(old, plugin)
        shutil.rmtree(new, ignore_errors=True)
        raise
    files.remove(old)


def _install_manifests(resources: Path, sources: Sources, done: Installed) -> None:
    for name, place in MANIFESTS.items():
        _add(done.folders, files.make_folder(resources / place))
        target = resources / place / name
        files.write(target, (sources.manifests / name).read_bytes())
        done.files.append(str(target))


def _enable(editor: Editor, done: Installed) -> None:
    assert editor.settings is not None
    done.settings = str(editor.settings)
    _add(done.folders, files.make_folder(editor.settings.parent))
    before = kritarc.enable(editor.settings)
    if before is not None and done.before is None:
        done.before = before.to_json()


def _add(folders: list[str], made: list[Path]) -> None:
    folders += [str(folder) for folder in made if str(folder) not in folders]
