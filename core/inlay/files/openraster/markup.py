"""The XML of the stack, names with their prefixes as they are written: programs look for ``mypaint:strokemap``."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.files import unpacking
from inlay.files.words import AGAIN, shown

#: Of all layers together.
_MOST_ATTRIBUTES = 32 * unpacking.MOST_LAYERS
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(text: bytes, what: object) -> Element:
    """Read the stack.

    Raises
    ------
    FileError
        If it is damaged, declares entities in whatever encoding, nests too deep or has too many elements.
    """
    stack = _Stack(what)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = stack.refuse_entities
    parser.StartElementHandler = stack.start
    parser.EndElementHandler = stack.end
    parser.CharacterDataHandler = stack.builder.data
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two of encodings
        if isinstance(error, FileError):
            raise
        raise FileError(_("{what}: its stack of layers is damaged.", what=what), AGAIN) from error
    if stack.deepest > unpacking.DEEPEST_NESTING:
        raise FileError(
            _(
                "{what} nests its groups {deepest} deep, and at most {deepest_nesting} are read.",
                what=what,
                deepest=f"{stack.deepest:,}",
                deepest_nesting=unpacking.DEEPEST_NESTING,
            ),
            _("Take some of its groups apart."),
        )
    return stack.builder.close()


def clean(text: str) -> str:
    """The text with a mark for every character that XML cannot hold."""
    return _IMPOSSIBLE.sub("\ufffd", text)


class _Stack:
    """Builds the elements, and counts them."""

    def __init__(self, what: object) -> None:
        self.what = what
        self.builder = TreeBuilder()
        self.elements = 0
        self.attributes = 0
        self.deepest = 0
        self._open: list[list[str]] = []
        self._declared = Counter(("xml", "xmlns"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.attributes += len(attributes)
        if self.elements > unpacking.MOST_LAYERS or self.attributes > _MOST_ATTRIBUTES:
            words = _(
                "{what} has more than {most_layers} layers, or says far too much about them.",
                what=self.what,
                most_layers=f"{unpacking.MOST_LAYERS:,}",
            )
            raise FileError(words, _("Merge some of them."))
        self._open.append([key.removeprefix("xmlns:") for key in attributes if key.startswith("xmlns:")])
        self._declared.update(self._open[-1])
        for prefix in (key.partition(":")[0] for key in attributes if ":" in key):
            if not self._declared[prefix]:
                raise FileError(
                    _("{what}: its stack of layers does not declare {prefix}.", what=self.what, prefix=shown(prefix)),
                    AGAIN,
                )
        # The image, its stack, and what a group holds are no groups themselves.
        self.deepest = max(self.deepest, len(self._open) - 3)
        self.builder.start(name, attributes)

    def end(self, name: str) -> None:
        self._declared.subtract(self._open.pop())
        self.builder.end(name)

    def refuse_entities(self, *declared: object) -> None:
        raise FileError(_("{what} declares XML entities, which no OpenRaster file needs.", what=self.what), AGAIN)
