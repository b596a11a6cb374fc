"""What artists read, in their language: English texts that remember how they were made, and gettext's catalogues.

A message stays an ordinary English string for logs, programs and tests. Whoever shows it to somebody asks `told` for
it. Declarations are translated as a whole, where they are shown.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gettext import GNUTranslations

#: A folder for each language, as gettext wants it.
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "languages")
DOMAIN = "inlay"
#: What tells the settings of a Mac.
SETTINGS_OF_MACOS = "/usr/bin/defaults"
#: What stands between a context and a text, in gettext's own files too.
_CONTEXT_ENDS = "\x04"


class Message(str):
    """An English text, and what it was made of.

    Attributes
    ----------
    template : str
        What the catalogues know it by, a context before it where there is one; placeholders have names.
    values : mapping of str
        What stands in their places, in part messages themselves.
    plural : str
        The template for other numbers than 1; empty where no number decides.
    number : int
        That number.
    """

    __slots__ = ("number", "plural", "template", "values")

    template: str
    values: Mapping[str, str]
    plural: str
    number: int

    def __new__(
        cls, text: str, template: str, values: Mapping[str, str] | None = None, plural: str = "", number: int = 1
    ) -> Message:
        made = super().__new__(cls, text)
        made.template, made.values, made.plural, made.number = template, values or {}, plural, number
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (str(self), self.template, self.values, self.plural, self.number)


def _(template: str, **values: Any) -> Message:
    """A message; without values its braces stand for themselves."""
    return _made(template, template, values)


def ngettext(singular: str, plural: str, number: int, **values: Any) -> Message:
    """A message in which a number decides about the grammar."""
    return _made(singular if number == 1 else plural, singular, values, plural, number)


def _made(english: str, template: str, values: Mapping[str, Any], plural: str = "", number: int = 1) -> Message:
    # Texts alone: a message may outlive what it speaks of, and goes through pipes.
    texts = {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
    return Message(english.format_map(texts) if texts else english, template, texts, plural, number)


#: A thousand and a half, as the catalogues know it: they say how their languages write numbers.
NUMBER = "1,000.5"


def known(text: str, context: str = "") -> Message:
    """A text that the catalogues know from elsewhere, as those of declarations.

    In its context a catalogue may have other words for it: the name of an operation is the context of its labels.
    """
    return Message(text, f"{context}{_CONTEXT_ENDS}{text}" if context else text)


def lowered(text: str) -> Message:
    """A label within a sentence, where English writes it small."""
    return Message(text.lower(), text)


def begun_small(text: str) -> Message:
    """A sentence that goes on after a colon, where English begins it small."""
    return Message(text[:1].lower() + text[1:], text)


def begun_large(text: str) -> Message:
    """Words that begin a sentence, where English begins it large."""
    return Message(text[:1].upper() + text[1:], text)


def joined(separator: str, parts: Iterable[str]) -> Message:
    """Several texts as one, with a separator between them that may be a message itself."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return _("{separator}".join(f"{{{name}}}" for name in values), separator=separator, **values)


def decimal(text: str) -> Message:
    """A number, with its unit, that is told with the language's own signs."""
    return Message(text, NUMBER)


def separators(number: str) -> tuple[str, str]:
    """What stands between thousands and before a fraction, by how a language writes `NUMBER`."""
    found = re.search(r"1(\D?)000(\D)5", number)
    return (found[1], found[2]) if found else (",", ".")


def enumerated(parts: Iterable[str]) -> str:
    """Texts one after another, with what the language writes between them."""
    return reduce(lambda these, this: _("{these}, {this}", these=these, this=this), parts)


def told(text: str) -> str:
    """A text in the artist's language; what no catalogue knows stays as it is."""
    catalogue = _spoken()
    if catalogue is None or not isinstance(text, Message) or not text.template:
        return str(text)
    if text.plural:
        template = catalogue.ngettext(text.template, text.plural, text.number)
    else:
        template = found_by(catalogue.gettext, text.template)
    if text.template == NUMBER:
        thousands, point = separators(template)
        return re.sub("[,.]", lambda sign: thousands if sign[0] == "," else point, text)
    values = {name: told(value) for name, value in text.values.items()}
    return template.format_map(values) if values else template


def told_once(text: str) -> str:
    """A name in the artist's language, in which what was done stands once however often it was."""
    return re.sub(r"( \([^()]+\))\1+$", r"\1", told(text))


def translated(text: str, context: str = "") -> str:
    """What `known` makes a message of, told at once."""
    return told(known(text, context))


