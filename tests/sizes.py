"""The sizes that pages state: what is built must be near them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.clones import REPOSITORY

#: Pages round, and what is had from an index grows a little with every version.
NEAR = 0.2


def demand_as_told(path: Path, page: str, words: str) -> None:
    """See to it that a file or folder has about as many megabytes as a page says, in these words with {} for them."""
    text = (REPOSITORY / "docs" / page).read_text("utf-8")
    (told,) = re.findall(re.escape(words).replace(r"\{\}", r"(\d+)"), text)
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    size = sum(each.stat().st_size for each in files) / 1e6
    assert abs(size / int(told) - 1) < NEAR, f"docs/{page} says {told} MB, {path.name} has {size:.1f}"
