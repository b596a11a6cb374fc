"""The tutorials' pages say what their scripts do, and name what there is."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from plugins.bridge import words

from tools.tutorials.collection import (
    EDITORS,
    HERE,
    PAGES,
    PHOTOGRAPHS,
    PICTURES,
    REPOSITORY,
    SCRIPT,
    Tutorial,
    tutorials,
)
from tools.tutorials.running import WIDEST

ALL = tutorials()
MENUS = {"gimp": "Filters", "krita": "Filter"}
#: What dialogs say beside settings.
BUTTONS = {"OK", "Split", "More", "Help", *(name for name, _ in words.MODES.values())}
BUTTONS |= {name for labels in (words.LABELS, words.SELECTING) for name, _ in labels.values()}
LARGEST = 5 << 20

each = pytest.mark.parametrize("tutorial", ALL, ids=lambda tutorial: tutorial.name)


@cache
def _operations() -> list[dict]:
    return json.loads((REPOSITORY / "manifests/operations.json").read_text(encoding="utf-8"))["operations"]


def _text(tutorial: Tutorial) -> str:
    return tutorial.page.read_text(encoding="utf-8")


def _named(text: str) -> list[str]:
    """What stands in italics: the words of Inlay."""
    return [" ".join(found.split()) for found in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)]


def _settings(operation: dict) -> set[str]:
    entries = [*operation["inputs"], *operation["parameters"]]
    options = [option for entry in operation["parameters"] for option in entry.get("options", ())]
    return {entry["label"] for entry in [*entries, *options]}


def test_every_script_has_a_page_and_every_page_a_script() -> None:
    scripts = {script.stem for editor in EDITORS for script in (HERE / editor).glob("*.py")}
    pages = {page.stem.replace("-", "_") for page in PAGES.glob("*.md")} - {"index"}
    assert scripts - {"__init__", "hand", "driver"} == pages
    assert {tutorial.editor for tutorial in ALL} == set(EDITORS)


@each
def test_the_steps_of_the_page_are_those_of_the_script(tutorial: Tutorial) -> None:
    shown = re.findall(rf"\]\(pictures/{tutorial.name}/([\w-]+)\.webp\)", _text(tutorial))
    # The first picture is the result, which comes again at its place.
    assert shown[1:] == tutorial.steps or shown == [tutorial.steps[-1], *tutorial.steps[:-1]]
    made = {picture.stem for picture in (PICTURES / tutorial.name).glob("*.webp")}
    assert made == set(tutorial.steps)


@each
def test_the_pictures_are_those_of_the_script(tutorial: Tutorial) -> None:
    taken = (PICTURES / tutorial.name / SCRIPT).read_text(encoding="utf-8").strip()
    assert taken == tutorial.digest, f"python -m tools.tutorials docs/tutorials/pictures {tutorial.name}"


@each
def test_what_the_page_names_is_there(tutorial: Tutorial) -> None:
    text = _text(tutorial)
    operations = {operation["name"]: operation for operation in _operations()}
    paths = {
        f"{menu} > Inlay > {operation['menu']} > {name}": name
        for menu in MENUS.values()
        for name, operation in operations.items()
    }
    named = [name for name in _named(text) if name not in [f"{menu} > Inlay" for menu in MENUS.values()]]
    used = [operations[paths.get(name, name)] for name in named if name in operations or name in paths]
    known = BUTTONS | set(operations) | set(paths) | {label for each in used for label in _settings(each)}
    assert not set(named) - known
    assert any(name.startswith(f"{MENUS[tutorial.editor]} > ") for name in named)


@each
def test_pictures_have_words_and_links_a_target(tutorial: Tutorial) -> None:
    text = _text(tutorial)
    for words_of, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text):
        assert len(words_of) > 7, target
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (PAGES / target).is_file(), target


@each
def test_the_index_shows_it(tutorial: Tutorial) -> None:
    title = re.search(r"^# (.+)$", _text(tutorial), re.MULTILINE)[1]
    editor = {"gimp": "GIMP", "krita": "Krita"}[tutorial.editor]
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    line = next(line for line in index.splitlines() if f"]({tutorial.name}.md)" in line)
    assert f"[{title}]" in line and f"In {editor}." in line
    assert re.search(rf"^{tutorial.name}$", index, re.MULTILINE)
    assert f"In **{editor}**." in _text(tutorial)


def test_every_photograph_is_used_and_has_a_licence() -> None:
    photographs = {each.name for each in PHOTOGRAPHS.iterdir()}
    linked = {name for tutorial in ALL for name in re.findall(r"\(photographs/([\w-]+\.jpg)\)", _text(tutorial))}
    assert photographs == linked
    credits = (PICTURES / "CREDITS.md").read_text(encoding="utf-8")
    for name in photographs:
        series = re.sub(r"-\d", "-1", name)
        assert name in credits or series in credits, name


def test_the_pictures_are_small() -> None:
    pictures = [*PICTURES.glob("*/*.webp")]
    assert sum(each.stat().st_size for each in pictures) < LARGEST
    assert max(_width(each) for each in pictures) <= WIDEST


def _width(picture: Path) -> int:
    with Image.open(picture) as opened:
        return opened.width
