"""Keyboard mnemonics for a dialog's labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: The buttons that GIMP adds to every dialog, in the words by which its catalogue knows them.
BUTTONS = ("_OK", "_Cancel", "_Help", "_Reset", "_Load Saved Settings", "_Save Settings")


def with_first_letter(text: str) -> str:
    """A text with an underscore before its first letter, where a keyboard has that."""
    return f"_{text}" if text[:1].isascii() else text


def mnemonics_of(texts: Iterable[str]) -> set[str]:
    """The letters, in small, before which texts have an underscore."""
    return {after[0].lower() for _, _, after in (text.partition("_") for text in texts) if after}


def with_mnemonics(texts: Sequence[str], taken: Iterable[str]) -> list[str]:
    """The texts with an underscore before a letter that is the text's own and not taken; as many as possible get one.

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
        settle(index, set(taken))
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
