"""What a page of help tells of an operation, from its declaration as ``operations.json`` holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable

from inlay.contract.language import _
from inlay_setup.help_pages import words
from inlay_setup.help_pages.blocks import Block, Code, Line, Page, Paragraph, Picture, Row, Section, Span, Steps, Terms
from inlay_setup.help_pages.pictures import Pictures, Shown
from inlay_setup.help_pages.settings import Settings
from inlay_setup.help_pages.voice import Voice

#: Where an editor has the menu, and how its search is opened.
EDITORS = {"GIMP": (_("Filters › Inlay"), "/"), "Krita": (_("Filter › Inlay"), "Ctrl+Enter")}
UNDO = "Ctrl+Z"
_ADDRESS = re.compile(r"(https?://\S+)")


class Book:
    """The pages of a table's operations.

    Parameters
    ----------
    operations : sequence of mapping
        As ``operations.json`` holds them.
    pictures : Pictures
    translated : callable
        A message in the language of the pages.
    """

    def __init__(
        self,
        operations: Sequence[Mapping[str, Any]],
        pictures: Pictures,
        translated: Callable[[str], str] = str,
    ) -> None:
        self.voice = Voice(translated)
        self.pictures = pictures
        self._operations = {operation["id"]: operation for operation in operations}

    @property
    def names(self) -> list[str]:
        """The ids of the operations, in the order of the menus."""
        return list(self._operations)

    def menus(self) -> list[tuple[str, list[str]]]:
        """The menus, and the ids of their operations."""
        titles = dict.fromkeys(operation["menu"] for operation in self._operations.values())
        return [
            (
                self.voice.plain(menu) if menu else "Inlay",
                [name for name, operation in self._operations.items() if operation["menu"] == menu],
            )
            for menu in titles
        ]

    def title(self, name: str) -> str:
        return self.voice.plain(self._operations[name]["name"])

    def summary(self, name: str) -> str:
        return self.voice.plain(self._operations[name]["summary"])

    def page(self, name: str) -> Page:
        """All that is told of an operation."""
        operation = self._operations[name]
        told = [self._which(operation), self._use(operation), self._does(operation)]
        told += Settings(operation, self._shown(name), self.voice).sections()
        told += [self.keys()] if operation["parameters"] else []
        told += self._references(operation)
        told.append(self._programs(operation))
        return Page(
            self.title(name),
            self.voice.plain(operation["menu"]) if operation["menu"] else "",
            self.summary(name),
            list(self._before_and_after(name)),
            [section for section in told if section.blocks or section.sections],
            self._credit(name),
        )

    def keys(self) -> Section:
        """What the keys of the dialog do."""
        rows = [(_keys(self.voice.plain(keys)), [Span(self.voice.plain(told))]) for keys, told in words.KEY_HELP]
        return Section(self.voice.plain(words.KEYS), "keys", [Terms(rows)])

    def photographs(self) -> Section:
        """Who made the photographs that the pictures are made from."""
        lines = [
            Paragraph(
                self.voice.line(
                    words.CREDIT,
                    title=Span(self.voice.plain(each.title), "link" if each.address else "", each.address),
                    author=Span(each.author),
                    licence=Span(each.licence),
                ),
                is_quiet=True,
            )
            for each in self.pictures.photographs.values()
        ]
        return Section(self.voice.plain(words.PHOTOGRAPHS), "photographs", lines)

    def _credit(self, name: str) -> Line:
        """Which photographs an operation is shown with."""
        titles = self.voice.enumerated(map(self.voice.plain, self._shown(name).photographs))
        if not titles:
            return []
        return self.voice.line(words.SHOWN_FROM, photographs=Span(titles, "link", "index#photographs"))

    def _shown(self, name: str) -> Shown:
        return self.pictures.shown.get(name, Shown())

    def _before_and_after(self, name: str) -> Iterator[Block]:
        shown = self._shown(name)
        if not shown.files:
            return
        told = self.voice.plain(shown.told)
        titles = [self.voice.plain(title) for title in (words.BEFORE, words.AFTER)]
        pictures = [
            Picture(f"{name}/{file}", self.voice.plain(words.PICTURED, title=title, told=told), [Span(title)])
            for file, title in zip(("before.webp", "after.webp"), titles)
        ]
        yield Row(pictures, is_large=True)
        yield Paragraph([Span(told)], is_quiet=True)

    def _which(self, operation: Mapping[str, Any]) -> Section:
        rows: list[tuple[Line, Line]] = [
            ([Span(self.title(each["operation"]), "link", each["operation"])], [Span(self.voice.plain(each["when"]))])
            for each in operation.get("related", ())
            if each["operation"] in self._operations
        ]
        if operation.get("suits"):
            name = Span(self.voice.plain(operation["name"]), "strong")
            rows.insert(0, ([name], [Span(self.voice.plain(operation["suits"]))]))
        return Section(self.voice.plain(words.WHICH), "which", [Terms(rows)] if rows else [])

    def _use(self, operation: Mapping[str, Any]) -> Section:
        return Section(self.voice.plain(words.HOW_TO_USE), "use", [Steps(list(self._steps(operation)))])

    def _does(self, operation: Mapping[str, Any]) -> Section:
        blocks = [Paragraph([Span(each)]) for each in self.voice.paragraphs(operation["help"])]
        return Section(self.voice.plain(words.WHAT_IT_DOES), "does", blocks)

    def _steps(self, operation: Mapping[str, Any]) -> Iterator[Line]:
        """What the artist does, from what the operation reads."""
        say = self.voice
        for each in operation["inputs"]:
            if each["rank"] == "everyday":
                label, told = say.label(each["label"], operation["name"]), say.plain(each["help"])
                yield [Span(label, "strong"), Span(f": {told} {say.plain(_way(each))}")]
        path = " › ".join(say.plain(part) for part in (operation["menu"], operation["name"]) if part)
        line = say.line(words.OPEN, path=Span(path, "strong"))
        for editor, (menu, key) in EDITORS.items():
            line += [Span(" "), *say.line(words.PLACE, editor=Span(editor), menu=Span(say.plain(menu)), key=_key(key))]
        yield line
        if operation["parameters"]:
            done = [say.plain(message, **parts) for message, parts in self._on_the_picture(operation)]
            button = Span(say.plain(words.BUTTON), "strong")
            yield [*(Span(f"{each} ") for each in done), *say.line(words.SET, button=button)]
        yield say.line(words.ARRIVES, key=_key(UNDO))

    def _on_the_picture(self, operation: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
        """What the artist does on the picture that the dialog shows."""
        if operation["strokes"]:
            strokes = self.voice.enumerated(self.voice.plain(words.STROKES[label]) for label in operation["strokes"])
            yield words.PAINT, {"strokes": strokes}
        if any(entry["displaced_by"] for entry in operation["inputs"]):
            yield words.DRAG, {}
        if any(entry["turned_by"] for entry in operation["inputs"]):
            yield words.TURN, {}
        if any(entry["type"] in ("point", "points") for entry in operation["parameters"]):
            yield words.CLICK, {}

    def _references(self, operation: Mapping[str, Any]) -> list[Section]:
        """The papers, with what leads to them as links."""
        lines = [
            [
                Span(part, "link", part) if _ADDRESS.fullmatch(part) else Span(part)
                for part in _ADDRESS.split(each)
                if part
            ]
            for each in operation["references"]
        ]
        blocks = [Paragraph(line, is_quiet=True) for line in lines]
        return [Section(self.voice.plain(words.REFERENCES), "references", blocks)]

    def _programs(self, operation: Mapping[str, Any]) -> Section:
        """How the same is done without an editor."""
        given = [
            entry["role"] for entry in operation["inputs"] if not entry["optional"] or "selection" in entry["kinds"]
        ]
        files = " ".join(f"--{role} {role}.png" for role in given)
        function = operation["id"].replace("-", "_")
        named = ", ".join(f"{role}={role}" for role in given)
        output = f"result{_ending(operation)}"
        blocks: list[Block] = [
            Paragraph([Span(self.voice.plain(words.COMMAND))]),
            Code("sh", f"inlay run {operation['id']} {files} --output {output}"),
            Paragraph([Span(self.voice.plain(words.PYTHON))]),
            Code("python", f"result = inlay.{function}({named})"),
        ]
        return Section(self.voice.plain(words.PROGRAMS), "programs", blocks)


def _way(entry: Mapping[str, Any]) -> str:
    """How an editor is told which picture serves an input."""
    ways = entry["ways"]
    if "active" in ways:
        return words.ACTIVE
    if entry["kinds"][0] == "selection":
        return words.SELECT
    if "layers" in ways:
        return words.SELECT_LAYERS
    if "below" in ways:
        return words.BELOW
    return words.MAY_CHOOSE if entry["optional"] else words.CHOOSE


def _ending(operation: Mapping[str, Any]) -> str:
    """How the file of a result ends."""
    return {"group": ".ora", "path": ".svg", "vector": ".svg"}.get(operation["outputs"][0]["kind"], ".png")


def _keys(names: str) -> Line:
    """Several keys of a keyboard."""
    spans: list[Span] = []
    for name in names.split():
        spans += [Span(" "), _key(name)] if spans else [_key(name)]
    return spans


def _key(name: str) -> Span:
    return Span(name, "key")
