"""Frozen classes of data as what JSON has words for, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any


def fields_in(kind: Any, record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record holds of the fields of a class."""
    return {each.name: frozen(record[each.name]) for each in fields(kind) if each.name in record}


def plain(value: Any) -> Any:
    """Tuples as lists, all the way down; what JSON has no word for is left."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    return value


def frozen(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    if isinstance(value, dict):
        return {name: frozen(each) for name, each in value.items()}
    return tuple(frozen(each) for each in value) if isinstance(value, list) else value
