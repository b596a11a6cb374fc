"""What is installed of one kind: what Inlay's own modules declare, and what other packages add."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Generic, Protocol, TypeVar

import pluggy

import inlay.hookspecs as hookspecs  # not `from inlay import`, which looks for an operation of that name first
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning, ParameterError


class Named(Protocol):
    """Whatever can be registered."""

    @property
    def id(self) -> str: ...


Entry = TypeVar("Entry", bound=Named)


class Registry(Generic[Entry]):
    """Everything of one kind that is installed.

    Parameters
    ----------
    package : module
        Whose modules are looked through, at any depth.
    type : type
        Of the entries: what modules declare of it counts.
    hook : str
        What other packages' entries come from, a function of `inlay.hookspecs`.
    kind : str
        What one of them is called in messages.
    ordered : callable
        Puts Inlay's own entries, which come in the order of their modules' names, into theirs.
    """

    def __init__(
        self,
        package: ModuleType,
        type: type[Entry],
        hook: str,
        kind: str,
        ordered: Callable[[Iterable[Entry]], list[Entry]] = list,
    ) -> None:
        self._package = package
        self._type = type
        self._hook = hook
        self._kind = kind
        self._ordered = ordered

    def entries(self) -> tuple[Entry, ...]:
        """Inlay's own, then those of other packages; they are looked for once.

        Raises
        ------
        ParameterError
            If two have the same id.
        """
        return self._entries

    def own(self) -> list[Entry]:
        """What Inlay's own modules declare, in its order."""
        found: dict[int, Entry] = {}
        for module in walk_packages(self._package.__path__, f"{self._package.__name__}."):
            for entry in vars(import_module(module.name)).values():
                if isinstance(entry, self._type):
                    found.setdefault(id(entry), entry)
        return self._ordered(found.values())

    def get(self, name: str) -> Entry | None:
        """The entry with this id, or None; for one of Inlay's own in the module of its name no other is loaded."""
        if "_entries" not in self.__dict__ and (entry := self._in_its_module(name)) is not None:
            return entry
        return next((entry for entry in self._entries if entry.id == name), None)

    def _in_its_module(self, name: str) -> Entry | None:
        stem = name.replace("-", "_")
        for folder in map(Path, self._package.__path__ if stem.isidentifier() else ()):
            for path in folder.rglob(f"{stem}.py"):
                module = ".".join((self._package.__name__, *path.relative_to(folder).with_suffix("").parts))
                for entry in vars(import_module(module)).values():
                    if isinstance(entry, self._type) and entry.id == name:
                        return entry
        return None

    def find(self, name: str) -> Entry:
        """The entry with this id.

        Raises
        ------
        ParameterError
            If there is none.
        """
        entry = self.get(name)
        if entry is None:
            known = ", ".join(entry.id for entry in self._entries)
            raise ParameterError(
                _("There is no {kind} {name}.", kind=self._kind, name=name), _("Choose one of {known}.", known=known)
            )
        return entry

    def contributed(self) -> list[Entry]:
        """What other packages add; one whose hook fails, or gives what is none, is left out with a warning."""
        found: list[Entry] = []
        for package in reversed(getattr(plugin_manager().hook, self._hook).get_hookimpls()):
            try:
                found += self._checked(package.function() or ())
            except Exception as error:  # whatever a package of somebody else's does wrong
                _leave_out(package.plugin_name, error)
        return found

    def _checked(self, added: Iterable[Entry]) -> list[Entry]:
        entries = list(added)
        for entry in entries:
            if not isinstance(entry, self._type):
                raise TypeError(f"{reprlib.repr(entry)} is no {self._kind}")
        return entries

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        found = (*self.own(), *self.contributed())
        ids = [entry.id for entry in found]
        for name in ids:
            if ids.count(name) > 1:
                raise ParameterError(
                    _("More than one {kind} is called {name}.", kind=self._kind, name=name),
                    _("Remove one of the packages that add it."),
                )
        return found


@cache
def plugin_manager() -> pluggy.PluginManager:
    """The packages that add to Inlay; one that does not load is left out with a warning, and all else works."""
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    for entry in entry_points(group=hookspecs.GROUP):
        try:
            manager.register(entry.load(), name=entry.name)
        except Exception as error:  # whatever a package of somebody else's does wrong
            _leave_out(entry.name, error)
    return manager


def _leave_out(package: str, error: Exception) -> None:
    message = _(
        "The package {package} does not load ({name}: {error}).",
        package=package,
        name=type(error).__name__,
        error=error,
    )
    warn(InlayWarning("package", message, _("Update it, or remove it from Inlay's environment.")))
