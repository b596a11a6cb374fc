"""The language of a page of the lesson, which browsers and screen readers ask for, and the same page in the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tools.notebooks.chapters import LANGUAGES

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

PAGE = re.compile(rf"lesson/({'|'.join(LANGUAGES)})/(.+)")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", declare)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def declare(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
    """Say it in the page's head."""
    found = PAGE.fullmatch(name)
    if found:
        context["language"] = found[1]
        links = [f'<link rel="alternate" hreflang="{each}" href="../{each}/{found[2]}.html">' for each in LANGUAGES]
        context["metatags"] = "\n".join([context.get("metatags", ""), *links, ""])
