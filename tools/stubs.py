"""The stub of `inlay`: what type checkers and editors know of the operations' array functions."""

from __future__ import annotations

import ast
import inspect
import types
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

import inlay
from inlay.operations.declaration import Operation

WIDTH = 120
HEAD = '"""Made from the declarations of the operations by ``python3 install.py manifest``: do not edit."""\n'


def stub(operations: Iterable[Operation]) -> str:
    """The text of ``__init__.pyi``: the packages of `inlay`, and a function for each operation."""
    functions = {each.array_function.__name__: (each.array_function, each.summary) for each in operations}
    imports: dict[str, set[str]] = {}
    body = "\n".join(_function(*functions[name], imports) for name in sorted(functions))
    own = {module: imports.pop(module) for module in sorted(imports) if module.startswith("inlay")}
    blocks = [
        _block(imports),
        "import numpy as np",
        "\n".join([*(f"from inlay import {name} as {name}" for name in inlay.PACKAGES), *_block(own).splitlines()]),
        "PACKAGES: tuple[str, ...]\n__version__: str",
        body,
    ]
    return "\n\n".join([HEAD.rstrip(), *blocks])


def _block(imports: Mapping[str, set[str]]) -> str:
    return "\n".join(f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(imports.items()))


def _function(function: Callable[..., Any], summary: str, imports: dict[str, set[str]]) -> str:
    hints = _hints(function)
    arguments = [f"    {line}" for line in _arguments(inspect.signature(function), hints, imports)]
    head = "\n".join([f"def {function.__name__}(", *arguments, f") -> {_written(hints['return'], imports)}:"])
    return f'{head}\n    """{summary}"""\n'


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """The types of a function's arguments; also those that a module imports for them alone."""
    own = inspect.unwrap(function)
    tree = ast.parse(Path(inspect.getfile(own)).read_text(encoding="utf-8"))
    names = {
        alias.name: getattr(import_module(str(node.module)), alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("inlay")
        for alias in node.names
        if alias.name not in own.__globals__ and alias.name[0].isupper()
    }
    return get_type_hints(function, localns=names)


def _arguments(signature: inspect.Signature, hints: Mapping[str, Any], imports: dict[str, set[str]]) -> Iterable[str]:
    starred = False
    for argument in signature.parameters.values():
        if argument.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*,"
        default = "" if argument.default is inspect.Parameter.empty else f" = {_value(argument.default)}"
        kind = hints[argument.name]
        line = f"{argument.name}: {_written(kind, imports)}{default},"
        yield line if len(line) + 4 <= WIDTH else _split(argument.name, kind, default)


def _split(name: str, kind: Any, default: str) -> str:
    """A choice with too many options for a line: one in each."""
    inner = "".join(f"        {_value(option)},\n" for option in get_args(kind))
    return f"{name}: Literal[\n{inner}    ]{default},"


def _written(kind: Any, imports: dict[str, set[str]]) -> str:
    """A type as it is written in a stub, whose imports are noted."""
    if kind is Ellipsis:
        return "..."
    if kind is None or kind is types.NoneType:
        return "None"
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        imports.setdefault("typing", set()).add("Literal")
        return f"Literal[{', '.join(map(_value, parts))}]"
    if origin in (Union, types.UnionType):
        return " | ".join(_written(part, imports) for part in parts)
    named = origin or kind
    if named is np.ndarray:
        return "np.ndarray"
    if named.__module__ != "builtins":
        imports.setdefault(named.__module__, set()).add(named.__name__)
    if origin is None:
        return named.__name__
    return f"{named.__name__}[{', '.join(_inner(part, imports) for part in parts)}]"


def _inner(part: Any, imports: dict[str, set[str]]) -> str:
    """A part of a type; a callable's arguments are a list."""
    return (
        f"[{', '.join(_written(each, imports) for each in part)}]"
        if isinstance(part, list)
        else _written(part, imports)
    )


def _value(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)
