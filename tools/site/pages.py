"""The pages as they were built, for the checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bs4 import BeautifulSoup, Tag

#: Made by Sphinx for its own search: no page of ours leads on from them.
MECHANICAL = {"genindex.html", "search.html", "py-modindex.html"}


@dataclass
class Page:
    """A built page.

    Attributes
    ----------
    path : Path
    name : str
        Its path in the site.
    """

    path: Path
    name: str

    @cached_property
    def tree(self) -> BeautifulSoup:
        return BeautifulSoup(self.path.read_text(encoding="utf-8"), "html.parser")

    @cached_property
    def anchors(self) -> list[str]:
        """The ids of its elements, as often as they stand there."""
        return [str(tag["id"]) for tag in self.tree.find_all(id=True)]

    @property
    def language(self) -> str:
        return str(self.tree.html.get("lang", "")) if self.tree.html else ""

    @property
    def article(self) -> Tag:
        """What is told, without what all pages have around it."""
        return self.tree.find("article") or self.tree


def pages(folder: Path) -> Iterator[Page]:
    """All pages of a site."""
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        if name not in MECHANICAL and not name.startswith("_"):
            yield Page(path, name)
