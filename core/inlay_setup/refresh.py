"""``inlay refresh``: write the operation table anew and make every editor read it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from inlay.contract import help_texts
from inlay.contract.language import _
from inlay_setup import background, console, editors, install, interpreters, lock, private, programs, record, table
from inlay_setup.locations import Locations
from inlay_setup.programs import Run


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = help_texts.Parser(
        prog="inlay refresh",
        description=_(
            "Tell the editors about operations that were added to or removed from Inlay's environment, and "
            "install into editors that have arrived since."
        ),
    )
    parser.add_argument("--prefix", metavar="FOLDER", help=_("where Inlay's own files are, if not in the usual place"))
    options = parser.parse_args(arguments)
    return console.outcome(lambda: refresh(options.prefix))


def refresh(prefix: Optional[str] = None, run: Run = programs.run) -> int:
    """Write the table anew, tell of it, and serve every editor; returns 0 if all that could be served are.

    Raises
    ------
    InstallationError
        If Inlay is not installed, or does not work.
    """
    locations = record.here(prefix)
    if not (locations.data / record.NAME).exists():
        raise record.absent(locations.data)
    done = record.load(locations.data)
    if done is not None:
        record.demand_unmanaged(done)
    return _refresh(locations, run)


def after_a_change_of(folder: Path, run: Run = programs.run) -> int:
    """The same, without telling of the table, where `folder` is one of an installation's own; else nothing.

    Raises
    ------
    InstallationError
        If what is installed does not work.
    """
    locations = record.here()
    if folder.parent != locations.data or not (locations.data / record.NAME).exists():
        return 0
    return _refresh(locations, run, brief=True)


def _refresh(locations: Locations, run: Run, brief: bool = False) -> int:
    with lock.hold(locations.data):
        return _carry_out(locations, run, brief)


def _carry_out(locations: Locations, run: Run, brief: bool) -> int:
    done = record.load(locations.data)
    if done is None:
        raise record.absent(locations.data)
    present = done.environment(locations.platform)
    content = table.read(present, run)
    before = _ids(Path(done.table))
    private.write_table(locations.data, done, content)
    if not brief:
        _tell(before, [entry["id"] for entry in content["operations"]])
    base = interpreters.examine(present.python, run)
    found = [
        editors.with_interpreter(editor, base, locations) for editor in install.wanted(locations, done.chosen, run)
    ]
    failures = install.serve(private.editors_parts(locations.data), locations, done, found, run)
    done.save(locations.data)
    if background.is_wanted(locations.data) and not background.is_running(locations.data):
        background.start(locations.data, present, run)
    return 1 if failures else 0


def _tell(before: Sequence[str], after: Sequence[str]) -> None:
    """Say which operations there are, and what is new of them."""
    for name in after:
        console.say(f"  {name}" if name in before else _("  {name} (new)", name=name))
    for name in before:
        if name not in after:
            console.say(_("  {name} is gone", name=name))


def _ids(path: Path) -> list[str]:
    try:
        return [entry["id"] for entry in json.loads(path.read_text(encoding="utf-8"))["operations"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
