"""The operation table that editors read instead of importing anything."""

from __future__ import annotations

import json
import os
from pathlib import Path

from inlay.installation import files
from inlay.installation.commands import Run, demand
from inlay.installation.environment import Environment

CODE = "import json; from inlay.operations import registry; print(json.dumps(registry.table()))"


def read(environment: Environment, run: Run) -> dict:
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


def write(path: Path, content: dict) -> None:
    """Write a table as text that is pleasant to compare."""
    files.write(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def own() -> dict:
    """Inlay's own operations: the content of ``manifests/operations.json``. Needs Inlay's environment."""
    from inlay.operations import registry

    content = json.loads(json.dumps(registry.table()))
    declared = {operation.id for operation in registry.operations() if operation.run.startswith("inlay.operations.")}
    content["operations"] = [entry for entry in content["operations"] if entry["id"] in declared]
    return content


if __name__ == "__main__":
    import sys

    write(Path(sys.argv[1]), own())
    print(os.path.abspath(sys.argv[1]))
