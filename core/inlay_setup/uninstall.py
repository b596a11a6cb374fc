"""``inlay uninstall``: take everything away and restore what was changed."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from inlay.contract import help_texts
from inlay.contract.language import _
from inlay_setup import adapters, background, console, editors, filesystem, lock, private, programs, record
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.programs import Run
from inlay_setup.record import Installed, Record

# What an installation makes in Inlay's own folder, and what the artist has kept there; anything else stays.
MADE = (
    "environment", "environment.old", "environment.discarded", "plugins", "manifests", "log", "operations.json",
    filesystem.TEMPORARY, background.FOLDER,
)  # fmt: skip
KEPT = ("presets", "models")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = help_texts.Parser(
        prog="inlay uninstall", description=_("Remove Inlay from every editor, its environment and its caches.")
    )
    parser.add_argument("--prefix", metavar="FOLDER", help=_("where Inlay's own files are, if not in the usual place"))
    parser.add_argument("--dry-run", action="store_true", help=_("say what would be done and change nothing"))
    options = parser.parse_args(arguments)
    return console.outcome(lambda: uninstall(record.here(options.prefix), options.dry_run))


def uninstall(locations: Locations, dry_run: bool = False, run: Run = programs.run) -> int:
    """Remove everything; returns 1 if something had to stay."""
    if dry_run or not locations.data.is_dir() or not os.access(locations.data, os.W_OK):
        return _uninstall(locations, dry_run, [], run)
    with lock.hold(locations.data) as emptied:
        background.stop(locations.data)
        return _uninstall(locations, dry_run, emptied, run)


def withdraw(locations: Locations, emptied: list[Path]) -> None:
    """Remove what an installation has made that did not come to its end, and leave the editors as they are.

    Whoever calls it holds the lock; `emptied` takes the folders that go with it if nothing is in them.
    """
    background.stop(locations.data)
    done = record.load(locations.data)
    for path in [*_own(locations, done, MADE), locations.data / record.NAME]:
        _remove(path)
    emptied += [locations.data, *(Path(name) for name in (done.folders if done else []))]


def _uninstall(locations: Locations, dry_run: bool, emptied: list[Path], run: Run) -> int:
    """The same; `emptied` takes the folders that go at the end if nothing is in them."""
    emptied.append(locations.data)
    try:
        done = record.load(locations.data)
    except InstallationError as error:
        console.note(error.message, _("What belongs to Inlay is looked for instead."))
        done = None
    if done is not None:
        record.demand_unmanaged(done)
    served = _served(locations, done, run)
    own = _own(locations, done)
    if not served and not own and done is None:
        console.say(_("Nothing of Inlay is in {data}, and no editor has it.", data=locations.data))
        console.say(_("If it was installed with --prefix, name that folder in the same way."))
        return 0
    if dry_run:
        console.say(_("This would be removed; nothing has been changed."))
        for path in [*(Path(name) for editor in served for name in editor.files), *own]:
            console.say(f"  {path}")
        return 0
    for kind in sorted({editor.kind for editor in served}):
        if editors.running(kind, locations, run):
            console.note(
                _("{editor} is running.", editor=editors.NAMES[kind]),
                _("Its menu shows Inlay until it is started again."),
            )
    left = [name for editor in served for name in _remove_editor(editor)]
    left += [str(path) for path in own if not _remove(path)]
    folders = [Path(name) for name in (done.folders if done else [])]
    filesystem.remove_empty(folders)
    if not left:
        # Last of all, so that whoever is killed before can be followed by another.
        _remove(locations.data / record.NAME)
    emptied += folders
    for name in left:
        console.note(_("{name} could not be removed.", name=name), _("Remove it by hand."))
    if not left:
        console.say(_("Inlay is removed."))
        if done is not None and locations.data not in Path(done.command).parents:
            console.note(
                _("The package itself stays in {folder}.", folder=done.environment(locations.platform).folder),
                _("What brought it removes it: uv tool uninstall inlay, pip uninstall inlay, apt remove inlay."),
            )
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


def _own(locations: Locations, done: Optional[Record], names: Sequence[str] = (*MADE, *KEPT)) -> list[Path]:
    own = [trace for name in names for trace in filesystem.traces(locations.data / name)]
    own += sorted({locations.cache, Path(done.cache)} if done else {locations.cache})
    link = Path(done.link) if done and done.link else locations.commands / "inlay"
    command = Path(done.command) if done else locations.environment / "bin/inlay"
    # What brought a command of its own, as uv does, has linked it, too.
    if locations.data in command.parents and private.links_to(link, command):
        own.append(link)
    return [path for path in own if os.path.lexists(path)]


def _remove_editor(editor: Installed) -> list[str]:
    """Remove an adapter; return what would not go."""
    try:
        adapters.remove(editor)
    except OSError as error:
        return [str(error.filename or editor.folder)]
    console.say(_("Removed from {editor}", editor=editor.name))
    return []


def _remove(path: Path) -> bool:
    # Windows keeps the files of running programs; this may be one.
    is_own = path in Path(sys.prefix).parents or path == Path(sys.prefix)
    try:
        if is_own:
            filesystem.remove(path)
        else:
            filesystem.patiently(lambda: filesystem.remove(path))
    except OSError as error:
        if error.errno == errno.EBUSY:
            console.note(
                _("{filename} is mounted.", filename=error.filename),
                _("Release it with `umount {filename}`.", filename=error.filename),
            )
        if filesystem.is_in_use(error) and is_own:
            console.note(_("Windows keeps the files of the running command."), _("Run `python install.py uninstall`."))
        elif filesystem.is_in_use(error):
            used = filesystem.in_use(path)
            console.note(used.message, used.hint)
        return False
    return True
