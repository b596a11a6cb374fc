"""Settings of an operation that the artist has given a name, the same in every editor."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Dict

from inlay.contract.declaration import Operation
from inlay.contract.errors import FileError, InlayWarning, ParameterError
from inlay.contract.language import _

#: What belongs to one picture and is of no use on another.
ON_THE_PICTURE = ("point", "points", "offset", "strokes")
LONGEST_NAME = 100
LARGEST_FILE = 1 << 20
DAMAGED = ".damaged"

Named = Dict[str, Dict[str, Any]]


class Presets:
    """The presets of one operation: a file that is read anew each time, as another editor may have changed it.

    Parameters
    ----------
    folder : str
        Where the files lie; it is made with the first preset.
    operation : Operation
        As it is declared now: what it does not know any more, or no longer takes, is left out.

    Attributes
    ----------
    warning : InlayWarning or None
        What the artist is to be told: the file was damaged and has been put aside.
    """

    def __init__(self, folder: str | os.PathLike[str], operation: Operation) -> None:
        self._path = os.path.join(folder, f"{operation.id}.json")
        self._kept = {entry.id: entry for entry in operation.parameters if entry.type not in ON_THE_PICTURE}
        self.warning: InlayWarning | None = None

    def names(self) -> list[str]:
        return sorted(self._read(), key=lambda name: (name.casefold(), name))

    def values(self, name: str) -> dict[str, Any]:
        """The values of a preset, by id; those that are missing stay as they are.

        Raises
        ------
        ParameterError
            If there is none of this name.
        """
        named = self._read()
        if name not in named:
            raise ParameterError(_("There is no preset called {name}.", name=name), _("Choose another."))
        return self._accepted(named[name])

    def save(self, name: str, values: Mapping[str, Any]) -> None:
        """Keep values under a name, in place of what it had.

        Raises
        ------
        ParameterError
            If it is not a name.
        FileError
            If they cannot be kept.
        """
        name = name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise ParameterError(
                _("A preset needs a name."),
                _("Give it one of at most {count} characters.", count=LONGEST_NAME),
            )
        self._write({**self._read(), name: self._accepted(values)})

    def remove(self, name: str) -> None:
        """Forget a preset, if it is there.

        Raises
        ------
        FileError
            If the others cannot be kept.
        """
        named = self._read()
        if named.pop(name, None) is not None:
            self._write(named)

    def _accepted(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {id: value for id, value in values.items() if id in self._kept and self._kept[id].accepts(value)}

    def _read(self) -> Named:
        try:
            with open(self._path, "rb") as file:
                named = json.loads(file.read(LARGEST_FILE))
            if not isinstance(named, dict) or not all(isinstance(values, dict) for values in named.values()):
                raise ValueError("presets are values by name")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            self._put_aside()
            return {}
        return named

    def _put_aside(self) -> None:
        """Make room for presets to come; what is damaged may still be of use to somebody."""
        aside = self._path + DAMAGED
        with suppress(OSError):
            os.replace(self._path, aside)
        self.warning = InlayWarning(
            "presets",
            _("The presets of this operation could not be read."),
            _("The file is kept as {aside}.", aside=aside),
        )

    def _write(self, named: Named) -> None:
        folder = os.path.dirname(self._path)
        try:
            os.makedirs(folder, exist_ok=True)
            handle, temporary = tempfile.mkstemp(".new", os.path.basename(self._path), folder)
            try:
                with open(handle, "w", encoding="utf-8") as file:
                    json.dump(named, file, indent=1)
                os.replace(temporary, self._path)
            except BaseException:
                os.remove(temporary)
                raise
        except OSError as error:
            raise FileError(
                _("The preset cannot be kept in {folder} ({reason}).", folder=folder, reason=error.strerror),
                _("Make room there."),
            ) from error
