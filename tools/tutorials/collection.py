"""Which tutorials there are: a page, and a module beside it for the editor that it is written for."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
PAGES = REPOSITORY / "docs/tutorials"
PHOTOGRAPHS = PAGES / "photographs"
PICTURES = PAGES / "pictures"
EDITORS = "gimp", "krita"
#: Beside a tutorial's pictures: the digest of the script that they were taken with.
SCRIPT = "script.sha256"


@dataclass(frozen=True)
class Tutorial:
    """A tutorial and the editor that it is made in."""

    name: str
    editor: str

    @property
    def script(self) -> Path:
        return HERE / self.editor / f"{self.name.replace('-', '_')}.py"

    @property
    def page(self) -> Path:
        return PAGES / f"{self.name}.md"

    @property
    def digest(self) -> str:
        """That of the script, whatever ends its lines."""
        return hashlib.sha256(self.script.read_text(encoding="utf-8").encode()).hexdigest()

    @property
    def steps(self) -> list[str]:
        """The names of its pictures, in order: one for each public function of the script."""
        module = ast.parse(self.script.read_text(encoding="utf-8"))
        functions = [each.name for each in module.body if isinstance(each, ast.FunctionDef)]
        return [name.replace("_", "-") for name in functions if not name.startswith("_")]


def tutorials() -> list[Tutorial]:
    """All of them, by name."""
    found = [
        Tutorial(script.stem.replace("_", "-"), editor) for editor in EDITORS for script in (HERE / editor).glob("*.py")
    ]
    return sorted((each for each in found if each.page.is_file()), key=lambda each: each.name)
