"""What is told of a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any


class Report(Mapping[str, Any]):
    """What is known of a result, and what is measured only when it is first asked for.

    Parameters
    ----------
    known : mapping
    measure : callable
        Gives the rest, under keys of its own.
    """

    def __init__(self, known: Mapping[str, Any], measure: Callable[[], Mapping[str, Any]]) -> None:
        self._known = known
        self._measure = measure

    def __getitem__(self, key: str) -> Any:
        return self._known[key] if key in self._known else self._measured[key]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._known, **self._measured})

    def __len__(self) -> int:
        return len(self._known) + len(self._measured)

    @cached_property
    def _measured(self) -> Mapping[str, Any]:
        return self._measure()
