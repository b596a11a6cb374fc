"""The operation table that editors read instead of importing anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inlay.contract.language import _, from_json
from inlay_setup import console, filesystem
from inlay_setup.environment import Environment
from inlay_setup.programs import Run, demand

CODE = """
import json
from inlay.arrays.warning import collected
from inlay.contract.language import to_json
with collected() as found:
    from inlay.operations import registry
    table = registry.table()
print(json.dumps({"table": table, "warnings": [[to_json(each.message), to_json(each.hint)] for each in found]}))
"""


def read(environment: Environment, run: Run) -> dict[str, Any]:
    """Every operation that is installed in the environment, other packages' too; a package left out is told of.

    Raises
    ------
    InstallationError
        If the environment or one of its packages does not work.
    """
    output = demand(
        environment.ask(CODE, run),
        _("The installed operations could not be listed."),
        _("If a package that you added is the cause, remove it from the environment; else run install.py again."),
    )
    answer = json.loads(output.strip().splitlines()[-1])
    for message, hint in answer["warnings"]:
        console.note(from_json(message), from_json(hint))
    return answer["table"]


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a table as text that is pleasant to compare."""
    filesystem.write(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
