"""Documents of the repository as pages of the site: the same text, with links that lead to pages."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

#: The documents, and the pages that they become.
PAGES = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "developers/architecture.md",
    "CONTRIBUTING.md": "developers/contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changes.md",
    "LICENSE": "licence.md",
}
#: A page of its own tells what the README tells.
OWN = "README.md"
LICENCE = "# Licence\n\nInlay is free software: the MIT licence.\n\n```text\n{}```\n"
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)")


def write(repository: Path, sources: Path) -> None:
    """Write them among the pages, and let the pages that are there lead to them."""
    for path in sorted(sources.rglob("*.md")):
        page = path.relative_to(sources).as_posix()
        path.write_text(linked(path.read_text(encoding="utf-8"), f"docs/{page}", page), encoding="utf-8")
    for document, page in PAGES.items():
        if document != OWN:
            text = (repository / document).read_text(encoding="utf-8")
            shown = LICENCE.format(text) if page == "licence.md" else linked(text, document, page)
            (sources / page).write_text(shown, encoding="utf-8")


def linked(text: str, document: str, page: str) -> str:
    """The text of a document with the links of the page that it becomes.

    A link to what is no page stays as it is.
    """

    def renewed(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(document), match[1]))
        place = PAGES.get(target) or (target.removeprefix("docs/") if target.startswith("docs/") else "")
        if not place:
            return match[0]
        return f"]({posixpath.relpath(place, posixpath.dirname(page) or '.')}{match[2] or ''})"

    return LINK.sub(renewed, text)
