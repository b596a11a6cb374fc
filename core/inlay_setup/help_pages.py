"""The pages that help opens in a browser: one for every operation, made from the operation table, read without network.

One page each, since not every desktop passes on which part of a page is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from inlay_setup import filesystem
from inlay_setup.repository import copy

FOLDER, STYLE = "help", "style.css"
#: Where an editor has the menu, and how its search is opened.
EDITORS = {"GIMP": ("Filters › Inlay", "/"), "Krita": ("Filter › Inlay", "Ctrl+Enter")}
KEYS = (
    (
        "F",
        "the next view: result, split, on black, on white, on a checkerboard, mask and others; with Shift the last one",
    ),
    ("X", "the original, as long as it is held"),
    ("S", "before and after, with a splitter that is dragged"),
    ("[ ]", "a smaller or larger brush; with Shift it paints a straight line"),
    ("Ctrl+Z", "takes back a stroke, with Shift brings it back"),
    ("← → ↑ ↓", "move a pasted piece by a pixel, with Shift by ten"),
    ("Wheel", "zooms; the space bar or the middle button moves the picture"),
    ("0 1", "shows all of the picture, or its own pixels"),
)
#: What a stroke is called by what it says.
STROKES = {
    "foreground": "what belongs to it",
    "background": "what does not",
    "unknown": "what is in doubt",
    "line": "an edge that goes on",
    "nothing": "and erase what was painted",
}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="../inlay.svg">
<link rel="stylesheet" href="{style}">
</head>
<body>
<header><img src="../inlay.svg" alt="" width="40" height="40"><a href="index.html">Inlay</a></header>
<main>
{body}
</main>
</body>
</html>
"""


def pages(table: Mapping[str, Any]) -> dict[str, str]:
    """The texts of the pages of a table's operations by the names of their files."""
    operations = table["operations"]
    texts = {
        f"{operation['id']}.html": _page(operation["name"] + " – Inlay", _told(operation)) for operation in operations
    }
    return {"index.html": _page("Inlay", _index(operations)), **texts}


def write(folder: Path, table: Mapping[str, Any]) -> None:
    """Put the pages beside their style sheet, in place of earlier ones."""

    def build(new: Path) -> None:
        copy(folder / STYLE, new / STYLE)
        for name, text in pages(table).items():
            (new / name).write_bytes(text.encode("utf-8"))

    filesystem.replace_folder(folder, build)


def _page(title: str, body: str) -> str:
    return PAGE.format(title=escape(title), style=STYLE, body=body)


def _index(operations: Sequence[Mapping[str, Any]]) -> str:
    parts = ["<h1>Inlay</h1>", '<p class="summary">Cut out, blend, retouch: seen while it is set.</p>']
    for menu in dict.fromkeys(operation["menu"] for operation in operations):
        rows = (
            f'<dt><a href="{escape(each["id"])}.html">{escape(each["name"])}</a></dt><dd>{escape(each["summary"])}</dd>'
            for each in operations
            if each["menu"] == menu
        )
        parts += [f"<h2>{escape(menu or 'Inlay')}</h2>", f"<dl>{''.join(rows)}</dl>"]
    return "\n".join([*parts, *_keys()])


def _told(operation: Mapping[str, Any]) -> str:
    everyday = [each for each in operation["parameters"] if each["rank"] == "everyday"]
    expert = [each for each in (*operation["inputs"], *operation["parameters"]) if each["rank"] != "everyday"]
    parts = [
        f'<p class="menu">{escape(operation["menu"])}</p>' if operation["menu"] else "",
        f"<h1>{escape(operation['name'])}</h1>",
        f'<p class="summary">{escape(operation["summary"])}</p>',
        "<h2>How to use it</h2>",
        f"<ol>{''.join(f'<li>{step}</li>' for step in _steps(operation))}</ol>",
        "<h2>What it does</h2>",
        *(f"<p>{escape(text)}</p>" for text in operation["help"].split("\n\n") if text),
        *_settings("Settings", everyday, operation),
        *_settings("More", expert, operation),
        *(_keys() if operation["parameters"] else []),
        *_references(operation),
        f'<p class="names">On the command line <code>inlay {escape(operation["id"])}</code>, '
        f"in Python <code>inlay.{escape(operation['id'].replace('-', '_'))}</code>.</p>",
    ]
    return "\n".join(part for part in parts if part)


def _steps(operation: Mapping[str, Any]) -> list[str]:
    """What the artist does, from what the operation reads."""
    steps = [
        f"<b>{escape(each['label'])}</b>: {escape(each['help'])} {_way(each)}"
        for each in operation["inputs"]
        if each["rank"] == "everyday"
    ]
    path = " › ".join(escape(part) for part in (operation["menu"], operation["name"]) if part)
    places = " ".join(
        f"In {editor} it is in {place}, and {_key(search)} searches for it."
        for editor, (place, search) in EDITORS.items()
    )
    steps.append(f"Open <b>{path}</b>. {places}")
    if operation["parameters"]:
        steps.append(" ".join([*_on_the_picture(operation), "Set what you see, and press <b>OK</b>."]))
    steps.append(f"The result arrives at once, and {_key('Ctrl+Z')} takes it back.")
    return steps


