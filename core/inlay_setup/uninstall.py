"""``inlay uninstall``: take everything away and restore what was changed."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from inlay_setup import adapters, background, console, editors, filesystem, lock, private, programs, record
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.programs import Run
from inlay_setup.record import Installed, Record

# All that is ever in Inlay's own folder; anything else there is not Inlay's and stays.
OWN = (
    "environment", "environment.old", "environment.discarded", "plugins", "manifests", "log", "operations.json",
    "presets", "models", filesystem.TEMPORARY, background.FOLDER,
)  # fmt: skip


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = argparse.ArgumentParser(
        prog="inlay uninstall", description="Remove Inlay from every editor, its environment and its caches."
    )
    parser.add_argument("--prefix", metavar="FOLDER", help="where Inlay's own files are, if not in the usual place")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")
    options = parser.parse_args(arguments)
    return console.outcome(lambda: uninstall(record.here(options.prefix), options.dry_run))


def uninstall(locations: Locations, dry_run: bool = False, run: Run = programs.run) -> int:
    """Remove everything; returns 1 if something had to stay."""
    if dry_run or not locations.data.is_dir():
        return _uninstall(locations, dry_run, [], run)
    with lock.hold(locations.data) as emptied:
        background.stop(locations.data)
        return _uninstall(locations, dry_run, emptied, run)


def _uninstall(locations: Locations, dry_run: bool, emptied: list[Path], run: Run) -> int:
    """The same; `emptied` takes the folders that go at the end if nothing is in them."""
    emptied.append(locations.data)
    try:
        done = record.load(locations.data)
    except InstallationError as error:
        console.note(error.message, "What belongs to Inlay is looked for instead.")
        done = None
    served = _served(locations, done, run)
    own = _own(locations, done)
    if not served and not own and done is None:
        console.say(f"Nothing of Inlay is in {locations.data}, and no editor has it.")
        console.say("If it was installed with --prefix, name that folder in the same way.")
        return 0
    if dry_run:
        console.say("This would be removed; nothing has been changed.")
        for path in [*(Path(name) for editor in served for name in editor.files), *own]:
            console.say(f"  {path}")
        return 0
    for kind in sorted({editor.kind for editor in served}):
        if editors.running(kind, locations, run):
            console.note(f"{editors.NAMES[kind]} is running.", "Its menu shows Inlay until it is started again.")
    left = [name for editor in served for name in _remove_editor(editor)]
    left += [str(path) for path in own if not _remove(path)]
    folders = [Path(name) for name in (done.folders if done else [])]
    filesystem.remove_empty(folders)
    if not left:
        # Last of all, so that whoever is killed before can be followed by another.
        _remove(locations.data / record.NAME)
    emptied += folders
    for name in left:
        console.note(f"{name} could not be removed.", "Remove it by hand.")
    if not left:
        console.say("Inlay is removed.")
    return 1 if left else 0


def _served(locations: Locations, done: Optional[Record], run: Run) -> list[Installed]:
    """What the record knows, and copies that it does not: a new GIMP takes the plug-ins of its forerunner along."""
    served = list(done.editors) if done else []
    known = {name for editor in served for name in editor.files}
    for editor in editors.find(locations, run):
        unrecorded = adapters.found(editor, locations)
        if unrecorded is not None and str(editor.plugin) not in known:
            served.append(unrecorded)
    return served


def _own(locations: Locations, done: Optional[Record]) -> list[Path]:
    own = [trace for name in OWN for trace in filesystem.traces(locations.data / name)]
    own += sorted({locations.cache, Path(done.cache)} if done else {locations.cache})
    link = Path(done.link) if done and done.link else locations.commands / "inlay"
    if private.links_to(link, Path(done.command) if done else locations.environment / "bin/inlay"):
        own.append(link)
    return [path for path in own if os.path.lexists(path)]


def _remove_editor(editor: Installed) -> list[str]:
    """Remove an adapter; return what would not go."""
    try:
        adapters.remove(editor)
    except OSError as error:
        return [str(error.filename or editor.folder)]
    console.say(f"Removed from {editor.name}")
    return []


def _remove(path: Path) -> bool:
    try:
        filesystem.remove(path)
    except OSError as error:
        if error.errno == errno.EBUSY:
            console.note(f"{error.filename} is mounted.", f"Release it with `umount {error.filename}`.")
        # Windows holds the files of a running program; that is this one.
        if sys.platform == "win32":
            console.note("Windows keeps the files of the running command.", "Run `python install.py uninstall`.")
        return False
    return True
