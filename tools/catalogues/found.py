"""A text that is to be translated, and what a translator should know of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

#: Comments on a text that many places share.
_MOST_COMMENTS = 4


@dataclass
class Found:
    """One text.

    Attributes
    ----------
    singular, plural : str
        The template; `plural` is empty where no number decides.
    comments : list of str
        Where it is shown.
    files : set of str
        Where it comes from, by their paths in the repository.
    context : str
        What it belongs to, where elsewhere the same words mean something else.
    """

    singular: str
    plural: str = ""
    comments: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    context: str = ""

    def add(self, other: Found) -> None:
        """Take up what another place says of the same text."""
        new = [comment for comment in other.comments if comment not in self.comments]
        self.comments += new[: max(0, _MOST_COMMENTS - len(self.comments))]
        self.files |= other.files


def merged(texts: Iterable[Found]) -> list[Found]:
    """Each text once, in the order in which they come."""
    known: dict[tuple[str, str, str], Found] = {}
    for text in texts:
        key = (text.singular, text.plural, text.context)
        if key in known:
            known[key].add(text)
        else:
            known[key] = text
    return list(known.values())
