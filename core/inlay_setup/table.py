"""The operation table that editors read instead of importing anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inlay_setup import filesystem
from inlay_setup.environment import Environment
from inlay_setup.programs import Run, demand

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
    filesystem.write(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
