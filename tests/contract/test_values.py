"""What a message is made of is told in the artist's language too: a word that is put into one is marked.

Names stay as they are typed: those of arguments, of keys and of files.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.contract.test_marked import REPOSITORY, SAME, modules

#: What makes messages.
MAKERS = ("_", "ngettext")
#: Names of files, of colour models, ids, and sizes.
NAME = re.compile(r"s?[A-Z]+|[\w{}./-]+\.\w+|\.[\w-]+|[a-z]+(-[a-z]+)+|svg:[a-z-]+|{} GB")
#: What is typed elsewhere: an argument, ids, a package, a format.
ELSEWHERE_TYPED = {"region", "automatic", "luminance", "aggdraw", "WebP"}


@dataclass
class Module:
    """What a module defines and takes from others, its calls, and what names are typed in it.

    Modules are known by their folders and their own names.
    """

    path: Path
    arguments: dict[str, list[str]] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    calls: list[tuple[ast.Call, tuple[str, str], str]] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    #: What a name stands for in a function.
    assigned: dict[tuple[str, str], list[ast.expr]] = field(default_factory=dict)
    #: Arguments by which a function looks something up: what is given for them is a key.
    keys: set[tuple[str, str]] = field(default_factory=set)

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}.{self.path.stem}"

    @classmethod
    def read(cls, path: Path) -> "Module":
        found = cls(path)
        found._take(ast.parse(path.read_text(encoding="utf-8")), "")
        found.calls = [(call, found._called(call.func), function) for call, _, function in found.calls]
        return found

    def _take(self, node: ast.AST, function: str) -> None:
        if isinstance(node, ast.FunctionDef):
            function = node.name
            arguments = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            self.arguments[function] = [each for each in arguments if each not in ("self", "cls")]
            self._take_defaults(node.args, function)
            self.typed.update(arguments, [function])
        elif isinstance(node, ast.ImportFrom):
            parts = [*((self.path.parent.name,) if node.level else ()), *(node.module or "").split(".")]
            place = ".".join(filter(None, parts[-2:]))
            self.imported.update({alias.asname or alias.name: (place, alias.name) for alias in node.names})
        elif isinstance(node, ast.Attribute):
            self.typed.add(node.attr)
        elif isinstance(node, ast.Assign):
            for name, value in _pairs(node.targets[0], node.value):
                self.assigned.setdefault((function, name), []).append(value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            self.assigned.setdefault((function, node.target.id), []).append(node.value)
        elif isinstance(node, ast.Dict):
            self.typed.update(key.value for key in node.keys if isinstance(key, ast.Constant))
        elif isinstance(node, ast.Subscript):
            self._look_up(node.slice, function)
        elif isinstance(node, ast.Call):
            self.calls.append((node, ("", ""), function))
            if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
                self._look_up(node.args[0], function)
        for child in ast.iter_child_nodes(node):
            self._take(child, function)

    def texts(self, found: Iterable[ast.expr], function: str, modules: Mapping[str, "Module"]) -> Iterator[ast.expr]:
        """The literals that these are or stand for."""
        for leaf in found:
            yield from (each for value in self._standing(leaf, function, modules) for each in leaves(value))

    def _standing(self, leaf: ast.expr, function: str, modules: Mapping[str, "Module"]) -> list[ast.expr]:
        """What a name, or a constant of this module or of another one, stands for."""
        if isinstance(leaf, ast.Attribute):
            place, name = self._called(leaf)
        elif isinstance(leaf, ast.Name):
            own = self.assigned.get((function, leaf.id)) or self.assigned.get(("", leaf.id))
            if own:
                return own
            place, name = self.imported.get(leaf.id, ("", ""))
        else:
            return [leaf]
        return modules[place].assigned.get(("", name), []) if place in modules else []

    def _take_defaults(self, arguments: ast.arguments, function: str) -> None:
        """What an argument stands for where nothing is given."""
        named = [*arguments.posonlyargs, *arguments.args]
        pairs = [*zip(reversed(named), reversed(arguments.defaults), strict=False)]
        pairs += [
            (each, value) for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
        ]
        for each, value in pairs:
            self.assigned.setdefault((function, each.arg), []).append(value)

    def _look_up(self, key: ast.expr, function: str) -> None:
        if isinstance(key, ast.Constant):
            self.typed.add(key.value)
        elif isinstance(key, ast.Name):
            self.keys.add((function, key.id))

    def _called(self, function: ast.expr) -> tuple[str, str]:
        """The module, by its last name, and the function that is called, as far as they can be known."""
        if isinstance(function, ast.Name):
            return self.imported.get(function.id, (self.name, function.id))
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            place, module = self.imported.get(function.value.id, ("", ""))
            is_own = function.value.id in ("self", "cls")
            return self.name if is_own else f"{place.rpartition('.')[2]}.{module}", function.attr
        return "", ""


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from (
            (each.id, one) for each, one in zip(target.elts, value.elts, strict=False) if isinstance(each, ast.Name)
        )


#: What looks for quotation marks, and shows none.
RECOGNISING = {REPOSITORY / "plugins/bridge/report.py"}

Shown = dict[tuple[str, str], dict[str, int]]


def values(call: ast.Call, called: tuple[str, str], shown: Shown) -> Iterator[ast.expr]:
    """What the arguments of a call that stand in a message may be."""
    if called[1] in MAKERS:
        yield from (leaf for each in call.keywords for leaf in leaves(each.value))
    for argument, place in shown.get(called, {}).items():
        given = [each.value for each in call.keywords if each.arg == argument] + call.args[place : place + 1]
        yield from (leaf for value in given for leaf in leaves(value))


def leaves(value: ast.expr) -> Iterator[ast.expr]:
    """What a value may be."""
    if isinstance(value, ast.IfExp):
        yield from (*leaves(value.body), *leaves(value.orelse))
    elif isinstance(value, ast.BoolOp):
        yield from (leaf for each in value.values for leaf in leaves(each))
    else:
        yield value


def shown_arguments(found: list[Module]) -> Shown:
    """Arguments of functions that end up in messages, by module and function, with their places."""
    shown: Shown = {}
    before = -1
    while before != (before := sum(map(len, shown.values()))):
        for module in found:
            for call, called, function in module.calls:
                for leaf in values(call, called, shown):
                    arguments = module.arguments.get(function, [])
                    if isinstance(leaf, ast.Name) and leaf.id in arguments and (function, leaf.id) not in module.keys:
                        named = shown.setdefault((module.name, function), {})
                        named[leaf.id] = arguments.index(leaf.id)
    return shown


def text_of(leaf: ast.expr) -> str:
    if isinstance(leaf, ast.JoinedStr):
        return "".join(each.value if isinstance(each, ast.Constant) else "{}" for each in leaf.values)
    return leaf.value if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str) else ""


def unmarked(found: list[Module]) -> Iterator[str]:
    shown, by_name = shown_arguments(found), {module.name: module for module in found}
    for module in found:
        for call, called, function in module.calls:
            for literal in module.texts(values(call, called, shown), function, by_name):
                text = text_of(literal)
                is_name = text in module.typed | ELSEWHERE_TYPED or NAME.fullmatch(text) or SAME.fullmatch(text)
                if re.search(r"[^\W\d_]{2}", text) and not is_name:
                    yield f"{module.path.name}:{literal.lineno}: {text}"


def quoted_alone(tree: ast.AST) -> Iterator[ast.expr]:
    """Literals with quotation marks that are no part of a message: each language has its own marks."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Constant | ast.JoinedStr) and set("“”") & set(text_of(node)):
            yield node
        else:
            yield from quoted_alone(node)


