"""A recipe for conda, which rattler-build builds from the source archive beside it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from inlay_setup import filesystem
from inlay_setup.repository import Repository
from tools.packages import reproducible, wheel

NAME = "recipe.yaml"


def build(clone: Repository, folder: Path) -> list[Path]:
    """The recipe, and the source archive that it builds.

    Raises
    ------
    InstallationError
        If that fails.
    """
    archive, _ = wheel.build(clone, folder)
    project = tomllib.loads((clone.folder / "pyproject.toml").read_text(encoding="utf-8"))
    content = recipe(project, clone.version, archive.name, reproducible.digest(archive))
    filesystem.write(folder / NAME, _yaml(content))
    return [folder / NAME, archive]


def recipe(project: dict[str, Any], version: str, archive: str, digest: str) -> dict[str, Any]:
    """The recipe of a project as `pyproject.toml` has it."""
    about, python = project["project"], project["project"]["requires-python"]
    return {
        "package": {"name": about["name"], "version": version},
        "source": {"path": archive, "sha256": digest},
        "build": {
            "number": 0,
            "noarch": "python",
            "script": "python -m pip install . --no-deps --no-build-isolation -vv",
            "python": {"entry_points": [f"{name} = {place}" for name, place in about["scripts"].items()]},
        },
        "requirements": {
            "host": [f"python {python}", "pip", *map(_need, project["build-system"]["requires"])],
            # Nothing is for one system alone: conda has for all what PyPI has wheels of for some.
            "run": [f"python {python}", *map(_need, about["dependencies"])],
        },
        "tests": [{"python": {"imports": ["inlay", "inlay_setup"]}}, {"script": ["inlay list"]}],
        "about": {"summary": about["description"], "license": about["license"], "license_file": "LICENSE"},
    }


def _need(line: str) -> str:
    """A requirement in conda's words: a name, a blank, and the range."""
    name, ranges = re.match(r"([\w.-]+)\s*([^;]*)", line).groups()  # type: ignore[union-attr]
    return f"{name} {ranges.strip()}"


def _yaml(content: dict[str, Any], depth: int = 0) -> str:
    """YAML of mappings, lists and plain values; quoted as JSON, which YAML understands."""
    pad, lines = "  " * depth, []
    for key, value in content.items():
        if isinstance(value, dict):
            lines.append(f"{pad}{key}:\n{_yaml(value, depth + 1)}")
        elif isinstance(value, list):
            lines.append(f"{pad}{key}:\n" + "".join(f"{pad}  - {json.dumps(entry)}\n" for entry in value))
        else:
            lines.append(f"{pad}{key}: {json.dumps(value)}\n")
    return "".join(lines)
