"""Whatever an artist can read is marked for translation: no literal text goes to a person."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PLACES = (
    "core/inlay/**/*.py",
    "core/inlay_setup/**/*.py",
    "plugins/**/*.py",
    "tools/verbs.py",
    "tools/demo.py",
    "tools/bundle.py",
)
#: What raises to a person, and which of its arguments are texts.
ERRORS = {
    *("InlayError", "InputError", "RegionError", "ParameterError", "FileError", "ResourceError", "ModelError"),
    *("ProtocolError", "InstallationError", "UsageError", "DamagedRecord", "DocumentChanged"),
}
#: Functions and methods that show a text, and which of their arguments are texts.
SHOWING = {
    **dict.fromkeys(("say", "note", "notice", "complain"), slice(None)),
    **dict.fromkeys(("progress", "span", "step", "demand"), slice(None)),
    **dict.fromkeys(("setText", "setToolTip", "setPlaceholderText", "setLabelText", "setInformativeText"), slice(1)),
    **dict.fromkeys(("QPushButton", "QLabel", "QGroupBox", "addAction", "addMenu", "addItem", "addButton"), slice(1)),
    **dict.fromkeys(("set_tooltip_text", "set_label", "set_placeholder_text", "add_button", "set_text"), slice(1)),
    **dict.fromkeys(("new_with_mnemonic", "showFloatingMessage", "progress_set_text", "message"), slice(1)),
    **dict.fromkeys(("InlayWarning", "report"), slice(1, None)),
    **dict.fromkeys(("status_text_set", "show_error", "show_warning"), slice(1)),
    # They are given their texts by names.
    **dict.fromkeys(("CheckBox", "PushButton", "SpinBox"), slice(0)),
    **dict.fromkeys(("ArgumentTypeError", "add_argument_group"), slice(None)),
    **dict.fromkeys(ERRORS, slice(None)),
}
#: Arguments that are shown, whatever they are given to.
NAMED = {"help", "description", "epilog", "text", "tooltip", "tooltip_text", "label", "hint", "message", "doing"}
#: Declarations are told where they are shown; the worker's own command line is no artist's, the lesson is for readers
#: of code.
NAMES_OF_DECLARATIONS = {"Input", "Output", "Option", "operation", "replace", "Operation", "Parameter"}
ELSEWHERE = (
    "core/inlay/lesson/",
    "core/inlay/worker/__main__.py",
    "core/inlay/hookspecs.py",
    "core/inlay_setup/background.py",
)
#: Names, units, and what is the same in every language.
SAME = re.compile(r"Inlay\b.*|inlay\b.*|px|GIMP|Krita|x  |[A-Z]+|%.*|  .*")


def texts(node: ast.expr | None, names: dict[str, list[ast.expr]]) -> Iterator[ast.expr]:
    """The literal texts that an expression may be."""
    if (isinstance(node, ast.Constant) and isinstance(node.value, str)) or isinstance(node, ast.JoinedStr):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body, names)
        yield from texts(node.orelse, names)
    elif isinstance(node, ast.BinOp):
        yield from texts(node.left, names)
        yield from texts(node.right, names)
    elif isinstance(node, ast.Name):
        for value in names.get(node.id, []):
            yield from texts(value, {})


def words(node: ast.expr) -> str:
    """What of a literal is the same each time; names of values are not."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return node.value


def unmarked(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        to_a_log = getattr(getattr(node.func, "value", None), "id", "") == "log"
        shown = list(node.args[SHOWING[name]]) if name in SHOWING and not to_a_log else []
        if (name not in NAMES_OF_DECLARATIONS and not name[:1].isupper()) or name in SHOWING:
            shown += [keyword.value for keyword in node.keywords if keyword.arg in NAMED]
        for argument in shown:
            for text in texts(argument, names):
                if re.search(r"[^\W\d_]{2}", words(text)) and not SAME.fullmatch(words(text)):
                    yield f"{path.relative_to(REPOSITORY)}:{text.lineno}: {words(text)}"


def modules() -> list[Path]:
    found = [path for pattern in PLACES for path in sorted(REPOSITORY.glob(pattern))]
    return [path for path in found if not path.relative_to(REPOSITORY).as_posix().startswith(ELSEWHERE)]


def test_every_text_for_artists_is_marked():
    assert not [text for path in modules() for text in unmarked(path)]


@pytest.mark.parametrize(
    "code",
    [
        'raise InputError("There is no picture.")',
        'raise InputError(_("There is no picture."), f"Give {name}.")',
        'hint = "Give one."\nraise FileError(_("There is no picture."), hint)',
        'warn(InlayWarning("code", "It is odd."))',
        'button = QtWidgets.QPushButton("Remove")',
        'parser.add_argument("--x", help="what it is")',
        'progress(0, "Reading")',
        'button = widgets.PushButton(text="Remove")',
        'self.report({"INFO"}, "It was made.")',
        'self.layout.prop_search(self, name, bpy.data, "masks", text="Or a mask")',
    ],
)
def test_what_is_not_marked_is_found(code, tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "REPOSITORY", tmp_path)
    path = tmp_path / "module.py"
    path.write_text(code)
    assert len(list(unmarked(path))) == 1
    path.write_text(re.sub(r'f?"([A-Z][^"]+|what it is)"', r'_("\1")', code))
    assert not list(unmarked(path))
