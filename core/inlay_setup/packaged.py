"""``inlay install``: serve the editors by the environment in which somebody has installed the package itself.

`install.py` makes a private environment. Where Inlay has come by pip, uv, conda or a system's packages there is one
already: the editors' worker runs in it, and whatever brought it updates and removes it.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from importlib import metadata
from pathlib import Path
from typing import Optional

from inlay.contract import help_texts
from inlay.contract.language import _
from inlay_setup import background, compilation, console, editors, install, lock, private, programs, record, table
from inlay_setup.environment import Environment
from inlay_setup.errors import InstallationError
from inlay_setup.interpreters import Interpreter
from inlay_setup.locations import Locations, locate, refuse_sudo
from inlay_setup.programs import Run
from inlay_setup.repository import GIVEN, Repository


def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser = help_texts.Parser(
        prog="inlay install",
        description=_(
            "Put Inlay into every GIMP 3 and Krita of yours, where it was installed as a package; run it again "
            "after an update of the package."
        ),
    )
    parser.add_argument(
        "--host", action="append", choices=editors.KINDS, help=_("into this kind of editor only (may be repeated)")
    )
    parser.add_argument("--prefix", metavar="FOLDER", help=_("keep Inlay's own files in this folder"))
    options = parser.parse_args(arguments)
    return console.outcome(lambda: serve(locate(options.prefix), options.host or ()))


def serve(locations: Locations, chosen: Collection[str] = (), given: Path = GIVEN, run: Run = programs.run) -> int:
    """Put the adapters into every editor, or those of the `chosen` kinds; returns 0 if all that could be served are.

    Raises
    ------
    InstallationError
        If the package has nothing to give to editors, its Python is not in an environment, or `install.py` has made
        another.
    """
    refuse_sudo(locations.home)
    _demand_only(locations)
    present = Environment(Path(sys.prefix), locations.platform)
    base = _demand_environment(present, run)
    parts = _demand_given(given)
    with lock.hold(locations.data) as made:
        background.stop(locations.data)
        done = private.begun(locations, present, private.known(locations.data))
        done.run_in(present)
        done.add_folders(made)
        done.fingerprint = ""
        done.save(locations.data)
        compilation.compile_kernels(present, run)
        done.version, done.protocol = metadata.version("inlay"), parts.protocol
        done.chosen = sorted(chosen)
        private.keep_parts(parts, locations.data, done, table.read(present, run))
        wanted = install.wanted(locations, done.chosen, run)
        found = [editors.with_interpreter(editor, base, locations) for editor in wanted]
        failures = install.serve(private.editors_parts(locations.data), locations, done, found, run)
        # It vouches for what the package is, which is not Inlay's to change.
        done.fingerprint = done.version
        done.save(locations.data)
        install.tell(done, done.command)
        background.start(locations.data, present, run)
    return 1 if failures else 0


def _demand_only(locations: Locations) -> None:
    shared = record.load(Path(sys.prefix) / record.SHARED)
    if shared is not None:
        record.demand_unmanaged(shared)
    if locations.environment.exists():
        raise InstallationError(
            _("Inlay is installed in {data} already, with an environment of its own.", data=locations.data),
            _(
                "Run install.py of a newer copy to update it; or remove it with {environment}'s `inlay uninstall` "
                "and run this again.",
                environment=locations.environment,
            ),
        )


def _demand_environment(present: Environment, run: Run) -> Interpreter:
    base = present.base(run)
    if base is None or not present.command.exists():
        raise InstallationError(
            _("Editors cannot start Inlay from {folder}: it is no environment of its own.", folder=present.folder),
            _(
                "Install it in one of its own: `uv tool install inlay` or `pipx install inlay`. Then run "
                "`inlay install`."
            ),
        )
    return base


def _demand_given(given: Path) -> Repository:
    if not (given / "plugins").is_dir() or not (given / "manifests").is_dir():
        raise InstallationError(
            _(
                "This copy of Inlay has no plug-ins for editors in it: it was installed from a folder, not from a "
                "package."
            ),
            _("Run python3 install.py in that folder."),
        )
    return Repository(given)
