"""Labels with keyboard mnemonics that do not collide."""

# Cancel, Help, Load, OK, Reset, Save.
TAKEN_BY_THE_DIALOG = "chlors"


class Mnemonics:
    """Called with a label, returns it with an underscore before a letter that no earlier label has."""

    def __init__(self):
        self._taken = set(TAKEN_BY_THE_DIALOG)

    def __call__(self, text):
        initials = [place for place, letter in enumerate(text) if place == 0 or text[place - 1] == " "]
        for place in [*initials, *range(len(text))]:
            letter = text[place].lower()
            if letter.isascii() and letter.isalnum() and letter not in self._taken:
                self._taken.add(letter)
                return f"{_escape(text[:place])}_{_escape(text[place:])}"
        return _escape(text)


def _escape(text):
    return text.replace("_", "__")
