"""The pages of the reference: every public name with its types, from the packages themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import FunctionType

import inlay
from inlay.operations import registry
from inlay.operations.declaration import Operation

#: What an operation of another package is written with.
DECLARING = (
    "inlay.hookspecs",
    "inlay.operations.declaration",
    "inlay.operations.parameters",
    "inlay.operations.part",
    "inlay.operations.job",
    "inlay.operations.found",
    "inlay.operations.large",
    "inlay.contract.boxes",
    "inlay.contract.placement",
    "inlay.picture",
)
#: Fields are told by their class.
METHODS = (FunctionType, classmethod, staticmethod, property, cached_property)
#: Longer values are not shown.
SHORT = 60
INDEX = """# Reference

Every public name, with its types. What is not here is Inlay's own affair and may change at any time.

## What an artist asks for, on arrays

```{{toctree}}
operations
```

## What the operations stand on

```{{toctree}}
{rooms}
```

## What an operation of your own is declared with

```{{toctree}}
{declaring}
```
"""


def write(folder: Path) -> None:
    """Write the pages into this folder."""
    folder.mkdir(parents=True)
    rooms = [f"inlay.{name}" for name in inlay.PACKAGES if _names(f"inlay.{name}")]
    names = {"index": INDEX.format(rooms="\n".join(rooms), declaring="\n".join(DECLARING)), "operations": _operations()}
    for name, text in {**names, **{module: _page(module) for module in (*rooms, *DECLARING)}}.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def _names(module: str) -> list[str]:
    """The public names of a module: those that it lists, or what it defines and what it passes on."""
    loaded = import_module(module)
    if hasattr(loaded, "__all__"):
        return list(loaded.__all__)
    passed = set(re.findall(r"import (\w+) as \1$", inspect.getsource(loaded), re.MULTILINE))
    own = {name for name, value in vars(loaded).items() if getattr(value, "__module__", "") == module}
    return [name for name in vars(loaded) if name in own | passed and not name.startswith("_")]


def _page(module: str) -> str:
    loaded = import_module(module)
    return "\n".join([f"# {module}\n", inspect.getdoc(loaded) or "", "", *_told(module, _names(module))])


def _operations() -> str:
    """The operations as functions of `inlay`, menu by menu."""
    lines = ["# inlay", "", "Every entry of the menus as a function on arrays.", ""]
    for menu, entries in _by_menu(registry.own()):
        lines += [f"## {menu}", "", *_told("inlay", [each.array_function.__name__ for each in entries])]
    return "\n".join(lines)


def _by_menu(operations: Iterable[Operation]) -> Iterator[tuple[str, list[Operation]]]:
    menus: dict[str, list[Operation]] = {}
    for each in operations:
        menus.setdefault(each.menu, []).append(each)
    yield from menus.items()


def _told(module: str, names: list[str]) -> Iterator[str]:
    """A table of the names, then each of them."""
    yield from ["```{eval-rst}", f".. currentmodule:: {module}", "", ".. autosummary::", "   :nosignatures:", ""]
    yield from (f"   {name}" for name in names)
    loaded = import_module(module)
    for name in names:
        yield from ["", *_directive(name, getattr(loaded, name))]
    yield from ["```", ""]


def _directive(name: str, value: object) -> list[str]:
    if inspect.isclass(value):
        own = [each for each, member in vars(value).items() if isinstance(member, METHODS) and not each.startswith("_")]
        return [f".. autoclass:: {name}", *([f"   :members: {', '.join(own)}"] if own else [])]
    if inspect.isroutine(value):
        return [f".. autofunction:: {name}"]
    shown = repr(value)
    # Of a value autodoc would tell what its type is for.
    return [f".. py:data:: {name}", *([f"   :value: {shown}"] if len(shown) < SHORT else [])]
