"""The form of pages: what every one of them has, so that it is found, read out and seen without jumps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tools.site.pages import Page

#: What a browser keeps room for without being told.
SCALABLE = ".svg"


def faults(page: Page) -> Iterator[str]:
    """What a page lacks, or has twice."""
    tree = page.tree
    if not page.language:
        yield "no language"
    if tree.title is None or not tree.title.get_text(strip=True):
        yield "no title"
    description = tree.find("meta", attrs={"name": "description"})
    if description is None or len(str(description.get("content", ""))) < len("A page of words."):
        yield "no description"
    levels = [int(tag.name[1]) for tag in page.article.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "not one first heading"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield f"headings leave out a level: {levels}"
    yield from (f"two elements have the id {name}" for name, count in Counter(page.anchors).items() if count > 1)
    if page.article.select("a a"):
        # A browser takes them apart, and leaves the outer one without anything to follow.
        yield "a link stands within a link"
    yield from _pictures(page)


def _pictures(page: Page) -> Iterator[str]:
    for tag in page.article.find_all("img"):
        source = str(tag.get("src", ""))
        if not str(tag.get("alt", "")).strip():
            yield f"{source} has no text in its place"
        if not source.endswith(SCALABLE) and not (tag.has_attr("width") and tag.has_attr("height")):
            yield f"{source} has no size"
        if not source.endswith((SCALABLE, ".webp")) and not source.startswith("data:"):
            yield f"{source} is no WebP"
