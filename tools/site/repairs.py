"""What Sphinx and its theme write that a screen reader or a keyboard stumbles over, put right as pages are written.

`tools.site.browser` finds such things; a repair goes when they are put right at their source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

SIGNATURE = re.compile(
    r'(<span class="sig-paren">\(</span>\s*)<dl>(.*?)</dl>(\s*<span class="sig-paren">\))', re.DOTALL
)
REPAIRS = (
    # What can be wider than the page is scrolled by the keyboard, too.
    ("<pre>", '<pre tabindex="0">'),
    ('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
    ('<div class="math-wrapper', '<div tabindex="0" class="math-wrapper'),
    # An entry of a list of papers: the role of its own is deprecated, and no list may have it.
    ('role="doc-biblioentry"', 'role="listitem"'),
)
CAPTION = ('class="caption" role="heading"', 'class="caption" role="heading" aria-level="2"')


def setup(app: Sphinx) -> dict[str, Any]:
    # After the theme has made its own parts.
    app.connect("html-page-context", repair, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def repair(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: nodes.document | None) -> None:
    """Put a page's parts right."""
    context["body"] = repaired(context.get("body", ""))
    for part in ("furo_navigation_tree", "furo_toc"):
        context[part] = str(context.get(part, "")).replace(*CAPTION)


def repaired(body: str) -> str:
    """What a page tells, put right."""
    for found, wanted in REPAIRS:
        body = body.replace(found, wanted)
    # Long signatures are lists of definitions without terms; they are lines.
    return SIGNATURE.sub(lambda match: match[1] + _lines(match[2]) + match[3], body)


def _lines(parameters: str) -> str:
    return parameters.replace("<dd>", '<span class="sig-line">').replace("</dd>", "</span>")
