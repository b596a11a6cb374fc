# What of it Inlay calls is checked in the real editor.
from typing import Any

def __getattr__(name: str) -> Any: ...
