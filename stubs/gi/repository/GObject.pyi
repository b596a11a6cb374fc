import enum
from typing import Any

TYPE_STRING: Any
TYPE_NONE: Any

class ParamFlags(enum.Flag):
    READABLE = ...
    WRITABLE = ...
    READWRITE = ...

class ParamSpec:
    name: str

class Value:
    def __init__(self, value_type: Any = ..., value: object = ...) -> None: ...
