"""Formulas of pages as MathML, which browsers show and read out by themselves.

MathJax and KaTeX are programs of a megabyte: a page would be empty of formulas until they have run, and where scripts
are forbidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util.math import get_node_equation_number

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer as ``mathml``."""
    app.add_html_math_renderer("mathml", inline_renderers=(visit_inline, None), block_renderers=(visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula of its own, and its number if it has one."""
    number = ""
    if node["number"]:
        anchor = translator.permalink_text and f'<a class="headerlink" href="#{node["ids"][0]}">#</a>'
        number = f'<span class="eqno">({get_node_equation_number(translator, node)}){anchor}</span>'
    formula = convert(node.astext(), display="block")
    translator.body.append(translator.starttag(node, "div", CLASS="math") + number + formula + "</div>\n")
    raise nodes.SkipNode
