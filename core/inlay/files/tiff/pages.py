"""Which of a TIFF file's pictures is meant: the first that is no thumbnail and no mask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.files.tiff import directories, tags
from inlay.files.tiff.directories import Directory

_THUMBNAIL, _MASK, _DEPTHS = 1, 4, 8
_OLD_THUMBNAIL = 2
#: How many directories are looked at.
MOST_PAGES = 1000
_MOST_CHILDREN = 64


def choose(first: Directory, path: Path) -> Directory:
    """The first picture in full resolution, of a page or below it; several full pages are said in a warning."""
    chosen, full, seen = None, 0, 0
    for page in _chain(first):
        seen += 1
        picture = max((each for each in _family(page) if _is_full(each)), key=_area, default=None)
        if picture is not None:
            full += 1
            chosen = chosen or picture
    if full > 1:
        number = _("more than {count}", count=f"{MOST_PAGES:,}") if seen == MOST_PAGES else f"{full:,}"
        warn(InlayWarning("pages", _("{path} has {number} pages; the first one is used.", path=path, number=number)))
    return chosen or max((each for page in _chain(first) for each in _family(page)), key=_area)


def _chain(page: Directory) -> Iterator[Directory]:
    """The pages, each once, as far as they can be read."""
    seen = {page.place}
    yield page
    while page.following and page.following not in seen and len(seen) < MOST_PAGES:
        seen.add(page.following)
        try:
            page = directories.read(page.content, page.following)
        except ValueError:
            return
        yield page


def _family(page: Directory) -> Iterator[Directory]:
    """A page and the pictures below it."""
    yield page
    for place in page.integers(tags.CHILDREN, _MOST_CHILDREN):
        try:
            yield directories.read(page.content, place)
        except ValueError:
            continue


def _is_full(picture: Directory) -> bool:
    kind = picture.number(tags.KIND, 0)
    old_thumbnail = kind == 0 and picture.number(tags.OLD_KIND, 0) == _OLD_THUMBNAIL
    return not (kind & (_THUMBNAIL | _MASK | _DEPTHS) or old_thumbnail)


def _area(picture: Directory) -> int:
    return picture.number(tags.WIDTH, 0) * picture.number(tags.HEIGHT, 0)
