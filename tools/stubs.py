"""The stub of `inlay`: what type checkers and editors know of the operations' array functions."""

from __future__ import annotations

import ast
import inspect
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import inlay
from inlay.operations import docstring
from inlay.operations.declaration import Operation

WIDTH = 120
HEAD = '"""Made from the declarations of the operations by ``python3 install.py manifest``: do not edit."""\n'
_SOURCES = {
    "Callable": "collections.abc",
    "Iterable": "collections.abc",
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "Literal": "typing",
    "Any": "typing",
}


def stub(operations: Iterable[Operation]) -> str:
    """The text of ``__init__.pyi``: the packages of `inlay`, and a function for each operation."""
    functions = [(operation.array_function, operation.summary) for operation in operations]
    signatures = [_function(*each) for each in sorted(functions, key=lambda each: each[0].__name__)]
    body = "\n".join(signatures)
    imports: dict[str, set[str]] = {}
    for function, _ in functions:
        for name, module in _imported(function).items():
            imports.setdefault(module, set()).add(name)
    for name, module in _SOURCES.items():
        if f"{name}[" in body:
            imports.setdefault(module, set()).add(name)
    own = {module: imports.pop(module) for module in sorted(imports) if module.startswith("inlay")}
    blocks = [
        _block(imports),
        "import numpy as np",
        "\n".join([*(f"from inlay import {name} as {name}" for name in inlay.PACKAGES), *_block(own).splitlines()]),
        "__version__: str",
        body,
    ]
    return "\n\n".join([HEAD.rstrip(), *blocks])


def _block(imports: Mapping[str, set[str]]) -> str:
    return "\n".join(f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(imports.items()))


def _function(function: Callable[..., Any], summary: str) -> str:
    signature = inspect.signature(function)
    arguments = [f"    {line}" for line in _arguments(signature)]
    result = _written(signature.return_annotation)
    head = "\n".join([f"def {function.__name__}(", *arguments, f") -> {result}:"])
    return f'{head}\n    """{docstring.parse(summary).summary}"""\n'


def _arguments(signature: inspect.Signature) -> Iterable[str]:
    starred = False
    for argument in signature.parameters.values():
        if argument.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*,"
        default = "" if argument.default is inspect.Parameter.empty else f" = {_value(argument.default)}"
        line = f"{argument.name}: {_written(argument.annotation)}{default},"
        yield line if len(line) + 4 <= WIDTH else _split(argument.name, argument.annotation, default)


def _split(name: str, kind: Any, default: str) -> str:
    """A choice with too many options for a line: one in each."""
    inner = "".join(f"        {_value(option)},\n" for option in get_args(kind))
    return f"{name}: Literal[\n{inner}    ]{default},"


def _written(kind: Any) -> str:
    """A type as it is written in a stub."""
    if isinstance(kind, str):
        return kind.replace("'", '"')
    if kind is None or kind is type(None):
        return "None"
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return f"Literal[{', '.join(map(_value, parts))}]"
    if origin in (Union, types.UnionType):
        return " | ".join(_written(part) for part in parts)
    if origin is not None:
        return f"{origin.__name__}[{', '.join(_inner(part) for part in parts)}]"
    if kind is Ellipsis:
        return "..."
    return f"np.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__


def _inner(part: Any) -> str:
    """A part of a type; a callable's arguments are a list."""
    return f"[{', '.join(map(_written, part))}]" if isinstance(part, list) else _written(part)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def _imported(function: Callable[..., Any]) -> dict[str, str]:
    """The names of Inlay that the annotations of a function written by hand use, and the modules that they are from."""
    written = [each for each in _annotations(function) if isinstance(each, str)]
    used = {node.id for each in written for node in ast.walk(ast.parse(each)) if isinstance(node, ast.Name)}
    if not used:
        return {}
    tree = ast.parse(Path(inspect.getfile(function)).read_text(encoding="utf-8"))
    return {
        alias.asname or alias.name: str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (alias.asname or alias.name) in used and str(node.module).startswith("inlay")
    }


def _annotations(function: Callable[..., Any]) -> Sequence[Any]:
    signature = inspect.signature(function)
    return [signature.return_annotation, *(each.annotation for each in signature.parameters.values())]