def _on_the_picture(operation: Mapping[str, Any]) -> Iterator[str]:
    """What the artist does on the picture that the dialog shows."""
    if operation["strokes"]:
        yield f"Paint on the picture: {', '.join(STROKES[label] for label in operation['strokes'])}."
    if any(entry["displaced_by"] for entry in operation["inputs"]):
        yield "Drag the piece to its place on the picture."
    if any(entry["turned_by"] for entry in operation["inputs"]):
        yield "A corner makes it larger or smaller, the ring on its upper side turns it; hold Shift for steps."
    if any(entry["type"] in ("point", "points") for entry in operation["parameters"]):
        yield "Click on the picture to set points; the right button removes them."


def _way(entry: Mapping[str, Any]) -> str:
    """How an editor is told which picture serves an input."""
    ways = entry["ways"]
    if "active" in ways:
        return "Make it the active layer."
    if entry["kinds"][0] == "selection":
        return "Select with whatever you like."
    if "layers" in ways:
        return "Select them all in the list of layers."
    if "below" in ways:
        return "What is visible below is taken, unless you choose a layer in the dialog."
    return "Choose it in the dialog, if you like." if entry["optional"] else "Choose it in the dialog."


def _settings(title: str, parameters: Sequence[Mapping[str, Any]], operation: Mapping[str, Any]) -> list[str]:
    if not parameters:
        return []
    rows = (
        f"<tr><th>{escape(entry['label'])}</th><td>{_setting(entry, operation)}</td><td>{_default(entry)}</td></tr>"
        for entry in parameters
    )
    head = "<tr><th>Setting</th><th>What it does</th><th>At first</th></tr>"
    return [f"<h2>{title}</h2>", f"<table>\n{head}\n" + "\n".join(rows) + "\n</table>"]


def _setting(entry: Mapping[str, Any], operation: Mapping[str, Any]) -> str:
    told = escape(entry["help"])
    if entry.get("minimum") is not None:
        told += f" From {entry['minimum']:,.9g} to {entry['maximum']:,.9g}{_unit(entry)}."
    found = [_condition(name, values, operation) for name, values in entry["matters_when"].items()]
    if entry.get("with_input"):
        label = next(each["label"] for each in operation["inputs"] if each["role"] == entry["with_input"])
        found.append(f"there is a <i>{escape(label)}</i>")
    conditions = " and ".join(found)
    told += f" Counts only if {conditions}." if conditions else ""
    options = (
        f"<dt>{escape(option['label'])}</dt><dd>{escape(option['help'])}</dd>" for option in entry.get("options", ())
    )
    return told + (f"<dl>{''.join(options)}</dl>" if entry.get("options") else "")


def _condition(name: str, values: Sequence[Any], operation: Mapping[str, Any]) -> str:
    decisive = next(entry for entry in operation["parameters"] if entry["id"] == name)
    if decisive["type"] == "boolean":
        return f"<i>{escape(decisive['label'])}</i> is {'on' if values[0] else 'off'}"
    if not decisive.get("options"):
        return f"<i>{escape(decisive['label'])}</i> is {' or '.join(f'{value:,.9g}' for value in values)}"
    labels = {option["id"]: option["label"] for option in decisive["options"]}
    left_out = [label for option, label in labels.items() if option not in values]
    if len(left_out) < len(values):
        return f"<i>{escape(decisive['label'])}</i> is not {_either(left_out)}"
    return f"<i>{escape(decisive['label'])}</i> is {_either([labels[value] for value in values])}"


def _either(labels: Sequence[str]) -> str:
    return " or ".join(f"<i>{escape(label)}</i>" for label in labels)


def _default(entry: Mapping[str, Any]) -> str:
    if "role" in entry:
        return "none"
    value = entry["default"]
    if entry["type"] == "choice":
        return escape(next(option["label"] for option in entry["options"] if option["id"] == value))
    if entry["type"] == "boolean":
        return "on" if value else "off"
    if entry["type"] == "colour":
        return ", ".join(f"{round(255 * part)}" for part in value[:3])
    if entry["type"] in ("integer", "number"):
        return f"{value:,.9g}{_unit(entry)}"
    return escape(str(value)) if value else ""


def _unit(entry: Mapping[str, Any]) -> str:
    return f" {escape(entry['unit'])}" if entry["unit"] else ""


def _keys() -> list[str]:
    rows = (f"<tr><th>{' '.join(map(_key, keys.split()))}</th><td>{escape(told)}</td></tr>" for keys, told in KEYS)
    return ["<h2>While the picture is seen</h2>", f'<table class="keys">{"".join(rows)}</table>']


def _references(operation: Mapping[str, Any]) -> list[str]:
    if not operation["references"]:
        return []
    return ["<h2>References</h2>", *(f'<p class="reference">{escape(each)}</p>' for each in operation["references"])]


def _key(name: str) -> str:
    return "+".join(f"<kbd>{escape(part)}</kbd>" for part in name.split("+"))
