"""The operation table that editors read instead of importing anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inlay.installation import actions, files
from inlay.installation.commands import Run, demand
from inlay.installation.environment import Environment

CODE = "import json; from inlay.operations import registry; print(json.dumps(registry.table()))"


def read(environment: Environment, run: Run) -> dict[str, Any]:
    """Every operation that is installed in the environment, other packages' too.

    Raises
    ------
    InstallationError
        If the environment or one of its packages does not work.
    """
    output = demand(
        environment.ask(CODE, run),
        "The installed operations could not be listed.",
        "If a package that you added is the cause, remove it from the environment; else run install.py again.",
    )
    return json.loads(output.strip().splitlines()[-1])


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a table as text that is pleasant to compare."""
    files.write(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def own() -> dict[str, Any]:
    """Inlay's own operations: the content of ``manifests/operations.json``. Needs Inlay's environment."""
    from inlay.harmonisation.registry import contributed as colour_models
    from inlay.matting.estimators.registry import contributed as estimators
    from inlay.operations import registry

    content = json.loads(json.dumps(registry.table()))
    declared = {operation.id for operation in registry.own()}
    content["operations"] = [entry for entry in content["operations"] if entry["id"] in declared]
    added = {one.id for one in estimators()} | {one.id for one in colour_models()}
    for entry in content["operations"]:
        for parameter in entry["parameters"]:
            if "options" in parameter:
                parameter["options"] = [option for option in parameter["options"] if option["id"] not in added]
    return content


def write_manifests(folder: Path) -> None:
    """Write what the repository keeps of Inlay's own operations. Needs Inlay's environment."""
    content = own()
    write(folder / "operations.json", content)
    files.write(folder / actions.NAME, actions.document(content))
