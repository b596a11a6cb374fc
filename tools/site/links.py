"""Links of pages: those within the site lead to a page and a place on it, those to elsewhere are well formed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.site.pages import Page

#: Pages are read without network: nothing that they show or run comes from elsewhere.
LOADED = {"img": "src", "script": "src", "source": "src", "video": "src", "iframe": "src"}
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def faults(page: Page, site: Mapping[str, Page], folder: Path) -> Iterator[str]:
    """What is wrong with the links of a page of the site in `folder`."""
    for tag in page.tree.find_all("a", href=True):
        yield from _wrong(str(tag["href"]), page, site, folder)
    for tag in page.tree.find_all(LOADED):
        address = str(tag.get(LOADED[tag.name], ""))
        yield from _loaded(address, page, folder)
    for tag in page.tree.find_all("link", href=True):
        if "stylesheet" in tag["rel"] or "icon" in tag["rel"]:
            yield from _loaded(str(tag["href"]), page, folder)


def _wrong(address: str, page: Page, site: Mapping[str, Page], folder: Path) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme in ("http", "https"):
        if parts.scheme == "http" or not HOST.fullmatch(parts.netloc) or re.search(r"[\s<>\"{}|\\^`]", address):
            yield f"{address} is no well-formed https address"
        return
    if parts.scheme:
        if parts.scheme != "mailto":
            yield f"{address} has an odd scheme"
        return
    name = _target(page, parts.path)
    if name in site:
        if parts.fragment and unquote(parts.fragment) not in site[name].anchors:
            yield f"{address} leads to a place that {name} does not have"
    elif not (folder / name).is_file():
        yield f"{address} leads nowhere"


def _loaded(address: str, page: Page, folder: Path) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme == "data" or not address:
        return
    if parts.scheme or parts.netloc:
        yield f"{address} is loaded from elsewhere"
    elif not (folder / _target(page, parts.path)).is_file():
        yield f"{address} is not there"


def _target(page: Page, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page.name), unquote(path))) if path else page.name
