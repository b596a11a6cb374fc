"""``install.py manifest``: what the repository keeps of Inlay's own operations for editors and type checkers."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from inlay_setup import actions, console, filesystem, programs, table
from inlay_setup.environment import Environment
from inlay_setup.programs import Run
from inlay_setup.repository import Repository


def manifest(clone: Repository, present: Environment, run: Run = programs.run) -> int:
    """Write the clone's manifests from its own operations, with the packages of the private environment.

    Raises
    ------
    InstallationError
        If there is no environment, or an operation cannot be read.
    """
    command = [present.python, "-s", "-B", "-m", "tools.manifests", clone.manifests]
    programs.demand(
        run(command, variables={"PYTHONPATH": str(clone.folder / "core")}, folder=clone.folder),
        "The operations could not be listed.",
        "If there is no environment yet, `python3 install.py demo` makes it.",
    )
    console.say(f"Written: {clone.manifests}, and the stub of inlay")
    return 0


def own() -> dict[str, Any]:
    """Inlay's own operations: the content of ``manifests/operations.json``. Needs Inlay's environment."""
    from inlay.harmonisation.registry import contributed as colour_models
    from inlay.matting.estimators.registry import contributed as estimators
    from inlay.operations import registry
    from inlay.subject.registry import finders

    content = json.loads(json.dumps(registry.table()))
    declared = {operation.id for operation in registry.own()}
    content["operations"] = [entry for entry in content["operations"] if entry["id"] in declared]
    # Networks are what a user has chosen.
    added = {one.id for one in estimators()} | {one.id for one in colour_models()} | {one.id for one in finders()}
    for entry in content["operations"]:
        for parameter in entry["parameters"]:
            if "options" in parameter:
                parameter["options"] = [option for option in parameter["options"] if option["id"] not in added]
    return content


def stub() -> str:
    """The stub of Inlay's own operations: the content of ``core/inlay/__init__.pyi``. Needs Inlay's environment."""
    from inlay.operations import registry
    from tools import stubs

    return stubs.stub(registry.own())


def write(folder: Path) -> None:
    """Write them, and the stub of `inlay`. Needs Inlay's environment."""
    content = own()
    table.write(folder / "operations.json", content)
    filesystem.write(folder / actions.NAME, actions.document(content))
    filesystem.write(folder.parent / "core/inlay/__init__.pyi", stub())


if __name__ == "__main__":
    # The networks that somebody has here are no choices of others.
    os.environ["INLAY_MODELS"] = os.devnull
    write(Path(sys.argv[1]))
