"""The messages of the code: the arguments of `_` and `ngettext`, and where in the code they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.catalogues import REPOSITORY
from tools.catalogues.found import Found

MODULES = ("core/inlay/**/*.py", "core/inlay_setup/**/*.py", "plugins/**/*.py", "tools/*.py")
#: Where a text is shown, by how the path of its module begins.
_PLACES = {
    "plugins/gimp": "In GIMP",
    "plugins/krita": "In Krita",
    "plugins/bridge": "In GIMP and Krita",
    "core/inlay/live": "In GIMP and Krita",
    "core/inlay_setup/help_pages": "On the pages of help",
    **dict.fromkeys(
        ("core/inlay/files/command_line", "core/inlay/batch", "core/inlay_setup", "tools"), "On the command line"
    ),
}
#: What a text is, by the function or class that is called with it, or by that and the number of its arguments; of more
#: than one text, by its place.
_KINDS: dict[str | tuple[str, int], tuple[str, ...]] = {
    "InlayWarning": ("", "Warning: what is not as it was asked for", "Warning: what the reader can do about it"),
    "progress": ("Progress: what is being done",) * 4,
    "span": ("Progress: what is being done",) * 4,
    "step": ("Progress: what is being done",) * 4,
    ("demand", 3): ("", "Error: what is wrong", "Error: what the reader can do about it"),
    ("demand", 4): (
        "",
        "",
        "Begins a sentence that goes on: takes 3 GB of memory, and 1 GB are free",
        "What to do about it",
    ),
    "add_argument_group": ("Heading in the help of the command line",),
    "add_parser": ("Help of the command line",) * 2,
    "add_argument": ("Help of an option of the command line",) * 2,
    "setToolTip": ("Tooltip",),
    "set_tooltip_text": ("Tooltip",),
    "QPushButton": ("Button",),
    "add_button": ("Button; the letter after _ is pressed with Alt",),
    "new_with_mnemonic": ("Button; the letter after _ is pressed with Alt",),
    "_button": ("", "Tooltip of a button"),
    "_box": ("Heading in a dialog",),
    "reduce": ("Texts one after another, as in: red, green, blue",),
    "separators": ("A number, for what the language writes between thousands and before a fraction",),
    "say": ("What the installer or a command says",),
    "note": ("What the installer or a command says", "What the reader can do about it"),
}
#: What a text is that is given by name.
_NAMED = {"doing": "Progress: what is being done", "hint": "Error: what the reader can do about it"}
_ERROR = ("Error: what is wrong", "Error: what the reader can do about it")


def texts() -> Iterator[Found]:
    """Every message of the code."""
    for pattern in MODULES:
        for path in sorted(REPOSITORY.glob(pattern)):
            yield from texts_of(path.read_text(encoding="utf-8"), path.relative_to(REPOSITORY))


def texts_of(source: str, file: Path) -> Iterator[Found]:
    """The messages of one module."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        name = called(node)
        if name in ("_", "ngettext") and isinstance(node, ast.Call) and node.args:
            words = [str(argument.value) for argument in node.args[:2] if isinstance(argument, ast.Constant)]
            if words:
                comment = _comment(node, parents) or _place(file)
                plural = words[1] if name == "ngettext" else ""
                yield Found(words[0], plural, [comment], {file.as_posix()})


def called(node: ast.AST) -> str:
    """The last name of the function that is called; empty if nothing is."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _comment(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """What the text is, by the first call around it that says so."""
    inner, outer = node, parents.get(node)
    while outer is not None and not isinstance(outer, ast.stmt):
        if isinstance(outer, ast.keyword) and outer.arg in _NAMED:
            return _NAMED[outer.arg]
        if isinstance(outer, ast.Call):
            name = called(outer)
            kinds = _ERROR if name.endswith("Error") else _KINDS.get((name, len(outer.args))) or _KINDS.get(name)
            if kinds:
                place = outer.args.index(inner) if inner in outer.args else 0
                return kinds[min(place, len(kinds) - 1)]
        inner, outer = outer, parents.get(outer)
    return ""


def _place(file: Path) -> str:
    name = file.as_posix()
    return next((said for folder, said in _PLACES.items() if name.startswith(folder)), "Part of a message")
