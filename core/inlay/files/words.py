"""Words that what is said about files has in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from inlay.arrays.warning import warn
from inlay.contract.language import _, enumerated
from inlay.errors import InlayWarning

#: What to do about a file that is damaged.
AGAIN = _("Save it again from the program that made it.")
#: Who made and changed a picture, signed (C2PA); a changed picture makes it void.
CREDENTIALS = _("the content credentials")
BEHIND = _("what stands behind the end of its picture")
_MOST_QUOTED, _MOST_PARTS = 3, 8
_LONGEST = 60


def warn_of_others(path: Path, number: int) -> None:
    """Say that a file holds `number` pictures, if it is more than one."""
    if number > 1:
        warn(
            InlayWarning(
                "pages", _("{path} has {number} pictures; the first one is used.", path=path, number=f"{number:,}")
            )
        )


def warn_of_unkept(path: Path, unkept: Iterable[str], strange: Iterable[str] = ()) -> None:
    """Say in one line what of a file is not taken over: things by their names, and parts of an unknown meaning."""
    names = sorted(set(strange))
    things = [
        *unkept,
        *([_("parts that it does not know ({names})", names=", ".join(names[:_MOST_PARTS]))] if names else []),
    ]
    if things:
        warn(InlayWarning("metadata", _("{path}: Inlay does not keep {things}.", path=path, things=listed(things))))


def listed(names: Iterable[str]) -> str:
    """Names as a sentence has them: a, b and c."""
    *first, last = names
    return _("{first} and {last}", first=enumerated(first), last=last) if first else last


def quoted(names: Sequence[str]) -> str:
    """The first few names in quotation marks, and how many more there are."""
    found = enumerated(_("“{name}”", name=name) for name in names[:_MOST_QUOTED])
    return (
        found
        if len(names) <= _MOST_QUOTED
        else _("{found} and {count} more", found=found, count=len(names) - _MOST_QUOTED)
    )


def shown(text: str) -> str:
    """A name as a message shows it: in quotation marks, no longer than a line, without control characters."""
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[: _LONGEST + 1])
    return _("“{name}”", name=f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text)
