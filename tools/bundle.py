"""``install.py bundle``: a folder or zip with the installer and every wheel, which installs without a network."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Optional

from inlay.contract.language import _
from inlay_setup import bundle, console, environment, filesystem, interpreters, pins, programs
from inlay_setup.bundle import Bundle
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations
from inlay_setup.programs import Run
from inlay_setup.repository import Repository, copy
from tools import licences, targets
from tools.packages import reproducible

#: What install.py needs of a clone.
PARTS = ("core", "plugins", "manifests", "install.py", "pyproject.toml", "README.md", "LICENSE")
SUFFIX = ".zip"
TERMS = "LICENCES.txt"


def make(
    clone: Repository,
    locations: Locations,
    place: str,
    system: Optional[str] = None,
    pythons: Sequence[str] = (),
    extras: Collection[str] = (),
    dry_run: bool = False,
    run: Run = programs.run,
) -> int:
    """Write a bundle into the folder or zip `place`, for this machine where nothing else is said; returns 0.

    Raises
    ------
    InstallationError
        If the place is taken, or a wheel cannot be had.
    """
    target = _free(place)
    base = interpreters.find(locations, run)
    pythons = sorted(pythons or [f"{base.version[0]}.{base.version[1]}"])
    made = Bundle(target / bundle.WHEELS, system or base.system, pythons, sorted(extras))
    wanted = f"{made}{', with ' + ', '.join(made.extras) if made.extras else ''}"
    if dry_run:
        console.say(
            _(
                "This would be done: a bundle for {wanted} in {target}; nothing has been changed.",
                wanted=wanted,
                target=target,
            )
        )
        return 0
    console.say(_("Making a bundle for {wanted}", wanted=wanted))
    filesystem.make_folder(target.parent)
    with filesystem.scratch(target.parent) as temporary:
        folder = temporary / "bundle" / target.name.removesuffix(SUFFIX)
        _fill(clone, folder, made._replace(wheels=folder / bundle.WHEELS), temporary, base, run)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        _hand_over(clone, folder, target)
    _tell(target, made, size)
    return 0


def _free(place: str) -> Path:
    """The place, if nothing is lost by what is put there."""
    target = Path(os.path.abspath(os.path.expanduser(place)))
    if os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir())):
        raise InstallationError(_("{target} is there already.", target=target), _("Name a folder or zip that is not."))
    return target


def _hand_over(clone: Repository, folder: Path, target: Path) -> None:
    """Put the folder where it was asked for, packed where that is a zip."""
    if target.suffix != SUFFIX:
        filesystem.remove(target)
        os.replace(folder, target)
        return
    console.say(_("  Packing it"))
    packed = folder.with_name("packed")
    reproducible.pack(folder, packed, reproducible.moment(clone), under=folder.name)
    os.replace(packed, target)


def _fill(
    clone: Repository, folder: Path, made: Bundle, temporary: Path, base: interpreters.Interpreter, run: Run
) -> None:
    for name in PARTS:
        copy(clone.folder / name, folder / name)
    tools = Path(__file__).parent
    for path in sorted(tools.glob("*.py")):
        copy(path, folder / "tools" / path.name)
    copy(tools / "packages", folder / "tools" / "packages")
    present = Environment(temporary / "pip")
    environment.create(present, base, run)
    filesystem.make_folder(made.wheels)
    _fetch_wheels(clone, made, present, temporary, run)
    bundle.write(folder, made)
    wheels = sorted(made.wheels.glob("*.whl"))
    (folder / TERMS).write_text(licences.texts(wheels), encoding="utf-8")
    reproducible.write_digests(made.wheels, wheels)


def _fetch_wheels(clone: Repository, made: Bundle, present: Environment, temporary: Path, run: Run) -> None:
    with console.progress(_("Fetching the wheels")) as show:
        steps = 0

        def watch(line: str) -> None:
            # About three lines for each of forty wheels and for each Python.
            nonlocal steps
            steps += 1
            show(min(steps / (120 * len(made.pythons)), 0.99))

        moment, source = reproducible.moment(clone), clone.distribution(temporary / "source")
        reproducible.settle(source, moment)
        built = run(
            [*present.pip, "wheel", "--no-deps", "--wheel-dir", made.wheels, source],
            watch=watch,
            variables={"SOURCE_DATE_EPOCH": str(moment)},
        )
        programs.demand(built, _("Inlay's own wheel could not be built."), _("Read the last lines above."))
        pip_itself = [*present.pip, "download", "--no-deps", "--only-binary", ":all:", "--dest", made.wheels, "pip"]
        programs.demand(run(pip_itself, watch=watch), _("pip's wheel cannot be had."), _("Read the last lines above."))
        for target in targets.every([made.system], made.pythons):
            for pinned in pins.of(made.extras):
                target.fetch(pinned, made.wheels, present=present, run=run, watch=watch)


def _tell(target: Path, made: Bundle, size: int) -> None:
    console.say(
        _(
            "{target}  ({size} bytes)",
            target=target,
            size=f"{target.stat().st_size if target.is_file() else size:,}",
        )
    )
    if target.is_file():
        console.say(_("  SHA-256: {digest}", digest=reproducible.digest(target)))
        console.say(_("  Unpacked: {size} bytes", size=f"{size:,}"))
    console.say(_("It needs {made} there, and no network. In its folder: python3 install.py", made=made))
