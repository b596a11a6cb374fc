"""What a search engine and a shared link show of a page: its first paragraph, unless the page says something else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: More is cut off by whoever shows it.
LENGTH = 160


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def describe(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
    """Add a description to the page's head."""
    text = description(tree) if tree is not None else f"{context.get('title', '')}: {app.config.project}."
    if 'name="description"' not in context.get("metatags", ""):
        context["metatags"] = context.get("metatags", "") + f'<meta name="description" content="{escape(text)}">\n'


def description(tree: nodes.document) -> str:
    """The first paragraph that is no list, in whole words."""
    for paragraph in tree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        if isinstance(paragraph.parent, (nodes.section, nodes.document)) and text:
            return text if len(text) <= LENGTH else text[: LENGTH - 2].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
    return tree.get("title", "") or next(iter(tree.findall(nodes.title))).astext()
