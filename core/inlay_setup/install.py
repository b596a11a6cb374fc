"""Installing into every editor, and updating."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from inlay.contract.language import _, joined, told
from inlay_setup import adapters, background, console, editors, private, programs
from inlay_setup.editors import NAMES, Editor
from inlay_setup.errors import InstallationError
from inlay_setup.locations import Locations, refuse_sudo
from inlay_setup.private import Plan
from inlay_setup.programs import Run
from inlay_setup.record import Record
from inlay_setup.repository import Repository


def install(
    repository: Repository,
    locations: Locations,
    chosen: Sequence[str] = (),
    dry_run: bool = False,
    repair: bool = False,
    extras: Collection[str] = (),
    run: Run = programs.run,
) -> int:
    """Make or update the private environment and serve every editor, or those of the `chosen` kinds.

    With `repair` everything is made anew, whatever is there. `extras`, of `pins.EXTRAS`, stay once they are installed.
    Returns 0 if all that could be served are; raises `InstallationError` if something went wrong.
    """
    refuse_sudo(locations.home)
    if dry_run:
        _announce(locations, *_plan(repository, locations, chosen, run, repair, extras, fetch=False))
        return 0
    with private.changing(locations) as made:
        return carry_out(repository, locations, made, chosen, repair, extras, run)


def carry_out(
    repository: Repository,
    locations: Locations,
    made: Iterable[Path],
    chosen: Sequence[str] = (),
    repair: bool = False,
    extras: Collection[str] = (),
    run: Run = programs.run,
) -> int:
    """The same, by whoever is the only one who changes this installation; `made` are folders to note in its record."""
    plan, found = _plan(repository, locations, chosen, run, repair, extras, fetch=True)
    return _carry_out(repository, locations, chosen, plan, found, made, run)


def _plan(
    repository: Repository,
    locations: Locations,
    chosen: Sequence[str],
    run: Run,
    repair: bool,
    extras: Collection[str],
    fetch: bool,
) -> tuple[Plan, list[Editor]]:
    found = wanted(locations, chosen, run)
    in_home = any(editor.sandboxed and not editor.problem for editor in found)
    plan = private.plan(repository, locations, run, in_home, fetch, repair, extras)
    return plan, [editors.with_interpreter(editor, plan.base, locations) for editor in found]


def _carry_out(
    repository: Repository,
    locations: Locations,
    chosen: Sequence[str],
    plan: Plan,
    found: Sequence[Editor],
    made: Iterable[Path],
    run: Run,
) -> int:
    done = private.prepare(repository, locations, plan, made, run)
    done.chosen = list(chosen)
    failures = serve(private.editors_parts(locations.data), locations, done, found, run)
    command = private.link(locations, done)
    done.save(locations.data)
    tell(done, command)
    background.start(locations.data, done.environment(locations.platform), run)
    console.say(_("This folder is no longer needed."))
    return 1 if failures else 0


def tell(done: Record, command: str) -> None:
    """Say where Inlay is found now."""
    console.say(_("Inlay {version} is ready.", version=done.version))
    places = {"gimp": _("in GIMP under Filters > Inlay"), "krita": _("in Krita under Filter > Inlay")}
    kinds = {editor.kind for editor in done.editors if editor.is_there()}
    served = [place for kind, place in places.items() if kind in kinds]
    if served:
        console.say(_("You find it {served}.", served=joined(_(", and "), served)))
    console.say(
        _("On the command line: {command} (list, show, run, models, refresh, doctor, uninstall)", command=command)
    )
    console.say(_("What is seldom needed is still compiled in the background; nothing waits for it."))


def wanted(locations: Locations, chosen: Sequence[str], run: Run) -> list[Editor]:
    """The editors to be served."""
    return [editor for editor in editors.find(locations, run) if not chosen or editor.kind in chosen]


def serve(parts: Repository, locations: Locations, done: Record, found: Sequence[Editor], run: Run) -> int:
    """Put the adapters into these editors, tell of each, and note it in the record; return how many failed."""
    failures = 0
    for editor in found:
        if editor.problem:
            console.note(
                _("{editor} was found, not installed: {problem}.", editor=editor.name, problem=editor.problem),
                editor.hint,
            )
            continue
        assert editor.folder is not None
        earlier = next((entry for entry in done.editors if entry.folder == str(editor.folder)), None)
        try:
            intended = adapters.intended(editor, earlier or adapters.found(editor, locations))
            done.editors = [entry for entry in done.editors if entry is not earlier] + [intended]
            # Before anything changes `uninstall` knows how to take it back.
            done.save(locations.data)
            adapters.install(editor, parts, done.facts())
        except InstallationError as error:
            console.note(joined(": ", [editor.name, error.message]), error.hint)
            failures += 1
            continue
        console.say(_("Installed into {editor}: {plugin}", editor=editor.name, plugin=editor.plugin))
    for kind in sorted({editor.kind for editor in found if not editor.problem}):
        if editors.running(kind, locations, run):
            console.note(
                _("{editor} is running.", editor=NAMES[kind]), _("Close it and start it again to see Inlay's menu.")
            )
    if not found:
        console.note(
            _("No GIMP 3 and no Krita was found."), _("Install one and start it once, then run `inlay refresh`.")
        )
    return failures


def _announce(locations: Locations, plan: Plan, found: Sequence[Editor]) -> None:
    console.say(_("This would be done; nothing has been changed."))
    console.say(joined("", ["  ", plan.told(), f": {locations.environment}"]))
    if plan.action != "keep":
        console.say(_("  Compile the kernels, write the operation table"))
    for editor in found:
        if editor.problem:
            console.note(
                _("{editor} was found, would not be installed: {problem}.", editor=editor.name, problem=editor.problem),
                editor.hint,
            )
            continue
        problem = ""
        assert editor.plugin is not None
        try:
            adapters.refuse_foreign(editor.plugin)
        except InstallationError as error:
            problem = f" ({told(error.message)} {told(error.hint)})"
        console.say(
            _("  Install into {editor}: {plugin}{problem}", editor=editor.name, plugin=editor.plugin, problem=problem)
        )
        if editor.settings:
            console.say(_("  Enable Inlay in {settings}", settings=editor.settings))
    if not found:
        console.say(_("  No GIMP 3 and no Krita was found"))
    if locations.platform != "win32":
        console.say(_("  Link the command: {command}", command=locations.commands / "inlay"))
