"""Programs that only pretend to run, and what a folder holds."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from inlay import __version__
from inlay_setup import compilation
from inlay_setup.programs import Finished


def operation(name: str, summary: str) -> dict[str, Any]:
    """An operation of a table, as little as there can be of it."""
    own: dict[str, Any] = {
        "id": name.lower().replace(" ", "-"),
        "name": name,
        "menu": "",
        "summary": summary,
        "help": "",
    }
    own["outputs"] = [{"kind": "layer", "help": "The result."}]
    return {**own, **{part: [] for part in ("keywords", "inputs", "parameters", "references", "strokes")}}


TABLE = {"version": 1, "operations": [operation("Seamless Clone", "Paste & blend.")]}
ANSWER = {
    "version": [3, 13, 5],
    "implementation": "cpython",
    "bits": 64,
    "system": "linux",
    "machine": "x86_64",
    "free_threaded": False,
    "venv": True,
    "ensurepip": True,
    "pip": True,
    "virtualenv": False,
}


class Machine:
    """Stands for every program that the installer starts.

    Attributes
    ----------
    calls : list of list of str
        What was started.
    python : dict
        What a Python answers about itself.
    failing : dict
        Words in a command that make it fail, and what it writes then.
    operations : dict
        The operation table.
    warnings : list of list of str
        Messages and hints of packages that are left out of it.
    networks : dict
        What a look at the networks finds.
    versions : dict
        Which version those Pythons are whose paths have these words.
    problems : list of str
        What a look into the environment finds, beside packages that were never installed.
    """

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.python = dict(ANSWER)
        self.versions: dict[str, list[int]] = {}
        self.failing: dict[str, str] = {}
        self.operations = TABLE
        self.warnings: list[list[str]] = []
        self.networks: dict[str, Any] = {"runtime": None, "folder": "models", "models": [], "warnings": []}
        self.problems: list[str] = []

    def run(self, command, watch=None, variables=None, folder=None, timeout=None, behind=None) -> Finished:
        words = [str(word) for word in command]
        self.calls.append(words)
        text = " ".join(words)
        for word, output in self.failing.items():
            if word in text:
                return Finished(1, output)
        if not os.path.lexists(words[0]) and os.path.isabs(words[0]):
            return Finished(127, "No such file or directory")
        return Finished(0, self._answer(words, text))

    def called(self, *words: str) -> bool:
        return any(all(word in " ".join(call) for word in words) for call in self.calls)

    def _answer(self, words: list[str], text: str) -> str:
        if 'getattr(sys, "_base_executable"' in text:
            version = next((self.versions[word] for word in self.versions if word in words[0]), self.python["version"])
            return json.dumps({"executable": words[0], **self.python, "version": version})
        if "with_pip=False" in text:
            program(Path(words[3]) / "bin/python")
        if words[1:3] == ["-m", "venv"]:
            program(Path(words[3]) / "bin/python")
        if "pip" in words and "install" in words:
            program(Path(words[0]).with_name("inlay"))
        if "import_module" in text:
            whole = Path(words[0]).with_name("inlay").exists()
            problems = self.problems + ([] if whole else ["inlay is not installed."])
            return "\n".join(json.dumps(told) for told in [*({"problem": one} for one in problems), {"done": True}])
        if words[-1] == compilation.MODULE:
            return json.dumps({"first": ["first-poisson"], "rest": ["poisson"]})
        if "registry.table" in text:
            return json.dumps({"table": self.operations, "warnings": self.warnings})
        if "inlay.networks" in text:
            return json.dumps(self.networks)
        if "metadata" in text:
            return json.dumps({"inlay": __version__, "numpy": "2.4"})
        return ""


def program(path: Path, script: str = "exit 0") -> Path:
    """Write a little program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def tree(folder: Path) -> dict[str, object]:
    """Every file with its content, every link with its target, every folder."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = ("link", os.readlink(path))
        else:
            found[name] = path.read_bytes() if path.is_file() else "folder"
    return found
