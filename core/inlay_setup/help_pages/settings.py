"""What a page of help tells and shows of the settings of an operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inlay_setup.help_pages import words
from inlay_setup.help_pages.blocks import Block, Line, Paragraph, Picture, Row, Section, Span, Terms
from inlay_setup.help_pages.pictures import Shown
from inlay_setup.help_pages.voice import Voice


class Settings:
    """The settings of one operation, in the words of a voice."""

    def __init__(self, operation: Mapping[str, Any], shown: Shown, voice: Voice) -> None:
        self._operation, self._pictures, self._voice = operation, shown, voice
        self._parameters = {entry["id"]: entry for entry in operation["parameters"]}

    def sections(self) -> list[Section]:
        """What is seen at once, and what the dialog folds away; further pictures among it."""
        everyday = [entry for entry in self._parameters.values() if entry["rank"] == "everyday"]
        others = [entry for entry in self._operation["inputs"] if entry["rank"] != "everyday"]
        expert = [*others, *(entry for entry in self._parameters.values() if entry["rank"] != "everyday")]
        return [
            Section(self._voice.plain(title), anchor, [], [self._setting(entry) for entry in entries])
            for title, anchor, entries in ((words.SETTINGS, "settings", everyday), (words.MORE, "more", expert))
        ]

    def _setting(self, entry: Mapping[str, Any]) -> Section:
        name = entry.get("id", entry.get("role"))
        return Section(self._label(entry), f"setting-{name}", list(self._blocks(entry)))

    def _blocks(self, entry: Mapping[str, Any]) -> Iterator[Block]:
        say = self._voice
        yield Paragraph([Span(say.plain(entry["help"]))])
        yield from self._options(entry.get("options", ()))
        line = [*self._range(entry), *self._first(entry), *self._conditions(entry)]
        shown = self._row(entry) if "id" in entry else None
        if shown is not None:
            line += self._given(entry)
        yield Paragraph(line, is_quiet=True)
        if shown is not None:
            yield shown

    def _options(self, options: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
        """What a choice offers, and what is said of it; of some nothing needs to be said."""
        say = self._voice
        told = [([Span(self._label(each))], [Span(say.plain(each["help"]))]) for each in options if each["help"]]
        if told:
            yield Terms(told)
        others = [self._label(each) for each in options if not each["help"]]
        if others:
            values = Span(say.enumerated(others))
            yield Paragraph(say.line(words.ALSO if told else words.ONE_OF, values=values))

    def _range(self, entry: Mapping[str, Any]) -> Line:
        if entry.get("minimum") is None:
            return []
        least, most = self._voice.number(entry["minimum"]), self._number(entry["maximum"], entry)
        return [*self._voice.line(words.RANGE, least=Span(least), most=Span(most)), Span(" ")]

    def _first(self, entry: Mapping[str, Any]) -> Line:
        if "role" in entry or entry["default"] in ("", [], None):
            return [Span(self._voice.plain(words.NONE_AT_FIRST) + " ")]
        value = Span(self._value(entry, entry["default"]), "strong")
        return [*self._voice.line(words.AT_FIRST_ALONE, value=value), Span(" ")]

    def _conditions(self, entry: Mapping[str, Any]) -> Line:
        found = [self._condition(name, values) for name, values in entry["matters_when"].items()]
        if entry.get("with_input"):
            inputs = self._operation["inputs"]
            picture = next(self._label(each) for each in inputs if each["role"] == entry["with_input"])
            found.append(self._voice.line(words.IS_THERE, picture=Span(picture, "term")))
        if not found:
            return []
        conditions = _joined(found, self._voice.plain(words.AND))
        return [*self._voice.line(words.COUNTS_IF, conditions=conditions), Span(" ")]

    def _condition(self, name: str, values: Sequence[Any]) -> Line:
        decisive = self._parameters[name]
        setting = Span(self._label(decisive), "term")
        message = words.IS
        if decisive.get("options"):
            others = [option["id"] for option in decisive["options"] if option["id"] not in values]
            if len(others) < len(values):
                message, values = words.IS_NOT, others
        is_number = decisive["type"] in ("integer", "number")
        told = [
            [Span(self._voice.number(value)) if is_number else Span(self._value(decisive, value), "term")]
            for value in values
        ]
        return self._voice.line(message, setting=setting, value=_joined(told, self._voice.plain(words.OR)))

    def _given(self, entry: Mapping[str, Any]) -> Line:
        """With which other settings the pictures were made."""
        given = self._pictures.given.get(entry["id"], {})
        if not given:
            return []
        settings = self._voice.enumerated(
            self._voice.plain(
                words.SETTING_AT,
                setting=self._label(self._parameters[name]),
                value=self._written(self._parameters[name], value),
            )
            for name, value in given.items()
        )
        return [Span(self._voice.plain(words.SHOWN_WITH, settings=settings))]

    def _row(self, entry: Mapping[str, Any]) -> Row | None:
        """A picture a value, and among them the default's."""
        known = [option["id"] for option in entry.get("options", ())]
        found = self._pictures.values(entry["id"])
        values = {text: file for text, file in found.items() if not known or text in known}
        if not values:
            return None
        pictures = [self._picture(entry, file, self._written(entry, text)) for text, file in values.items()]
        ranked = sorted(zip((_rank(entry, text) for text in values), range(len(pictures)), pictures))
        default = self._pictures.default(entry["id"])
        first = self._voice.plain(words.AT_FIRST, value=self._value(entry, entry["default"]))
        at_first = _rank(entry, entry["default"])
        place = sum(rank < at_first for rank, _, _ in ranked) if entry["type"] in ("integer", "number") else 0
        row = [picture for _, _, picture in ranked]
        return Row([*row[:place], self._picture(entry, default, first), *row[place:]])

    def _picture(self, entry: Mapping[str, Any], file: str, value: str) -> Picture:
        text = self._voice.plain(words.SETTING_PICTURED, setting=self._label(entry), value=value)
        return Picture(f"{self._operation['id']}/{file}", text, [Span(value)])

    def _label(self, entry: Mapping[str, Any]) -> str:
        return self._voice.label(entry["label"], self._operation["name"])

    def _value(self, entry: Mapping[str, Any], value: Any) -> str:
        """A value as a dialog shows it."""
        if entry["type"] == "choice":
            return next(self._label(option) for option in entry["options"] if option["id"] == value)
        if entry["type"] == "boolean":
            return self._voice.plain(words.ON if value else words.OFF)
        if entry["type"] == "colour":
            return ", ".join(f"{round(255 * part)}" for part in value[:3])
        if entry["type"] in ("integer", "number"):
            return self._number(value, entry)
        return str(value)

    def _written(self, entry: Mapping[str, Any], text: str) -> str:
        """A value that is written as on a command line."""
        if entry["type"] in ("integer", "number"):
            return self._number(float(text), entry)
        if entry["type"] == "boolean":
            return self._value(entry, text == "on")
        return self._value(entry, text) if entry["type"] == "choice" else text

    def _number(self, value: float, entry: Mapping[str, Any]) -> str:
        unit = words.ONE.get(entry["unit"], entry["unit"]) if abs(value) == 1 else entry["unit"]
        return self._voice.number(value) + (f" {self._voice.plain(unit)}" if unit else "")


def _rank(entry: Mapping[str, Any], value: Any) -> float:
    """The place of a value among others of a parameter."""
    if entry["type"] in ("integer", "number"):
        return float(value)
    if entry["type"] == "choice":
        return [option["id"] for option in entry["options"]].index(value)
    return 0


def _joined(lines: Sequence[Line], between: str) -> Line:
    spans: list[Span] = []
    for line in lines:
        spans += [Span(between), *line] if spans else line
    return spans