def joined_to_english(tree: ast.AST) -> Iterator[ast.Call]:
    """Where `str.join` makes English of messages, or of a list that holds some."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign) and _has_message(node.value)]
        holding = {each.id for node in assigned for each in node.targets if isinstance(each, ast.Name)}
        holding |= {ast.unparse(node.func.value) for node in _calls(function, "append") if _has_message(node.args[0])}
        for node in _calls(function, "join"):
            names = {each.id for given in node.args for each in ast.walk(given) if isinstance(each, ast.Name)}
            if isinstance(node.func.value, ast.Constant) and (any(map(_has_message, node.args)) or names & holding):
                yield node


def _calls(tree: ast.AST, method: str) -> Iterator[Any]:
    """Calls of a method of that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield node


def _has_message(tree: ast.AST) -> bool:
    """Whether it is a message, or holds some; what other functions make of one is theirs."""
    if isinstance(tree, ast.Call):
        return isinstance(tree.func, ast.Name) and tree.func.id in MAKERS
    return any(map(_has_message, ast.iter_child_nodes(tree)))


def test_every_word_in_a_message_is_marked():
    assert not sorted(set(unmarked([Module.read(path) for path in modules()])))


def test_messages_are_not_joined_to_english():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}
    assert not [f"{path.name}:{call.lineno}" for path, tree in trees.items() for call in joined_to_english(tree)]


def test_quotation_marks_are_those_of_the_language():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules() if path not in RECOGNISING}
    assert not [f"{path.name}:{literal.lineno}" for path, tree in trees.items() for literal in quoted_alone(tree)]


@pytest.mark.parametrize(
    "code",
    [
        'raise InputError(_("There is no {what}.", what="hair"))',
        'message = _("There is no {what}.", what=name or "good layer")',
        'def absent(what):\n    return _("There is no {what}.", what=what)\n\nabsent("hair")',
        'def absent(what):\n    _("There is no {what}.", what=what)\n\ndef no(what):\n    absent(what)\n\nno("hair")',
        'ngettext("{count} {what}", "{count} {what}s", 2, count=2, what=f"{colour} layer")',
        'def absent(what="hair"):\n    return _("There is no {what}.", what=what)',
        'HAIR = "hair"\n\ndef absent():\n    return _("There is no {what}.", what=HAIR)',
    ],
)
def test_what_is_not_marked_is_found(code, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(code)
    assert len(list(unmarked([Module.read(path)]))) == 1
    path.write_text(re.sub(r'f?"(hair|good layer|{colour} layer)"', '_("it")', code))
    assert not list(unmarked([Module.read(path)]))


@pytest.mark.parametrize(
    "code",
    [
        'def blur(radius):\n    _("{name} is {value}.", name="radius", value=radius)',
        'def whole(record, key):\n    return _("{key} is {value}.", key=key, value=record[key])\n\nwhole({}, "width")',
        '_("{path} is missing.", path="mimetype.xml")',
        '_("Choose {method}.", method="closed-form")',
    ],
)
def test_names_stay_as_they_are_typed(code, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(code)
    assert not list(unmarked([Module.read(path)]))
