"""What editors are given where there is an environment already: of a system's package, of a Flatpak."""

from __future__ import annotations

import json
from pathlib import Path

from inlay_setup import help_pages
from inlay_setup.repository import Repository, copy

TABLE = "operations.json"


def parts(clone: Repository, folder: Path) -> Repository:
    """Put adapters, manifests and the pages of help into a folder, and the table of Inlay's own operations."""
    clone.copy_adapters(folder / "plugins")
    copy(clone.manifests, folder / "manifests")
    copy(clone.manifests / TABLE, folder / TABLE)
    content = json.loads((folder / TABLE).read_text(encoding="utf-8"))
    help_pages.write(folder / "manifests" / help_pages.FOLDER, content)
    return Repository(folder)
