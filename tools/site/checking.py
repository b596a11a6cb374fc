"""What is wrong with a built site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.site import form, links, spelling
from tools.site.pages import Page, pages


def site_in(folder: Path) -> dict[str, Page]:
    """The pages in a folder by their names."""
    return {page.name: page for page in pages(folder)}


def faults(site: Mapping[str, Page], folder: Path, with_browser: bool) -> Iterator[str]:
    """All that is wrong: form, links, spelling, and what axe finds where there is a browser."""
    for name, page in site.items():
        found = [*form.faults(page), *links.faults(page, site, folder)]
        yield from (f"{name}: {fault}" for fault in found)
    if with_browser:
        from tools.site import browser

        yield from browser.faults(list(site.values()))
    # The last, since it takes what is no prose out of the pages.
    for name, page in site.items():
        yield from (f"{name}: {fault}" for fault in spelling.faults(page))
