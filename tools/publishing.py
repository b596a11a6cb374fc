"""``install.py site``: the site, made and checked in an environment of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from inlay_setup import console, lock, programs
from inlay_setup.locations import Locations, refuse_sudo
from inlay_setup.programs import Run
from inlay_setup.repository import Repository
from tools import workshop

PINS = Path(__file__).with_name("constraints-docs.txt")
PAGES = workshop.Purpose(
    name="the site", groups=("docs", "browser"), pins=PINS, checked=("inlay", "sphinx", "playwright")
)


def site(
    clone: Repository,
    locations: Locations,
    folder: Optional[str] = None,
    check: bool = False,
    dry_run: bool = False,
    run: Run = programs.run,
) -> int:
    """Make the site, and with `check` look for what is wrong with it. Returns 1 if something is.

    Parameters
    ----------
    folder : str, optional
        Where the pages go; in Inlay's cache without it.

    Raises
    ------
    InstallationError
        If something does not work; says what to do.
    """
    refuse_sudo(locations.home)
    place = locations.cache / "site"
    target = Path(folder).absolute() if folder else place / "pages"
    if dry_run:
        console.say(f"This would be done: an environment in {place}, and the pages in {target}; nothing was changed.")
        return 0
    with lock.hold(place):
        present = workshop.prepare(PAGES, clone, place, locations, run)
        for verb in ("build", "check") if check else ("build",):
            command = [present.python, "-E", "-s", "-B", "-u", "-m", "tools.site", verb, target]
            if run(command, watch=console.say, folder=clone.folder).code:
                return 1
    console.say(f"The pages: {target / 'index.html'}")
    return 0
