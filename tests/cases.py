"""Fewer cases for the same laws: combinations in one case, and pairs in place of a product."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from itertools import cycle
from typing import Any


def every(names: str | tuple[str, ...], values: Iterable[Any]) -> Callable[[Callable], Callable]:
    """Like ``pytest.mark.parametrize``, but one case for all the values; a failure says with which one it came.

    For what takes milliseconds and shares what fixtures give.
    """
    values = list(values)
    assert values, "a test of nothing cannot fail"

    def decorate(test: Callable) -> Callable:
        @wraps(test)
        def run(**given: Any) -> None:
            for value in values:
                chosen = {names: value} if isinstance(names, str) else dict(zip(names, value, strict=True))
                try:
                    test(**given, **chosen)
                except BaseException as error:
                    error.add_note(f"with {chosen}")
                    raise

        signature = inspect.signature(test)
        folded = (names,) if isinstance(names, str) else names
        left = [each for name, each in signature.parameters.items() if name not in folded]
        run.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        del run.__wrapped__
        return run

    return decorate


def paired(names: Iterable[Any], choices: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Every name once, and every choice in turn: for what all names share and a choice decides."""
    return list(zip(names, cycle(choices), strict=False))
