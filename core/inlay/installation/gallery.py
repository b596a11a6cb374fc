"""``install.py gallery``: sheets to judge every operation by eye, made from photographs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from inlay.errors import InstallationError
from inlay.installation import commands, console, demo, files, private
from inlay.installation.commands import Run
from inlay.installation.locations import Locations, refuse_sudo
from inlay.installation.sources import Sources

VARIABLE = "INLAY_TEST_PICTURES"


def gallery(
    clone: Sources,
    locations: Locations,
    pictures: Optional[str] = None,
    folder: Optional[str] = None,
    operations: Sequence[str] = (),
    dry_run: bool = False,
    run: Run = commands.run,
) -> int:
    """Make the private environment, and sheets with it; no editor is touched. Returns 1 if one could not be made.

    Parameters
    ----------
    pictures : str, optional
        The folder of photographs; else the one that ``INLAY_TEST_PICTURES`` names, else the demo's are fetched.
    folder : str, optional
        Where the sheets go; in Inlay's cache without it.
    operations : sequence of str
        Ids; all of them without any.

    Raises
    ------
    InstallationError
        If something does not work; says what to do.
    """
    refuse_sudo(locations.home)
    chosen = pictures or os.environ.get(VARIABLE)
    if chosen and not Path(chosen).is_dir():
        raise InstallationError(f"There is no folder {chosen}.", "Give one with photographs: --pictures FOLDER.")
    target = Path(folder).absolute() if folder else locations.cache / "gallery"
    if dry_run:
        plan = private.plan(clone, locations, run, in_home=False, fetch=False)
        console.say("This would be done; nothing has been changed.")
        console.say(f"  {plan}: {locations.environment}")
        console.say(f"  Make sheets of {chosen or 'the photographs of ' + demo.PACKAGE}: {target}")
        return 0
    with private.changing(locations) as made:
        plan = private.plan(clone, locations, run, in_home=False, fetch=True)
        done = private.prepare(clone, locations, plan, made, run)
        if not folder:
            done.add_folders(files.missing(target))
        if not chosen:
            done.add_folders(files.missing(locations.cache / "demo"))
        done.save(locations.data)
        files.make_folder(target)
        if not chosen:
            files.make_folder(locations.cache / "demo")
            chosen = str(demo.photographs(locations.cache / "demo", done, run))
    command = [done.python, "-I", "-u", "-m", "inlay.gallery", str(Path(chosen).absolute()), target, *operations]
    finished = run(command, watch=console.say)
    console.say(f"The sheets: {target}")
    return 1 if finished.code else 0