def found_by(translate: Callable[[str], str], template: str) -> str:
    """What a catalogue has for a template: in its context, or else without one."""
    found = translate(template)
    return found if _CONTEXT_ENDS not in found else translate(template.split(_CONTEXT_ENDS)[1])


# Across the pipe.


def to_json(text: str) -> Any:
    """A text as JSON that keeps what it was made of."""
    if not isinstance(text, Message):
        return str(text)
    values = {name: to_json(value) for name, value in text.values.items()}
    return [str(text), text.template, values, text.plural, text.number]


def from_json(record: Any) -> str:
    """The text that `to_json` described.

    Raises
    ------
    TypeError
        If it is none.
    """
    if isinstance(record, str):
        return record
    if not isinstance(record, list) or [type(part) for part in record] != [str, str, dict, str, int]:
        raise TypeError("this is no text")
    text, template, values, plural, number = record
    return Message(text, template, {name: from_json(value) for name, value in values.items()}, plural, number)


def described(**texts: str) -> dict[str, Any]:
    """Texts by their names, in English; under ``words``, where some are messages, what they were made of."""
    record: dict[str, Any] = {name: str(text) for name, text in texts.items()}
    if any(isinstance(text, Message) for text in texts.values()):
        record["words"] = {name: to_json(text) for name, text in texts.items()}
    return record


def read(record: Mapping[str, Any], *names: str) -> list[str]:
    """The texts that `described` described; empty where there is none."""
    words = record.get("words", record)
    return [from_json(words.get(name) or "") for name in names]


# Which language it is.

_UNKNOWN: Any = object()
_catalogue: Any = _UNKNOWN
_language = "en"


def speak(wanted: Sequence[str] | None = None) -> None:
    """Choose the language from now on.

    Parameters
    ----------
    wanted : sequence of str, optional
        Names such as ``de``, ``pt_BR`` or ``de_DE.UTF-8``, the best first; by default those of the environment.
    """
    global _catalogue, _language
    _language = _first(from_environment() if wanted is None else wanted)
    _catalogue = None if _language == "en" else _catalogue_of(_language)


def languages() -> list[str]:
    """The languages that there is a catalogue of, besides English."""
    if not os.path.isdir(FOLDER):
        return []
    return sorted(name for name in os.listdir(FOLDER) if os.path.isfile(_place(name)))


def spoken() -> str:
    """The language that is spoken now."""
    _spoken()
    return _language


def translator(language: str) -> Callable[[str], str]:
    """What tells a text in one of the `languages`, whichever is spoken."""
    catalogue = _catalogue_of(language)
    # Under the empty text gettext keeps what is said of the catalogue itself.
    return lambda text: catalogue.gettext(text) if text else text


def from_environment(variables: Mapping[str, str] = os.environ) -> list[str]:
    """The languages that a user has set, as gettext reads them."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((variables[name] for name in names if variables.get(name)), "") or _of_the_system()
    if locale.split(".")[0] in ("C", "POSIX") or (not locale and sys.platform not in ("win32", "darwin")):
        # Programs speak English then, whatever else is said.
        return []
    return (variables.get("LANGUAGE") or locale).split(":")


def _of_the_system() -> str:
    """What Windows and macOS themselves speak, which set no variables for programs; empty elsewhere."""
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return _of_macos() if sys.platform == "darwin" else ""


def _of_macos() -> str:
    """The languages of the system's settings, the best first, with colons between them."""
    import subprocess

    command = [SETTINGS_OF_MACOS, "read", "-g", "AppleLanguages"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    return ":".join(re.findall(r"[\w-]+", listed))


def _spoken() -> GNUTranslations | None:
    if _catalogue is _UNKNOWN:
        speak()
    found: GNUTranslations | None = _catalogue
    return found


def _catalogue_of(language: str) -> GNUTranslations:
    import gettext

    with open(_place(language), "rb") as file:
        return gettext.GNUTranslations(file)


def _place(language: str) -> str:
    """Where gettext looks for the catalogue of a language."""
    return os.path.join(FOLDER, language, "LC_MESSAGES", f"{DOMAIN}.mo")


#: Where Chinese is written in the other characters, which is another catalogue.
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def _first(wanted: Iterable[str]) -> str:
    """The first language that Inlay has, English where it has none."""
    present = languages()
    for name in wanted:
        language, *further = re.split("[-_]", re.split("[.@]", name)[0].lower())
        if language in ("en", "c"):
            return "en"
        if language == "zh" and _TRADITIONAL & set(further):
            continue
        alike = [one for one in present if one.split("_")[0] == language]
        same = [one for one in alike if one.lower().split("_")[1:] == further[-1:]]
        if alike:
            return [*same, *(one for one in alike if one == language), *alike][0]
    return "en"
