"""Keyboard mnemonics for a dialog's labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# Cancel, Help, Load, OK, Reset, Save.
TAKEN_BY_THE_DIALOG = "chlors"


def with_mnemonics(texts: Sequence[str]) -> list[str]:
    """The texts with an underscore before a letter that is the text's own; as many as possible get one.

    Letters that begin a word are preferred. A text that finds its letters taken makes earlier ones move on to others.
    """
    owner: dict[str, int] = {}  # letter -> index of its text

    def settle(index: int, tried: set[str]) -> bool:
        for letter in _candidates(texts[index]):
            if letter not in tried:
                tried.add(letter)
                if letter not in owner or settle(owner[letter], tried):
                    owner[letter] = index
                    return True
        return False

    for index in range(len(texts)):
        settle(index, set(TAKEN_BY_THE_DIALOG))
    letters = {index: letter for letter, index in owner.items()}
    return [_marked(text, letters.get(index)) for index, text in enumerate(texts)]


def _candidates(text: str) -> Iterable[str]:
    """The letters of a text in small, those that begin a word first, each once."""
    letters = [word[0] for word in text.split()] + list(text)
    return dict.fromkeys(letter.lower() for letter in letters if letter.isascii() and letter.isalnum())


def _marked(text: str, letter: str | None) -> str:
    if letter is None:
        return text.replace("_", "__")
    places = [place for place, other in enumerate(text) if other.lower() == letter]
    place = next((place for place in places if place == 0 or text[place - 1] == " "), places[0])
    return f"{text[:place]}\0{text[place:]}".replace("_", "__").replace("\0", "_")
