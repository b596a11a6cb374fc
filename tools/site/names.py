"""Names of operations in texts lead to their pages."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes

from tools.site.operations import MANIFESTS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: Between the entries of menus on the way to an operation.
STEP = " > "
#: Pages that are made with links of their own.
LINKED = "operations/"


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("doctree-resolved", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Make a link of each name that is strong or emphasised, alone or at the end of the way to its menu."""
    if page.startswith(LINKED):
        return
    linked = {id(part) for reference in tree.findall(nodes.reference) for part in reference.findall()}
    for node in [*tree.findall(nodes.strong), *tree.findall(nodes.emphasis)]:
        name = pages().get(node.astext().split(STEP)[-1])
        if name and id(node) not in linked:
            address = app.builder.get_relative_uri(page, f"{LINKED}{name}")
            node[:] = [nodes.reference("", "", *node.children, internal=True, refuri=address)]


@cache
def pages() -> dict[str, str]:
    """The pages of the operations by the names that menus show."""
    table = json.loads((MANIFESTS / "operations.json").read_text(encoding="utf-8"))
    return {operation["name"]: operation["id"] for operation in table["operations"]}
